"""The rows of the owner's task list: what is owed, until when, and the one next act."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from catalog.policy.book import PolicyBook
from config.jalali import JalaliMonth, tehran_day
from config.persian import to_persian_digits
from config.time_left import TimeLeft
from review.enums import RETURNS
from review.models import Decision, Question
from statistics.enums import State, Step, Timeliness
from statistics.filing.outdated_products import ACT_ON_DASH
from statistics.filing.queries import next_step
from statistics.filing.web.context import step_url
from statistics.models import Submission
from statistics.queries import OwnersDesk, UnopenedMonth
from statistics.timeliness import correction_time_left, filing_time_left


@dataclass
class Task:
    """One row: the month, its chip, its time and the button."""

    period: JalaliMonth
    unit: str
    unit_id: int
    kind: str
    label: str
    time: TimeLeft
    url: str
    action: str
    reason: str = ""
    reason_from: str = ""
    reason_title: str = "علت بازگشت از"
    note: str = ""
    primary: bool = False
    # Licence and month to begin as the last month was, where one was filed before.
    again: tuple[str, int] | None = None

    @property
    def month(self) -> str:
        return str(self.period)


def task_rows(
    desk: OwnersDesk,
    at: datetime,
    questions: Iterable[Question] = (),
    book: PolicyBook | None = None,
) -> list[Task]:
    """List the rows: returned months, reviewers' questions, then what is not sent yet.

    The first row carries the page's one button.
    """
    reasons, book = _reasons(desk.returned), book or PolicyBook.load()
    rows = [
        *[_returned(s, reasons[s.pk], at) for s in desk.returned],
        *[_asked(question, at) for question in questions],
        *[_draft(s, book, at) for s in desk.drafts],
        *[_missing(m, book, at) for m in desk.missing],
    ]
    if rows:
        rows[0].primary = True
    return rows


def next_url(submission: Submission) -> str:
    """Find where an open month goes on: its first step that is not green, or the check."""
    step = next_step(submission)
    if step:
        return step_url(submission, step)
    return reverse("owner:confirm", args=[submission.tracking_number])


def _reasons(returned: list[Submission]) -> dict[int, Decision]:
    rows = Decision.objects.filter(submission__in=returned, kind__in=RETURNS).select_related(
        "organization"
    )
    # In order, so that of several returns of a month the latest stays.
    return {decision.submission_id: decision for decision in rows.order_by("version")}


def _returned(submission: Submission, decision: Decision, at: datetime) -> Task:
    due = correction_time_left(submission.correction_due or at, at)
    return Task(
        period=submission.period,
        unit=_place(submission.unit.name, submission.licence.county.name),
        unit_id=submission.unit_id,
        kind="returned",
        label=State.RETURNED.label,
        time=due,
        url=reverse("owner:correct", args=[submission.tracking_number]),
        action="اصلاح",
        reason=decision.reason,
        reason_from=decision.organization.name if decision.organization else "",
        note=_dash_note(submission),
    )


def _asked(question: Question, at: datetime) -> Task:
    """Make the row of a question: it waits for an answer, the reviewer's clock does not."""
    submission = question.submission
    days = (tehran_day(at) - tehran_day(question.asked_at)).days
    asked = f"{to_persian_digits(days)} روز پیش پرسیده شد" if days else "امروز پرسیده شد"
    case_url = reverse("owner:case", args=[submission.tracking_number])
    return Task(
        period=submission.period,
        unit=_place(submission.unit.name, submission.licence.county.name),
        unit_id=submission.unit_id,
        kind="near",
        label="پرسش بی‌پاسخ",
        time=TimeLeft("near", asked, "پرونده بازنگشته است"),
        url=f"{case_url}#question-{question.pk}",
        action="پاسخ",
        reason=question.text,
        reason_from=question.organization.name,
        reason_title="پرسش",
    )


def _draft(submission: Submission, book: PolicyBook, at: datetime) -> Task:
    step = next_step(submission)
    due = filing_time_left(book, submission.period, submission.licence.county.province_id, at)
    return Task(
        period=submission.period,
        unit=_place(submission.unit.name, submission.licence.county.name),
        unit_id=submission.unit_id,
        kind="draft",
        label=State.DRAFT.label,
        time=due,
        url=next_url(submission),
        action=f"ادامه از گام {to_persian_digits(int(step))}" if step else "تأیید نهایی",
        note=" ".join(filter(None, (_union_note(submission), _dash_note(submission)))),
    )


def _union_note(submission: Submission) -> str:
    """Say of a draft that a union's clerk typed it, and whose word sends it."""
    union = vars(submission).get("typed_at")
    return f"در {union} برای شما نوشته شده است؛ تنها با تأیید خودتان ارسال می‌شود." if union else ""


def _dash_note(submission: Submission) -> str:
    """Say that the catalogue has changed what the month names (guide, dash note of step 2)."""
    steps = [Step(state.step).label for state in submission.steps.all() if state.dashed]
    if not steps:
        return ""
    where = " و ".join(steps)
    return f"محصولی در {where} از فهرست خارج شده یا واحد سنجش آن عوض شده است؛ {ACT_ON_DASH}"


def _missing(row: UnopenedMonth, book: PolicyBook, at: datetime) -> Task:
    due = filing_time_left(book, row.month, row.licence.county.province_id, at)
    query = f"?licence={row.licence.number}&month={row.month.to_int()}"
    return Task(
        period=row.month,
        unit=_place(row.unit.name, row.licence.county.name),
        unit_id=row.unit.pk,
        kind="late" if due.kind == "late" else "missing",
        label=Timeliness.LATE.label if due.kind == "late" else "ثبت‌نشده",
        time=due,
        url=reverse("statistics:new") + query,
        action="شروع",
        again=(row.licence.number, row.month.to_int()) if row.like_last else None,
    )


def _place(name: str, county: str) -> str:
    return f"{name}، {county}"
