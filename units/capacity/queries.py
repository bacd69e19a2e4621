"""Which capacity of a unit holds for a month."""

from collections.abc import Iterable

from config.jalali import JalaliMonth
from units.models import Capacity


def holding(rows: Iterable[Capacity], month: JalaliMonth) -> dict[str, Capacity]:
    """Choose for each product (code) the row that holds in a month: the last one begun by its end.

    What an office saw stands above the holder's statement, whichever is later: it takes another
    visit to change it.
    """
    found: dict[str, Capacity] = {}
    begun = [row for row in rows if row.since <= month.last_day]
    for row in sorted(begun, key=lambda row: (row.office_id is not None, row.since, row.pk)):
        found[row.product.code] = row
    return found


def capacity_rows(unit_id: int) -> list[Capacity]:
    """List all that was ever stated or seen of a unit's capacity, the latest first."""
    rows = Capacity.objects.filter(unit=unit_id)
    related = rows.select_related("product", "measure", "stated_by", "office")
    return list(related.order_by("-since", "-pk"))


def capacities_of(unit_id: int, month: JalaliMonth) -> list[Capacity]:
    """List the capacities of a unit that hold in a month, by product (one query)."""
    found = holding(capacity_rows(unit_id), month)
    return sorted(found.values(), key=lambda row: row.product_id)
