"""Soft rules of step 4: people and production belong together."""

from statistics.enums import ActivityState
from statistics.figures import amount
from statistics.rules.production_rules import CHANGE, SHIFT
from statistics.rules.subject import Flag, Subject

NOBODY, IDLE = "E-21", "E-22"
KEY = "employment:official"


def nobody_employed(subject: Subject) -> list[Flag]:
    """Flag a month in which something was made and nobody worked."""
    made = [p for p in subject.figures.production if p.quantity]
    # None is a kind still empty: the hard rule E-01 asks for that.
    if not made or subject.figures.employees != 0:
        return []
    first = f"{made[0].name}: {amount(made[0].quantity, made[0].measure)}"
    return [Flag(NOBODY, KEY, "0", "تولید هست و هیچ کارکنی نیست.", first, "تولید بی کارکن")]


def nothing_made(subject: Subject) -> list[Flag]:
    """Flag an active month with people and no production, unless step 2 explained the zero."""
    figures = subject.figures
    explained = any(f.rule in (SHIFT, CHANGE) and f.value == "0" for f in figures.flags)
    if (
        figures.activity == ActivityState.INACTIVE
        or not figures.employees
        or not figures.production
        # An empty quantity is no zero: step 2 is not done yet.
        or any(p.quantity != 0 for p in figures.production)
        or explained
    ):
        return []
    people = amount(figures.employees, "نفر")
    return [
        Flag(
            IDLE,
            KEY,
            str(figures.employees),
            f"{people} کار می‌کنند و چیزی تولید نشده است.",
            "تولید این ماه: صفر",
            "کارکن بی تولید",
        )
    ]
