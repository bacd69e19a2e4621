"""Telling owner and delegates what became of their month: in words, with the next act and its date.

Officers are told nothing here: their inbox is the notice. `announce` speaks for one move,
`announce_lapses` for a whole batch of the sweep in one statement.
"""

from collections.abc import Collection
from datetime import datetime

from django.urls import reverse

from accounts.enums import NoticeKind
from accounts.notices.services import mark_answered, notify_selected
from config.jalali import MONTH_NAMES, last_day
from config.persian import quoted, to_persian_digits, within_quotes
from config.time_left import by_end_of
from review.enums import LEVELS, DecisionKind, Mark
from review.models import Decision
from statistics.enums import State
from statistics.models import Submission
from units.models import UnitMember

_FINAL_TITLE = "{month} «{unit}» ثبت نهایی شد"
_FINAL_BODY = "شمارهٔ رهگیری {tracking}. از این پس این ماه در گزارش‌ها شمرده می‌شود. کاری نمانده است."
_LAPSE_TITLE = "مهلت {desk} گذشت: {month} «{unit}»"
_LAPSE_BODY = "پرونده با نشان «{words}» خودکار به {next} رفت{until}. کاری با شما نیست."


def announce(submission: Submission, decision: Decision) -> None:
    """Tell those who act for the unit about one move, inside its transaction."""
    told = _words(submission, decision)
    if told:
        kind, title, body = told
        tell_members(submission, kind, title, body, decision.at, moved=True)


def tell_members(
    submission: Submission,
    kind: NoticeKind,
    title: str,
    body: str,
    at: datetime,
    moved: bool = False,
) -> None:
    """Tell those who act for the unit one thing about a case; the notice leads to its page.

    `moved`: the case went on, so that what was told of it before needs nothing more of them.
    """
    words = {"kind": kind, "title": title, "body": body, "url": _page_of(submission)}
    moves = (kind,) if moved else ()
    notify_selected(_MEMBERS_SQL, {"unit": submission.unit_id, **words}, at, moves)


def tell_answered(submission: Submission, at: datetime) -> None:
    """Mark the notices of a case's questions as read, once none of them waits any more."""
    if submission.questions.filter(answer=None).exists():
        return
    people = UnitMember.objects.filter(unit=submission.unit_id, ended_at=None).order_by("pk")
    mark_answered(people.values_list("user", flat=True), _page_of(submission), at)


def _page_of(submission: Submission) -> str:
    return reverse("owner:case", args=[submission.tracking_number])


def announce_lapses(submissions: Collection[int], at: datetime, dues: Collection[datetime]) -> None:
    """Tell everybody whose case the sweep has just moved; `dues` are the next due instants."""
    instants = sorted(dues)
    notify_selected(
        _LAPSES_SQL,
        {
            "ids": list(submissions),
            "final": State.FINAL,
            "kind_final": NoticeKind.FINAL,
            "kind_lapsed": NoticeKind.LAPSED,
            "months": list(MONTH_NAMES),
            "dues": instants,
            # The calendar is reckoned here: a few due instants serve all cases of a batch.
            "untils": [_until(due) for due in instants],
            "states": list(LEVELS),
            "words": [level.lapse_words for level in LEVELS.values()],
            "final_title": _FINAL_TITLE,
            "final_body": _FINAL_BODY,
            "lapse_title": _LAPSE_TITLE,
            "lapse_body": _LAPSE_BODY,
            # The statement puts each tracking number in the place of the 0.
            "url": reverse("owner:case", args=["0"]),
        },
        at,
        # A case that is over; on the way there a batch writes no old notice anew.
        (NoticeKind.FINAL,),
    )


def _words(submission: Submission, decision: Decision) -> tuple[NoticeKind, str, str] | None:
    """Choose kind, title and body; None for a move nobody is told about."""
    what = {"month": submission.period, "unit": within_quotes(submission.unit.name)}
    number = to_persian_digits(submission.tracking_number)
    now_at = submission.desk.name if submission.desk else ""
    waits = f"اکنون نزد {now_at} است{_until(submission.due_at)}. کاری با شما نیست."
    month = "{month} «{unit}»".format(**what)
    match DecisionKind(decision.kind):
        case DecisionKind.FILED:
            return NoticeKind.FILED, f"{month} ثبت شد", f"شمارهٔ رهگیری {number}. {waits}"
        case DecisionKind.APPROVED if decision.to_state == State.FINAL:
            title = _FINAL_TITLE.format(**what)
            return NoticeKind.FINAL, title, _FINAL_BODY.format(tracking=number)
        case DecisionKind.APPROVED:
            office = decision.organization.name if decision.organization else ""
            return NoticeKind.APPROVED, f"{office} {month} را تأیید کرد", waits
        case DecisionKind.RETURNED | DecisionKind.REOPENED:
            return NoticeKind.RETURNED, *_returned(month, now_at, submission, decision)
        case DecisionKind.SKIPPED:
            office = decision.organization.name if decision.organization else ""
            title = f"{month} بدون بررسی {office} به مرحلهٔ بعد ارسال شد"
            return NoticeKind.LAPSED, title, f"نشان پرونده: «{Mark(decision.mark).label}». {waits}"
        # A lapse is told by the sweep, a whole batch in one statement.
        case _:
            return None


def _returned(
    month: str, office: str, submission: Submission, decision: Decision
) -> tuple[str, str]:
    until = _until(submission.correction_due)
    return (
        f"{month} برگشت{until} اصلاح کنید",
        f"{office}: {quoted(decision.reason)} پرونده را باز کنید، قلم‌های ذکرشده را درست کنید و "
        f"دوباره ارسال کنید. {_standing_words(submission)}",
    )


def _standing_words(submission: Submission) -> str:
    """Say what counts while a month is corrected."""
    if submission.standing_id is None:
        until = _until(submission.counts_until)
        return f"این ماه{until} ثبت‌شده محسوب می‌شود و پس از آن، تا اصلاح نشود، ثبت‌شده محسوب نمی‌شود."
    return "تا نسخهٔ جدید نهایی نشود، نسخهٔ نهایی پیشین در گزارش‌ها می‌ماند."


def _until(due: datetime | None) -> str:
    """Write «، تا پایان شنبه ۲ آبان ۱۳۹۸» for an instant that ends a day, nothing for none."""
    if due is None:
        return ""
    return f"، {by_end_of(last_day(due))}"


_MEMBERS_SQL = """
SELECT n.user_id, %(kind)s, %(title)s, %(body)s, %(url)s
FROM units_unitmember n
WHERE n.unit_id = %(unit)s AND n.ended_at IS NULL
"""

# The last decision of each moved case is its lapse.
_LAPSES_SQL = """
SELECT n.user_id,
    CASE WHEN s.state = %(final)s THEN %(kind_final)s ELSE %(kind_lapsed)s END,
    replace(replace(replace(
        CASE WHEN s.state = %(final)s THEN %(final_title)s ELSE %(lapse_title)s END,
        '{month}', (%(months)s::text[])[s.month] || ' '
            || translate(s.year::text, '0123456789', '۰۱۲۳۴۵۶۷۸۹')),
        '{desk}', o.name),
        '{unit}', translate(u.name, '«»', '‹›')),
    replace(replace(replace(replace(
        CASE WHEN s.state = %(final)s THEN %(final_body)s ELSE %(lapse_body)s END,
        '{tracking}', translate(s.tracking_number, '0123456789', '۰۱۲۳۴۵۶۷۸۹')),
        '{words}', w.words),
        '{until}', coalesce(t.until, '')),
        '{next}', coalesce(d.name, '')),
    replace(%(url)s, '0', s.tracking_number)
FROM statistics_submission s
JOIN units_unitmember n ON n.unit_id = s.unit_id AND n.ended_at IS NULL
JOIN units_unit u ON u.id = s.unit_id
JOIN review_decision l ON l.submission_id = s.id AND l.version = s.version
JOIN accounts_organization o ON o.id = l.organization_id
JOIN unnest(%(states)s::text[], %(words)s::text[]) AS w(state, words) ON w.state = l.from_state
LEFT JOIN accounts_organization d ON d.id = s.desk_id
LEFT JOIN unnest(%(dues)s::timestamptz[], %(untils)s::text[]) AS t(due_at, until)
    ON t.due_at = s.due_at
WHERE s.id = ANY(%(ids)s)
"""
