"""The page of one edition of a month, put together of what is published and of nothing else."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property

from django.http import Http404, QueryDict

from catalog.fields import alphabet_key
from config.jalali import JalaliMonth
from statistics.enums import EditionKind, Flow
from statistics.models import Edition
from statistics.publication import queries
from statistics.publication.contribution_queries import FLOWS
from statistics.publication.derived_rules import NOT_YET, PublishedFigure
from statistics.publication.pages import board
from statistics.publication.pages.addresses import PageChoices, edition_address, month_address
from statistics.publication.pages.board import DOLLARS, MONTHS, PEOPLE, YEAR, KeyFigure
from statistics.publication.pages.goods import (
    BY_CHANGE,
    WHOLE_LIST,
    PublishedGood,
    TradeLines,
    chosen_good,
    divisions_of,
    goods_of,
    table_of,
)
from statistics.publication.pages.names_queries import PublishedNames, read_names
from statistics.publication.pages.release_rules import ComingRelease, coming, next_of
from statistics.publication.pages.word_rules import change_of
from statistics.publication.queries import CellKey, PublishedMonth

# So many products stand on a phone without being asked for.
_BEGIN = 3


def last_by_month(editions: Sequence[Edition]) -> dict[JalaliMonth, Edition]:
    """Choose the last edition of each month; the editions come with the last first."""
    found: dict[JalaliMonth, Edition] = {}
    for each in editions:
        found.setdefault(each.period, each)
    return found


class PublicPage:
    """What an edition says; the same for whoever asks.

    `editions` are all that are out, the latest month and its last edition first. Http404 for a
    choice that is none.
    """

    def __init__(
        self, editions: Sequence[Edition], edition: Edition, asked: QueryDict, now: datetime
    ) -> None:
        self.edition = edition
        self.month: JalaliMonth = edition.period
        self._editions = editions
        self._latest = last_by_month(editions)
        self.names: PublishedNames = read_names()
        self.releases: list[ComingRelease] = coming(editions, self.names.policy, now)
        self._now = queries.read_with_places(edition)
        self.goods = goods_of(self._now, self.names)
        product = asked.get("product", "")
        self.good = chosen_good(product, self.goods, self._now, self.names)
        self.choices = self._choices(product, asked)
        before, self.year_before = self._latest.get(self.month - 1), self.month - YEAR
        self._before = queries.read(before, Flow.PRODUCTION) if before else None
        self._read_keys()

    def _choices(self, product: str, asked: QueryDict) -> PageChoices:
        division, order = asked.get("division", ""), asked.get("order", "")
        known = {code for code, _ in divisions_of(self.goods, self.names)}
        if division not in ("", WHOLE_LIST, *known) or order not in ("", BY_CHANGE):
            raise Http404
        return PageChoices(product, division, order)

    def _read_keys(self) -> None:
        """Read the few cells that are followed over months, and over the editions of this one."""
        months = [self.month - back for back in range(2 * MONTHS)]
        wanted = {each.pk: each for each in self.own_editions}
        wanted |= {
            each.pk: each for month in months if (each := self._latest.get(month)) is not None
        }
        keys = [PEOPLE, DOLLARS, *([self.good.key] if self.good else [])]
        self._of_keys = queries.read_keys(keys, wanted.values())
        self._months = months

    # ── What is shown ──

    @property
    def last(self) -> Edition:
        """The edition that stands in the place of this one, where it is an earlier one."""
        return self._latest[self.month]

    @property
    def superseded(self) -> bool:
        return self.last != self.edition

    @property
    def preliminary(self) -> bool:
        return bool(self.edition.kind == EditionKind.PRELIMINARY)

    @property
    def has_exports(self) -> bool:
        return DOLLARS.flow in FLOWS[EditionKind(self.edition.kind)]

    @property
    def next_release(self) -> ComingRelease | None:
        return next_of(self.releases)

    @property
    def own_editions(self) -> list[Edition]:
        return [each for each in self._editions if each.period == self.month]

    @property
    def products(self) -> list[PublishedGood]:
        """The products to choose from, by the alphabet."""
        return sorted(self.goods, key=lambda good: alphabet_key(good.name))

    @property
    def months(self) -> list[JalaliMonth]:
        return list(self._latest)

    @property
    def address(self) -> str:
        return month_address(self.month)

    @property
    def edition_address(self) -> str:
        return edition_address(self.edition)

    # ── What it says ──

    def _figure(self, key: CellKey, month: JalaliMonth) -> PublishedFigure:
        """Read a followed cell; of this month as this edition has it."""
        edition = self.edition if month == self.month else self._latest.get(month)
        found = self._of_keys.get(edition.pk) if edition else None
        return found.figure(key) if found else NOT_YET

    def _key_figure(self, title: str, key: CellKey, unit: str) -> KeyFigure:
        now, before, year_before = (
            self._figure(key, month) for month in (self.month, self.month - 1, self.year_before)
        )
        return KeyFigure(title, now, unit, change_of(now, before), change_of(now, year_before))

    @cached_property
    def people(self) -> KeyFigure:
        return self._key_figure("کارکنان", PEOPLE, board.PERSON)

    @cached_property
    def exports(self) -> KeyFigure:
        return self._key_figure("صادرات", DOLLARS, "دلار")

    @cached_property
    def response(self) -> board.ResponseFigure | None:
        before, year_before = self._latest.get(self.month - 1), self._latest.get(self.year_before)
        return board.response_of(self.edition, before, year_before)

    @cached_property
    def made(self) -> KeyFigure | None:
        """What was made of the chosen product."""
        good = self.good
        return self._key_figure(good.name, good.key, good.measure) if good else None

    @cached_property
    def series(self) -> board.GoodSeries | None:
        if self.good is None:
            return None
        out: dict[JalaliMonth, PublishedMonth] = {}
        for month in self._months:
            each = self.edition if month == self.month else self._latest.get(month)
            if each is not None:
                out[month] = self._of_keys[each.pk]
        found = queries.Series(self.good.key, tuple(self._months), out)
        return board.series_of(self.good, found, self.month)

    @cached_property
    def map(self) -> board.OrganizationMap:
        """People by organization, beside a year before, else the month before."""
        edition = self._latest.get(self.compared) if self.compared else None
        before = queries.read_whole(edition, Flow.EMPLOYMENT) if edition else None
        return board.OrganizationMap(self._now, before, self.names.organizations)

    @property
    def compared(self) -> JalaliMonth | None:
        """The month that the map is put beside."""
        found = (m for m in (self.year_before, self.month - 1) if m in self._latest)
        return next(found, None)

    @cached_property
    def division(self) -> str:
        """The division that the table shows: the asked one, else that of the product."""
        if self.choices.division:
            return self.choices.division
        if self.good is None or self.good not in self.goods:
            return WHOLE_LIST
        return self.good.division

    @property
    def division_name(self) -> str:
        return "" if self.division == WHOLE_LIST else self.names.trade(self.division)

    @property
    def divisions(self) -> list[tuple[str, str]]:
        return divisions_of(self.goods, self.names)

    @property
    def listed(self) -> list[PublishedGood]:
        whole = self.division == WHOLE_LIST
        return [good for good in self.goods if whole or good.division == self.division]

    @cached_property
    def table(self) -> list[TradeLines]:
        return table_of(self.listed, self._now, self._before, self.names, self.choices)

    @property
    def begins(self) -> bool:
        """Whether nobody asked for a list: on a phone its beginning is enough."""
        return not (self.choices.division or self.choices.order) and len(self.listed) > _BEGIN

    @property
    def whole_division(self) -> str:
        return self.choices.query(division=self.division)

    @cached_property
    def trades(self) -> list[board.DivisionLine]:
        return board.divisions_table(self._now, self.names)

    @cached_property
    def revisions(self) -> list[board.RevisionLine]:
        editions = {edition_address(each): each for each in self.own_editions}
        return board.revisions_of(editions, self._of_keys, self.good.key if self.good else None)
