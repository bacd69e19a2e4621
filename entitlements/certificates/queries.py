"""The certificates of a unit, and what is known now of one that somebody shows."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, QuerySet

from accounts.models import User
from entitlements.certificates.rules import paper_state, verdict
from entitlements.enums import Verdict
from entitlements.models import Certificate
from entitlements.queries import outlook_of
from entitlements.rules import Standing, standing, why_not
from units.models import Unit

# Older ones are history that nobody acts on.
SHOWN = 50


@dataclass(frozen=True)
class Issued:
    """A paper in the list of who issued it: the kind and the words of its state."""

    certificate: Certificate
    chip: str
    words: str

    @property
    def stands(self) -> bool:
        return self.chip in ("done", "near")


@dataclass(frozen=True)
class Answer:
    """What a check tells of a certificate: the verdict, and how the unit stands now."""

    certificate: Certificate
    verdict: Verdict
    standing: Standing | None
    why: str

    @property
    def tail(self) -> str:
        """The end of the guild id, to be held against the paper."""
        return str(self.certificate.facts["guild_id"])[-3:]


def own_certificates(user: User) -> QuerySet[Certificate]:
    """Find what was issued for the person's units, with how often each was checked."""
    rows = Certificate.objects.filter(unit__in=Unit.objects.of(user).values("pk"))
    return rows.select_related("unit").annotate(checked=Count("checks"))


def issued(user: User, unit: Unit, today: date) -> list[Issued]:
    """List a unit's papers, the newest first."""
    rows = own_certificates(user).filter(unit=unit)[:SHOWN]
    return [Issued(row, *paper_state(row, today)) for row in rows]


def answer(certificate: Certificate, now: datetime) -> Answer:
    """Judge a certificate by what holds this moment."""
    found = outlook_of(certificate.unit, now)
    return Answer(
        certificate,
        verdict(certificate, found, now),
        standing(found, now) if found else None,
        why_not(found) if found else "",
    )
