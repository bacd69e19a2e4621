"""Sending the list of a province: once a year, until the first of Khordad, and for good."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.authority import read_authority
from accounts.enums import OrganizationKind, Permission
from accounts.models import Organization, User
from config.persian import format_number
from oversight.best_units.errors import LateError, NotACandidateError, SentAlreadyError
from oversight.best_units.queries import candidates, terms_for
from oversight.best_units.rules import year_to_name
from oversight.models import BestUnit, BestUnitList
from statistics.errors import NotAllowedError

LATE = "مهلت معرفی واحدهای برگزیده گذشته است."


def check_proposes(user: User, office: Organization) -> None:
    """Raise NotAllowedError for who does not send this office's list."""
    may = read_authority(user).may(Permission.EVALUATE, office.pk)
    if office.kind != OrganizationKind.PROVINCE or not may:
        raise NotAllowedError("واحدهای برگزیده را رئیس سازمان استان معرفی می‌کند.")


def check_open(office: Organization, year: int, at: datetime) -> None:
    """Raise LateError after the first of Khordad, SentAlreadyError once the list is sent."""
    if BestUnitList.objects.filter(organization=office, year=year).exists():
        raise SentAlreadyError("فهرست واحدهای برگزیدهٔ این سال در این میان ارسال شده است.")
    if year != year_to_name(at) or at >= terms_for(year).closes:
        raise LateError(LATE)


@transaction.atomic
def propose(
    user: User, office: Organization, year: int, chosen: Mapping[int, str], at: datetime
) -> BestUnitList:
    """Send the chosen units, each with a reason, as the list of the office for the year.

    Raises NotAllowedError, LateError, SentAlreadyError, NotACandidateError.
    """
    check_proposes(user, office)
    # A first list has no row of its own that could be locked.
    Organization.objects.select_for_update(no_key=True).get(pk=office.pk)
    check_open(office, year, at)
    terms = terms_for(year)
    if not 0 < len(chosen) <= terms.most:
        raise NotACandidateError(f"از یک تا {format_number(terms.most)} واحد انتخاب کنید.")
    if not all(reason.strip() for reason in chosen.values()):
        raise NotACandidateError("برای هر واحد علت انتخاب را بنویسید.")
    found = [one for one in candidates(office, year, at) if one.unit in chosen]
    if len(found) < len(chosen):
        raise NotACandidateError(
            "واحدی که انتخاب کرده بودید دیگر واجد شرایط نیست؛ فهرست را دوباره ببینید."
        )
    made = BestUnitList.objects.create(organization=office, year=year, sent_at=at, sent_by=user)
    BestUnit.objects.bulk_create(
        BestUnit(
            list=made,
            place=place,
            unit_id=one.unit,
            reason=chosen[one.unit].strip(),
            figures=one.as_json(),
        )
        for place, one in enumerate(found, start=1)
    )
    return made
