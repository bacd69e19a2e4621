"""The page of statistics against one read of the rows of totals that it sums up."""

from collections.abc import Callable

from django.db.models import Count
from django.utils import timezone

from accounts.enums import OrganizationKind
from accounts.models import Organization, User
from bench.people import officer_at
from bench.table import BenchRow
from bench.timing import clean, interleaved
from statistics.estimation.services import refresh
from statistics.indicators.growths import LAGS
from statistics.indicators.page import IndicatorPage
from statistics.indicators.queries import in_months
from statistics.models import (
    MatchedTotal,
    PlaceProductTotal,
    PlaceTradeTotal,
    ProductTotal,
    ResponseCount,
    TradeTotal,
)
from statistics.rollups.services import months


def measure() -> list[BenchRow]:
    """Show the last month that is full of figures to the ministry and to the largest province."""
    refresh(timezone.now())
    tables = (ProductTotal, PlaceProductTotal, TradeTotal, PlaceTradeTotal)
    clean(*(model._meta.db_table for model in tables))
    ministry = Organization.objects.get(kind=OrganizationKind.MINISTRY)
    most = TradeTotal.objects.values("organization").annotate(rows=Count("pk")).order_by("-rows")[0]
    province = Organization.objects.get(pk=most["organization"])
    rows = []
    for name, office in (("country", ministry), ("largest province", province)):
        user = officer_at(office)
        ours, floor = interleaved(_page(user), _floor(user), rounds=15)
        rows.append(BenchRow(f"statistics page, {name} / one read of its rows", ours, floor, 4.0))
    return rows


def _page(user: User) -> Callable[[], object]:
    """Make all that the template asks for."""
    code = {"period": str(months()[-1].to_int())}

    def show() -> None:
        page = IndicatorPage(user, code, timezone.now())
        parts = (page.tiles, page.chart, page.causes, page.table, page.choices.products)
        places = page.places.organizations if page.level == "country" else page.places.counties
        assert all((*parts, places))

    return show


def _floor(user: User) -> Callable[[], object]:
    """Read the rows of all that is compared, of the line and the places, and who answered."""
    page = IndicatorPage(user, {"period": str(months()[-1].to_int())}, timezone.now())
    place, fine, good = page.filter.place, page.level != "country", page.good
    assert good is not None
    compared = in_months(page.beside.months)
    answered = {month - back for month in page.beside.months for back in (0, *LAGS)}
    shown = {line.good.code for line in page.table.rows} | {good.code}

    def read() -> None:
        list(TradeTotal.objects.filter(in_months(page.filings), place.within).values_list())
        list(ProductTotal.objects.filter(compared, place.within).values_list())
        list(ProductTotal.objects.filter(place.within, product__code__in=shown).values_list())
        counted = ResponseCount.objects.filter(in_months(answered), place.within)
        list(counted.values_list())
        matched = MatchedTotal.objects.filter(in_months(page.beside.period.months))
        list(matched.filter(organization=place.office).values_list())
        if fine:
            cells = PlaceProductTotal.objects.filter(compared, place.within)
            list(cells.filter(product__code=good.code).values_list())

    return read
