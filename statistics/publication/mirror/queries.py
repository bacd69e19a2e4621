"""What a unit's own page reads of the mirror: the middle of its group, where one is told.

Nothing here reads a trace. A group that is too small and one that is hidden are both not there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import F, Q

from accounts.models import Organization
from statistics.enums import MirrorFigure
from statistics.models import Edition, MirrorGroup


class MirrorKey(NamedTuple):
    """A figure of a product (code) in a measure (code)."""

    figure: MirrorFigure
    product: str
    measure: str


@dataclass(frozen=True)
class ToldGroup:
    """The middle of a group; without `place` the group is the country."""

    place: Organization | None
    low: Decimal
    middle: Decimal
    high: Decimal
    holders: int


def told_groups(
    edition: Edition, products: Iterable[str], organization: int
) -> Mapping[MirrorKey, ToldGroup]:
    """Read the groups of these products (codes) for a unit of an organization (id), in one query.

    Its organization's where that is told, else the country's.
    """
    if not edition.published:
        return {}
    rows = MirrorGroup.objects.filter(
        Q(organization=None) | Q(organization=organization),
        edition=edition,
        product__code__in=list(products),
    )
    rows = rows.select_related("product", "organization")
    found = {}
    # The country comes first, so that the organization takes its place.
    for row in rows.order_by(F("organization").asc(nulls_first=True)):
        key = MirrorKey(MirrorFigure(row.figure), row.product.code, row.measure_id)
        found[key] = ToldGroup(row.organization, row.low, row.middle, row.high, row.holders)
    return found
