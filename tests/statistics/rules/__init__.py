"""Months as the rules see them, made of a few numbers."""

import dataclasses
from collections.abc import Mapping, Sequence
from decimal import Decimal

from catalog.policy_definitions import PolicyKey
from config.jalali import JalaliMonth
from statistics.figures import ExportFigure, Figures, ProductFigure
from statistics.rules.subject import Bounds, PastMonth, Subject
from tests.world import BAG, MEHR

BOUNDS = Bounds(
    **{
        # As in the world of tests, these months have no peers.
        each.name: PolicyKey(f"rule_{each.name}").fact.first or 0
        for each in dataclasses.fields(Bounds)
        if each.name not in ("peers_least", "dollar_rate")
    },
    peers_least=0,
)


def figures(
    made: Mapping[str, str | None],
    sent: Sequence[ExportFigure] = (),
    people: tuple[int | None, int | None, int | None] = (2, 1, 0),
    activity: str = "active",
) -> Figures:
    """Fill a month of Mehr 1398 that made these quantities in tonnes."""
    return Figures(
        year=MEHR.year,
        month=MEHR.month,
        licence="1",
        activity=activity,
        has_exports=bool(sent),
        official=people[0],
        contract=people[1],
        contractor=people[2],
        remarks="",
        production=tuple(
            ProductFigure(code, "کیسه", "تن", "", "", None if q is None else Decimal(q))
            for code, q in made.items()
        ),
        exports=tuple(sent),
    )


def sent(
    quantity: str | None, usd: str = "1000", irr: str = "1000000", code: str = BAG
) -> ExportFigure:
    """Export so many tonnes."""
    amount = None if quantity is None else Decimal(quantity)
    return ExportFigure(code, "کیسه", "تن", amount, amount, "", Decimal(usd), Decimal(irr))


def past(
    back: int,
    made: Mapping[str, str | None],
    exported: Sequence[ExportFigure] = (),
    people: int | None = None,
) -> PastMonth:
    """Fill the month so many months before Mehr 1398, filed in its time."""
    month: JalaliMonth = MEHR - back
    produced = {code: None if q is None else Decimal(q) for code, q in made.items()}
    sent_away = {e.code: e for e in exported}
    tonnes = dict.fromkeys([*produced, *sent_away], "تن")
    names = dict.fromkeys(tonnes, "کیسه")
    filed = (month + 1).first_day
    return PastMonth(month, filed, produced, sent_away, tonnes, names, people)


def subject(now: Figures, *before: PastMonth, same_day: Sequence[PastMonth] = ()) -> Subject:
    """Put a month beside earlier ones, the latest first."""
    return Subject(now, BOUNDS, before, tuple(same_day))


def bags(*quantities: str | None) -> Subject:
    """Fill months of bags; the first quantity is this month's, then the latest first."""
    history = [past(back, {BAG: q}) for back, q in enumerate(quantities[1:], start=1)]
    return subject(figures({BAG: quantities[0]}), *history)
