"""Downloads for everybody: the dictionary of data, the series, and each edition with its files."""

import re
from typing import Final

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from config.http import for_everybody, open_to_all, row_id
from config.jalali import JalaliMonth
from config.uploads import storage
from statistics.models import Edition, EditionFile, SeriesFile
from statistics.publication.downloads.catalogue import SUMS, files_of, series_files
from statistics.publication.downloads.columns import TABLES
from statistics.publication.downloads.periods import month_code
from statistics.publication.downloads.standings import MEANINGS, Standing
from statistics.publication.downloads.texts import (
    LICENCE,
    LICENCE_URL,
    READING,
    citation,
)
from statistics.publication.queries import edition as find_edition
from statistics.publication.queries import published_editions

# So many editions are listed; older ones stand at their addresses.
LISTED: Final = 24
_TYPES: Final = (
    (".sdmx.csv", "application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8"),
    (".csv", "text/csv; charset=utf-8"),
    (".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("structure.xml", "application/vnd.sdmx.structure+xml; version=3.0.0"),
    ("structure.json", "application/vnd.sdmx.structure+json; version=2.0.0"),
    (".json", "application/json"),
    ("", "text/plain; charset=utf-8"),
)
# A file of an edition never changes; that of the series is asked for again, and mostly unchanged.
FOREVER: Final = "public, max-age=31536000, immutable"
ASK_AGAIN: Final = "public, no-cache"


@for_everybody
def index(request: HttpRequest) -> HttpResponse:
    """Show the dictionary of data, how files are had, and the editions."""
    context = {
        "series": series_files(),
        "editions": [(each, month_code(each.period)) for each in published_editions()[:LISTED]],
        "tables": TABLES,
        "standings": [(each, MEANINGS[each]) for each in Standing],
        "licence": LICENCE,
        "licence_url": LICENCE_URL,
        "citation": citation("سری ماهانه"),
        "address": request.build_absolute_uri(),
        "reading": READING,
        "sums": SUMS,
        "place": "figures",
    }
    return render(request, "statistics/publication/downloads/index.html", context)


@for_everybody
def edition(request: HttpRequest, month: str, number: str) -> HttpResponse:
    """Show the files of an edition, at the address that stays."""
    found = _edition(month, number)
    context = {
        "edition": found,
        "files": files_of(found),
        "licence": LICENCE,
        "licence_url": LICENCE_URL,
        "citation": citation(f"{found.period}، انتشار {found.get_kind_display()}"),
        "address": request.build_absolute_uri(),
        "place": "figures",
    }
    return render(request, "statistics/publication/downloads/edition.html", context)


@open_to_all
@require_safe
def edition_file(request: HttpRequest, month: str, number: str, name: str) -> HttpResponseBase:
    """Give a file of an edition."""
    found = _edition(month, number)
    file = found.files.filter(name=name).first()
    return _answer(request, file, f"{month}-{number}-{name}", FOREVER)


@open_to_all
@require_safe
def series_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """Give a file of the whole series as it is now."""
    return _answer(request, SeriesFile.objects.filter(name=name).first(), name, ASK_AGAIN)


def _edition(month: str, number: str) -> Edition:
    found = None
    period = JalaliMonth.parse(month.replace("-", ""))
    if re.fullmatch("[0-9]{4}-[0-9]{2}", month) and period:
        found = find_edition(period, row_id(number) or 0)
    # Two spellings would be two addresses.
    if found is None or str(found.number) != number:
        raise Http404
    return found


def _answer(
    request: HttpRequest, file: EditionFile | SeriesFile | None, name: str, kept: str
) -> HttpResponseBase:
    """Send a file, or only say that it is the one that the reader has (304)."""
    if file is None:
        raise Http404
    etag = quote_etag(file.sha256)
    answer: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if answer is None:
        try:
            content = storage.path_of(file.stored).open("rb")
        except FileNotFoundError as lost:
            raise Http404 from lost
        media = next(media for ending, media in _TYPES if file.name.endswith(ending))
        answer = FileResponse(content, as_attachment=True, filename=name, content_type=media)
        # A browser that opens it all the same runs nothing of it and gives it no origin.
        answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["ETag"] = etag
    answer.headers["Cache-Control"] = kept
    return answer
