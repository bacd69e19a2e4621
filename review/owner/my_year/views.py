"""The page «سال من», and a unit's own figures as files for ever."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from catalog.policy.book import PolicyBook
from catalog.policy_definitions import PolicyKey
from config.http import current_user, row_id
from config.jalali import JalaliMonth
from review.owner.my_year.mirror_rules import (
    INACTIVE,
    NOT_FINAL,
    UNPUBLISHED,
    Mirror,
    mirror_of,
    mirrored,
    own_values,
)
from review.owner.my_year.queries import OwnMonth, filed_years, last_filed, own_months
from review.owner.my_year.rules import OwnYear, own_year, read_months, shown_months
from review.owner.unit_rows import ranked, unit_row
from statistics.enums import ExportFormat, ExportKind, Timeliness
from statistics.files.own_months import own_book, own_file
from statistics.files.writers import MEDIA_TYPES
from statistics.obligation.outlook import Outlook, outlooks
from statistics.publication.mirror.queries import told_groups
from statistics.publication.queries import latest_of
from units.models import Unit

# More products than these stand folded below.
DRAWN = 6


@require_GET
def my_year(request: HttpRequest) -> HttpResponse:
    """Show thirteen months of one unit; without one the unit that asks most."""
    user, at, book = current_user(request), timezone.now(), PolicyBook.load()
    pairs = ranked(outlooks(user, at, book), set())
    found = [outlook for _, outlook in pairs]
    if not found:
        return render(request, "review/owner/my_year/index.html", {"units": []})
    chosen = _chosen(request, found)
    years = filed_years(chosen.unit)
    year = _year(request, years)
    last = last_filed(chosen.unit, year)
    shown = mirror = None
    if last:
        read = own_months(chosen.unit, read_months(last), book, chosen.province)
        shown = own_year(last, read)
        mirror = _paged(request, _mirror(chosen, last, read, book))
    rank = next(rank for rank, outlook in pairs if outlook is chosen)
    context = {
        "unit": chosen.unit,
        "licence": chosen.licence,
        "units": [outlook.unit for outlook in found],
        "years": years,
        "year": year,
        "row": unit_row(rank, chosen, [], {}, at),
        "shown": shown,
        "mirror": mirror,
        "mirror_pages": _pages(mirror, chosen.unit, year) if mirror else {},
        **(_figures(shown) if shown else {}),
    }
    return render(request, "review/owner/my_year/index.html", context)


def _mirror(
    chosen: Outlook, last: JalaliMonth, found: dict[JalaliMonth, OwnMonth], book: PolicyBook
) -> Mirror:
    """Hold the latest month that is published and final against its groups (two queries)."""
    if chosen.status.inactive:
        return INACTIVE
    months = shown_months(last)
    editions = latest_of(months)
    if not editions:
        return UNPUBLISHED
    own = mirrored({month: found[month] for month in months if month in found}, editions)
    if own is None:
        return NOT_FINAL
    values = own_values(own, found.get(own.month - 1))
    edition, codes = editions[own.month], {key.product for key in values}
    told = told_groups(edition, codes, own.organization)
    least = book.number(PolicyKey.MIRROR_MIN_HOLDERS, own.month.first_day, month=own.month)
    return mirror_of(own, edition, values, told, least)


def _paged(request: HttpRequest, mirror: Mirror) -> Mirror:
    """Turn to the page of lines that is asked for; 404 for one that is none."""
    asked = request.GET.get("mirror")
    if asked is None:
        return mirror
    page = row_id(asked)
    if page is None or not 1 <= page <= mirror.pages:
        raise Http404
    return replace(mirror, page=page)


def _pages(mirror: Mirror, unit: Unit, year: int | None) -> dict[str, str | None]:
    """Give the addresses of the pages of lines beside this one, where there are such."""
    chosen = {"unit": unit.pk} | ({"year": year} if year else {})

    def address(page: int) -> str | None:
        there = 1 <= page <= mirror.pages
        return f"?{urlencode(chosen | {'mirror': page})}#mirror" if there else None

    return {"prev_url": address(mirror.page - 1), "next_url": address(mirror.page + 1)}


def _figures(shown: OwnYear) -> dict[str, Any]:
    drawn = [series for series in shown.products if series.any]
    return {
        "main": shown.products[0] if shown.products else None,
        "products": drawn[:DRAWN],
        "more": drawn[DRAWN:],
        "on_time": shown.timeliness.get(Timeliness.ON_TIME, 0),
        "other_ways": [
            (way.label, shown.timeliness.get(way, 0))
            for way in (Timeliness.ALLOWED, Timeliness.LATE)
        ],
        "unfiled": len(shown.months) - shown.filed,
    }


def _chosen(request: HttpRequest, found: list[Outlook]) -> Outlook:
    asked = request.GET.get("unit")
    if asked is None:
        return found[0]
    return next((each for each in found if each.unit.pk == row_id(asked)), None) or _missing()


def _missing() -> Outlook:
    raise Http404


def _year(request: HttpRequest, years: list[int]) -> int | None:
    """Read the year asked for; 404 for one of which nothing was filed."""
    asked = request.GET.get("year")
    if asked is None:
        return None
    year = row_id(asked)
    if year not in years:
        raise Http404
    return year


@require_GET
def book(request: HttpRequest, unit: int) -> HttpResponse:
    """Answer with the unit's months as a book of three sheets, or those of one year."""
    own, year = _own_unit(request, unit)
    return _file(own_book(own, year), _name(own, year, "", ExportFormat.XLSX), ExportFormat.XLSX)


@require_GET
def table(request: HttpRequest, unit: int, kind: ExportKind) -> HttpResponse:
    """Answer with the unit's months, of one kind, as CSV, or those of one year."""
    own, year = _own_unit(request, unit)
    name = _name(own, year, f"-{kind}", ExportFormat.CSV)
    return _file(own_file(own, kind, year), name, ExportFormat.CSV)


def _own_unit(request: HttpRequest, unit: int) -> tuple[Unit, int | None]:
    own = Unit.objects.of(current_user(request)).filter(pk=unit).first()
    if own is None:
        raise Http404
    return own, _year(request, filed_years(own))


def _name(unit: Unit, year: int | None, kind: str, format_: ExportFormat) -> str:
    of_year = f"-{year}" if year else ""
    return f"{unit.guild_id or unit.pk}{of_year}{kind}.{format_}"


def _file(content: bytes, name: str, format_: ExportFormat) -> HttpResponse:
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(content, MEDIA_TYPES[format_], headers={"Content-Disposition": disposition})
