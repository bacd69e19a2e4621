"""The file of cases: one row for each month that was filed, with the marks of its decisions.

Every figure of a file is of `statistics.files`; what was decided is told by the log of `review`.
"""

from typing import Final

from review.enums import LEVELS, DecisionKind, Mark
from statistics.enums import PASSED_ON, ActivityState, ExportKind, Selected, State
from statistics.files.columns import (
    MONTH,
    PLACE,
    Column,
    day,
    in_words,
    literal,
    yes_no,
)
from statistics.files.tables import FileTable

_LEVEL_NAMES: Final = {
    State.AT_UNION: "اتحادیه",
    State.AT_PROVINCE: "استان",
    State.AT_MINISTRY: "وزارت",
}
_UNSEEN: Final = ", ".join(f"'{state.value}'" for state in PASSED_ON)
# The round that was filed last stands where its unit stood then.
_CASE: Final = """FROM statistics_submission s JOIN statistics_revision r
    ON r.submission_id = s.id AND r.round = s.round WHERE s.state <> 'draft' AND """
_SHOWN: Final = """s.id AS submission_id, s.unit_id, s.year, s.month, s.tracking_number, s.state,
    s.filed_at, s.final_at, s.due_at, s.round, s.flags, s.selected, s.decided_levels,
    r.county_id, r.union_id, r.trade_id, r.figures ->> 'licence' AS licence,
    r.figures ->> 'activity' AS activity, 1 AS position"""


def _decided(state: State) -> tuple[Column, Column]:
    """Tell what a level did with the round, and when."""
    at, level = f"d_{state.value}", LEVELS[state]
    # The latest of the round: a case comes back to a level that was overruled.
    join = f"""LEFT JOIN LATERAL (SELECT d.kind, d.mark, d.bulk, d.at FROM review_decision d
        WHERE d.submission_id = v.submission_id AND d.round = v.round
            AND d.from_state = '{state.value}' ORDER BY d.version DESC LIMIT 1) {at} ON true"""
    words = {
        DecisionKind.APPROVED.value: "تأیید",
        DecisionKind.RETURNED.value: "بازگشت برای اصلاح",
        DecisionKind.LAPSED.value: level.lapse_words,
        DecisionKind.SKIPPED.value: DecisionKind.SKIPPED.label,
    }
    marks = {mark.value: mark.label for mark in Mark if mark.value}
    name = _LEVEL_NAMES[state]
    told = f"""CASE WHEN {at}.bulk THEN {literal("تأیید همراه چند پرونده")}
        WHEN {at}.mark <> '' THEN {in_words(f"{at}.mark", marks)}
        ELSE {in_words(f"{at}.kind", words)} END"""
    meaning = f"تصمیم {name} در این دور، یا نشان پیشروی خودکار؛ خالی است اگر هنوز نرسیده باشد"
    when = day(f"تاریخ {name}", f"روز تصمیم {name}", f"{at}.at")
    return (
        Column(f"نتیجهٔ {name}", meaning, told, width=24, join=join),
        when,
    )


_COLUMNS: Final = (
    *MONTH,
    Column(
        "وضعیت",
        "پرونده اکنون کجاست",
        in_words("v.state", dict(State.choices)),
        width=24,
    ),
    *PLACE,
    Column(
        "وضعیت فعالیت",
        "آنچه واحد برای ماه اعلام کرده است",
        in_words("v.activity", dict(ActivityState.choices)),
    ),
    day("تاریخ ثبت", "روزی که این دور ارسال شد", "v.filed_at"),
    *(column for state in _LEVEL_NAMES for column in _decided(state)),
    day("تاریخ ثبت نهایی", "روزی که آمار نهایی شد", "v.final_at"),
    day("پیشروی خودکار", "روزی که پرونده اگر تصمیمی نگیرند خودکار جلو می‌رود", "v.due_at"),
    yes_no(
        "تاکنون کسی ندیده",
        "در این دور هیچ کارشناسی دربارهٔ پرونده تصمیم نگرفته است",
        f"v.decided_levels = 0 AND v.state IN ({_UNSEEN})",
    ),
    Column("هشدارها", "تعداد هشدارهای کنترل آمار هنگام ثبت", "v.flags", number=True),
    Column(
        "منتخب",
        "واحد یا محصول منتخب هنگام ثبت",
        in_words("v.selected::text", {str(value): label for value, label in Selected.choices}),
    ),
)


def _rows(months: str, narrowed: str) -> str:
    return f"SELECT {_SHOWN} {_CASE}{months}{narrowed}"


def _counted(months: str, narrowed: str) -> str:
    return f"SELECT 1 {_CASE}{months}{narrowed}"


CASES: Final = FileTable(ExportKind.CASES, _COLUMNS, _rows, _counted)
