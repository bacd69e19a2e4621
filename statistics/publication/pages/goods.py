"""The products of an edition: which there are, which is shown, and the table of them by trade."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.http import Http404

from catalog.fields import alphabet_key
from statistics.enums import Flow
from statistics.indicators.rules import Change
from statistics.publication.derived_rules import NOT_YET, PublishedFigure, growth, ranked
from statistics.publication.pages.addresses import PageChoices
from statistics.publication.pages.names_queries import NamedProduct, PublishedNames
from statistics.publication.pages.word_rules import change_of
from statistics.publication.queries import CellKey, PublishedMonth

# How many digits of a class name its division.
DIVISION = 2
WHOLE_LIST, BY_CHANGE = "all", "change"


@dataclass(frozen=True)
class PublishedGood:
    """A product in a measure; `choice` names it in an address."""

    choice: str
    key: CellKey
    product: NamedProduct
    measure: str

    @property
    def name(self) -> str:
        return self.product.name

    @property
    def division(self) -> str:
        return self.product.trade[:DIVISION]


@dataclass(frozen=True)
class GoodLine:
    """A product of the table, this month and the month before."""

    good: PublishedGood
    query: str
    now: PublishedFigure
    before: PublishedFigure
    change: Change


@dataclass(frozen=True)
class TradeLines:
    """The products of one class; without a name all of them in one order."""

    name: str
    lines: Sequence[GoodLine]


def goods_of(month: PublishedMonth, names: PublishedNames) -> list[PublishedGood]:
    """List the products that an edition has, hidden ones among them, by code."""
    keys = [
        key
        for key in month.figures
        if key.flow == Flow.PRODUCTION and key.organization is None and key.product
    ]
    measures = Counter(key.product for key in keys)
    found = [
        _good(key, product, names, measures[key.product] > 1)
        for key in keys
        if (product := names.products.get(key.product or 0)) is not None
    ]
    return sorted(found, key=lambda good: (good.product.code, good.key.measure or ""))


def _good(key: CellKey, product: NamedProduct, names: PublishedNames, two: bool) -> PublishedGood:
    measure = key.measure or ""
    # Filed in two measures, a product is two rows that are never added.
    choice = f"{product.code}.{measure}" if two else product.code
    return PublishedGood(choice, key, product, names.measures.get(measure, measure))


def chosen_good(
    asked: str, goods: Sequence[PublishedGood], month: PublishedMonth, names: PublishedNames
) -> PublishedGood | None:
    """Find the product that is asked for, also where nobody filed it in this month.

    Asked for none: of the class that employs most, the first that is shown. Http404 for what is no
    product.
    """
    if not asked:
        shown = [good for good in goods if month.figure(good.key).value is not None]
        people = {good: month.figure(_people_of(good)).value or 0 for good in shown}
        return max(shown, key=lambda good: people[good], default=next(iter(goods), None))
    code, _, _ = asked.partition(".")
    found = [good for good in goods if asked in (good.choice, good.product.code)]
    product = names.product(code)
    if product is None or (code != asked and not found):
        raise Http404
    if found:
        return found[0]
    key = CellKey(Flow.PRODUCTION, product.pk, product.measure)
    return _good(key, product, names, two=False)


def _people_of(good: PublishedGood) -> CellKey:
    return CellKey(Flow.EMPLOYMENT, trade=good.product.trade)


def divisions_of(goods: Iterable[PublishedGood], names: PublishedNames) -> list[tuple[str, str]]:
    """List the divisions that have products, code and name."""
    codes = sorted({good.division for good in goods})
    return [(code, names.trade(code)) for code in codes]


def table_of(
    goods: Sequence[PublishedGood],
    now: PublishedMonth,
    before: PublishedMonth | None,
    names: PublishedNames,
    choices: PageChoices,
) -> list[TradeLines]:
    """Put products together by class, or in the order of their changes."""

    def line(good: PublishedGood) -> GoodLine:
        figure, then = now.figure(good.key), _figure(before, good.key)
        query = choices.query(product=good.choice)
        return GoodLine(good, query, figure, then, change_of(figure, then))

    if choices.order == BY_CHANGE:
        lines = {good.choice: line(good) for good in goods}
        order = ranked((code, growth(each.now, each.before)) for code, each in lines.items())
        return [TradeLines("", [lines[code] for code, _ in order])]
    by_class = groupby(goods, key=lambda good: good.product.trade)
    return [
        TradeLines(
            names.trade(code),
            [line(good) for good in sorted(found, key=lambda good: alphabet_key(good.name))],
        )
        for code, found in by_class
    ]


def _figure(month: PublishedMonth | None, key: CellKey) -> PublishedFigure:
    return NOT_YET if month is None else month.figure(key)
