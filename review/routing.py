"""The route of a case: union → provincial organization → ministry office, fixed when it is filed.

Everything that depends on who holds a case is here, for one case, as a condition and as SQL: which
office holds it in a state, whose clock runs there, who answers for it. A licence that moves to
another union moves the months filed after it alone.
"""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value

from accounts.authority import holders, in_force
from accounts.enums import OrganizationKind, Permission
from accounts.models import Organization, OrganizationPermission
from review.enums import Bar
from statistics.enums import State
from statistics.models import Assistance, Submission, SubmissionQuerySet
from units.models import Licence, UnitMember

# The column that names the desk of each state.
ROUTE = {
    State.AT_UNION: "route_union",
    State.AT_PROVINCE: "route_province",
    State.AT_MINISTRY: "route_ministry",
}
# Who answers a complaint about a return of each level: the next office up. Its own return the
# ministry answers itself, by somebody else.
_ANSWERS = {
    State.AT_UNION: State.AT_PROVINCE,
    State.AT_PROVINCE: State.AT_MINISTRY,
    State.AT_MINISTRY: State.AT_MINISTRY,
}


def route_of(licence: Licence) -> dict[State, Organization]:
    """Find the three offices by which a month of this licence goes when it is filed now.

    One query: filing pays for it each time.
    """
    naming = Q(kind=OrganizationKind.MINISTRY, isic_divisions__contains=[division_of(licence)])
    read = Organization.objects.select_related("parent__parent")
    offices = read.filter(naming | Q(pk=licence.union_id)).order_by("code")
    union = next(office for office in offices if office.pk == licence.union_id)
    province = union.parent
    assert province is not None
    # Two offices that name one division: the first by code has it (decision 0024).
    ministry = next((o for o in offices if o.pk != union.pk), province.parent)
    assert ministry is not None
    return {State.AT_UNION: union, State.AT_PROVINCE: province, State.AT_MINISTRY: ministry}


def ministry_sql(division: str, parent: str) -> str:
    """Write which ministry office a division's cases reach; `parent` is that of the province."""
    return f"""coalesce((
        SELECT m.id FROM accounts_organization m
        WHERE m.kind = '{OrganizationKind.MINISTRY}' AND {division} = ANY(m.isic_divisions)
        ORDER BY m.code LIMIT 1), {parent})"""


def division_of(licence: Licence) -> str:
    """Cut the ISIC division, two digits, from the code of the licence's trade."""
    return licence.trade_id[:2]


def by_division(offices: Collection[Organization], division: str) -> list[Organization]:
    """Choose, of all provincial and ministry offices, those that a division's routes end at.

    That is the office which names it, else the provinces' parent.
    """
    named = sorted((o for o in offices if division in o.isic_divisions), key=lambda o: o.code)
    parents = {o.parent_id for o in offices if o.kind == OrganizationKind.PROVINCE}
    return named[:1] or [office for office in offices if office.pk in parents]


def fix_route(submission: Submission) -> None:
    """Store the route of the round that is filed now."""
    for state, office in route_of(submission.licence).items():
        setattr(submission, ROUTE[state], office)


def desk_for(submission: Submission, state: State) -> Organization | None:
    """Name the office that holds a filed `submission` in `state`; None when nobody does."""
    field = ROUTE.get(state)
    desk: Organization | None = getattr(submission, field) if field else None
    return desk


def desk_names(submission: Submission) -> dict[State, str]:
    """Name the three offices of a filed case by their states, in one query; none for a draft."""
    names = dict(
        Organization.objects.filter(pk__in=route_ids(submission)).values_list("pk", "name")
    )
    keys = {state: getattr(submission, f"{field}_id") for state, field in ROUTE.items()}
    return {state: names[pk] for state, pk in keys.items() if pk}


def desk_sql(state: str, row: str) -> str:
    """Write what `desk_for` answers, as SQL over a row of submissions."""
    desks = " ".join(f"WHEN '{at}' THEN {row}.{field}_id" for at, field in ROUTE.items())
    return f"CASE {state} {desks} END"


def clock_province(submission: Submission) -> str:
    """Name the province whose clocks and holidays a filed case is measured by."""
    office = submission.route_province
    assert office is not None
    assert office.province_id is not None
    return office.province_id


# The same over a row `o` of the provincial organization on the route.
CLOCK_PROVINCE = "o.province_id"


def answering(submission: Submission, level: State) -> Organization:
    """Name the office that answers when a unit complains about a return of `level`."""
    office = desk_for(submission, _ANSWERS[level])
    assert office is not None
    return office


def route_ids(submission: Submission) -> set[int]:
    """Collect the ids of the three offices that may ever decide on `submission` in this round."""
    desks = (getattr(submission, f"{field}_id") for field in ROUTE.values())
    return {desk for desk in desks if desk}


def holder(submission: Submission) -> Organization | None:
    """Find the office that answers for a case now: its desk, the ministry once it is final."""
    if submission.state == State.FINAL:
        return submission.route_ministry
    return submission.desk


def held_by(desks: Collection[int]) -> Q:
    """Tell, as a condition, the cases whose `holder` is one of these desks (ids)."""
    return Q(desk__in=desks) | Q(state=State.FINAL, route_ministry__in=desks)


def barred(submission: Submission) -> dict[int, Bar]:
    """List the ids of those who never decide on this case, each with why.

    Who acts for the unit, and who typed the month for its owner at a union: four eyes, whatever
    post brings the two to the case, their own or that of somebody on leave.
    """
    typed = Assistance.objects.filter(submission=submission)
    own = UnitMember.objects.filter(unit=submission.unit_id, ended_at=None)
    # One query: every decision pays for it.
    rows = typed.values_list("clerk", Value(Bar.TYPED)).union(
        own.values_list("user", Value(Bar.MEMBER))
    )
    found: dict[int, Bar] = {}
    for person, why in rows:
        found[person] = Bar.MEMBER if person in found else Bar(why)
    return found


def officers(desk: Organization) -> set[int]:
    """List the ids of those who may decide at the desk now."""
    return holders(Permission.DECIDE, desk.pk)


def own_cases(at: datetime) -> list[tuple[int, int]]:
    """Find the pairs of unit and desk (ids) where every officer of the desk acts for the unit."""
    deciding = in_force(at).filter(permission__codename=Permission.DECIDE, user__is_active=True)
    # Without the first half people with no unit at all would match: their end is NULL too.
    member = Q(user__memberships__isnull=False, user__memberships__ended_at=None)
    acting = deciding.filter(member).values_list("user__memberships__unit", "content_object")
    # Distinct: two roles at one office give a person two rows.
    people = Count("user", distinct=True)
    found = list(acting.annotate(people).order_by("user__memberships__unit", "content_object"))
    desks = deciding.filter(content_object__in={desk for _, desk, _ in found})
    of_desk = dict(desks.values_list("content_object").annotate(people).order_by("content_object"))
    return [(unit, desk) for unit, desk, count in found if count == of_desk[desk]]


def typed_cases(at: datetime) -> list[tuple[int, int]]:
    """Find the pairs of case and desk (ids) due by `at` where every officer of the desk is barred.

    Only of months that an officer typed: where all act for the unit, `own_cases` has the case.
    """
    officers_now = in_force(at).filter(permission__codename=Permission.DECIDE, user__is_active=True)
    typed = Assistance.objects.filter(clerk__in=officers_now.values("user"))
    due = Submission.objects.filter(due_at__lte=at, pk__in=typed.values("submission"))
    at_desk = officers_now.filter(content_object=OuterRef("desk"))
    # A desk without any officer is no own case.
    alone = due.filter(Exists(at_desk), ~Exists(_free(at)))
    return list(alone.order_by("pk").values_list("pk", "desk"))


def unattended(at: datetime) -> SubmissionQuerySet:
    """Find the cases that wait without a clock at a union that has no access or no free officer."""
    # With a clock a case waits for it, whoever sits there.
    waiting = Submission.objects.filter(state=State.AT_UNION, due_at=None)
    return waiting.filter(~Exists(_free(at)) | Q(desk__access_granted_at=None)).order_by("pk")


def _free(at: datetime) -> QuerySet[OrganizationPermission]:
    """Write, of a case in an outer query, who of its desk may decide on it: nobody `barred`."""
    # OuterRef twice: the members are sought for the grants, and these for the cases.
    mine = UnitMember.objects.filter(
        unit=OuterRef(OuterRef("unit")), user=OuterRef("user"), ended_at=None
    )
    typed = Assistance.objects.filter(submission=OuterRef(OuterRef("pk")), clerk=OuterRef("user"))
    return in_force(at).filter(
        ~Exists(mine),
        ~Exists(typed),
        content_object=OuterRef("desk"),
        permission__codename=Permission.DECIDE,
        user__is_active=True,
    )


def at_closed_unions() -> SubmissionQuerySet:
    """Find what lies, under whatever clock, at a union whose access was taken back."""
    closed = Organization.objects.filter(kind=OrganizationKind.UNION, access_granted_at=None)
    return Submission.objects.filter(state=State.AT_UNION, desk__in=closed).order_by("pk")


def has_access(desk: Organization) -> bool:
    """Tell whether the desk can review; a union only with access (circular 60/227210 §3)."""
    return desk.kind != OrganizationKind.UNION or desk.access_granted_at is not None
