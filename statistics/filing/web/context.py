"""What every page of a month shows around its form: unit header, tabs, time left."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from accounts.models import User
from catalog.policy.book import PolicyBook
from config.persian import to_persian_digits
from config.templatetags.kernel import code
from config.time_left import TimeLeft
from statistics.enums import Step, StepStatus
from statistics.filing.notebook.queries import NotedSum, read_sums, sums
from statistics.filing.outdated_products import turned_back, with_dashes
from statistics.filing.previous_months import PreviousMonth, filed_beside, read_beside
from statistics.models import StepState, Submission, SubmissionQuerySet
from statistics.rules.unit_history import with_flagged
from statistics.timeliness import correction_time_left, filing_time_left

STEP_URLS = {
    Step.PERIOD: "statistics:period",
    Step.PRODUCTION: "statistics:production",
    Step.EXPORTS: "statistics:exports",
    Step.EMPLOYMENT: "statistics:employment",
}
NOT_FILLED = "توسط متقاضی پر نشده است"
CONFIRMED = "توسط متقاضی تایید شده است"


@dataclass(frozen=True)
class StepTab:
    """One tab of the guide's row of steps."""

    label: str
    note: str
    state: str
    url: str | None
    current: bool


@dataclass(frozen=True)
class OwnMonth:
    """A person's own submission as a page reads it, in one query: the months beside it (None
    where they were not asked for) and what the unit's notebook comes to. `assisted`: they type it
    for an owner who came to their union.
    """

    submission: Submission
    beside: list[PreviousMonth] | None = None
    noted: tuple[NotedSum, ...] = ()
    assisted: bool = False


def own_submission(user: User, tracking_number: str) -> Submission:
    """Find the person's own submission.

    404 when it is not there for them, 403 when they may read it but do not act for the unit.
    """
    return _found(_with_header().of(user), user, tracking_number)


def own_month(user: User, tracking_number: str) -> OwnMonth:
    """Find a month that the person types, with what its page shows; refused as `own_submission`."""
    found = _found(_with_beside().typed_by(user), user, tracking_number)
    # Annotations come as attributes of the instance; typed values leave here instead.
    beside, noted = vars(found).pop("beside"), vars(found).pop("noted")
    assisted = vars(found).pop("assisted")
    # The notebook is the unit's own: nobody types from it for them.
    sums_ = () if assisted else read_sums(noted)
    return OwnMonth(found, read_beside(beside), sums_, assisted)


def month_alone(user: User, tracking_number: str) -> OwnMonth:
    """Find the same without the months beside it and the notebook."""
    found = _found(_with_header().typed_by(user), user, tracking_number)
    return OwnMonth(found, assisted=vars(found).pop("assisted"))


def _found(among: SubmissionQuerySet, user: User, tracking_number: str) -> Submission:
    try:
        return among.get(tracking_number=tracking_number)
    except Submission.DoesNotExist:
        # Only on a miss: a stranger and an unknown number look the same (circular 60/133338 §5).
        if Submission.objects.visible_to(user).filter(tracking_number=tracking_number).exists():
            raise PermissionDenied("فقط دارندهٔ پروانه یا نمایندهٔ او آمار را می‌نویسد.") from None
        raise Http404 from None


# To put these queries together costs more than to run them: it is done once for all requests.
@cache
def _with_header() -> SubmissionQuerySet:
    return Submission.objects.with_header().select_related("exports", "employment")


@cache
def _with_beside() -> SubmissionQuerySet:
    return _with_header().annotate(beside=filed_beside(), noted=sums())


@cache
def _steps() -> QuerySet[StepState]:
    return with_dashes(with_flagged(StepState.objects.order_by("step")))


def step_url(submission: Submission, step: Step) -> str:
    return reverse(STEP_URLS[step], args=[submission.tracking_number])


def facts(submission: Submission) -> list[tuple[str, str]]:
    """Fill the guide's header: unit (licence, province – county), year, month, number."""
    return [
        ("نام واحد", submission.licence.place),
        ("سال", to_persian_digits(submission.year)),
        ("ماه", submission.period.name),
        ("شماره رهگیری", code(submission.tracking_number)),
    ]


def tabs(
    submission: Submission | None,
    states: dict[int, StepState],
    current: int | None,
    assisted: bool = False,
) -> list[StepTab]:
    """Make the tabs of the four steps and that of the reports, which is current when None is.

    Earlier months are for the unit's own people, so `assisted` has no tab of theirs.
    """
    rows = []
    for step in Step:
        status = states[step].status if step in states else StepStatus.EMPTY
        # Before there is a month only step 1 can be filled.
        url = step_url(submission, step) if submission else None
        rows.append(StepTab(step.label, StepStatus(status).label, status, url, step == current))
    if assisted:
        return rows
    report = reverse("statistics:report", args=[submission.tracking_number]) if submission else None
    return [*rows, StepTab("گزارشات", "ماه‌های پیشین", "empty", report, current is None)]


def step_states(submission: Submission) -> dict[int, StepState]:
    """Read the four steps as they stand now, each saying whether reasons are stored for it."""
    return {s.step: s for s in turned_back(_steps().filter(submission=submission))}


def time_left(submission: Submission, at: datetime) -> TimeLeft:
    """Tell how long the month may still be corrected, or filed."""
    # Sent back: the days of correction run, not those of filing (directive 5013 §4).
    if submission.correction_due:
        return correction_time_left(submission.correction_due, at)
    province = submission.licence.county.province_id
    return filing_time_left(PolicyBook.load(), submission.period, province, at)


def confirm_url(submission: Submission, assisted: bool) -> str:
    """Name the page of the last confirmation: the owner's own, or the one with the owner's code."""
    page = "assisted:confirm" if assisted else "owner:confirm"
    return reverse(page, args=[submission.tracking_number])


def return_url(submission: Submission) -> str:
    """Name the case of a returned month, so that every step leads to the reason; else ''."""
    if submission.correction_due is None:
        return ""
    return reverse("owner:case", args=[submission.tracking_number])
