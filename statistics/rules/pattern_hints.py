"""Hints for the reviewer: they neither stop the unit nor ask it anything."""

from collections.abc import Mapping
from decimal import Decimal

from config.persian import format_number
from statistics.figures import Figures
from statistics.rules.subject import Flag, Subject

LUMPED, ALIKE = "H-01", "H-02"
# What a line of production holds.
DECIMALS, WHOLE_DIGITS = 3, 15


def lumped(subject: Subject) -> list[Flag]:
    """Point out a month filed on one day with others of the same figures."""
    figures = _made(subject.figures.produced)
    same = [past for past in subject.same_day if _made(past.produced) == figures]
    # This month counts among them.
    if not figures or len(same) + 1 < subject.bounds.lumped_months:
        return []
    months = sorted(past.month for past in same)
    return [
        Flag(
            LUMPED,
            "production",
            str(len(same)),
            f"همین ارقام برای {format_number(len(same))} ماه دیگر نیز در همان روز ثبت شده است.",
            "، ".join(map(str, months)),
            "ثبت یک‌جا با ارقام برابر",
        )
    ]


def alike(subject: Subject) -> list[Flag]:
    """Point out that other members of the union filed the same digits.

    The digits are compared without the zeros at their end, so ten-fold figures are alike too; a
    number of fewer digits than the policy's says nothing.
    """
    figures = subject.figures
    mine = {code: _digits(q) for code, q in _made(figures.produced).items()}
    if not telling(figures, subject.bounds.same_digits):
        return []
    count = sum(
        {code: _digits(q) for code, q in _made(theirs).items()} == mine
        for theirs in subject.members
    )
    if not count:
        return []
    return [
        Flag(
            ALIKE,
            "production",
            str(count),
            f"رقم‌های تولید با {format_number(count)} عضو دیگر اتحادیه در همین ماه یکی است.",
            "ارقام بی صفرهای پایانی سنجیده شده است",
            "رقم‌های همانند عضو دیگر",
        )
    ]


def telling(figures: Figures, digits: int) -> bool:
    """Tell whether a quantity has digits enough that another's being alike is no chance."""
    return any(len(_digits(q)) >= digits for q in _made(figures.produced).values())


def same_digits(quantity: Decimal) -> list[Decimal]:
    """List every quantity that has these digits, zeros at the end apart."""
    number = Decimal(_digits(quantity))
    return [number.scaleb(power) for power in range(-DECIMALS, WHOLE_DIGITS)]


def _made(produced: Mapping[str, Decimal | None]) -> dict[str, Decimal]:
    """Leave out empty and zero quantities: nothing was made."""
    return {code: quantity for code, quantity in produced.items() if quantity}


def _digits(quantity: Decimal) -> str:
    return "".join(map(str, quantity.normalize().as_tuple().digits))
