"""The rows of an edition: cells with a figure or a mark, and apart what never leaves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from statistics.enums import CellLabel, CellStatus, Flow
from statistics.models import Edition, FrozenCell, FrozenContribution, SecretCell
from statistics.publication.contribution_queries import Leaves, as_figure
from statistics.publication.copied_rows import array_of, copy_rows
from statistics.publication.earlier_queries import TableKey
from statistics.publication.pattern_rules import TablePattern
from statistics.publication.star_rules import StarKey

# So many rows are written at a time.
TOGETHER: Final = 2000


@dataclass(frozen=True)
class ShownFigure:
    """A figure in its smallest parts; `source` is the earlier edition whose figure still stands."""

    parts: int
    source: int | None = None


@dataclass
class EditionRows:
    """Rows that wait to be written together, and what was counted of them."""

    edition: Edition
    waiting: dict[Any, list[Any]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def add(self, row: Any) -> None:
        rows = self.waiting.setdefault(type(row), [])
        rows.append(row)
        if len(rows) >= TOGETHER:
            self.flush(type(row))

    def flush(self, model: Any) -> None:
        copy_rows(model, self.waiting.pop(model, []))

    def flush_all(self) -> None:
        for model in list(self.waiting):
            self.flush(model)

    def count(self, what: str, number: int = 1) -> None:
        self.counts[what] = self.counts.get(what, 0) + number

    def keys_of(self, table: TableKey, key: Any) -> dict[str, Any]:
        """Name a cell by the columns of its row."""
        if isinstance(table, Flow):
            return {
                "edition": self.edition,
                "flow": table,
                "trade_id": key.trade or None,
                "organization_id": key.organization,
            }
        return {
            "edition": self.edition,
            "flow": Flow.PRODUCTION,
            "product_id": table.product,
            "measure_id": table.measure,
            "organization_id": key,
        }

    def not_yet(self, table: TableKey, key: Any) -> None:
        """Say of a whole table that too little was reported for any figure."""
        self.add(FrozenCell(status=CellStatus.NOT_YET, **self.keys_of(table, key)))
        self.count("not yet")

    def keep(self, table: TableKey, leaves: Leaves, key_of: Callable[[Any], Any]) -> None:
        """Keep what holders added, for the later editions of the month."""
        for key, texts in leaves.texts.items():
            holders, values = map(array_of, texts)
            self.add(
                FrozenContribution(
                    holders=holders, values=values, **self.keys_of(table, key_of(key))
                )
            )

    def write(
        self,
        table: TableKey,
        shown: Mapping[Any, ShownFigure],
        pattern: TablePattern,
        label: CellLabel,
    ) -> None:
        """Write a table: what is hidden gets no value, and no word of the reason."""
        flow = table if isinstance(table, Flow) else Flow.PRODUCTION
        for key in sorted({*shown, *pattern.hidden}, key=repr):
            if isinstance(key, StarKey) and not key.published:
                continue
            names, figure = self.keys_of(table, key), shown.get(key)
            if figure is None:
                self.add(FrozenCell(status=CellStatus.HIDDEN, **names))
                self.count("hidden")
            else:
                value = as_figure(flow, figure.parts)
                self.add(FrozenCell(status=CellStatus.SHOWN, value=value, label=label, **names))
                self.count("shown")
            sensitive, source = key in pattern.sensitive, figure.source if figure else None
            if sensitive or source is not None:
                self.add(SecretCell(sensitive=sensitive, source=source, **names))
                self.count("sensitive" if sensitive else "held")
