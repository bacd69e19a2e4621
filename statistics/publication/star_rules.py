"""The tables by trade: classes of the country, and divisions of each organization, one step deep.

Classes are crossed with the country alone and divisions with organizations: two tables that share
the divisions of the country. A class of an organization would be hidden more often than shown.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from statistics.publication.disclosure.cell_rules import Cell, merged
from statistics.publication.disclosure.table_rules import Equation

# All trades together.
WHOLE: Final = ""
# What lies in a division or group itself, where a trade names no class: no table shows it.
REST: Final = "*"
# How many digits a division, a group and a class have.
LEVELS: Final = (2, 3, 4)


class StarKey(NamedTuple):
    """A trade, or all of them, in an organization (id) or, without one, in the country."""

    trade: str
    organization: int | None = None

    @property
    def published(self) -> bool:
        """Whether any table has the cell, shown or hidden."""
        return not self.trade.endswith(REST)


def star(
    leaves: Mapping[Any, Cell],
) -> tuple[dict[StarKey, Cell], list[Equation]]:
    """Add classes of organizations (code and id) up to the published cells, with their sums."""
    parts: dict[StarKey, list[Cell]] = defaultdict(list)
    for (trade, organization), cell in leaves.items():
        for key in _above(trade, organization):
            parts[key].append(cell)
    return {key: merged(found) for key, found in parts.items()}, equations_of(set(parts))


def _above(trade: str, organization: int) -> list[StarKey]:
    codes = [trade[:digits] for digits in LEVELS if len(trade) >= digits] or [trade]
    if codes[-1] == trade and len(trade) < LEVELS[-1]:
        codes.append(trade + REST)
    return [
        StarKey(WHOLE),
        StarKey(WHOLE, organization),
        StarKey(codes[0], organization),
        *(StarKey(code) for code in codes),
    ]


def equations_of(keys: set[StarKey]) -> list[Equation]:
    """List the sums that any reader of the two tables makes."""
    ordered = sorted(keys, key=repr)
    country = [key for key in ordered if key.organization is None]
    places = [key for key in ordered if key.organization is not None]
    divisions = {key.trade for key in places if key.trade}
    found = [
        Equation(StarKey(WHOLE), tuple(key for key in country if key.trade in divisions)),
        Equation(StarKey(WHOLE), tuple(key for key in places if not key.trade)),
    ]
    for key in places:
        if not key.trade:
            same = (k for k in places if k.trade and k.organization == key.organization)
            found.append(Equation(key, tuple(same)))
    for key in country:
        if key.trade in divisions:
            found.append(Equation(key, tuple(k for k in places if k.trade == key.trade)))
        below = tuple(k for k in country if key.trade and _is_child(k, key))
        # Alone, what no table shows is the division itself.
        if any(part.published for part in below):
            found.append(Equation(key, below))
    return found


def _is_child(key: StarKey, of: StarKey) -> bool:
    return key.trade.startswith(of.trade) and len(key.trade) == len(of.trade) + 1
