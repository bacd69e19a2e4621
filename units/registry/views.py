"""The pages of acts on a unit's file: fill in, read what comes of it, confirm."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.authority import authority_of
from accounts.enums import OrganizationKind
from accounts.forms import faults
from accounts.models import Organization
from catalog.fields import alphabetical
from config import form_recovery
from config.http import current_user, row_id
from config.persian import quoted
from units.enums import RegistryAct, RegistryFact
from units.models import RegistryChange, Unit, UnitMember
from units.registry import forms
from units.registry.correction_forms import FIELDS, CorrectionForm
from units.registry.errors import RefusedActError, StaleRegistryError
from units.registry.queries import (
    acts_for,
    changes_of,
    file_of,
    licence_facts,
    licences_of,
    linked_units,
    reads_capacity,
    unit_facts,
    version_of,
)
from units.registry.rules import ACT_OFFICES, Offices, acting_office, named, offices_for_fact
from units.registry.services import OWN, Done, perform, preview

SHOWN = 20
FORMS: dict[RegistryAct, Callable[..., Any]] = {
    RegistryAct.RENEW: forms.RenewForm,
    RegistryAct.SUSPEND: forms.SuspendForm,
    RegistryAct.LIFT: forms.LiftForm,
    RegistryAct.REVOKE: forms.RevokeForm,
    RegistryAct.TRANSFER: forms.TransferForm,
    RegistryAct.CLOSE: forms.CloseForm,
    RegistryAct.REOPEN: forms.ReopenForm,
    RegistryAct.NEW_HOLDER: forms.NewHolderForm,
}


@dataclass
class ActPage:
    """One form in hand: what it is called, and what is shown beside it."""

    unit: Unit
    heading: str
    form: Any
    # Where a transfer may lead: the provincial organizations, and the one that was chosen.
    offices: list[Organization] | None = None
    office: str = ""
    done: Done | None = None
    changes: Sequence[RegistryChange] = ()
    kept: bool = False
    version: int = 0


@require_GET
def acts(request: HttpRequest, pk: str) -> HttpResponse:
    """Show the facts of a unit, what this person may do, and what was changed last."""
    user, unit = current_user(request), unit_in_reach(request, pk)
    licences = licences_of(unit)
    before, after = linked_units(user, unit)
    changes = changes_of(unit.pk)
    if not reads_capacity(user):
        changes = changes.exclude(fact=RegistryFact.CAPACITY)
    context = {
        "unit": unit,
        "facts": unit_facts(user, unit),
        "licences": [(licence, licence_facts(user, unit, licence)) for licence in licences[:SHOWN]],
        "acts": acts_for(user, unit)[1:],
        "changes": changes[:SHOWN],
        "before": before,
        "after": after,
    }
    return render(request, "units/registry/acts.html", context)


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, pk: str, act: str) -> HttpResponse:
    """Do one act on a unit: the first post tells what comes of it, the second does it."""
    unit = unit_in_reach(request, pk)
    if act not in RegistryAct.values or RegistryAct(act) not in FORMS:
        raise Http404
    kind = RegistryAct(act)
    _check(request, unit, ACT_OFFICES[kind])
    options: dict[str, Any] = {"unit": unit}
    page = ActPage(unit, str(kind.label), None)
    if kind == RegistryAct.TRANSFER:
        rows = Organization.objects.filter(kind=OrganizationKind.PROVINCE)
        page.offices = list(rows.order_by(alphabetical("name"), "pk"))
        page.office = request.GET.get("office", "")[:20] or unit.organization_code
        options["province"] = page.office
    if kind == RegistryAct.NEW_HOLDER:
        options["initial"] = {"name": unit.name}
    page.form = FORMS[kind](form_recovery.sent(request), **options)
    return _answer(request, page)


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: str, fact: str) -> HttpResponse:
    """Correct one fact of a unit or of one of its licences."""
    unit = unit_in_reach(request, pk)
    if fact not in RegistryFact.values or RegistryFact(fact) not in FIELDS:
        raise Http404
    kind = RegistryFact(fact)
    _check(request, unit, offices_for_fact(unit, kind))
    licences = licences_of(unit)
    asked = row_id(request.GET.get("licence", ""))
    licence = next((x for x in licences if x.pk == asked), licences[0] if licences else None)
    form = CorrectionForm(form_recovery.sent(request), unit=unit, fact=kind, licence=licence)
    return _answer(request, ActPage(unit, f"اصلاح {kind.label}", form))


def unit_in_reach(request: HttpRequest, pk: str) -> Unit:
    """Find a unit that lies with one of the person's offices; 404 for any other."""
    rows = Unit.objects.visible_to(current_user(request)).select_related(
        "union", "county__province"
    )
    found = rows.filter(pk=row_id(pk) or 0).first()
    if found is None:
        raise Http404
    return found


def _check(request: HttpRequest, unit: Unit, kinds: Offices) -> None:
    """Refuse an office that does not keep this, before anything is typed (403)."""
    user = current_user(request)
    if acting_office(authority_of(user), unit, kinds) is None:
        raise PermissionDenied(f"این تغییر را {named(kinds)} محل واحد ثبت می‌کند.")
    if UnitMember.objects.filter(unit=unit, user=user, ended_at=None).exists():
        raise PermissionDenied(OWN)


def _answer(request: HttpRequest, page: ActPage) -> HttpResponse:
    posted, form = request.method == "POST", page.form
    page.kept = form.is_bound and not posted
    sent = row_id(request.POST.get("version", "")) or 0
    page.version = sent if posted else version_of(page.unit.pk)
    if not posted or "edit" in request.POST or not form.is_valid():
        return _page(request, page, 422 if posted and "edit" not in request.POST else 200)
    user, at, seen = current_user(request), timezone.now(), page.version
    try:
        if "confirm" in request.POST:
            perform(user, page.unit.pk, form.act, form.ground, seen, at)
        else:
            page.done = preview(user, page.unit.pk, form.act, form.ground, seen, at)
            return _page(request, page, 200)
    except RefusedActError as refusal:
        refusal.add_to(form)
        return _page(request, page, 422)
    except StaleRegistryError as stale:
        # Who has read what changed may send the same again.
        page.changes, page.version = stale.changes, version_of(page.unit.pk)
        return _page(request, page, 409)
    messages.success(request, f"{page.heading} برای {quoted(page.unit.name)} ثبت شد.")
    return redirect(file_of(page.unit.pk))


def _page(request: HttpRequest, page: ActPage, status: int) -> HttpResponse:
    context = {
        "page": page,
        "unit": page.unit,
        "form": page.form,
        "errors": faults(page.form) if status == 422 else [],
        "kept": page.kept,
    }
    return render(request, "units/registry/form.html", context, status=status)
