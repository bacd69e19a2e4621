"""Writing a visit down, section by section, and handing it to the second person."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from config.jalali import format_day, tehran_day
from config.persian import format_number, quoted
from review.models import Visit, VisitAnswer
from review.visit_enums import VisitFinding, VisitState
from review.visits.errors import NotYourVisitError, RefusedVisitError, VisitConflictError
from review.visits.plan_services import acts_for, check_plans, kept, locked, page_of, tell
from review.visits.queries import answers_of, questionnaire_for, questions_of, second_lookers

# A report of a visit longer ago rests on no memory.
DAYS_BACK = 60
OWN_UNIT = "این واحد خود شماست؛ همکار دیگری از آن بازدید می‌کند."
NOT_YOURS = "این بازدید با شما نیست: گزارش را بازدیدکننده می‌نویسد."


@dataclass(frozen=True)
class PostedReport:
    """A report as it was typed: answers by question (id), and what stands around them."""

    answers: dict[int, str] = field(default_factory=dict)
    visited_on: date | None = None
    companion: str = ""
    finding: str = ""
    summary: str = ""
    product_id: int | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None


_WORDS = (
    *("visited_on", "companion", "finding", "summary"),
    *("product_id", "latitude", "longitude"),
)


@transaction.atomic
def save(
    user: User, pk: int, posted: PostedReport, seen: int, at: datetime, finish: bool = False
) -> Visit:
    """Keep a report as far as it is typed; with `finish` hand it to the second person.

    The same words once more change nothing, whichever version they name. Raises
    NotYourVisitError, Visit.DoesNotExist, RefusedVisitError, VisitConflictError.
    """
    visit = locked(pk)
    check_visits(user, visit)
    same = stored_report(visit) == posted
    # A button pressed twice, or a page saved again as it stands.
    if same and (
        visit.state == VisitState.WRITTEN if finish else visit.state == VisitState.PLANNED
    ):
        return visit
    if visit.state != VisitState.PLANNED or visit.version != seen:
        raise VisitConflictError(visit)
    today = tehran_day(at)
    if visit.form is None:
        visit.form = questionnaire_for(visit, today)
    if visit.form is None:
        raise RefusedVisitError("", "دفتر آمار هنوز فرم بازدید را تعریف نکرده است.")
    if posted.visited_on and posted.visited_on > today:
        raise RefusedVisitError("visited_on", "این روز در آینده است.")
    if posted.visited_on and posted.visited_on < today - timedelta(days=DAYS_BACK):
        days = format_number(DAYS_BACK)
        raise RefusedVisitError("visited_on", f"گزارش تا {days} روز پس از بازدید نوشته می‌شود.")
    for name in _WORDS:
        setattr(visit, name, getattr(posted, name))
    visit.saved_at = at
    _answer(visit, posted)
    if finish:
        _finish(visit, posted, at)
    return kept(visit)


def check_visits(user: User, visit: Visit) -> None:
    """Raise NotYourVisitError for who is not the visitor, or acts for the unit."""
    if visit.visitor_id != user.pk:
        raise NotYourVisitError(NOT_YOURS)
    check_plans(user, visit.office)
    if acts_for(user.pk, visit.unit_id):
        raise NotYourVisitError(OWN_UNIT)


def missing(visit: Visit, posted: PostedReport) -> list[tuple[str, str]]:
    """List the fields that a finished report lacks, each with what to do."""
    found = []
    if posted.visited_on is None:
        found.append(("visited_on", "روز بازدید را بنویسید."))
    # «محل بسته بود» ends the form: nothing was seen.
    if posted.finding != VisitFinding.SHUT:
        found += [
            (question.field, f"{question.text}: پاسخ دهید.")
            for question in questions_of(visit.form)
            if question.required and not posted.answers.get(question.pk)
        ]
    if not posted.finding:
        found.append(("finding", "نظر خود را انتخاب کنید."))
    if not posted.summary:
        found.append(("summary", "جمع‌بندی را در یک جمله بنویسید."))
    return found


def _finish(visit: Visit, posted: PostedReport, at: datetime) -> None:
    lacks = missing(visit, posted)
    if lacks:
        raise RefusedVisitError(*lacks[0])
    visit.state, visit.written_at, visit.note = VisitState.WRITTEN, at, ""
    tell(
        second_lookers(visit),
        f"گزارش بازدید {quoted(visit.unit.name)} در انتظار تأیید شماست",
        f"{visit.visitor.full_name}، {visit.office.name}، {format_day(visit.day)}.",
        page_of(visit),
        at,
    )


def stored_report(visit: Visit) -> PostedReport:
    """Read what is stored as it would be posted."""
    return PostedReport(answers_of(visit), *(getattr(visit, name) for name in _WORDS))


def _answer(visit: Visit, posted: PostedReport) -> None:
    """Replace the answers by those that were posted to questions of this form."""
    asked = {question.pk for question in questions_of(visit.form)}
    VisitAnswer.objects.filter(visit=visit).delete()
    VisitAnswer.objects.bulk_create(
        VisitAnswer(visit=visit, question_id=pk, value=value)
        for pk, value in sorted(posted.answers.items())
        if pk in asked and value
    )
