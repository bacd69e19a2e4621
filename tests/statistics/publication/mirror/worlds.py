"""Months in which many made the same product, and what an edition tells of them."""

from collections.abc import Sequence
from decimal import Decimal

from statistics.models import Edition, MirrorGroup, MirrorTrace
from tests.statistics.publication.worlds import Maker

# Ten that scatter; each made it with two people.
TEN = (10, 20, 30, 40, 50, 60, 70, 80, 90, 100)


def makers(
    quantities: Sequence[int], first: int = 0, place: int = 0, people: int = 2
) -> list[Maker]:
    """So many units of one place, each of another holder from a number on."""
    return [
        Maker(first + number, place, str(quantity), people)
        for number, quantity in enumerate(quantities)
    ]


Told = tuple[Decimal, Decimal, Decimal, int]


def told(edition: Edition, figure: str = "per_person") -> dict[str, Told]:
    """Read what is told, by the code of the place or IR: middle half, middle, how many."""
    rows = MirrorGroup.objects.filter(edition=edition, figure=figure).order_by("pk")
    return {
        row.organization.code if row.organization else "IR": (
            row.low,
            row.middle,
            row.high,
            row.holders,
        )
        for row in rows.select_related("organization")
    }


def traces(edition: Edition, figure: str = "per_person") -> dict[str, tuple[bool, int | None]]:
    """Read what nobody is told, by place: whether it is, and whose figures stand."""
    rows = MirrorTrace.objects.filter(edition=edition, figure=figure).order_by("pk")
    return {
        row.organization.code if row.organization else "IR": (row.told, row.source)
        for row in rows.select_related("organization")
    }
