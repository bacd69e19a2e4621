"""How the latest month of a workshop came to stand where it stands: acts, so many days ago.

«approve», «return» and «ask» are acts of whoever holds the case, «request» is the unit's; what
nobody decides lapses by itself.
"""

from datetime import datetime, timedelta

from config.jalali import JalaliMonth, current_month, end_of_day_instant, tehran_day

# Days that are played; what is not finished yet began within them.
LONGEST = 31
STORIES: dict[str, tuple[tuple[int, str], ...]] = {
    "none": (),
    "steady": (),
    # The last month is not begun, whatever day it is.
    "waiting": (),
    "draft": ((1, "open"),),
    "part": ((2, "open"), (1, "part")),
    "ready": ((1, "ready"),),
    "fresh": ((1, "file"),),
    "declared": ((2, "declare"),),
    "asked": ((2, "file"), (1, "ask")),
    "requested": ((2, "file"), (1, "request")),
    # Here and below «tonight»: the desk's clock ends at the coming midnight (directive 5013 §4-5).
    "tonight": ((3, "file"),),
    "again": ((5, "file"), (4, "return"), (1, "correct")),
    "returned": ((2, "file"), (1, "return")),
    "overdue": ((7, "file"), (6, "return")),
    "province": ((2, "file"), (1, "approve")),
    "province_tonight": ((4, "file"), (3, "approve"), (1, "ask")),
    "province_again": (
        (6, "file"),
        (5, "approve"),
        (4, "return"),
        (2, "correct"),
        (1, "approve"),
    ),
    "returned_by_province": ((3, "file"), (2, "approve"), (1, "return")),
    "ministry": ((4, "file"), (3, "approve"), (2, "approve")),
    "ministry_tonight": ((7, "file"), (6, "approve"), (5, "approve")),
    "lapsed_union": ((5, "file"),),
    "lapsed_twice": ((9, "file"),),
    # Long enough for all three clocks.
    "lapsed": ((17, "file"),),
    "final": ((10, "file"), (9, "approve"), (8, "approve"), (6, "approve")),
    "final_requested": (
        (10, "file"),
        (9, "approve"),
        (8, "approve"),
        (6, "approve"),
        (1, "request"),
    ),
}


def moment(now: datetime, days: int) -> datetime:
    """Find eleven o'clock in Tehran, so many days ago."""
    return end_of_day_instant(tehran_day(now) - timedelta(days=days + 1)) + timedelta(hours=11)


def story_month(story: str, now: datetime) -> JalaliMonth | None:
    """Find the month that a story is about, the last one ended when it began; None without acts."""
    if story == "waiting":
        return current_month(now) - 1
    acts = STORIES[story]
    return current_month(moment(now, acts[0][0])) - 1 if acts else None
