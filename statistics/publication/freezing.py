"""Freezes an edition: reads the month, chooses what is hidden, audits, and writes it, all or none.

The caller owns the transaction and says who publishes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from secrets import token_bytes
from typing import Any, Final

from django.db import connection

from catalog.policy.book import PolicyBook
from catalog.policy_definitions import PolicyKey
from statistics.enums import CellLabel, EditionKind, Flow
from statistics.estimation.queries import response
from statistics.models import Edition, EditionResponse, EditionSecret
from statistics.publication.contribution_queries import (
    EXPORTS,
    FLOWS,
    Leaves,
    ProductMeasure,
    count_products,
    products,
    trades,
)
from statistics.publication.disclosure.cell_rules import Cell, DisclosureRule, merged
from statistics.publication.disclosure.edition_rules import Vintage
from statistics.publication.disclosure.partner_rules import NO_HABITS, Habits, SecretChoice
from statistics.publication.disclosure.row_rules import TOTAL
from statistics.publication.disclosure.solver import Clock
from statistics.publication.disclosure.table_rules import Equation
from statistics.publication.downloads.code_checks import refuse_unknown_codes
from statistics.publication.earlier_queries import (
    EarlierEdition,
    TableKey,
    earlier_editions,
    habits_before,
    source_of,
    unveiled,
    vintages_of,
)
from statistics.publication.frozen_rows import EditionRows, ShownFigure
from statistics.publication.mirror.services import freeze_mirror
from statistics.publication.pattern_rules import (
    AuditFailedError,
    Gate,
    TablePattern,
    crossing_pattern,
    later_pattern,
    row_pattern,
)
from statistics.publication.staging_services import stage, unstage
from statistics.publication.star_rules import StarKey, equations_of, star

_THRESHOLDS: Final = (
    PolicyKey.ESTIMATE_MIN_TQRR,
    PolicyKey.ESTIMATE_NORMAL_TQRR,
    PolicyKey.DISCLOSURE_KEPT_MONTHS,
)


class NothingToPublishError(ValueError):
    """Nothing stands for the month."""


@dataclass
class FreezeProgress:
    """How many tables are done, of how many."""

    done: int = 0
    total: int = 0


@dataclass
class _Freeze:
    edition: Edition
    gate: Gate
    rows: EditionRows
    earlier: Sequence[EarlierEdition]
    habits: Mapping[TableKey, Habits]
    least_share: int
    normal_share: int

    def label(self, share: Decimal) -> CellLabel | None:
        """Say how far a table is estimated; None where too little was reported for any."""
        if self.edition.kind != EditionKind.PRELIMINARY:
            return CellLabel.NONE
        if share * 100 < self.least_share:
            return None
        return CellLabel.WEAK if share * 100 < self.normal_share else CellLabel.ESTIMATE

    def product(self, table: ProductMeasure, leaves: Leaves) -> None:
        label = self.label(leaves.reported_share)
        if label is None:
            self.rows.not_yet(table, TOTAL)
            return
        cells: dict[Any, Cell] = {**leaves.cells, TOTAL: merged(leaves.cells.values())}
        vintages = vintages_of(table, self.earlier)
        if vintages:
            keys = {*cells, *(key for each in vintages for key in {*each.shown, *each.hidden})}
            equation = Equation(TOTAL, tuple(sorted(keys - {TOTAL})))
            pattern = later_pattern(cells, [equation], vintages, self.gate)
        else:
            equation = Equation(TOTAL, tuple(leaves.cells))
            pattern = row_pattern(cells, equation, self.gate, self.habits.get(table, NO_HABITS))
        self.rows.keep(table, leaves, lambda key: key)
        shown = self.shown(table, cells, pattern, vintages)
        self.rows.write(table, shown, pattern, label)

    def trades(self, flows: Sequence[Flow]) -> None:
        """Freeze figures of one pattern: people alone, or the three of exports."""
        found = {flow: trades(flow, EditionKind(self.edition.kind)) for flow in flows}
        label = self.label(min(leaves.reported_share for leaves in found.values()))
        if label is None:
            for flow in flows:
                self.rows.not_yet(flow, StarKey(""))
            return
        cells = {flow: star(leaves.cells)[0] for flow, leaves in found.items()}
        vintages = {flow: vintages_of(flow, self.earlier) for flow in flows}
        if all(vintages.values()):
            patterns = {flow: self.later_star(cells[flow], vintages[flow]) for flow in flows}
        else:
            keys = {key for each in cells.values() for key in each}
            habits = self.habits_of(flows) if keys else NO_HABITS
            rest = {key for key in keys if not key.published}
            habits = Habits(habits.forced | rest, habits.preferred)
            one = crossing_pattern(list(cells.values()), equations_of(keys), self.gate, habits)
            patterns = dict.fromkeys(flows, one)
        for flow in flows:
            self.rows.keep(flow, found[flow], lambda leaf: StarKey(*leaf))
            shown = self.shown(flow, cells[flow], patterns[flow], vintages[flow])
            self.rows.write(flow, shown, patterns[flow], label)

    def shown(
        self,
        table: TableKey,
        cells: Mapping[Any, Cell],
        pattern: TablePattern,
        vintages: Sequence[Vintage],
    ) -> dict[Any, ShownFigure]:
        """Take the new figures, and in the place of those that are held the earlier ones."""
        found = {
            key: ShownFigure(cell.total) for key, cell in cells.items() if key not in pattern.hidden
        }
        for key in pattern.held:
            # What was nowhere to be read stays so: a zero would tell that somebody has filed.
            found.pop(key, None)
            if key in vintages[-1].shown:
                source = source_of(table, key, self.earlier)
                found[key] = ShownFigure(vintages[-1].read(key).total, source)
        return found

    def later_star(
        self, cells: Mapping[StarKey, Cell], vintages: Sequence[Vintage]
    ) -> TablePattern:
        # What no table shows is hidden in every edition, though no row says so.
        rest = frozenset(key for key in cells if not key.published)
        vintages = [replace(each, hidden=each.hidden | rest) for each in vintages]
        keys = {*cells, *(key for each in vintages for key in {*each.shown, *each.hidden})}
        return later_pattern(cells, equations_of(keys), vintages, self.gate)

    def habits_of(self, flows: Sequence[Flow]) -> Habits:
        known = [self.habits[flow] for flow in flows if flow in self.habits]
        return Habits(
            frozenset().union(*(each.forced for each in known)),
            frozenset().union(*(each.preferred for each in known)),
        )


def freeze(edition: Edition, at: datetime, seconds: int, progress: FreezeProgress) -> None:
    """Write the cells of an edition as of `at`, with what later editions need of it.

    Inside a transaction. Raises AuditUnfinishedError when the audit found a figure open or did not
    end in so many seconds, UnknownCodeError, NothingToPublishError; then nothing may be committed.
    """
    month, kind = edition.period, EditionKind(edition.kind)
    book, seed = PolicyBook.load(), token_bytes(32)
    rule = DisclosureRule(edition.least_holders, edition.percent)
    gate = Gate(rule, SecretChoice(seed), Clock.for_seconds(seconds))
    least, normal, kept_months = (
        book.number(key, month.first_day, month=month) for key in _THRESHOLDS
    )
    earlier, habits = earlier_editions(month), habits_before(month, kept_months)
    rows = EditionRows(edition)
    work = _Freeze(edition, gate, rows, earlier, habits, least, normal)
    with connection.cursor() as cursor:
        # The contributions of a month are put together in memory, for this transaction only.
        cursor.execute("SET LOCAL work_mem = '256MB'")
        # The planner takes a list of figures for a hundred rows, and would not share the work.
        cursor.execute("SET LOCAL parallel_tuple_cost = 0")
        stage(cursor, month, kind, at)
        flows = FLOWS[kind]
        groups = [each for each in ([Flow.EMPLOYMENT], [*EXPORTS]) if set(each) <= set(flows)]
        progress.total = count_products(cursor, kind) + len(groups) + 1
    for table, leaves in products(kind):
        work.product(table, leaves)
        progress.done += 1
    for group in groups:
        work.trades(group)
        progress.done += 1
    with connection.cursor() as cursor:
        unstage(cursor)
    if not rows.counts:
        raise NothingToPublishError
    freeze_mirror(edition, rows, book)
    progress.done += 1
    rows.flush_all()
    refuse_unknown_codes(edition)
    if unveiled(edition):
        raise AuditFailedError("a figure that an earlier edition hides would be shown")
    EditionSecret.objects.create(edition=edition, seed=seed.hex(), audit=rows.counts)
    # As the job counted it last: within the hour (`statistics.estimation`).
    if (answered := response(month)).due:
        EditionResponse.objects.create(edition=edition, due=answered.due, filed=answered.filed)
