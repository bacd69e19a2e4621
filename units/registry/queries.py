"""What a unit's file says, what was changed in it, and what a person may do with it."""

from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.authority import authority_of
from accounts.enums import Permission
from accounts.models import User
from config.jalali import plain_day, tehran_day
from units.enums import LicenceStatus, RegistryAct, RegistryFact
from units.models import Licence, LicenceState, RegistryChange, Unit, UnitMember
from units.registry.rules import ACT_OFFICES, FACT_OFFICES, acting_office, offices_for_fact

# Neither stands in the way of an act on the licence or the unit.
BESIDE = (RegistryFact.CONTACT, RegistryFact.CAPACITY)
# Each has a page of its own.
_PAGES = {
    RegistryAct.VERIFY: "units:verify",
    RegistryAct.CONTACTS: "units:contacts",
    RegistryAct.CAPACITY: "units:capacity",
}
_CODES = (
    RegistryFact.HOLDER_ID,
    RegistryFact.GUILD_ID,
    RegistryFact.NUMBER,
    RegistryFact.POSTAL_CODE,
)
UNIT_FACTS = (
    RegistryFact.UNIT_NAME,
    RegistryFact.HOLDER_NAME,
    RegistryFact.HOLDER_ID,
    RegistryFact.GUILD_ID,
)


@dataclass(frozen=True)
class FactLine:
    """A fact as it stands; `url` is where this person corrects it, '' where they may not."""

    label: str
    value: str
    url: str
    code: bool = False


class LinkedUnits(NamedTuple):
    """The unit that one follows and those that follow it."""

    before: Unit | None
    after: list[Unit]


def file_of(unit_id: int) -> str:
    """Name the page of a unit's file, for its own people and the offices where it lies."""
    return reverse("unit_file:file", args=[unit_id])


def acts_for(user: User, unit: Unit) -> list[tuple[str, str]]:
    """List what this person may do on the unit: (label, address). At most two queries.

    Its own people keep numbers and capacity; an office acts by `units.registry.rules`, never on
    a unit of its officer's own.
    """
    if UnitMember.objects.filter(unit=unit, user=user, ended_at=None).exists():
        own = (RegistryAct.CONTACTS, RegistryAct.CAPACITY)
        return [(act.label, _address(unit, act)) for act in own]
    if not authority_of(user).organizations(Permission.KEEP_REGISTRY):
        return []
    return _office_acts(user, unit)


def _office_acts(user: User, unit: Unit) -> list[tuple[str, str]]:
    authority = authority_of(user)
    found = [
        (act.label, _address(unit, act))
        for act, kinds in ACT_OFFICES.items()
        if acting_office(authority, unit, kinds) and not why_not(unit, act)
    ]
    corrects = any(
        acting_office(authority, unit, offices_for_fact(unit, fact)) for fact in FACT_OFFICES
    )
    head = [("اصلاح مشخصات", reverse("units:acts", args=[unit.pk]))] if corrects else []
    return [*head, *found]


def why_not(unit: Unit, act: RegistryAct) -> str:
    """Say why the unit's state does not admit an act; '' where it does."""
    if unit.closed_on and act not in (RegistryAct.REOPEN, RegistryAct.CONTACTS):
        return f"این واحد از {plain_day(unit.closed_on)} بسته است."
    if act == RegistryAct.REOPEN and not unit.closed_on:
        return "این واحد بسته نشده است."
    if act == RegistryAct.LIFT and not open_suspensions(unit).exists():
        return "این واحد تعلیقی ندارد که آخرین روز آن نرسیده باشد."
    return ""


def open_suspensions(unit: Unit) -> QuerySet[LicenceState]:
    """Find the suspensions of a unit's licences whose last day is not over, or not known."""
    rows = LicenceState.objects.filter(licence__unit=unit, status=LicenceStatus.SUSPENDED)
    lasting = rows.filter(Q(until=None) | Q(until__gte=tehran_day(timezone.now())))
    return lasting.select_related("licence").order_by("since", "pk")


def changes_of(unit_id: int) -> QuerySet[RegistryChange]:
    """List what was changed, the latest first."""
    rows = RegistryChange.objects.filter(unit=unit_id).select_related("actor", "office")
    return rows.order_by("-pk")


def reads_capacity(user: User) -> bool:
    """Tell whether a person's offices read figures of units, or keep the registry.

    The statistics office reads the registry, and no figure of a unit outside its logged doors.
    """
    authority = authority_of(user)
    return any(
        authority.organizations(permission)
        for permission in (Permission.VIEW_CASES, Permission.KEEP_REGISTRY)
    )


def version_of(unit_id: int) -> int:
    """Name the state that a form shows: the last change of the unit's registry facts; 0 for none.

    Numbers and capacities are left out: nobody is held up by a new telephone number.
    """
    rows = RegistryChange.objects.filter(unit=unit_id).exclude(fact__in=BESIDE)
    last = rows.order_by("-pk").values_list("pk", flat=True).first()
    return last or 0


def changes_since(unit_id: int, version: int) -> list[RegistryChange]:
    """List the changes that somebody who saw `version` has not seen."""
    rows = changes_of(unit_id).filter(pk__gt=version)
    return list(rows.exclude(fact__in=BESIDE)[:20])


def linked_units(user: User, unit: Unit) -> LinkedUnits:
    """Find the units of the holders before and after, as far as this office reads their files."""
    seen = Unit.objects.visible_to(user)
    before = seen.filter(pk=unit.predecessor_id).first() if unit.predecessor_id else None
    # A new holder closes the unit.
    after = list(seen.filter(predecessor=unit).order_by("pk")) if unit.closed_on else []
    return LinkedUnits(before, after)


def licences_of(unit: Unit) -> list[Licence]:
    """List a unit's licences, the last one first, as `units.queries.HOLDER` has it."""
    rows = Licence.objects.with_states().filter(unit=unit)
    related = rows.select_related("kind", "trade", "union", "county__province")
    return list(related.order_by("-issued_on", "number"))


def unit_facts(user: User, unit: Unit) -> list[FactLine]:
    """List the facts of the unit itself, each with where this person corrects it."""
    return [_line(user, unit, fact, None) for fact in UNIT_FACTS]


def licence_facts(user: User, unit: Unit, licence: Licence) -> list[FactLine]:
    """List the facts of a licence, each with where this person corrects it."""
    facts = [fact for fact in FACT_OFFICES if fact not in UNIT_FACTS]
    return [_line(user, unit, fact, licence) for fact in facts]


def fact_value(unit: Unit, fact: RegistryFact, licence: Licence | None) -> str:
    """Write a fact as pages and the history show it."""
    if licence is None:
        return {
            RegistryFact.UNIT_NAME: unit.name,
            RegistryFact.HOLDER_NAME: unit.holder_name,
            RegistryFact.HOLDER_ID: f"{unit.holder_id} ({unit.get_holder_kind_display()})",
            RegistryFact.GUILD_ID: unit.guild_id,
            RegistryFact.CLOSED_ON: plain_day(unit.closed_on) if unit.closed_on else "",
        }[fact]
    point = f"{licence.latitude}, {licence.longitude}" if licence.latitude is not None else ""
    return {
        RegistryFact.NUMBER: licence.number,
        RegistryFact.KIND: licence.kind.name,
        RegistryFact.TERM: licence.get_term_display(),
        RegistryFact.ISSUED_ON: plain_day(licence.issued_on),
        RegistryFact.EXPIRES_ON: plain_day(licence.expires_on) if licence.expires_on else "",
        RegistryFact.TRADE: f"{licence.trade_id} {licence.trade.title_fa}",
        RegistryFact.UNION: licence.union.name,
        RegistryFact.COUNTY: f"{licence.county.province.name} - {licence.county.name}",
        RegistryFact.ADDRESS: licence.address,
        RegistryFact.POSTAL_CODE: licence.postal_code,
        RegistryFact.POINT: point,
    }[fact]


def _line(user: User, unit: Unit, fact: RegistryFact, licence: Licence | None) -> FactLine:
    may = acting_office(authority_of(user), unit, offices_for_fact(unit, fact))
    url = reverse("units:correct", args=[unit.pk, fact.value]) if may else ""
    query = f"?licence={licence.pk}" if url and licence else ""
    return FactLine(fact.label, fact_value(unit, fact, licence), url + query, fact in _CODES)


def _address(unit: Unit, act: RegistryAct) -> str:
    if act in _PAGES:
        return reverse(_PAGES[act], args=[unit.pk])
    return reverse("units:act", args=[unit.pk, act.value])
