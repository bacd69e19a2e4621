"""What each kind of workshop makes, by a table made by hand: `fixtures/workshops_demo.csv`.

A line is a kind: how many people it has, its season, the share of its main product that goes
abroad, and for each product how much one of its people makes in a month, from least to most.
"""

import csv
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from django.conf import settings

# Percent of a usual month, from Farvardin on.
SEASONS = {
    "steady": (84, 98, 100, 100, 98, 100, 102, 102, 102, 102, 104, 108),
    # Before Nowruz sweets, clothes and shoes are made for the feast.
    "feast": (82, 88, 92, 90, 87, 95, 98, 100, 104, 112, 128, 150),
    "spring": (84, 150, 128, 108, 100, 96, 94, 92, 90, 88, 88, 92),
    "summer": (76, 95, 108, 122, 128, 118, 104, 92, 84, 80, 86, 96),
    "autumn": (74, 80, 86, 90, 96, 116, 130, 126, 110, 98, 92, 96),
    "school": (78, 90, 98, 116, 128, 124, 104, 96, 92, 90, 94, 96),
    "building": (80, 104, 112, 114, 112, 112, 108, 104, 98, 86, 84, 96),
}


@dataclass(frozen=True)
class WorkerOutput:
    """What one of the people makes of a product in a month: from least to most."""

    code: str
    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class Trade:
    """One kind of workshop; its main product stands first and tells its class of ISIC."""

    kind: str
    people: range
    season: str
    export_percent: int
    outputs: tuple[WorkerOutput, ...]

    @property
    def isic_class(self) -> str:
        return self.outputs[0].code[:4]

    @property
    def seasons(self) -> tuple[int, ...]:
        return SEASONS[self.season]


@cache
def trades() -> dict[str, Trade]:
    """Read the table, by kind."""
    path = settings.BASE_DIR / "fixtures" / "workshops_demo.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["kind"]: _trade(row) for row in csv.DictReader(lines)}


def _trade(row: dict[str, str]) -> Trade:
    return Trade(
        row["kind"],
        range(int(row["people_low"]), int(row["people_high"]) + 1),
        row["season"],
        int(row["export_percent"]),
        tuple(map(_output, row["products"].split())),
    )


def _output(text: str) -> WorkerOutput:
    code, _, span = text.partition(":")
    low, high = span.split("-")
    return WorkerOutput(code, Decimal(low), Decimal(high))
