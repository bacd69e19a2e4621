"""Which unit a clerk may type for, what of it is open, and whether the owner's word is needed."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.authority import granted
from accounts.enums import Permission
from accounts.models import Organization, User
from catalog.policy.book import PolicyBook
from config.jalali import JalaliMonth
from statistics.enums import EDITABLE, State
from statistics.models import Assistance, Submission
from statistics.obligation.outlook import outlooks_of
from statistics.obligation.rules import DutyRules
from units.enrolment.queries import unit_of
from units.models import Licence, Unit, UnitMember
from units.queries import unit_licences

# Older ones are on the unit's own page.
SHOWN, MONTHS_SHOWN = 20, 12


@dataclass(frozen=True)
class OpenMonth:
    """A month that may be typed: begun (`tracking`) or not, by which licence, and what is said."""

    month: JalaliMonth
    licence: Licence | None
    tracking: str = ""
    words: str = ""


def units_of(user: User) -> QuerySet[Unit]:
    """Find the open units of the unions for which this person files; never their own."""
    own = UnitMember.objects.filter(user=user, ended_at=None).values("unit")
    licences = Licence.objects.filter(union__in=granted(user, Permission.FILE_FOR_OWNERS))
    rows = Unit.objects.filter(pk__in=licences.values("unit"), closed_on=None)
    return rows.exclude(pk__in=own)


def unit_for(user: User, holder_id: str, guild_id: str) -> Unit | None:
    """Find the unit of a pair of ids among those; whatever is wrong, it is not there."""
    found = unit_of(holder_id, guild_id)
    return units_of(user).filter(pk=found.pk).first() if found else None


def union_of(user: User, licence: Licence) -> Organization | None:
    """Name the union of a licence, where this person files for its owners now."""
    rows = granted(user, Permission.FILE_FOR_OWNERS)
    return Organization.objects.filter(pk=licence.union_id).filter(pk__in=rows).first()


def licences_at_union(user: User, unit: Unit) -> list[Licence]:
    """List the licences of a unit that the person's unions gave, the last one first."""
    rows = granted(user, Permission.FILE_FOR_OWNERS)
    return list(unit_licences(unit.pk).filter(union__in=rows))


def open_months(user: User, unit: Unit, at: datetime) -> list[OpenMonth]:
    """List what of a unit may be typed at the person's union: begun months, then what is due."""
    cases = Submission.objects.filter(unit=unit, state__in=EDITABLE).filter(_at_union(user))
    begun = [
        OpenMonth(case.period, None, case.tracking_number, State(case.state).label)
        for case in cases.order_by("-year", "-month")
    ]
    desks = set(granted(user, Permission.FILE_FOR_OWNERS).values_list("content_object", flat=True))
    fresh = [
        OpenMonth(month, licence)
        for found in outlooks_of([unit.pk], DutyRules(PolicyBook.load()), at)
        for month in found.unopened
        if (licence := found.serving(month)) and licence.union_id in desks
    ]
    return [*begun, *fresh[:MONTHS_SHOWN]]


def case_at_union(user: User, tracking_number: str) -> Submission | None:
    """Find a month of a unit of the person's union; of a draft nothing is told but that it is."""
    rows = Submission.objects.with_header().filter(_at_union(user), unit__in=units_of(user))
    return rows.filter(tracking_number=tracking_number).first()


def needs_word(submission: Submission) -> bool:
    """Tell whether the owner must let the clerk go on: what stands there is the unit's own.

    A month that came back is; a draft is, as soon as anybody saved a step who typed for nobody.
    """
    clerks = Assistance.objects.filter(submission=submission).values("clerk")
    own = submission.steps.filter(~Q(saved_by=None)).exclude(saved_by__in=clerks)
    return submission.filed_at is not None or own.exists()


def assistance_of(user: User, tracking_number: str) -> Assistance | None:
    """Find what this person typed last of a month, ended or not."""
    rows = Assistance.objects.filter(clerk=user, submission__tracking_number=tracking_number)
    return rows.select_related("office").order_by("-pk").first()


def running(user: User) -> list[Assistance]:
    """List what this person types now, the latest first."""
    mine = Submission.objects.typed_by(user)
    rows = _shown(user).filter(ended_at=None, submission__in=mine.values("pk"))
    return list(rows[:SHOWN])


def confirmed(user: User) -> list[Assistance]:
    """List the months of this person that owners confirmed, the latest first."""
    return list(_shown(user).exclude(confirmed_at=None)[:SHOWN])


def _shown(user: User) -> QuerySet[Assistance]:
    rows = Assistance.objects.filter(clerk=user).order_by("-pk")
    return rows.select_related("submission__unit", "office")


def _at_union(user: User) -> Q:
    return Q(licence__union__in=granted(user, Permission.FILE_FOR_OWNERS))
