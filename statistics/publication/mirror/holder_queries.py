"""What each holder of a group made for each person, or by how much it grew: one value a holder.

Read from the versions that stand, one statement a figure; units of one holder are one. What comes
out has no holder, only prints that tell an edition's from another's.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from django.db import connection

from config.jalali import JalaliMonth
from statistics.enums import MirrorFigure
from statistics.publication.contribution_queries import ProductMeasure
from statistics.publication.copied_rows import joined, numbers_of
from statistics.publication.filed_queries import FILED, stage_filed
from statistics.publication.mirror.rules import MILLION

# More millionths than anybody makes, and as many as a whole number of the database holds.
LARGEST: Final = 2**63 - 1


@dataclass(frozen=True)
class Group:
    """The values of a group's holders in ascending order, and the prints of who has which."""

    values: tuple[int, ...]
    prints: frozenset[int]


_BEFORE: Final = "stage_filed_before"
# Nothing made is nothing to divide.
_PER_PERSON: Final = f"""
SELECT holder_id, organization_id, product_id, measure_id, quantity AS part, people AS whole
FROM {FILED}
WHERE quantity > 0 AND people > 0
"""
# Only units that made the product in both months say how it grew.
_GROWTH: Final = f"""
SELECT now.holder_id, now.organization_id, product_id, measure_id, now.quantity AS part,
    before.quantity AS whole
FROM {FILED} AS now JOIN {_BEFORE} AS before USING (unit_id, product_id, measure_id)
WHERE now.quantity > 0 AND before.quantity > 0
"""


def _groups(ratios: str) -> str:
    """Write the groups of a figure: of each product the organizations, then the country."""
    return f"""
WITH ratio AS ({ratios}), each AS (
    SELECT product_id, measure_id, organization_id, holder_id,
        least(round(sum(part) * {MILLION} / sum(whole)), {LARGEST})::bigint AS value
    FROM ratio
    GROUP BY GROUPING SETS ((product_id, measure_id, organization_id, holder_id),
        (product_id, measure_id, holder_id))
)
SELECT product_id, measure_id, organization_id, {joined("array_agg(value ORDER BY value)")},
    {joined("array_agg(hashtextextended(holder_id || ' ' || value, 0))")}
FROM each
WHERE value > 0
GROUP BY product_id, measure_id, organization_id
ORDER BY product_id, measure_id, organization_id NULLS LAST
"""


_STATEMENTS: Final = {
    MirrorFigure.PER_PERSON: _groups(_PER_PERSON),
    MirrorFigure.GROWTH: _groups(_GROWTH),
}


@contextmanager
def staged(month: JalaliMonth) -> Iterator[None]:
    """Lay out beside the month that is frozen what was filed of the one before it."""
    with connection.cursor() as cursor:
        stage_filed(cursor, month - 1, _BEFORE)
        cursor.execute(f"ANALYZE {FILED}, {_BEFORE}")
        yield
        cursor.execute(f"DROP TABLE {FILED}, {_BEFORE}")


def products(
    figure: MirrorFigure,
) -> Iterator[tuple[ProductMeasure, Mapping[int | None, Group]]]:
    """Read product by product the groups of a figure by organization (id), None the country.

    Of the month that is frozen, behind `stage`.
    """
    with connection.chunked_cursor() as cursor:
        cursor.execute(_STATEMENTS[figure])
        for key, rows in groupby(cursor, lambda row: ProductMeasure(*row[:2])):
            groups = ((row[2], *map(numbers_of, row[3:])) for row in rows)
            yield key, {place: Group(tuple(v), frozenset(p)) for place, v, p in groups}
