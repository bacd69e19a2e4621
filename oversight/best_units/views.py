"""The best units: who was named, the province's choice, and the letter for print."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.enums import Permission
from accounts.guards import OfficeGuard
from accounts.models import Organization, User
from catalog.policy_definitions import FIRST_DUE_YEAR
from config.form_recovery import sent
from config.http import current_user
from oversight.best_units import queries, services
from oversight.best_units.errors import LateError, NotACandidateError, SentAlreadyError
from oversight.best_units.forms import SHOWN, ChoiceForms
from oversight.best_units.rules import year_to_name

readers_only = OfficeGuard(
    "واحدهای برگزیده برای رئیس سازمان استان، وزارت و دفتر آمار است.", Permission.EVALUATE
)


@require_GET
@readers_only
def index(request: HttpRequest) -> HttpResponse:
    """Show for each province in reach the list of a year, or that none was sent."""
    user, now = current_user(request), timezone.now()
    latest = year_to_name(now)
    year = _year(request.GET.get("year", ""), latest)
    offices = queries.readable_offices(user)
    lists, terms = queries.lists_of(offices, year), queries.terms_for(year)
    context = {
        "year": year,
        "years": [one for one in range(latest, latest - 3, -1) if one >= FIRST_DUE_YEAR],
        "rows": [(office, lists.get(office.pk)) for office in offices],
        "open": year == latest and now < terms.closes,
        "proposing": {office.pk for office in queries.proposing_offices(user)},
        "terms": terms,
    }
    return render(request, "oversight/best_units/index.html", context)


@require_http_methods(["GET", "POST"])
@readers_only
def propose(request: HttpRequest, office: str) -> HttpResponse:
    """Show the candidates of the last year; a post sends those chosen, for good."""
    user, now = current_user(request), timezone.now()
    found = _readable(user, office)
    services.check_proposes(user, found)
    year, typed = year_to_name(now), sent(request)
    ranked, terms = queries.candidates(found, year, now), queries.terms_for(year)
    forms = ChoiceForms(typed, ranked, terms.most)
    status, stopped = 200, ""
    if request.method == "POST":
        valid = forms.is_valid()
        try:
            # What came too late, or second, is said before what is to be put right.
            services.check_open(found, year, now)
            if valid:
                services.propose(user, found, year, forms.chosen, now)
                messages.success(request, "فهرست واحدهای برگزیده ارسال شد.")
                return redirect("best_units:letter", found.code, str(year))
            status = 422
        except (LateError, SentAlreadyError) as why:
            status, stopped = why.status, why.words
        except NotACandidateError as why:
            status = why.status
            forms.errors.append(("main", why.words))
    context = {
        "office": found,
        "year": year,
        "forms": forms,
        "terms": terms,
        "total": len(ranked),
        "shown": SHOWN,
        "open": now < terms.closes,
        "stopped": stopped,
        "given": queries.lists_of([found], year).get(found.pk),
        "errors": forms.errors,
        "kept": typed is not None and request.method == "GET",
    }
    return render(request, "oversight/best_units/propose.html", context, status=status)


@require_GET
@readers_only
def letter(request: HttpRequest, office: str, year: str) -> HttpResponse:
    """Show a list that was sent, as a letter for print; 404 for one that was not."""
    found = _readable(current_user(request), office)
    lists = queries.lists_of([found], _year(year, year_to_name(timezone.now())))
    if found.pk not in lists:
        raise Http404
    return render(request, "oversight/best_units/letter.html", {"given": lists[found.pk]})


def _readable(user: User, code: str) -> Organization:
    """Find an office whose lists the person reads; 404 for any other."""
    found = queries.readable_offices(user).filter(code=code[:20]).first()
    if found is None:
        raise Http404
    return found


def _year(text: str, latest: int) -> int:
    """Read a year of an address, the latest without one; 404 for none and for one to come."""
    if not text:
        return latest
    year = int(text) if text.isascii() and text.isdecimal() and len(text) == 4 else 0
    if not FIRST_DUE_YEAR <= year <= latest:
        raise Http404
    return year
