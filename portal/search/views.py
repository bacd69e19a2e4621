"""The box of the top bar: it posts, and the answer stands under a key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.enums import Permission
from accounts.guards import OfficeGuard
from config import form_recovery
from config.http import current_user
from config.kept_words import keep, kept
from config.repeated_posts import compares_state
from config.time_left import TimeLeft, time_left
from portal.search.forms import SearchForm
from portal.search.queries import MOST, case_named, find, marked
from portal.unit_list.queries import Reach, UnitFilter, options
from portal.unit_list.rows import UnitRow, rows_of
from statistics.models import Submission

ROOM = "portal.search"
officers_only = OfficeGuard(
    "جست‌وجو برای کسانی است که پروندهٔ واحدهای حوزهٔ خود را می‌بینند.", Permission.VIEW_REGISTRY
)


@dataclass(frozen=True)
class FoundUnit:
    row: UnitRow
    name: list[tuple[str, bool]]
    holder: list[tuple[str, bool]]


@dataclass(frozen=True)
class FoundCase:
    case: Submission
    name: list[tuple[str, bool]]
    left: TimeLeft | None


@require_http_methods(["GET", "POST"])
@compares_state
@officers_only
def search(request: HttpRequest) -> HttpResponse:
    """Take what is looked for, and lead to what was found; an exact tracking number to its case."""
    user, sent = current_user(request), form_recovery.sent(request)
    form = SearchForm(sent)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        waited = sent is not None and request.method != "POST"
        context = {"form": form, "kept": waited, "gone": False}
        return render(request, "portal/search/form.html", context, status=status)
    words = form.cleaned_data["q"]
    case = case_named(user, words)
    if case:
        return redirect("review:case", case.tracking_number)
    return redirect("search:found", keep(request.session, ROOM, user.pk, words, timezone.now()))


@require_GET
@officers_only
def found(request: HttpRequest, key: str) -> HttpResponse:
    """Show what was found; 410 for a key that is too old, another person's or none."""
    user, at = current_user(request), timezone.now()
    words = kept(request.session, ROOM, user.pk, key)
    if words is None:
        again = {"form": SearchForm(), "gone": True, "kept": False}
        return render(request, "portal/search/form.html", again, status=410)
    county = request.GET.get("county", "")[:4]
    reach, result = Reach(user, at), find(user, words, county)
    context = {
        "q": words,
        "found": result,
        "rows": [_unit(row, result.words) for row in rows_of(result.units, reach)],
        "cases": [_case(case, result.words, at) for case in result.cases],
        "most": MOST,
        "county": county,
        "counties": options(reach, UnitFilter()).counties if result.more or county else [],
        "offices": reach.offices,
        "reads_cases": reach.reads_cases,
        "year": reach.month.year,
    }
    return render(request, "portal/search/found.html", context)


def _unit(row: UnitRow, words: Sequence[str]) -> FoundUnit:
    return FoundUnit(row, marked(row.unit.name, words), marked(row.unit.holder_name, words))


def _case(case: Submission, words: Sequence[str], at: datetime) -> FoundCase:
    left = time_left(case.due_at, at) if case.due_at else None
    return FoundCase(case, marked(case.unit.name, words), left)
