"""Soft rules of step 4: people beside production, and beside those of the months before."""

from decimal import Decimal

from catalog.enums import Direction
from config.persian import format_number
from statistics.enums import ActivityState
from statistics.figures import amount
from statistics.rules.outlier_statistics import departs, middle, size_of
from statistics.rules.production_rules import CHANGE, SHIFT, direction_of
from statistics.rules.subject import Flag, Subject

NOBODY, IDLE, PEOPLE = "E-21", "E-22", "E-23"
KEY = "employment:official"


def nobody_employed(subject: Subject) -> list[Flag]:
    """Flag a month in which something was made and nobody worked."""
    made = [p for p in subject.figures.production if p.quantity]
    # None is a kind still empty: the hard rule E-01 asks for that.
    if not made or subject.figures.employees != 0:
        return []
    first = f"{made[0].name}: {amount(made[0].quantity, made[0].measure)}"
    return [Flag(NOBODY, KEY, "0", "تولید هست و هیچ کارکنی نیست.", first, "تولید بدون اشتغال")]


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
            "اشتغال بدون تولید",
            Direction.FALL,
        )
    ]


def people_changed(subject: Subject) -> list[Flag]:
    """Flag a number of people far from the last month's, and from the median of enough months."""
    now, bounds = subject.figures.employees, subject.bounds
    sample = [Decimal(past.people) for past in subject.past if past.people is not None]
    if now is None or not sample:
        return []
    base = departs(Decimal(now), sample, bounds.least_months, bounds.spreads, bounds.people_percent)
    # Two of four are half of a workshop and still every week's news.
    if base is None or abs(now - base) < bounds.people_least:
        return []
    months = [f"{subject.past[0].month}: {amount(sample[0], 'نفر')}"]
    if len(sample) >= bounds.least_months:
        months.append(
            f"میانهٔ {format_number(len(sample))} ماه گذشته: {amount(middle(sample), 'نفر')}"
        )
    words = direction_of(now, base)
    return [
        Flag(
            PEOPLE,
            KEY,
            str(now),
            f"تعداد کارکنان {format_number(now)} نفر است؛ {Direction(words).label} نسبت به گذشته.",
            "، ".join(months),
            f"{Direction(words).label} تعداد کارکنان",
            words,
            size_of(now, base),
        )
    ]
