"""Reading visits: the plan of an office, a report with what is known beside it, a unit's visits."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from accounts.authority import authority_of, holders
from accounts.enums import OrganizationKind, Permission
from accounts.models import Organization, User
from catalog.fields import alphabetical
from catalog.policy.book import PolicyBook
from catalog.policy_definitions import PolicyKey
from config.jalali import JalaliMonth, format_day, tehran_day
from config.persian import format_number, to_persian_digits
from review.models import (
    Visit,
    VisitAnswer,
    VisitPhoto,
    VisitProposal,
    VisitQuestion,
    VisitQuestionnaire,
)
from review.visit_enums import (
    OPEN_VISITS,
    PROPOSED_FACTS,
    ProposalKind,
    VisitState,
)
from review.visits.rules import Known, ReportSection, report
from statistics.enums import State
from statistics.figures import filed_figures
from statistics.models import Submission
from units.capacity.queries import capacities_of
from units.enums import RegistryAct, RegistryFact
from units.models import Licence, RegistryChange, Unit, UnitMember
from units.registry.rules import ACT_OFFICES, Offices, covers, offices_for_fact

# Whose offices visit.
VISITS = (OrganizationKind.UNION, OrganizationKind.COUNTY_OFFICE, OrganizationKind.PROVINCE)
SHOWN_WITH = (
    "unit__county",
    "office",
    "province",
    "visitor",
    "closed_by",
    "form",
    "product__measure",
)


@dataclass(frozen=True)
class VisitLimits:
    """How many visits a visitor makes in a month, how many photographs a visit has, of what size.

    `rest` is how many months the plan leaves a unit alone after a visit.
    """

    of_visitor: int
    photos: int
    size: int
    rest: int

    @property
    def megabytes(self) -> int:
        return self.size // 2**20


def limits(day: date, province: str | None = None) -> VisitLimits:
    """Read the values of policy that hold on a day in a province."""
    book = PolicyBook.load()
    return VisitLimits(
        book.number(PolicyKey.VISITS_OF_VISITOR, day, province),
        book.number(PolicyKey.VISIT_PHOTOS, day),
        book.number(PolicyKey.EVIDENCE_MEGABYTES, day) * 2**20,
        book.number(PolicyKey.VISIT_REST_MONTHS, day, province),
    )


def visiting_offices(user: User) -> list[Organization]:
    """List the offices for which the person visits and plans."""
    offices = authority_of(user).organizations(Permission.KEEP_REGISTRY)
    return [office for office in offices if office.kind in VISITS]


def visitors_of(office: Organization) -> list[User]:
    """List who may be sent by an office, by name."""
    people = holders(Permission.KEEP_REGISTRY, office.pk)
    return list(User.objects.filter(pk__in=people).order_by(alphabetical("full_name"), "pk"))


def units_of(office: Organization) -> QuerySet[Unit]:
    """Find the open units that lie with an office."""
    units = Unit.objects.filter(closed_on=None)
    match office.kind:
        case OrganizationKind.UNION:
            return units.filter(union=office)
        case OrganizationKind.COUNTY_OFFICE:
            return units.filter(county=office.county_id)
        case OrganizationKind.PROVINCE:
            return units.filter(organization_code=office.code)
        case _:
            return units.none()


def province_of(unit: Unit) -> Organization | None:
    """Find the provincial organization in which a unit lies."""
    rows = Organization.objects.filter(kind=OrganizationKind.PROVINCE, code=unit.organization_code)
    return rows.first()


def may_confirm(user: User, visit: Visit) -> bool:
    """Tell whether this person gives a report its second look now.

    Another than who made it: in a provincial organization its head, in a union or county office a
    colleague or the head of the province. A head's own visit is confirmed by a colleague. Nobody
    who acts for the unit.
    """
    if visit.state != VisitState.WRITTEN or user.pk == visit.visitor_id:
        return False
    if UnitMember.objects.filter(unit=visit.unit_id, user=user, ended_at=None).exists():
        return False
    return user.pk in second_lookers(visit)


def second_lookers(visit: Visit) -> set[int]:
    """Find who may confirm a report (ids), its visitor left out."""
    heads = holders(Permission.EVALUATE, visit.province_id)
    if visit.office_id != visit.province_id or visit.visitor_id in heads:
        heads |= holders(Permission.KEEP_REGISTRY, visit.office_id)
    return heads - {visit.visitor_id}


# ── The form ──


def questionnaire_on(day: date) -> VisitQuestionnaire | None:
    """Find the version of the form that is in force on a day."""
    return VisitQuestionnaire.objects.filter(since__lte=day).order_by("-since").first()


def questionnaire_for(visit: Visit, today: date) -> VisitQuestionnaire | None:
    """Find the version by which a visit is written: its own, else that of its day.

    A version begins on a later day than it is made, so that no page of a day has another.
    """
    return visit.form or questionnaire_on(min(visit.planned_on, today))


def questions_of(form: VisitQuestionnaire | None) -> list[VisitQuestion]:
    return list(form.questions.order_by("place")) if form else []


def answers_of(visit: Visit) -> dict[int, str]:
    """Map questions (ids) to what was answered."""
    return dict(VisitAnswer.objects.filter(visit=visit).values_list("question", "value"))


# ── The plan ──


@dataclass(frozen=True)
class PlanCounters:
    """What stands above the plan of an office."""

    week: int
    unwritten: int
    waiting: int
    confirmed: int
    planned: int
    capacities: int


def plan_of(office: Organization, month: JalaliMonth) -> list[Visit]:
    """List the visits of an office planned for a month, and older ones still open."""
    inside = Q(planned_on__range=(month.first_day, month.last_day))
    older = Q(planned_on__lt=month.first_day, state__in=OPEN_VISITS)
    rows = Visit.objects.filter(inside | older, office=office)
    shown = rows.exclude(state=VisitState.CANCELLED).select_related(*SHOWN_WITH)
    return list(shown.order_by("planned_on", "planned_time", "pk"))


def plan_counters(
    office: Organization, month: JalaliMonth, today: date, week: date
) -> PlanCounters:
    """Count what the office planned and made of a month (one query)."""
    of_month = Q(planned_on__range=(month.first_day, month.last_day))
    planned = Q(state=VisitState.PLANNED)
    made = Q(state=VisitState.CONFIRMED, visited_on__range=(month.first_day, month.last_day))
    found = Visit.objects.filter(office=office).aggregate(
        week=Count("pk", filter=planned & Q(planned_on__range=(today, week))),
        unwritten=Count("pk", filter=planned & Q(planned_on__lt=today)),
        waiting=Count("pk", filter=Q(state=VisitState.WRITTEN)),
        confirmed=Count("pk", filter=made),
        planned=Count("pk", filter=of_month & ~Q(state=VisitState.CANCELLED)),
    )
    capacities = VisitProposal.objects.filter(
        visit__office=office,
        visit__visited_on__range=(month.first_day, month.last_day),
        kind=ProposalKind.CAPACITY,
    ).count()
    return PlanCounters(**found, capacities=capacities)


def waits_for(user: User, today: date) -> QuerySet[Visit]:
    """Find the person's visits whose day has come and that are not written down."""
    return Visit.objects.filter(visitor=user, state=VisitState.PLANNED, planned_on__lte=today)


# ── One visit ──


def case_of(visit: Visit, cases: QuerySet[Submission] | None = None) -> Submission | None:
    """Find the filed month a visit is about, among those that may be read."""
    found = Submission.objects.all() if cases is None else cases
    rows = found.filter(unit=visit.unit_id, year=visit.year, month=visit.month)
    return rows.exclude(state=State.DRAFT).first()


def known_of(visit: Visit, case: Submission | None) -> Known:
    """Gather what stands beside the questions: of the last licence, the month and capacities."""
    licences = Licence.objects.filter(unit=visit.unit_id).order_by("-issued_on", "number")
    licence = licences.first()
    figures = filed_figures(case) if case else None
    held = {row.product_id: row for row in capacities_of(visit.unit_id, visit.period)}
    capacity = held.get(visit.product_id) if visit.product_id else None
    made = [
        f"{format_number(one.quantity)} {one.measure} {one.name}"
        for one in (figures.production if figures else ())
        if one.quantity is not None
    ]
    words = [
        f"{row.product.name}: {format_number(row.quantity)} {row.measure.name_fa}"
        for row in held.values()
    ]
    return Known(
        address=licence.address if licence else "",
        licence=_term(licence) if licence else "",
        pointed=licence is not None and licence.latitude is not None,
        people=figures.employees if figures else None,
        production="، ".join(made[:3]) + (" و …" if len(made) > 3 else ""),
        capacity=capacity.quantity if capacity else None,
        capacity_words="، ".join(words[:3]),
    )


def report_of(visit: Visit, known: Known) -> list[ReportSection]:
    """Lay out the report of a visit (two queries)."""
    return report(questions_of(visit.form), answers_of(visit), known)


def _term(licence: Licence) -> str:
    ends = f"تا {format_day(licence.expires_on)}" if licence.expires_on else "بی‌تاریخ پایان"
    return f"پروانهٔ {to_persian_digits(licence.number)}، {ends}"


@dataclass(frozen=True)
class ProposalLine:
    """A proposal as it stands: done since, declined, or open with who may do it.

    `url` is where this person does it, '' where they may not; `may` names the offices.
    """

    proposal: VisitProposal
    done: RegistryChange | None
    url_name: str
    url_args: tuple[str, ...]
    offices: Offices
    mine: bool

    @property
    def open(self) -> bool:
        return self.done is None and self.proposal.declined_at is None


_ACT_OF = {ProposalKind.CAPACITY: RegistryAct.CAPACITY, ProposalKind.STATE: RegistryAct.SUSPEND}
_FACT_OF = {ProposalKind.ADDRESS: RegistryFact.ADDRESS, ProposalKind.POINT: RegistryFact.POINT}


def offices_of(kind: ProposalKind, unit: Unit) -> Offices:
    """Name which kinds of offices do what is proposed: the one table says it."""
    if kind in _FACT_OF:
        return offices_for_fact(unit, _FACT_OF[kind])
    return ACT_OFFICES[_ACT_OF[kind]]


def proposals_of(visit: Visit, user: User) -> list[ProposalLine]:
    """List what the report proposes, and what became of it (two queries and one for each done)."""
    keeps = authority_of(user).organizations(Permission.KEEP_REGISTRY)
    found = []
    for row in visit.proposals.select_related("declined_by").order_by("pk"):
        kind = ProposalKind(row.kind)
        offices = offices_of(kind, visit.unit)
        mine = any(o.kind in offices and covers(o, visit.unit) for o in keeps)
        found.append(
            ProposalLine(row, change_of(visit, kind), *_page_of(visit, kind), offices, mine)
        )
    return found


def _page_of(visit: Visit, kind: ProposalKind) -> tuple[str, tuple[str, ...]]:
    unit = str(visit.unit_id)
    if kind == ProposalKind.CAPACITY:
        return "units:capacity", (unit,)
    if kind == ProposalKind.STATE:
        return "units:act", (unit, RegistryAct.SUSPEND.value)
    return "units:correct", (unit, _FACT_OF[kind].value)


def change_of(visit: Visit, kind: ProposalKind) -> RegistryChange | None:
    """Find the change that did what was proposed: the first of its fact since the confirmation."""
    rows = RegistryChange.objects.filter(
        unit=visit.unit_id, fact__in=PROPOSED_FACTS[kind], at__gte=visit.closed_at
    )
    return rows.select_related("office").order_by("pk").first()


def photos_of(visit: Visit) -> list[VisitPhoto]:
    return list(visit.photos.order_by("number"))


def one_visible(user: User, pk: int) -> Visit | None:
    """Find a visit that the person may read."""
    rows = Visit.objects.visible_to(user).select_related(*SHOWN_WITH, "planned_by")
    return rows.filter(pk=pk).first()


def plan_month(text: str, at: datetime) -> JalaliMonth:
    """Read the month of an address: the running one without, or for one out of sight."""
    running = JalaliMonth.containing(tehran_day(at))
    asked = JalaliMonth.parse(text) if text else None
    if asked is None or abs(asked - running) > 24:
        return running
    return asked
