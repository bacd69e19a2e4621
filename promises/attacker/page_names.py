"""What pages call things, by code: a reader finds them beside each other in the plain files."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import connection

# What the names of all provincial organizations begin with; pages leave it out.
_BEGINNINGS: Final = ("سازمان صنعت، معدن و تجارت ", "استان ")
_NAMES: Final = """
SELECT 'measure', code, name_fa FROM catalog_measure
UNION ALL SELECT 'trade', code, title_fa FROM catalog_isicnode
UNION ALL SELECT 'product', code, name FROM catalog_product
UNION ALL SELECT 'place', code, name FROM accounts_organization WHERE kind = 'province'
ORDER BY 1, 2
"""


@dataclass(frozen=True)
class PageNames:
    """Codes by name (of trades the divisions alone), products by code, and all names there are."""

    measures: Mapping[str, str]
    divisions: Mapping[str, str]
    places: Mapping[str, str]
    products: Mapping[str, str]
    # Names in which a number stands, the longest first: it is no figure.
    numbered: tuple[str, ...]

    @classmethod
    def read(cls) -> "PageNames":
        with connection.cursor() as cursor:
            cursor.execute(_NAMES)
            rows: list[tuple[str, str, str]] = [
                (kind, code, " ".join(name.split())) for kind, code, name in cursor.fetchall()
            ]
        named = {name for _, _, name in rows if any(each.isdigit() for each in name)}
        return cls(
            {name: code for kind, code, name in rows if kind == "measure"},
            {name: code for kind, code, name in rows if kind == "trade" and len(code) == 2},
            {_short(name): code for kind, code, name in rows if kind == "place"},
            {code: name for kind, code, name in rows if kind == "product"},
            tuple(sorted(named, key=lambda name: (-len(name), name))),
        )


def _short(name: str) -> str:
    for beginning in _BEGINNINGS:
        name = name.removeprefix(beginning)
    return name
