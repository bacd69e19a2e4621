"""What a certificate comes to: its code, its state, and the verdict of whoever checks it."""

import secrets
from datetime import date, datetime

from config.jalali import tehran_day
from config.persian import format_number, machine_code
from entitlements.enums import Verdict
from entitlements.models import Certificate
from entitlements.rules import standing, why_not
from statistics.obligation.outlook import Outlook

# Signs that no eye takes for another: without I, O, 0 and 1.
SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 10
# A certificate holds so many months at the most; the first one is offered first.
MONTHS = (3, 1)
# One that ends within so many days says so in the unit's list.
SOON = 7


def verdict(certificate: Certificate, found: Outlook | None, now: datetime) -> Verdict:
    """Judge a certificate as it is now, whatever its paper says."""
    if certificate.revoked_at:
        return Verdict.REVOKED
    if tehran_day(now) > certificate.valid_until:
        return Verdict.EXPIRED
    if found is None or why_not(found):
        return Verdict.UNSUPPORTED
    return Verdict.VALID if standing(found, now).complete else Verdict.INCOMPLETE


def paper_state(certificate: Certificate, today: date) -> tuple[str, str]:
    """Give the kind of chip and the words by which a unit's list shows one of its papers."""
    left = (certificate.valid_until - today).days
    if certificate.revoked_at:
        return "returned", Verdict.REVOKED.chip
    if left < 0:
        return "system", Verdict.EXPIRED.chip
    if left > SOON:
        return "done", Verdict.VALID.chip
    return "near", f"تا {format_number(left)} روز دیگر" if left else "تا پایان امروز"


def new_code() -> str:
    return "".join(secrets.choice(SIGNS) for _ in range(LENGTH))


def typed_code(text: str) -> str:
    """Read a code as somebody copies it from paper: small letters, blanks and dashes aside."""
    return machine_code(text[:60]).upper()
