"""The simulation of a policy in the browser, for the statistics office alone."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.enums import Permission
from accounts.forms import faults
from accounts.guards import OfficeGuard
from catalog.models import Province
from catalog.policy.book import PolicyBook
from catalog.policy.queries import value_words
from catalog.policy_definitions import REHEARSED, PolicyKey
from config.form_recovery import sent
from config.http import current_user, row_id
from config.jalali import tehran_day
from oversight.enums import Fate, Finding
from oversight.models import Simulation
from oversight.simulation import services
from oversight.simulation.forms import FoundForm, RehearsalForm, SimulationForm
from oversight.simulation.policy_override import ALL_KEYS
from oversight.simulation.queries import rehearsals_of, rehearsed
from review.enums import LEVELS
from statistics.enums import State, Timeliness

LATEST = 20
SHOWN = 200
office_only = OfficeGuard(services.REFUSAL, Permission.MANAGE_CATALOGUE)


@require_http_methods(["GET", "POST"])
@office_only
def index(request: HttpRequest) -> HttpResponse:
    """Show the form and the latest simulations; a post begins one."""
    now = timezone.now()
    typed, posted = sent(request), request.method == "POST"
    form = SimulationForm(typed, at=now)
    if posted and form.is_valid():
        row = services.ask(current_user(request), form.values, now)
        return redirect("simulation:one", row.pk)
    rows = Simulation.objects.visible_to(current_user(request)).select_related("asked_by")[:LATEST]
    errors: list[tuple[str, Any]] = []
    if posted:
        errors = [("main", text) for text in form.non_field_errors()]
        errors += [(field.auto_id, text) for field in form for text in field.errors]
    context = {
        "form": form,
        "kept": typed is not None and not posted,
        "errors": errors,
        "rows": [{"row": row, "values": _values(row)} for row in rows],
    }
    status = 422 if errors else 200
    return render(request, "oversight/simulation/index.html", context, status=status)


@require_http_methods(["GET", "POST"])
@office_only
def rehearse(request: HttpRequest, key: str) -> HttpResponse:
    """Try another value of a threshold of the rules that ask, before it is added; a post begins."""
    if key not in REHEARSED:
        raise Http404
    found, now = PolicyKey(key), timezone.now()
    typed, posted = sent(request), request.method == "POST"
    form = RehearsalForm(typed, key=found)
    if posted and form.is_valid():
        values = {found.value: form.cleaned_data["value"]}
        return redirect("simulation:one", services.ask(current_user(request), values, now).pk)
    errors = faults(form) if posted else []
    context = {
        "key": found,
        "current": value_words(found, PolicyBook.load().value(found, tehran_day(now))),
        "form": form,
        "kept": typed is not None and not posted,
        "errors": errors,
        "rows": [(row, value_words(found, row.values[found])) for row in rehearsals_of(found)],
    }
    status = 422 if errors else 200
    return render(request, "oversight/simulation/rehearse.html", context, status=status)


@require_GET
@office_only
def one(request: HttpRequest, pk: str) -> HttpResponse:
    """Show one simulation: how far it is, then what it found, the first of a filtered list."""
    rows = Simulation.objects.visible_to(current_user(request)).select_related("asked_by")
    number = row_id(pk)
    row = None if number is None else rows.filter(pk=number).first()
    if row is None:
        raise Http404
    context = {"row": row, "values": _values(row), "open": row.open}
    if "questions" in row.result:
        context |= {"rehearsed": rehearsed(row.result["questions"]), **_tried(row)}
    if "levels" in row.result:
        context |= _found(request, row)
    return render(request, "oversight/simulation/simulation.html", context)


def _tried(row: Simulation) -> dict[str, Any]:
    """Name the one threshold that was tried, with the value, to be added by one click."""
    if len(row.values) != 1:
        return {}
    [(key, value)] = row.values.items()
    return {"key": PolicyKey(key), "value": value}


def _found(request: HttpRequest, row: Simulation) -> dict[str, Any]:
    """Show what was counted, and the filtered list with how many there are in all."""
    form = FoundForm(request.GET)
    # A filter that is none is left out; the page is shown all the same.
    form.is_valid()
    kind, province = form.cleaned_data.get("kind"), form.cleaned_data.get("province")
    findings = row.findings.select_related("unit", "submission", "province")
    # Counted apart: the list keeps only the first of each kind and province.
    counted = row.result.get("found", [])
    if kind:
        findings = findings.filter(kind=kind)
        counted = [part for part in counted if part[0] == kind]
    if province:
        findings = findings.filter(province=province)
        counted = [part for part in counted if part[1] == province.pk]
    names = dict(Province.objects.order_by("code").values_list("code", "name"))
    return {
        "form": form,
        "findings": findings.order_by("kind", "province__name_order", "pk")[:SHOWN],
        "total": sum(part[2] for part in counted),
        "shown": SHOWN,
        "levels": _levels(row),
        "fates": [fate.label for fate in Fate],
        "turns": _turns(row, names),
        "filed": _filed(row),
        "inactive": row.result.get("inactive", {"before": 0, "after": 0}),
    }


def _levels(row: Simulation) -> list[dict[str, Any]]:
    """Count the decisions of each level by their fate."""
    counted = row.result.get("levels", {})
    return [
        {
            "name": State(state).label,
            "numbers": [(fate.label, counted.get(state, {}).get(fate, 0)) for fate in Fate],
        }
        for state in LEVELS
    ]


def _turns(row: Simulation, names: dict[str, str]) -> list[dict[str, Any]]:
    """Count the units that would turn, by kind and province."""
    units = (Finding.INACTIVE, Finding.ACTIVE)
    return [
        {"kind": Finding(kind).label, "province": names.get(province, ""), "number": number}
        for kind, province, number in row.result.get("found", [])
        if kind in units
    ]


def _filed(row: Simulation) -> list[dict[str, Any]]:
    filed = row.result.get("filed", {"before": [0, 0, 0], "after": [0, 0, 0]})
    pairs = zip(Timeliness.labels, filed["before"], filed["after"], strict=True)
    return [{"name": name, "before": before, "after": after} for name, before, after in pairs]


def _values(row: Simulation) -> list[str]:
    """Put in words what was simulated, in the order of the form."""
    return [
        f"{key.label}: {value_words(PolicyKey(key), row.values[key])}"
        for key in ALL_KEYS
        if key in row.values
    ]
