"""The certificates of the demonstration's unit: one that holds and was checked, one taken back."""

from datetime import datetime, timedelta

from accounts.models import User
from entitlements.certificates.queries import answer
from entitlements.certificates.services import Wanted, issue, revoke
from entitlements.enums import CertificatePurpose
from entitlements.models import CertificateCheck
from entitlements.queries import outlook_of
from entitlements.rules import why_not
from units.models import Unit


def show_certificates(owner: User, now: datetime) -> None:
    """Let the first unit that gets any show two papers."""
    for unit in Unit.objects.of(owner).order_by("pk"):
        found = outlook_of(unit, now)
        if found is None or why_not(found):
            continue
        at = now - timedelta(days=5)
        order = Wanted(CertificatePurpose.ORDER, "دفتر ثبت سفارش", 3)
        given = issue(owner, unit, order, at)
        seen = at + timedelta(days=1)
        CertificateCheck.objects.create(
            certificate=given, at=seen, verdict=answer(given, seen).verdict
        )
        other = issue(owner, unit, Wanted(CertificatePurpose.EXCHANGE, "", 1), at)
        revoke(owner, other.pk, seen)
        return
