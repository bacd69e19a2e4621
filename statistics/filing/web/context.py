"""What every step page shows around its form: unit header, tabs, deadline, last month."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.http import Http404, HttpRequest
from django.urls import reverse

from accounts.models import User
from catalog.policy.book import PolicyBook
from catalog.validity import before
from config.jalali import JalaliMonth
from config.persian import to_persian_digits
from config.templatetags.kernel import code
from statistics.enums import Step, StepStatus
from statistics.figures import Figures, from_json
from statistics.filing.outdated_products import turned_back, with_dashes
from statistics.models import Revision, StepState, Submission, SubmissionQuerySet
from statistics.notebook.queries import sums
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
class PreviousMonth:
    """A filed month of the unit, to stand beside the fields of another."""

    month: JalaliMonth
    figures: Figures

    @property
    def name(self) -> str:
        """Return the month in words."""
        return str(self.month)


def own_submission(user: User, tracking_number: str, beside: bool = False) -> Submission:
    """Return the person's own submission; on demand with `months_beside` and what the notebook
    comes to, in the same query.

    404 when it is not there for them, 403 when they may read it but do not act for the unit.
    """
    try:
        return _for_a_page(beside).of(user).get(tracking_number=tracking_number)
    except Submission.DoesNotExist:
        if Submission.objects.visible_to(user).filter(tracking_number=tracking_number).exists():
            raise PermissionDenied("فقط صاحب واحد یا نمایندهٔ او آمار را می‌نویسد.") from None
        raise Http404 from None


# To put these two queries together costs more than to run them: it is done once for all requests.
@cache
def _for_a_page(beside: bool) -> SubmissionQuerySet:
    read = Submission.objects.with_header().select_related("exports", "employment")
    return read.annotate(beside=_beside(), noted=sums()) if beside else read


@cache
def _steps() -> QuerySet[StepState]:
    return with_dashes(with_flagged(StepState.objects.order_by("step")))


def step_url(submission: Submission, step: Step) -> str:
    """Return the address of a step of a submission."""
    return reverse(STEP_URLS[step], args=[submission.tracking_number])


def facts(submission: Submission) -> list[tuple[str, Any]]:
    """Return the guide's header: unit (licence, province – county), year, month, number."""
    return [
        ("نام واحد", submission.licence.place),
        ("سال", to_persian_digits(submission.year)),
        ("ماه", submission.period.name),
        ("شماره رهگیری", code(submission.tracking_number)),
    ]


def tabs(
    submission: Submission | None, states: dict[int, StepState], current: int | None
) -> list[StepTab]:
    """Return the four steps with their state, and the reports tab; it is current when None is."""
    rows = []
    for step in Step:
        status = states[step].status if step in states else StepStatus.EMPTY
        url = step_url(submission, step) if submission else None
        rows.append(StepTab(step.label, StepStatus(status).label, status, url, step == current))
    report = reverse("statistics:report", args=[submission.tracking_number]) if submission else None
    return [*rows, StepTab("گزارشات", "ماه‌های پیشین", "empty", report, current is None)]


def step_context(
    request: HttpRequest, submission: Submission, step: Step, at: datetime
) -> dict[str, Any]:
    """Return what the frame of a step page needs."""
    states = step_states(submission)
    around = frame_context(submission, states, step, at)
    confirmed = states[step].status == StepStatus.CONFIRMED
    return around | {"state": states[step]} | form_state(confirmed)


def form_state(confirmed: bool) -> dict[str, Any]:
    """Return the state of a form as its frame shows it."""
    return {"form_state": CONFIRMED if confirmed else NOT_FILLED, "form_confirmed": confirmed}


def step_states(submission: Submission) -> dict[int, StepState]:
    """Return the four steps as they stand now, each saying whether reasons are stored for it."""
    return {s.step: s for s in turned_back(_steps().filter(submission=submission))}


def frame_context(
    submission: Submission, states: dict[int, StepState], step: Step | None, at: datetime
) -> dict[str, Any]:
    """Return what stands around every form of a month; `step` is None where all are one form."""
    green = [s for s in Step if states[s].status == StepStatus.CONFIRMED]
    return {
        "submission": submission,
        "facts": facts(submission),
        "tabs": tabs(submission, states, step or 0),
        "month_url": reverse("statistics:month", args=[submission.tracking_number]),
        "complete": len(green) == len(Step),
        "deadline": correction_time_left(submission.correction_due, at)
        if submission.correction_due
        else filing_time_left(
            PolicyBook.load(), submission.period, submission.licence.county.province_id, at
        ),
        "returned": _return_reason(submission),
    }


def last_month(submission: Submission) -> tuple[str, Figures | None]:
    """Return the name and figures of the unit's last filed month before this one."""
    found = next(iter(months_beside(submission)), None)
    return (found.name, found.figures) if found else ("", None)


def months_beside(submission: Submission) -> list[PreviousMonth]:
    """Return the unit's last filed month and the same month a year before, the latest first.

    At most one query; none where `own_submission` brought them.
    """
    if not hasattr(submission, "beside"):
        same = Submission.objects.filter(pk=submission.pk).annotate(beside=_beside())
        submission.beside = same.values_list("beside", flat=True).get()  # type: ignore[attr-defined]
    rows: list[dict[str, Any]] = submission.beside  # type: ignore[attr-defined]
    return [
        PreviousMonth(JalaliMonth(row["year"], row["month"]), from_json(row["figures"]))
        for row in rows
    ]


def _beside() -> ArraySubquery:
    """Return the last filed month before a submission's, and the one a year before, as JSON.

    Of a month filed in several rounds the latest counts.
    """
    year, month = OuterRef("year"), OuterRef("month")
    filed = Revision.objects.filter(submission__unit=OuterRef("unit"))
    earlier = Submission.objects.filter(
        before("", OuterRef(year), OuterRef(month)),
        unit=OuterRef(OuterRef("unit")),
        filed_at__isnull=False,
    )
    last = Subquery(earlier.order_by("-year", "-month").values("pk")[:1])
    year_ago = Q(submission__year=year - 1, submission__month=month)
    wanted = filed.filter(Q(submission=last) | year_ago)
    latest = ("submission__year", "submission__month")
    rows = wanted.order_by(*(f"-{name}" for name in latest), "-round").distinct(*latest)
    return ArraySubquery(
        rows.values(
            json=JSONObject(year="submission__year", month="submission__month", figures="figures")
        )
    )


def _return_reason(submission: Submission) -> str:
    """Return the URL of the case when it was returned, so every step leads to the reason."""
    if submission.correction_due is None:
        return ""
    return reverse("owner:case", args=[submission.tracking_number])
