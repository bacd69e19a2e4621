"""What the front door of the portal tells of the latest published month."""

from dataclasses import dataclass

from config.jalali import JalaliMonth
from statistics.enums import EditionKind
from statistics.models import Edition
from statistics.publication import queries
from statistics.publication.derived_rules import NOT_YET, PublishedFigure
from statistics.publication.pages.addresses import month_address
from statistics.publication.pages.board import (
    DOLLARS,
    PEOPLE,
    PERSON,
    KeyFigure,
    ResponseFigure,
    response_of,
)
from statistics.publication.pages.word_rules import change_of


@dataclass(frozen=True)
class FrontFigures:
    """The key figures of the latest month, and where the rest stands."""

    edition: Edition
    people: KeyFigure
    exports: KeyFigure
    response: ResponseFigure | None

    @property
    def month(self) -> JalaliMonth:
        return self.edition.period

    @property
    def address(self) -> str:
        return month_address(self.month)

    @property
    def preliminary(self) -> bool:
        return bool(self.edition.kind == EditionKind.PRELIMINARY)


def front_figures() -> FrontFigures | None:
    """Read them (three queries); None before anything is published."""
    last = queries.latest_edition()
    if last is None:
        return None
    month = last.period
    others = queries.latest_of([month - 1, month - 12])
    read_so = queries.read_keys([PEOPLE, DOLLARS], [last, *others.values()])

    def figure(key: queries.CellKey, at: JalaliMonth) -> PublishedFigure:
        edition = last if at == month else others.get(at)
        return read_so[edition.pk].figure(key) if edition else NOT_YET

    def key_figure(title: str, key: queries.CellKey, unit: str) -> KeyFigure:
        now, before, year_before = (figure(key, at) for at in (month, month - 1, month - 12))
        return KeyFigure(title, now, unit, change_of(now, before), change_of(now, year_before))

    return FrontFigures(
        last,
        key_figure("کارکنان", PEOPLE, PERSON),
        key_figure("صادرات", DOLLARS, "دلار"),
        response_of(last, others.get(month - 1), others.get(month - 12)),
    )
