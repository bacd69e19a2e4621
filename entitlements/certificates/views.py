"""A unit's certificates: the page that issues them, the paper, and taking one back."""

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms import faults
from config.form_recovery import posted_from, sent
from config.http import current_user, row_id
from config.jalali import tehran_day
from entitlements.certificates import queries, services
from entitlements.certificates.errors import NotSupportedError, TooManyError
from entitlements.certificates.forms import CertificateForm
from entitlements.certificates.rules import paper_state
from entitlements.queries import outlook_of
from entitlements.rules import standing, why_not
from units.models import Unit

# The checks that a paper's page lists.
CHECKS = 30


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Show what a certificate of a unit would say now and those issued; a post issues one."""
    user, at = current_user(request), timezone.now()
    units = list(Unit.objects.of(user).order_by("name_order", "pk"))
    if not units:
        return render(request, "entitlements/certificates/index.html", {"units": []})
    unit, typed, status = _chosen(request, units), sent(request), 200
    form = CertificateForm(typed, today=tehran_day(at))
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = services.issue(user, unit, form.wanted, at)
                return redirect("certificates:one", str(made.pk))
            except (NotSupportedError, TooManyError) as why:
                form.add_error(None, why.words)
                status = why.status
    found = outlook_of(unit, at)
    context = {
        "unit": unit,
        "units": units,
        "form": form,
        "errors": faults(form) if request.method == "POST" else [],
        "kept": typed is not None and request.method == "GET",
        "standing": standing(found, at) if found else None,
        "why_not": why_not(found) if found else "این واحد پروانه‌ای ندارد.",
        "way": found.way if found else None,
        "rows": queries.issued(user, unit, tehran_day(at)),
    }
    return render(request, "entitlements/certificates/index.html", context, status=status)


def _chosen(request: HttpRequest, units: list[Unit]) -> Unit:
    asked = request.GET.get("unit")
    if asked is None:
        return units[0]
    found = next((unit for unit in units if unit.pk == row_id(asked)), None)
    if found is None:
        raise Http404
    return found


@require_safe
def one(request: HttpRequest, pk: str) -> HttpResponse:
    """Show the paper for print, and who checked it when."""
    rows = queries.own_certificates(current_user(request))
    found = rows.filter(pk=row_id(pk) or 0).first()
    if found is None:
        raise Http404
    address = f"{settings.SITE_URL}{reverse('check:one', args=[found.shown_code])}"
    kind, words = paper_state(found, tehran_day(timezone.now()))
    context = {
        "given": found,
        "facts": found.facts,
        "chip": kind,
        "words": words,
        "checks": found.checks.all()[:CHECKS],
        "check_page": f"{settings.SITE_URL}{reverse('check:index')}",
        # A border of two modules: the paper around it is white already.
        "picture": segno.make(address, error="m").svg_data_uri(scale=4, border=2, light="#fff"),
    }
    return render(request, "entitlements/certificates/one.html", context)


@posted_from("certificates:one", "pk")
def revoke(request: HttpRequest, pk: str) -> HttpResponse:
    """Take a certificate back for good; twice is once."""
    found = services.revoke(current_user(request), row_id(pk) or 0, timezone.now())
    if found is None:
        raise Http404
    messages.success(request, "گواهی باطل شد؛ بررسی کد آن از این پس همین را می‌گوید.")
    return redirect("certificates:one", pk)
