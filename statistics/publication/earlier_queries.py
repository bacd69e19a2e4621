"""What earlier editions showed and hid: of the same month, and of the months before."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from django.db import connection

from config.jalali import JalaliMonth
from statistics.enums import CellStatus, EditionState, Flow
from statistics.models import Edition, FrozenCell, SecretCell
from statistics.publication.contribution_queries import (
    ProductMeasure,
    kept_products,
    kept_trades,
)
from statistics.publication.disclosure.cell_rules import Cell, merged
from statistics.publication.disclosure.edition_rules import NOTHING, Vintage
from statistics.publication.disclosure.partner_rules import Habits
from statistics.publication.disclosure.row_rules import TOTAL
from statistics.publication.star_rules import WHOLE, StarKey, star

# A table of its own: a product in a measure, or a flow by trade.
TableKey: TypeAlias = ProductMeasure | Flow
Named: TypeAlias = dict[TableKey, dict[Any, Any]]


@dataclass
class EarlierEdition:
    """An edition of the same month: by table the status of each cell, and whose figure it shows."""

    pk: int
    number: int
    status: Named
    source: Named
    _products: dict[ProductMeasure, dict[int, Cell]] | None = None
    _stars: dict[Flow, dict[StarKey, Cell]] = field(default_factory=dict)

    def cells_of(self, table: TableKey) -> Mapping[Any, Cell]:
        """What holders added to each cell of a table when it was made, totals among them."""
        if isinstance(table, Flow):
            if table not in self._stars:
                self._stars[table] = star(kept_trades(self.pk, table))[0]
            return self._stars[table]
        if self._products is None:
            self._products = kept_products(self.pk)
        parts = self._products.get(table, {})
        return {**parts, TOTAL: merged(parts.values())}


def earlier_editions(month: JalaliMonth) -> list[EarlierEdition]:
    """Read what was published of a month, in order."""
    return [
        EarlierEdition(edition.pk, edition.number or 0, _statuses(edition.pk), _sources(edition.pk))
        for edition in _published(month).order_by("number")
    ]


def vintages_of(table: TableKey, editions: Sequence[EarlierEdition]) -> list[Vintage]:
    """Say a table as each earlier edition published it; those that had none are left out."""
    by_number = {edition.number: edition for edition in editions}
    found = []
    for edition in editions:
        status = edition.status.get(table)
        if not status or CellStatus.NOT_YET in status.values():
            continue
        source, shown = edition.source.get(table, {}), {}
        for key, state in status.items():
            if state == CellStatus.SHOWN:
                number = source.get(key) or edition.number
                shown[key] = by_number[number].cells_of(table).get(key, NOTHING)
        hidden = frozenset(key for key, state in status.items() if state == CellStatus.HIDDEN)
        found.append(Vintage(shown, hidden, edition.cells_of(table)))
    return found


def source_of(table: TableKey, key: Any, editions: Sequence[EarlierEdition]) -> int:
    """Say which edition's figure a cell shows that is held: the last one's, or its source."""
    last = editions[-1]
    found: int = last.source.get(table, {}).get(key) or last.number
    return found


_UNVEILED = """
SELECT count(*)
FROM statistics_frozencell n
JOIN statistics_edition e ON e.id = n.edition_id
JOIN statistics_edition b ON b.year = e.year AND b.month = e.month AND b.state = 'published'
JOIN statistics_frozencell o ON o.edition_id = b.id AND o.status = 'hidden' AND o.flow = n.flow
    AND o.product_id IS NOT DISTINCT FROM n.product_id
    AND o.measure_id IS NOT DISTINCT FROM n.measure_id
    AND o.trade_id IS NOT DISTINCT FROM n.trade_id
    AND o.organization_id IS NOT DISTINCT FROM n.organization_id
WHERE n.edition_id = %s AND n.status = 'shown'
"""


def unveiled(edition: Edition) -> int:
    """Count the cells an edition shows and an earlier one of the month hides: the last look.

    It reads what was written, and trusts no rule that chose it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_UNVEILED, [edition.pk])
        [(found,)] = cursor.fetchall()
    return int(found)


def habits_before(month: JalaliMonth, kept_months: int) -> dict[TableKey, Habits]:
    """Read by table what was sensitive in so many months before, and hidden in the last."""
    forced: dict[TableKey, set[Any]] = defaultdict(set)
    preferred: dict[TableKey, set[Any]] = defaultdict(set)
    for back in range(1, kept_months + 1):
        if (edition := _published(month - back).order_by("number").last()) is not None:
            for table, key, _ in _named(SecretCell, edition.pk, sensitive=True):
                forced[table].add(key)
    if (edition := _published(month - 1).order_by("number").last()) is not None:
        for table, key, _ in _named(FrozenCell, edition.pk, status=CellStatus.HIDDEN):
            preferred[table].add(key)
    return {
        table: Habits(frozenset(forced[table]), frozenset(preferred[table]))
        for table in {*forced, *preferred}
    }


def _published(month: JalaliMonth) -> Any:
    return Edition.objects.filter(year=month.year, month=month.month, state=EditionState.PUBLISHED)


def _statuses(edition: int) -> Named:
    found: Named = defaultdict(dict)
    for table, key, row in _named(FrozenCell, edition):
        found[table][key] = row.status
    return found


def _sources(edition: int) -> Named:
    found: Named = defaultdict(dict)
    for table, key, row in _named(SecretCell, edition, source__isnull=False):
        found[table][key] = row.source
    return found


def _named(model: Any, edition: int, **wanted: Any) -> Iterator[tuple[TableKey, Any, Any]]:
    for row in model.objects.filter(edition=edition, **wanted).order_by("pk").iterator():
        if row.flow == Flow.PRODUCTION:
            table = ProductMeasure(row.product_id, row.measure_id)
            yield table, row.organization_id, row
        else:
            yield Flow(row.flow), StarKey(row.trade_id or WHOLE, row.organization_id), row
