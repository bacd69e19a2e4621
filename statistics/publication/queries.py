"""What pages, files and exchanges read of editions: figures or marks, never a reason.

Nothing here reads a contribution, a seed or what is sensitive; `FrozenCell` holds no value of what
is hidden. Every reader of what is published goes through this module.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final, NamedTuple

from django.db.models import F, Q, QuerySet

from catalog.policy.book import PolicyBook
from config.jalali import JalaliMonth
from statistics.enums import CellLabel, CellStatus, EditionKind, EditionState, Flow
from statistics.models import Edition, FrozenCell
from statistics.publication.contribution_queries import FLOWS
from statistics.publication.derived_rules import ABSENT, NOT_YET, PublishedFigure, total
from statistics.publication.rules import opens

COUNTRY: Final = None
# So many cells are fetched at a time.
ROWS: Final = 2000


class CellKey(NamedTuple):
    """A cell of a flow: production by product (id) and measure, all others by trade (code).

    Without `organization` (id) the country; a trade of "" is all trades together.
    """

    flow: Flow
    product: int | None = None
    measure: str | None = None
    trade: str = ""
    organization: int | None = COUNTRY


@dataclass(frozen=True)
class PublishedMonth:
    """An edition as it was published, with the cells that were asked for."""

    edition: Edition
    figures: Mapping[CellKey, PublishedFigure]

    def figure(self, key: CellKey) -> PublishedFigure:
        """Give a cell. One that is in no table is absent (nobody filed anything of it), unless the
        whole table waits for more to be reported.
        """
        if (found := self.figures.get(key)) is not None:
            return found
        whole = self.figures.get(key._replace(organization=COUNTRY, trade=""), ABSENT)
        if key.flow not in FLOWS[EditionKind(self.edition.kind)] or whole.status == NOT_YET.status:
            return NOT_YET
        return ABSENT


@dataclass(frozen=True)
class Series:
    """A cell over months, each as the last edition of its month has it."""

    key: CellKey
    months: tuple[JalaliMonth, ...]
    out: Mapping[JalaliMonth, PublishedMonth]

    def figure(self, month: JalaliMonth) -> PublishedFigure:
        """Give the month's figure or mark; a month that is not out has none yet."""
        published = self.out.get(month)
        return NOT_YET if published is None else published.figure(self.key)

    def total(self) -> PublishedFigure:
        """Sum the months: shown exactly when all of them are."""
        return total([self.figure(month) for month in self.months])


def published_editions() -> QuerySet[Edition]:
    """List what is out, the latest month and its latest edition first."""
    rows = Edition.objects.filter(state=EditionState.PUBLISHED).select_related("response")
    return rows.order_by("-year", "-month", "-number")


def latest_edition(month: JalaliMonth | None = None) -> Edition | None:
    """Find the last edition of a month, by default of the latest published month (one query)."""
    rows = published_editions()
    if month is not None:
        rows = rows.filter(year=month.year, month=month.month)
    return rows.first()


def editions_of(month: JalaliMonth) -> list[Edition]:
    """List what was published of a month, the first edition first (one query)."""
    rows = published_editions().filter(year=month.year, month=month.month)
    return list(rows.order_by("number"))


def edition(month: JalaliMonth, number: int) -> Edition | None:
    """Find one published edition, which stays at its address for ever."""
    rows = published_editions().filter(year=month.year, month=month.month)
    return rows.filter(number=number).first()


def read(
    edition: Edition, flow: Flow | None = None, organization: int | None = COUNTRY
) -> PublishedMonth:
    """Read the cells of the country and of one organization (id), perhaps of one flow (one query).

    An edition that is not out has nothing to be read.
    """
    places = Q(organization=None) | Q(organization=organization)
    return _read(edition, places & (Q(flow=flow) if flow else Q()))


def read_all(edition: Edition, flow: Flow | None = None) -> PublishedMonth:
    """Read all cells of an edition, perhaps of one flow (one query)."""
    return _read(edition, Q(flow=flow) if flow else Q())


def read_with_places(edition: Edition) -> PublishedMonth:
    """Read all cells of the country, and the people of each organization (one query)."""
    return _read(edition, Q(organization=None) | Q(flow=Flow.EMPLOYMENT, trade=None))


def read_whole(edition: Edition, flow: Flow) -> PublishedMonth:
    """Read a flow without its trades, of the country and of each organization (one query)."""
    return _read(edition, Q(flow=flow, trade=None))


def _read(edition: Edition, wanted: Q) -> PublishedMonth:
    if not edition.published:
        return PublishedMonth(edition, {})
    rows = FrozenCell.objects.filter(wanted, edition=edition).order_by("pk")
    return PublishedMonth(edition, {key_of(row): figure_of(row) for row in rows})


def history(key: CellKey, month: JalaliMonth) -> list[tuple[Edition, PublishedFigure]]:
    """Read a cell as each edition of its month published it: the table of revisions.

    A held figure stands there as it was read, so that nobody learns that it was held.
    """
    editions = editions_of(month)
    read_so = read_keys([key], editions)
    return [(each, read_so[each.pk].figure(key)) for each in editions]


def release_days(month: JalaliMonth, book: PolicyBook) -> dict[EditionKind, datetime]:
    """Say from when on each edition of a month may be published: the calendar, known beforehand."""
    return {kind: opens(month, kind, book) for kind in EditionKind}


def latest_of(months: Iterable[JalaliMonth]) -> dict[JalaliMonth, Edition]:
    """Find the last edition of each of these months (one query)."""
    wanted = {(month.year, month.month) for month in months}
    years = {year for year, _ in wanted}
    found: dict[JalaliMonth, Edition] = {}
    for each in published_editions().filter(year__in=years):
        if (each.year, each.month) in wanted:
            found.setdefault(each.period, each)
    return found


def series(
    keys: Collection[CellKey],
    months: Sequence[JalaliMonth],
    editions: Mapping[JalaliMonth, Edition] | None = None,
) -> dict[CellKey, Series]:
    """Read cells over months from the last edition of each (two queries).

    Who knows these `editions` already asks one query less.
    """
    if editions is None:
        editions = latest_of(months)
    wanted = {month: each for month, each in editions.items() if month in set(months)}
    read_so = read_keys(keys, wanted.values())
    out = {month: read_so[each.pk] for month, each in wanted.items()}
    return {key: Series(key, tuple(months), out) for key in keys}


def read_keys(keys: Collection[CellKey], editions: Iterable[Edition]) -> dict[int, PublishedMonth]:
    """Read the same few cells of many editions, by the edition's id (one query)."""
    out = {each.pk: each for each in editions if each.published}
    figures: dict[int, dict[CellKey, PublishedFigure]] = defaultdict(dict)
    rows = FrozenCell.objects.filter(
        Q(organization=None) | Q(organization__in={key.organization for key in keys} - {None}),
        Q(product=None) | Q(product__in={key.product for key in keys} - {None}),
        Q(trade=None) | Q(trade__in={key.trade for key in keys} - {""}),
        edition__in=list(out),
        flow__in={key.flow for key in keys},
    )
    for row in rows.order_by("pk"):
        figures[row.edition_id][key_of(row)] = figure_of(row)
    return {pk: PublishedMonth(each, figures[pk]) for pk, each in out.items()}


def all_series(
    flows: Sequence[Flow], editions: Mapping[JalaliMonth, Edition]
) -> Iterator[dict[Flow, Series]]:
    """Read every cell of some flows over months, each from the edition given for it (one query).

    Cell after cell in the order of codes, and kept nowhere: a file may be longer than memory. The
    flows of a cell come together. Inside a transaction.
    """
    out = {month: each for month, each in sorted(editions.items()) if each.published}
    named = {each.pk: month for month, each in out.items()}
    rows = FrozenCell.objects.filter(edition__in=named, flow__in=flows).order_by(
        "product__code",
        "measure_id",
        F("trade_id").asc(nulls_first=True),
        F("organization__code").asc(nulls_first=True),
        "organization_id",
    )
    wholes: dict[CellKey, dict[JalaliMonth, PublishedFigure]] = {}
    for place, cells in groupby(
        rows.iterator(ROWS), lambda row: key_of(row)._replace(flow=flows[0])
    ):
        figures: dict[Flow, dict[JalaliMonth, PublishedFigure]] = defaultdict(dict)
        for row in cells:
            figures[Flow(row.flow)][named[row.edition_id]] = figure_of(row)
        found = {}
        for flow in flows:
            key = place._replace(flow=flow)
            whole = key._replace(organization=COUNTRY, trade="")
            # The whole of a table comes before its parts.
            if key == whole:
                wholes[whole] = figures[flow]
            parts = [(whole, wholes.get(whole, {})), (key, figures[flow])]
            pages = {
                month: PublishedMonth(
                    each, {name: part[month] for name, part in parts if month in part}
                )
                for month, each in out.items()
            }
            found[flow] = Series(key, tuple(out), pages)
        yield found


def key_of(row: FrozenCell) -> CellKey:
    return CellKey(
        Flow(row.flow), row.product_id, row.measure_id, row.trade_id or "", row.organization_id
    )


def figure_of(row: FrozenCell) -> PublishedFigure:
    return PublishedFigure(CellStatus(row.status), row.value, CellLabel(row.label))
