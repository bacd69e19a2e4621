"""What the page of one import shows: its sentence, its counters, its rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from config.persian import format_number
from config.time_left import took
from units.enums import ImportStage, RegistryFact, RowState, RowVerdict
from units.imports import worker
from units.imports.keeping_rules import kept_until
from units.imports.kinds import ImportKind, Obstacle, kind_of
from units.imports.queries import SHOWN, ahead_of, rows_shown
from units.models import Import, ImportRow

_FACTS: Final = dict(RegistryFact.choices)
_CHIPS: Final = {
    ImportStage.READING: "review",
    ImportStage.UNREADABLE: "late",
    ImportStage.CHECKED: "near",
    ImportStage.CANCELLED: "system",
    ImportStage.EXPIRED: "system",
    ImportStage.WAITING: "review",
    ImportStage.STORING: "review",
    ImportStage.STORED: "done",
    ImportStage.UNDOING: "review",
    ImportStage.UNDONE: "system",
    ImportStage.HALTED: "late",
}
# Which of the four stages of the page stands at the top.
STEPS: Final = ("فایل", "بررسی آزمایشی", "ثبت", "گزارش")
_STEP: Final = {
    ImportStage.READING: 2,
    ImportStage.UNREADABLE: 1,
    ImportStage.CHECKED: 2,
    ImportStage.CANCELLED: 2,
    ImportStage.EXPIRED: 2,
    ImportStage.WAITING: 3,
    ImportStage.STORING: 3,
    ImportStage.HALTED: 3,
    ImportStage.STORED: 4,
    ImportStage.UNDOING: 4,
    ImportStage.UNDONE: 4,
}
_MEANS: Final = {
    RowVerdict.UNCHANGED: "دست نمی‌خورد",
    RowVerdict.REFUSED: "کنار گذاشته می‌شود",
}

# Longer than this is said in minutes.
_SPOKEN_SECONDS: Final = 119


@dataclass(frozen=True)
class StageMark:
    number: int
    name: str
    past: bool
    current: bool


@dataclass(frozen=True)
class VerdictCount:
    """A counter, which is also a filter."""

    verdict: RowVerdict
    label: str
    count: int
    means: str
    current: bool


@dataclass(frozen=True)
class FaultLine:
    line: int
    column: str
    written: str
    fault: str
    remedy: str


@dataclass(frozen=True)
class ChangeLine:
    """One changed fact; the title stands at the first one of a row."""

    line: int
    title: str
    code: str
    label: str
    before: str
    after: str
    consequence: str
    state: str


@dataclass(frozen=True)
class RowTable:
    """The rows of one verdict that a page shows, and where it goes on."""

    verdict: RowVerdict
    total: int
    shown: int
    faults: Sequence[FaultLine]
    changes: Sequence[ChangeLine]
    rows: Sequence[ImportRow]
    cursor: str


@dataclass(frozen=True)
class ConsequenceLine:
    title: str
    note: str


def chip_of(run: Import) -> str:
    return _CHIPS[ImportStage(run.stage)]


def stage_marks(step: int) -> list[StageMark]:
    return [
        StageMark(number, name, number < step, number == step)
        for number, name in enumerate(STEPS, start=1)
    ]


@dataclass(frozen=True)
class ImportBoard:
    """One import as its page shows it."""

    run: Import
    kind: ImportKind
    show: RowVerdict | None
    behind: str
    now: datetime

    @property
    def stages(self) -> list[StageMark]:
        return stage_marks(_STEP[ImportStage(self.run.stage)])

    @property
    def counters(self) -> list[VerdictCount]:
        run = self.run
        means = {
            **_MEANS,
            RowVerdict.NEW: self.kind.new_means,
            RowVerdict.CHANGED: f"{format_number(run.facts)} فیلد اطلاعات",
        }
        order = (RowVerdict.NEW, RowVerdict.CHANGED, RowVerdict.UNCHANGED, RowVerdict.REFUSED)
        return [
            VerdictCount(one, one.label, getattr(run, one.value), means[one], one == self.show)
            for one in order
        ]

    @property
    def filters(self) -> list[VerdictCount]:
        by = {one.verdict: one for one in self.counters}
        shown = () if self.run.put_away else RowVerdict
        return [by[verdict] for verdict in shown if by[verdict].count]

    @property
    def consequences(self) -> list[ConsequenceLine]:
        found = self.run.consequences
        return [
            ConsequenceLine(title.replace("{count}", format_number(found[key])), note)
            for key, (title, note) in self.kind.consequences.items()
            if found.get(key)
        ]

    @property
    def tables(self) -> list[RowTable]:
        if self.run.put_away:
            return []
        chosen = [self.show] if self.show else [RowVerdict.REFUSED, RowVerdict.CHANGED]
        counts = {one.verdict: one.count for one in self.counters}
        found = [self._table(verdict) for verdict in chosen if counts[verdict]]
        if not found and not self.show and self.run.new:
            found = [self._table(RowVerdict.NEW)]
        return found

    def _table(self, verdict: RowVerdict) -> RowTable:
        page = rows_shown(self.run, verdict, self.behind if self.show else "")
        return RowTable(
            verdict,
            getattr(self.run, verdict.value),
            len(page.rows),
            _faults(page.rows) if verdict == RowVerdict.REFUSED else (),
            _changes(page.rows) if verdict == RowVerdict.CHANGED else (),
            page.rows if verdict in (RowVerdict.NEW, RowVerdict.UNCHANGED) else (),
            page.cursor,
        )

    @property
    def overtaken(self) -> list[FaultLine]:
        """Rows that were left when the others were stored, or taken back."""
        states = (RowState.OVERTAKEN, RowState.KEPT)
        rows = ImportRow.objects.filter(imported=self.run, state__in=states).order_by("place")
        return _faults(rows[:SHOWN]) if self.run.overtaken or self.run.kept else []

    @property
    def kept_until(self) -> date | None:
        return kept_until(self.run) if self.run.stage == ImportStage.CHECKED else None

    @property
    def percent(self) -> int:
        return min(100, 100 * self.run.done // self.run.total) if self.run.total else 0

    @property
    def rest(self) -> int:
        return max(0, self.run.total - self.run.done)

    @property
    def silent(self) -> bool:
        """Whether the worker at it is taken for dead: another has not followed it yet."""
        run, signed = self.run, self.run.touched_at
        if signed is None or not run.at_work or run.stage == ImportStage.WAITING:
            return False
        return signed < self.now - worker.SILENCE

    @property
    def time_left(self) -> str:
        """About how long it will still take, from how long it took so far; empty for unknown."""
        run, begun = self.run, self.run.begun_at
        # How long the rows lay under a worker that died says nothing about the next one.
        steady = run.attempt == 1 and not self.silent
        if not begun or not run.done or not steady or run.stage != ImportStage.STORING:
            return ""
        seconds = round((self.now - begun).total_seconds() * self.rest / run.done) + 1
        return took(seconds) if seconds > _SPOKEN_SECONDS else f"{format_number(seconds)} ثانیه"

    @property
    def stored_rows(self) -> int:
        return self.run.to_store - self.run.overtaken

    @property
    def ahead(self) -> Import | None:
        run = self.run
        unread = run.stage == ImportStage.READING and not run.attempt
        waits = run.stage == ImportStage.WAITING and run.confirmed_at
        return ahead_of(run) if unread or waits else None

    @property
    def obstacles(self) -> Sequence[Obstacle]:
        look = self.kind.first_obstacles or self.kind.obstacles
        return look(self.run) if self.run.stage == ImportStage.STORED else ()


def board_of(run: Import, show: str, behind: str, now: datetime) -> ImportBoard:
    verdict = RowVerdict(show) if show in RowVerdict.values else None
    return ImportBoard(run, kind_of(run), verdict, behind, now)


def _faults(rows: Iterable[ImportRow]) -> list[FaultLine]:
    return [
        FaultLine(row.line, one["column"], one["written"], one["fault"], one["remedy"])
        for row in rows
        for one in row.faults
    ]


def _changes(rows: Iterable[ImportRow]) -> list[ChangeLine]:
    return [
        ChangeLine(
            row.line,
            row.title if number == 0 else "",
            row.code if number == 0 else "",
            _FACTS.get(one["fact"], one["fact"]),
            one["before"],
            one["after"],
            one["consequence"],
            row.state,
        )
        for row in rows
        for number, one in enumerate(row.changes)
    ]
