"""The pages of what is published, open to all and the same for everybody."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from config.http import for_everybody, open_to_all
from config.jalali import JalaliMonth
from statistics.models import Edition
from statistics.publication.downloads.catalogue import files_of
from statistics.publication.pages.addresses import PageChoices, month_address
from statistics.publication.pages.archive import Archive
from statistics.publication.pages.burden import typical_time
from statistics.publication.pages.page import PublicPage
from statistics.publication.queries import published_editions


@open_to_all
@require_GET
def latest(request: HttpRequest) -> HttpResponseBase:
    """Show the latest month; lead who chose another one to its address."""
    if "month" in request.GET:
        return _led_to_month(request)
    return _latest(request)


@for_everybody
def _latest(request: HttpRequest) -> HttpResponse:
    editions = list(published_editions())
    if not editions:
        context = {"archive": Archive.read(editions, timezone.now()), "place": "figures"}
        return render(request, "statistics/publication/empty.html", context)
    return _page(request, editions, editions[0])


def _led_to_month(request: HttpRequest) -> HttpResponse:
    month = JalaliMonth.parse(request.GET["month"])
    if month is None:
        raise Http404
    choices = PageChoices(request.GET.get("product", ""))
    query = choices.query()
    return redirect(month_address(month) + ("" if query == "?" else query))


@for_everybody
def month(request: HttpRequest, year: str, month: str) -> HttpResponse:
    """Show the last edition of a month at the address of the month."""
    editions = list(published_editions())
    named = _month(year, month)
    found = next((each for each in editions if each.period == named), None)
    if found is None:
        raise Http404
    return _page(request, editions, found)


@for_everybody
def edition(request: HttpRequest, year: str, month: str, number: str) -> HttpResponse:
    """Show one edition as it came out, and whether another one stands in its place."""
    editions = list(published_editions())
    named = _month(year, month)
    found = next(
        (each for each in editions if each.period == named and str(each.number) == number), None
    )
    if found is None:
        raise Http404
    return _page(request, editions, found)


@for_everybody
def archive(request: HttpRequest) -> HttpResponse:
    """List all months and editions that are out, and the calendar of those to come."""
    found = Archive.read(list(published_editions()), timezone.now())
    context = {"archive": found, "place": "figures"}
    return render(request, "statistics/publication/archive.html", context)


@for_everybody
def method(request: HttpRequest) -> HttpResponse:
    """Say how the figures come about and how good they are."""
    context = {"typical": typical_time(), "place": "method"}
    return render(request, "statistics/publication/method.html", context)


def _month(year: str, month: str) -> JalaliMonth:
    """Read a month as its address spells it; two spellings would be two addresses."""
    found = JalaliMonth.parse(f"{year}{month}")
    if found is None or len(month) != 2:
        raise Http404
    return found


def _page(request: HttpRequest, editions: list[Edition], edition: Edition) -> HttpResponse:
    page = PublicPage(editions, edition, request.GET, timezone.now())
    # The help is one for the months at all their addresses.
    request.explained_as = "public:latest"  # type: ignore[attr-defined]
    context = {"page": page, "files": files_of(edition), "place": "figures"}
    return render(request, "statistics/publication/month.html", context)
