"""Keeping the list of offices: each act with its reason, each in the history.

Whether a person may is asked before. Nothing here gives access: a new union takes no case before
its access is granted (circular 60/227210 §3).
"""

from dataclasses import dataclass

from django.db import transaction

from accounts.enums import OrganizationKind
from accounts.models import Organization, OrganizationPermission
from catalog.enums import CodeList, ListAct
from catalog.lists.services import NAME, ListEdit, ListRefusedError, record
from catalog.models import County
from config.persian import duplicate_key, quoted

KIND, PLACE, ABOVE = "نوع", "شهرستان", "زیر"
# What the statistics office may add; desks of the chain above unions are made once.
ADDABLE = (OrganizationKind.UNION, OrganizationKind.COUNTY_OFFICE)


@dataclass(frozen=True)
class OfficeTerms:
    """A new office: its kind, its code and name, its provincial organization and perhaps county."""

    kind: OrganizationKind
    code: str
    name: str
    parent: Organization
    county: County | None


@transaction.atomic
def add_office(edit: ListEdit, terms: OfficeTerms) -> Organization:
    """Add a union or a county office. Raises ListRefusedError."""
    # The offices of one provincial organization are added one after the other.
    parent = Organization.objects.select_for_update().get(pk=terms.parent.pk)
    known = Organization.objects.filter(code=terms.code).first()
    if known:
        raise ListRefusedError("code", f"این کد از آنِ {quoted(known.name)} است.")
    county = terms.county
    if terms.kind == OrganizationKind.COUNTY_OFFICE:
        if county is None:
            raise ListRefusedError("county", "شهرستان این اداره را انتخاب کنید.")
        other = Organization.objects.filter(kind=terms.kind, county=county).first()
        if other:
            raise ListRefusedError("county", f"این شهرستان {quoted(other.name)} را دارد.")
    if county and county.organization_code != parent.code:
        raise ListRefusedError("county", f"این شهرستان زیر {quoted(parent.name)} نیست.")
    _refuse_same_name(parent.pk, terms.kind, terms.name)
    made = Organization.objects.create(
        kind=terms.kind,
        code=terms.code,
        name=terms.name,
        parent=parent,
        province_id=parent.province_id,
        county=county,
    )
    after = {NAME: made.name, KIND: str(terms.kind.label), ABOVE: parent.name}
    if county:
        after[PLACE] = county.name
    record(edit, (CodeList.OFFICES, made.code, made.name), ListAct.ADDED, {}, after)
    return made


@transaction.atomic
def rename_office(edit: ListEdit, number: int, name: str) -> Organization:
    """Rename an office (id); its cases, people and history stay. Raises ListRefusedError."""
    office = Organization.objects.select_for_update().get(pk=number)
    if office.name == name:
        raise ListRefusedError("name", "نام همین است.")
    _refuse_same_name(office.parent_id, office.kind, name, besides=office.pk)
    before, office.name = {NAME: office.name}, name
    office.save(update_fields=["name"])
    changed = (CodeList.OFFICES, office.code, office.name)
    record(edit, changed, ListAct.RENAMED, before, {NAME: office.name})
    return office


@transaction.atomic
def remove_office(edit: ListEdit, number: int) -> None:
    """Take an office out (id) that nobody serves and nothing names.

    Raises ListRefusedError, ProtectedError, DoesNotExist.
    """
    office = Organization.objects.select_for_update().get(pk=number)
    if OrganizationPermission.objects.filter(content_object=office).exists():
        raise ListRefusedError("reason", f"کسی در {quoted(office.name)} پست دارد.")
    changed, name = (CodeList.OFFICES, office.code, office.name), office.name
    office.delete()
    record(edit, changed, ListAct.REMOVED, {NAME: name}, {})


def _refuse_same_name(parent: int | None, kind: str, name: str, besides: int = 0) -> None:
    others = Organization.objects.filter(parent=parent, kind=kind).exclude(pk=besides)
    if duplicate_key(name) in map(duplicate_key, others.values_list("name", flat=True)):
        raise ListRefusedError("name", f"{quoted(name)} زیر همین سازمان هست.")
