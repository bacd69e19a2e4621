"""Issuing a certificate, taking it back, and answering who checks one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from accounts import trail
from accounts.enums import AccessKind
from accounts.models import User
from accounts.signin_lockout import closed_until
from config.http import client_address
from config.jalali import add_months, current_month, tehran_day
from config.persian import format_number
from entitlements.certificates.errors import NotSupportedError, NotTheirsError, TooManyError
from entitlements.certificates.queries import Answer, answer
from entitlements.certificates.rules import LENGTH, new_code, typed_code
from entitlements.enums import CertificatePurpose
from entitlements.models import Certificate, CertificateCheck
from entitlements.queries import outlook_of
from entitlements.rules import identity, standing, why_not
from statistics.obligation.outlook import Outlook
from statistics.obligation.year_calendar import year_calendar
from units.models import Unit

# A unit needs a few; a loop of posts does not.
MOST_A_DAY = 20


@dataclass(frozen=True)
class Wanted:
    """What a unit asks of a certificate; `months` are how long it holds."""

    purpose: CertificatePurpose
    addressee: str
    months: int


class TooManyChecksError(Exception):
    """Codes were tried in vain too often; `until` says when the next one is taken."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


@transaction.atomic
def issue(user: User, unit: Unit, wanted: Wanted, at: datetime) -> Certificate:
    """Issue a certificate by what holds this moment; the same one asked twice a day is one.

    Raises NotSupportedError with the reason, NotTheirsError, TooManyError.
    """
    # Who asks for it at the same moment waits here, and gets what the first one got.
    rows = Unit.objects.of(user).select_for_update(no_key=True, of=("self",))
    held = rows.filter(pk=unit.pk).first()
    if held is None:
        raise NotTheirsError("این واحد دیگر از واحدهای شما نیست.")
    found = outlook_of(held, at)
    if found is None or (reason := why_not(found)):
        raise NotSupportedError(reason if found else "این واحد پروانه‌ای ندارد.")
    day = tehran_day(at)
    today = [
        row
        for row in Certificate.objects.filter(unit=held).order_by("-pk")[:MOST_A_DAY]
        if tehran_day(row.issued_at) == day
    ]
    valid_until = add_months(day, wanted.months)
    asked = (wanted.purpose, wanted.addressee, valid_until)
    for row in today:
        if not row.revoked_at and (row.purpose, row.addressee, row.valid_until) == asked:
            return row
    if len(today) >= MOST_A_DAY:
        most = format_number(MOST_A_DAY)
        raise TooManyError(f"هر واحد در یک روز حداکثر {most} گواهی صادر می‌کند.")
    return Certificate.objects.create(
        unit=held,
        code=new_code(),
        purpose=wanted.purpose,
        addressee=wanted.addressee,
        issued_at=at,
        issued_by=user,
        valid_until=valid_until,
        facts=_facts(found, at),
    )


def _facts(found: Outlook, at: datetime) -> dict[str, Any]:
    """Write down what the paper says; it keeps saying so."""
    now = standing(found, at)
    return {
        **identity(found.unit, found.licence),
        "activity": now.activity,
        "due": now.due,
        "filed": now.filed,
        "final": now.final,
        "since": now.since.to_int() if now.since else None,
        "until": now.until.to_int() if now.until else None,
        "words": now.words,
        "year": current_month(at).year,
        "months": [
            {"name": cell.month.name, "state": cell.state, "word": cell.word}
            for cell in year_calendar(found, year=current_month(at).year).cells
        ],
    }


@transaction.atomic
def revoke(user: User, pk: int, at: datetime) -> Certificate | None:
    """Take a certificate of one's own unit back, once; None where it is none of theirs."""
    rows = Certificate.objects.filter(unit__in=Unit.objects.of(user).values("pk"))
    found = rows.select_for_update(of=("self",)).filter(pk=pk).first()
    if found and not found.revoked_at:
        found.revoked_at, found.revoked_by = at, user
        found.save(update_fields=["revoked_at", "revoked_by"])
    return found


def check(request: HttpRequest, typed: str, at: datetime) -> Answer | None:
    """Answer for a code, and keep that it was asked; None for a code of no certificate.

    A code in vain is counted. Raises TooManyChecksError.
    """
    address, limits = client_address(request), settings.CHECK_LIMITS
    if until := closed_until(limits, AccessKind.CHECK_TRY, "", address, at):
        raise TooManyChecksError(until)
    code = typed_code(typed)
    rows = Certificate.objects.select_related("unit").filter(code=code)
    found = rows.first() if len(code) == LENGTH else None
    if found is None:
        trail.record(AccessKind.CHECK_TRY, request, "")
        return None
    told = answer(found, at)
    CertificateCheck.objects.create(certificate=found, at=at, verdict=told.verdict)
    return told
