"""The pages of acts on a unit's file: fill in, read what comes of it, confirm."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
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
from config.kept_words import keep, kept
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
    why_not,
)
from units.registry.rules import ACT_OFFICES, Offices, acting_office, named, offices_for_fact
from units.registry.services import OWN, Done, perform, preview

SHOWN = 20
# Where what is tried is kept in the session (decision 0056), and what names it in the address.
ROOM, TRIED = "units.registry", "tried"
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
    # What was to be tried is kept no more.
    gone: bool = False
    # Why there is nothing to fill in, with no form then.
    why_not: str = ""
    version: int = 0

    @property
    def several(self) -> bool:
        """Tell whether more than one licence changes, so that each is named."""
        licences = {change.licence_id for change in self.done.changes} if self.done else set()
        return len(licences - {None}) > 1


@require_GET
def acts(request: HttpRequest, pk: str) -> HttpResponse:
    """Show the facts of a unit, what this person may do, and what was changed last."""
    user, unit = current_user(request), unit_in_reach(request, pk)
    licences = licences_of(unit)
    changes = changes_of(unit.pk)
    if not reads_capacity(user):
        changes = changes.exclude(fact=RegistryFact.CAPACITY)
    context = {
        "unit": unit,
        "facts": unit_facts(user, unit),
        "licences": [(licence, licence_facts(user, unit, licence)) for licence in licences[:SHOWN]],
        "acts": acts_for(user, unit)[1:],
        "changes": changes[:SHOWN],
        "linked": linked_units(user, unit),
    }
    return render(request, "units/registry/acts.html", context)


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, pk: str, act: str) -> HttpResponse:
    """Do one act on a unit: the first post leads to what comes of it, the second does it."""
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
    page.form = FORMS[kind](_typed(request), **options)
    if not page.form.is_bound:
        # What was sent is answered by the act itself: a second click has its success.
        page.why_not = why_not(unit, kind)
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
    form = CorrectionForm(_typed(request), unit=unit, fact=kind, licence=licence)
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


def _typed(request: HttpRequest) -> QueryDict | None:
    """Read what was sent, what waited for its person, or what is being tried."""
    sent = form_recovery.sent(request)
    return _tried(request) if sent is None else sent


def _tried(request: HttpRequest) -> QueryDict | None:
    words = kept(request.session, ROOM, current_user(request).pk, request.GET.get(TRIED, ""))
    page, _, typed = (words or "").partition("?")
    return QueryDict(typed) if page == request.path else None


def _leads_to_trial(request: HttpRequest) -> HttpResponse:
    """Keep what was typed and lead to the page that tries it, which is opened anew at will."""
    typed, query = request.POST.copy(), request.GET.copy()
    for name in (form_recovery.CSRF, form_recovery.FIELD, "check", "edit"):
        typed.pop(name, None)
    words = f"{request.path}?{typed.urlencode()}"
    query[TRIED] = keep(request.session, ROOM, current_user(request).pk, words, timezone.now())
    query.pop("edit", None)
    if "edit" in request.POST:
        query["edit"] = "1"
    # Not 302: nothing is done yet, and the same may be tried once more (config/repeated_posts.py).
    return HttpResponse(status=303, headers={"Location": f"{request.path}?{query.urlencode()}"})


def _answer(request: HttpRequest, page: ActPage) -> HttpResponse:
    form, posted = page.form, request.method == "POST"
    page.kept = isinstance(form.data, form_recovery.KeptForm)
    if page.kept or not form.is_bound:
        page.gone = TRIED in request.GET and not form.is_bound
        page.version = version_of(page.unit.pk)
        return _page(request, page, 200)
    page.version = row_id(form.data.get("version", "")) or 0
    edits = "edit" in (request.POST if posted else request.GET)
    if not form.is_valid():
        return _page(request, page, 200 if edits else 422)
    if posted and "confirm" not in request.POST:
        return _leads_to_trial(request)
    return _page(request, page, 200) if edits else _done(request, page)


def _done(request: HttpRequest, page: ActPage) -> HttpResponse:
    """Do what was confirmed; what was opened is tried alone."""
    form, seen = page.form, page.version
    user, at = current_user(request), timezone.now()
    try:
        if request.method == "GET":
            page.done = preview(user, page.unit.pk, form.act, form.ground, seen, at)
            return _page(request, page, 200)
        perform(user, page.unit.pk, form.act, form.ground, seen, at)
    except RefusedActError as refusal:
        refusal.add_to(form)
        return _page(request, page, 422)
    except StaleRegistryError as stale:
        # Who has read what changed may send the same again.
        page.changes, page.version = stale.changes, version_of(page.unit.pk)
        return _page(request, page, 409)
    messages.success(request, f"{page.heading} برای {quoted(page.unit.name)} ثبت شد.")
    # A unit that was moved away is no longer this office's to read.
    stays = Unit.objects.visible_to(user).filter(pk=page.unit.pk).exists()
    return redirect(file_of(page.unit.pk) if stays else "unit_list:index")


def _page(request: HttpRequest, page: ActPage, status: int) -> HttpResponse:
    context = {
        "page": page,
        "unit": page.unit,
        "form": page.form,
        "errors": faults(page.form) if status == 422 else [],
        "kept": page.kept,
    }
    return render(request, "units/registry/form.html", context, status=status)
