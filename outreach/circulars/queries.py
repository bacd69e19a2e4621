"""Reading circulars: whose they are to see, what waits, and how far each has come."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from accounts.authority import authority_of, in_force
from accounts.enums import OrganizationKind, Permission
from accounts.models import Organization, User
from catalog.fields import alphabetical
from config.jalali import tehran_day
from outreach.circulars.rules import COUNTRYWIDE, ISSUES, reaches_units
from outreach.enums import CircularReach, HopState
from outreach.models import Circular, CircularHop, UnitReceipt
from units.models import Unit

# ── Offices and people ──


def issuing_offices(user: User) -> list[Organization]:
    """Find the offices in whose name the person issues circulars."""
    offices = authority_of(user).organizations(Permission.EVALUATE)
    return [office for office in offices if office.kind in ISSUES]


def confirming_offices(user: User) -> tuple[Organization, ...]:
    """Find the offices for which the person confirms receipt."""
    return authority_of(user).organizations(Permission.VIEW_REGISTRY)


def staffed(offices: Iterable[int], at: datetime) -> set[int]:
    """Keep the offices (ids) at which somebody may confirm a receipt now."""
    rows = in_force(at).filter(
        permission__codename=Permission.VIEW_REGISTRY,
        content_object__in=list(offices),
        user__is_active=True,
    )
    return set(rows.values_list("content_object", flat=True))


def people_at(offices: Iterable[int], permission: Permission, at: datetime) -> set[int]:
    """Find the active people (ids) who hold a permission at any of the offices."""
    rows = in_force(at).filter(
        permission__codename=permission, content_object__in=list(offices), user__is_active=True
    )
    return set(rows.values_list("user", flat=True))


def below(offices: Collection[Organization]) -> list[tuple[Organization, Organization]]:
    """Pair each of some offices with those it hands a circular to next: of one kind of office."""
    if not offices:
        return []
    kind = next(iter(offices)).kind
    by_id = {office.pk: office for office in offices}
    order = ("kind", alphabetical("name"), "pk")
    if kind in COUNTRYWIDE:
        rows = Organization.objects.filter(kind=OrganizationKind.PROVINCE)
        giver = next(iter(offices))
        return [(giver, row) for row in rows.order_by("code")]
    if kind == OrganizationKind.PROVINCE:
        counties = Organization.objects.filter(kind=OrganizationKind.COUNTY_OFFICE)
        served = counties.filter(parent=OuterRef("parent"), county=OuterRef("county"))
        unions = Organization.objects.filter(~Exists(served), kind=OrganizationKind.UNION)
        found = (counties | unions).filter(parent__in=by_id).order_by(*order)
        return [(by_id[row.parent_id or 0], row) for row in found]
    if kind == OrganizationKind.COUNTY_OFFICE:
        by_county = {(o.parent_id, o.county_id): o for o in offices}
        rows = Organization.objects.filter(
            kind=OrganizationKind.UNION, county__in=[o.county_id for o in offices]
        ).order_by(*order)
        pairs = ((by_county.get((row.parent_id, row.county_id)), row) for row in rows)
        return [(giver, row) for giver, row in pairs if giver]
    return []


# ── Circulars ──


def replaced() -> Exists:
    """Tell of a circular whether another was issued in its place."""
    return Exists(Circular.objects.filter(replaces=OuterRef("pk"), issued_at__isnull=False))


def in_force_now() -> Q:
    """Keep what still asks for receipts: issued, neither withdrawn nor replaced."""
    return Q(issued_at__isnull=False, withdrawn_at=None) & ~Q(replaced())


def visible_to(user: User) -> QuerySet[Circular]:
    """Find the circulars a person reads.

    Those of their offices, drafts too; what came to their offices; what came to their units.
    """
    issuing = [office.pk for office in issuing_offices(user)]
    confirming = [office.pk for office in confirming_offices(user)]
    hops = CircularHop.objects.filter(circular=OuterRef("pk"))
    at_office = Exists(hops.filter(office__in=confirming))
    mine = Exists(_handed_to_units().filter(office__in=_unions_of(user)))
    rows = Circular.objects.filter(
        Q(issuer__in=issuing) | (Q(issued_at__isnull=False) & (Q(at_office) | Q(mine)))
    )
    return rows.annotate(is_replaced=replaced()).select_related("issuer", "replaces")


def issued_by(offices: Iterable[Organization]) -> QuerySet[Circular]:
    rows = Circular.objects.filter(issuer__in=list(offices)).annotate(is_replaced=replaced())
    return rows.select_related("issuer").order_by(F("pk").desc())


def to_units(user: User) -> QuerySet[Circular]:
    """Find what was handed to the units of a person, the latest first."""
    hops = _handed_to_units().filter(office__in=_unions_of(user))
    rows = Circular.objects.filter(Exists(hops), issued_at__isnull=False)
    rows = rows.annotate(is_replaced=replaced(), unread=Exists(_unread_units(user)))
    return rows.select_related("issuer").order_by(F("pk").desc())


def unread_of(user: User) -> QuerySet[Circular]:
    """Find what the units of a person have to read still, the earliest day first."""
    rows = Circular.objects.filter(in_force_now(), pk__in=RawSQL(_TO_READ, [user.pk]))
    return rows.select_related("issuer").order_by("due_on", "pk")


# From the person's units on, whatever the planner guesses: of all that was ever handed on, most is
# not theirs.
_TO_READ = """
WITH mine AS MATERIALIZED (
    SELECT u.id, u.union_id FROM units_unitmember m
    JOIN units_unit u ON u.id = m.unit_id AND u.closed_on IS NULL
    WHERE m.user_id = %s AND m.ended_at IS NULL
)
SELECT h.circular_id FROM mine
JOIN outreach_circularhop h ON h.office_id = mine.union_id AND h.passed_at IS NOT NULL
JOIN outreach_circular c ON c.id = h.circular_id AND c.reach = 'units'
WHERE (SELECT count(*) FROM outreach_unitreceipt r
    WHERE r.circular_id = h.circular_id AND r.unit_id = mine.id) = 0
"""


def units_to_read(user: User, circular: Circular) -> list[Unit]:
    """Find the units of a person to which a circular was handed and which have not read it."""
    rows = Unit.objects.of(user).filter(closed_on=None, union__in=_unions_that_handed(circular))
    read = UnitReceipt.objects.filter(circular=circular, unit=OuterRef("pk"))
    return list(rows.filter(~Exists(read)).order_by("pk"))


def read_by(user: User, circular: Circular) -> list[UnitReceipt]:
    """Find the receipts of a person's units."""
    rows = UnitReceipt.objects.filter(circular=circular, unit__in=Unit.objects.of(user))
    return list(rows.select_related("unit").order_by("at", "pk"))


def waiting_hops(user: User) -> QuerySet[CircularHop]:
    """Find the circulars that wait for a receipt of the person's offices."""
    offices = [office.pk for office in confirming_offices(user)]
    live = Circular.objects.filter(in_force_now())
    rows = CircularHop.objects.filter(office__in=offices, passed_at=None, circular__in=live)
    return rows.select_related("circular__issuer", "office", "above").order_by(
        "circular__due_on", "pk"
    )


def hops_of(user: User) -> QuerySet[CircularHop]:
    """Find what came to the person's offices, the latest first."""
    offices = [office.pk for office in confirming_offices(user)]
    rows = CircularHop.objects.filter(office__in=offices, skipped=False)
    rows = rows.select_related("circular__issuer", "office").order_by(F("pk").desc())
    again = Circular.objects.filter(replaces=OuterRef("circular"), issued_at__isnull=False)
    return rows.annotate(is_replaced=Exists(again))


def open_hop(user: User, circular: Circular) -> CircularHop | None:
    """Find where a circular waits for the person's receipt."""
    return waiting_hops(user).filter(circular=circular).first()


def _handed_to_units() -> QuerySet[CircularHop]:
    return CircularHop.objects.filter(
        circular=OuterRef("pk"),
        circular__reach=CircularReach.UNITS,
        passed_at__isnull=False,
        office__kind=OrganizationKind.UNION,
    )


def _unions_that_handed(circular: Circular) -> QuerySet[CircularHop, int]:
    hops = CircularHop.objects.filter(
        circular=circular, passed_at__isnull=False, office__kind=OrganizationKind.UNION
    )
    hops = hops.filter(circular__reach=CircularReach.UNITS)
    return hops.values_list("office", flat=True)


def _unions_of(user: User) -> QuerySet[Unit, int | None]:
    return Unit.objects.of(user).filter(closed_on=None).values_list("union", flat=True)


def _unread_units(user: User) -> QuerySet[Unit]:
    """Find, of a circular, the units of a person that it was handed to and that have not read."""
    handed = CircularHop.objects.filter(
        circular=OuterRef(OuterRef("pk")),
        circular__reach=CircularReach.UNITS,
        passed_at__isnull=False,
        office=OuterRef("union"),
    )
    read = UnitReceipt.objects.filter(circular=OuterRef(OuterRef("pk")), unit=OuterRef("pk"))
    return Unit.objects.of(user).filter(Exists(handed), ~Exists(read), closed_on=None)


# ── How far one has come ──


@dataclass(frozen=True)
class PlaceState:
    """One office below another: where a circular stands there, and in all below it."""

    hop: CircularHop
    state: HopState
    offices: int
    passed: int
    units: int
    read: int

    @property
    def waiting(self) -> int:
        return self.offices - self.passed

    @property
    def unread(self) -> int:
        return self.units - self.read


def hop_state(hop: CircularHop, circular: Circular, today: date) -> HopState:
    if hop.skipped:
        return HopState.SKIPPED
    if hop.passed_at:
        return HopState.PASSED
    return HopState.LATE if circular.due_on < today else HopState.WAITING


def may_follow(user: User, circular: Circular, office: Organization) -> bool:
    """Tell whether the person sees how far a circular is below an office.

    Of the issuer: everywhere; of an office of the line: below itself.
    """
    if any(one.pk == circular.issuer_id for one in issuing_offices(user)):
        return True
    mine = {one.pk for one in confirming_offices(user)}
    hop = CircularHop.objects.filter(circular=circular, office=office).first()
    return hop is not None and bool(mine.intersection(hop.line))


def states_below(circular: Circular, office: Organization, at: datetime) -> list[PlaceState]:
    """List the offices directly below one, each with what came of the circular below it.

    One statement counts all; a unit that has not read has no row of its own.
    """
    top = office.pk == circular.issuer_id
    hop = None if top else CircularHop.objects.get(circular=circular, office=office)
    depth = 0 if hop is None else len(hop.line)
    with connection.cursor() as cursor:
        cursor.execute(
            STATES,
            {"circular": circular.pk, "depth": depth + 1, "within": None if top else office.pk},
        )
        counted = {row[0]: row[1:] for row in cursor.fetchall()}
    hops = CircularHop.objects.filter(circular=circular, office__in=counted)
    today, order = tehran_day(at), ("office__kind", alphabetical("office__name"), "pk")
    return [
        PlaceState(row, hop_state(row, circular, today), *counted[row.office_id])
        for row in hops.select_related("office").order_by(*order)
    ]


STATES = """
WITH h AS (
    SELECT h.office_id, h.skipped, h.passed_at, h.line[%(depth)s] AS child,
        (o.kind = 'union' AND c.reach = 'units' AND h.passed_at IS NOT NULL) AS handed
    FROM outreach_circularhop h
    JOIN outreach_circular c ON c.id = h.circular_id
    JOIN accounts_organization o ON o.id = h.office_id
    WHERE h.circular_id = %(circular)s AND cardinality(h.line) >= %(depth)s
        AND (%(within)s::bigint IS NULL OR %(within)s::bigint = ANY(h.line))
), counted AS (
    SELECT u.union_id, count(*) AS units, count(r.id) AS read
    FROM units_unit u
    LEFT JOIN outreach_unitreceipt r ON r.circular_id = %(circular)s AND r.unit_id = u.id
    WHERE u.closed_on IS NULL AND u.union_id IN (SELECT office_id FROM h WHERE handed)
    GROUP BY u.union_id
)
SELECT h.child, count(*) FILTER (WHERE NOT h.skipped),
    count(*) FILTER (WHERE NOT h.skipped AND h.passed_at IS NOT NULL),
    coalesce(sum(counted.units), 0)::bigint, coalesce(sum(counted.read), 0)::bigint
FROM h LEFT JOIN counted ON counted.union_id = h.office_id
GROUP BY h.child
"""


def units_unread(circular: Circular, union: Organization) -> QuerySet[Unit]:
    """List the units of a union that have not read, in the order of their ids."""
    read = UnitReceipt.objects.filter(circular=circular, unit=OuterRef("pk"))
    return Unit.objects.filter(~Exists(read), union=union, closed_on=None).order_by("pk")


def hops_waiting_below(circular: Circular, office: Organization) -> QuerySet[CircularHop]:
    """List the offices that stop a circular on its way below an office."""
    hops = CircularHop.objects.filter(circular=circular, passed_at=None)
    if office.pk != circular.issuer_id:
        hops = hops.filter(line__contains=[office.pk]).exclude(office=office)
    return hops.select_related("office", "above").order_by("came_at", "pk")


def reaches_units_of(circular: Circular, hop: CircularHop) -> bool:
    """Tell whether the units of an office have it: a union that handed it on."""
    return hop.passed_at is not None and reaches_units(hop.office.kind, circular.reach)
