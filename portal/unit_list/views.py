"""The list of units in reach; who only files for a unit finds their own units at this address."""

from collections.abc import Mapping
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from accounts.authority import authority_of
from accounts.enums import OrganizationKind, Permission
from catalog.policy_definitions import FIRST_DUE_YEAR
from config.http import current_user, row_id
from config.jalali import JalaliMonth, current_month
from config.keyset import COUNT_CAP
from config.persian import format_number
from portal.unit_list.enums import UnitChip, UnitOrder
from portal.unit_list.queries import Reach, UnitFilter, options, read_page
from portal.unit_list.rows import rows_of
from statistics.obligation.enums import Duty
from units.enums import UnitActivity
from units.models import UnitMember
from units.views import mine


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show an officer the units in reach, everybody else their own ones."""
    user = current_user(request)
    if not authority_of(user).organizations(Permission.VIEW_REGISTRY):
        request.explained_as = "units:mine"  # type: ignore[attr-defined]
        return mine(request)
    reach = Reach(user, timezone.now())
    chosen = chosen_of(request.GET)
    month = chosen.month or reach.month
    page = read_page(reach, chosen, request.GET.get("after", ""))
    counts = reach.counts(chosen)
    after = str(row_id(request.GET.get("after", "")) or "")
    context = {
        "offices": reach.offices,
        "chosen": chosen,
        "rows": rows_of(page.rows, reach),
        "chips": [
            (chip, _label(chip, month), counts[chip], query_of(replace(chosen, chip=chip)))
            for chip in UnitChip
        ],
        "query": query_of(chosen),
        "whole_query": query_of(chosen, after=after),
        "cap": COUNT_CAP,
        "answer": _answer(month, counts),
        "next": f"?{query_of(chosen, after=page.cursor)}" if page.cursor else "",
        "options": options(reach, chosen),
        "duties": Duty.choices,
        "activities": UnitActivity.choices,
        "orders": UnitOrder.choices[1:],
        "narrowed": chosen != UnitFilter(),
        "unions_differ": [o.kind for o in reach.offices] != [OrganizationKind.UNION],
        "year": reach.month.year,
        "near": UnitChip.NEAR if counts[UnitChip.NEAR] and reach.reads_cases else None,
        "imports": bool(authority_of(user).organizations(Permission.IMPORT_REGISTRY)),
        "supports": bool(authority_of(user).organizations(Permission.GIVE_SUPPORT)),
        "files": UnitMember.objects.filter(user=user, ended_at=None).exists(),
    }
    return render(request, "portal/unit_list/list.html", context)


def chosen_of(data: Mapping[str, str]) -> UnitFilter:
    """Read what the address asks for; what is not there is not narrowed by."""

    def one_of(name: str, values: list[str]) -> str:
        return data.get(name, "") if data.get(name, "") in values else ""

    union = data.get("union", "")
    # A stranger writes addresses; no code is longer.
    return UnitFilter(
        UnitChip(one_of("only", UnitChip.values)),
        data.get("province", "")[:3],
        data.get("county", "")[:4],
        union if row_id(union) else "",
        data.get("trade", "")[:4],
        one_of("duty", Duty.values),
        one_of("activity", UnitActivity.values),
        _month(data.get("month", "")),
        UnitOrder(one_of("order", UnitOrder.values)),
    )


def _month(text: str) -> JalaliMonth | None:
    """Read the month whose unfiled are asked for; None for one that was never due."""
    month = JalaliMonth.parse(text)
    due = month and month.year >= FIRST_DUE_YEAR and month < current_month(timezone.now())
    return month if due else None


def query_of(chosen: UnitFilter, **more: str) -> str:
    """Name a list as an address does."""
    wanted = {
        "only": chosen.chip.value,
        "province": chosen.province,
        "county": chosen.county,
        "union": chosen.union,
        "trade": chosen.trade,
        "duty": chosen.duty,
        "activity": chosen.activity,
        "month": str(chosen.month.to_int()) if chosen.month else "",
        "order": chosen.order.value,
        **more,
    }
    return urlencode({key: value for key, value in wanted.items() if value})


def _label(chip: UnitChip, month: JalaliMonth) -> str:
    return f"{month.name} ثبت‌نشده" if chip == UnitChip.OPEN else chip.label


def _answer(month: JalaliMonth, counts: dict[UnitChip, int | None]) -> list[tuple[str, bool]]:
    """Say the list in one sentence: its parts, each with whether it is what matters."""

    def units(chip: UnitChip) -> str:
        count = counts[chip] or 0
        return f"{format_number(COUNT_CAP)}+" if count > COUNT_CAP else format_number(count)

    parts = [(f"{units(UnitChip.ALL)} واحد", False)]
    if counts[UnitChip.OPEN]:
        parts.append((f"{units(UnitChip.OPEN)} واحد {month} را ثبت نکرده است", True))
    elif counts[UnitChip.OPEN] == 0 and counts[UnitChip.ALL]:
        parts.append((f"همهٔ واحدهای مشمول {month} را ثبت کرده‌اند", False))
    if counts[UnitChip.NEAR]:
        parts.append((f"{units(UnitChip.NEAR)} واحد با یک ماه ثبت‌نشدهٔ دیگر غیرفعال می‌شود", False))
    if counts[UnitChip.INACTIVE]:
        parts.append((f"{units(UnitChip.INACTIVE)} واحد غیرفعال است", False))
    return parts
