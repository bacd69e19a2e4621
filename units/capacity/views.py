"""The page of a unit's capacity, for its own people and for the offices where it lies."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.forms import faults
from config import form_recovery
from config.http import current_user, row_id
from config.jalali import current_month
from config.refusals import sent_and_done
from units.capacity.forms import OfficeCapacityForm, OwnCapacityForm
from units.capacity.queries import capacity_rows, holding
from units.capacity.services import state_capacity
from units.enums import RegistryAct, RegistrySource
from units.registry.forms import GroundForm
from units.registry.keepers import keeper_of
from units.registry.services import Ground

OWN_GROUND = Ground(RegistrySource.HOLDER, "اظهار دارنده در سامانه")
SHOWN = 100


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest, pk: str) -> HttpResponse:
    """Show what was stated and seen, which of it holds, and take more."""
    user, at = current_user(request), timezone.now()
    keeper = keeper_of(user, row_id(pk) or 0, RegistryAct.CAPACITY)
    sent, unit = form_recovery.sent(request), keeper.unit
    form = OwnCapacityForm(sent) if keeper.owns else OfficeCapacityForm(sent, unit=unit)

    def state() -> object:
        ground = form.ground if isinstance(form, GroundForm) else OWN_GROUND
        return state_capacity(user, unit.pk, form.terms, ground, at)

    if sent_and_done(request, form, state):
        messages.success(request, "ظرفیت ثبت شد.")
        return redirect("units:capacity", unit.pk)
    posted = request.method == "POST"
    errors = faults(form) if posted else []
    rows = capacity_rows(unit.pk)
    holds = {row.pk for row in holding(rows, current_month(at)).values()}
    context = {
        "unit": unit,
        "owns": keeper.owns,
        "rows": [(row, row.pk in holds) for row in rows[:SHOWN]],
        "form": form,
        "errors": errors,
        "kept": form.is_bound and not posted,
    }
    return render(request, "units/capacity/index.html", context, status=422 if errors else 200)
