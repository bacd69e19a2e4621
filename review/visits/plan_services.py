"""Planning visits: whom an office sends where and when (directive 5013 §1).

Each act locks, compares the version that the person saw, writes, and tells whom it concerns.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.urls import reverse

from accounts.authority import holders, read_authority
from accounts.enums import NoticeKind, Permission
from accounts.models import Organization, User
from accounts.notices.services import notify
from config.jalali import JalaliMonth, format_day, tehran_day
from config.persian import format_number
from review.models import Visit
from review.visit_enums import OPEN_VISITS, VisitReason, VisitState
from review.visits.errors import NotYourVisitError, RefusedVisitError, VisitConflictError
from review.visits.queries import VISITS, limits, province_of, units_of
from units.models import Unit, UnitMember

# A plan farther ahead is a wish.
DAYS_AHEAD = 62
_MOVED = ("visitor_id", "planned_on", "planned_time", "why")


@dataclass(frozen=True)
class PlanTerms:
    """Who visits on which day, about which month, and why."""

    visitor_id: int
    planned_on: date
    planned_time: time | None
    month: JalaliMonth
    reason: VisitReason
    why: str = ""


def check_plans(user: User, office: Organization) -> None:
    """Raise NotYourVisitError for who plans no visits of this office."""
    may = read_authority(user).may(Permission.KEEP_REGISTRY, office.pk)
    if office.kind not in VISITS or not may:
        raise NotYourVisitError("بازدید را اتحادیه، ادارهٔ شهرستان و سازمان استان برنامه می‌ریزند.")


@transaction.atomic
def plan(user: User, office: Organization, unit_id: int, terms: PlanTerms, at: datetime) -> Visit:
    """Plan a visit; the very same once more is that visit.

    Raises NotYourVisitError, Unit.DoesNotExist, RefusedVisitError, VisitConflictError where the
    unit already awaits one.
    """
    check_plans(user, office)
    # The plans of one office are made one after the other: the bound of a visitor is counted.
    Organization.objects.select_for_update(no_key=True).get(pk=office.pk)
    reach = units_of(office).filter(pk=unit_id).values("pk")
    unit = Unit.objects.select_for_update(no_key=True).get(pk__in=reach)
    if open_one := _open_of(unit):
        same = all(getattr(open_one, name) == getattr(terms, name) for name in _MOVED)
        if same and open_one.planned_by_id == user.pk:
            return open_one
        raise VisitConflictError(open_one, _awaited(open_one))
    province = province_of(unit)
    if province is None:
        raise RefusedVisitError("", "این واحد در حوزهٔ هیچ سازمان استانی نیست.")
    _check_terms(office, unit, terms, at)
    return Visit.objects.create(
        unit=unit,
        office=office,
        province=province,
        visitor_id=terms.visitor_id,
        year=terms.month.year,
        month=terms.month.month,
        planned_on=terms.planned_on,
        planned_time=terms.planned_time,
        reason=terms.reason,
        why=terms.why,
        planned_by=user,
        planned_at=at,
    )


@transaction.atomic
def move(user: User, pk: int, terms: PlanTerms, seen: int, at: datetime) -> Visit:
    """Give a planned visit another day, hour or visitor; the very same once more changes nothing.

    Raises NotYourVisitError, Visit.DoesNotExist, RefusedVisitError, VisitConflictError.
    """
    visit = locked(pk)
    check_plans(user, visit.office)
    same = all(getattr(visit, name) == getattr(terms, name) for name in _MOVED)
    if visit.state == VisitState.PLANNED and same:
        return visit
    if visit.state != VisitState.PLANNED or visit.version != seen:
        raise VisitConflictError(visit)
    Organization.objects.select_for_update(no_key=True).get(pk=visit.office_id)
    _check_terms(visit.office, visit.unit, terms, at, moved=visit)
    for name in _MOVED:
        setattr(visit, name, getattr(terms, name))
    return kept(visit)


@transaction.atomic
def cancel(user: User, pk: int, why: str, seen: int, at: datetime) -> Visit:
    """Give a planned visit up, with the reason; raises as `move`."""
    visit = locked(pk)
    check_plans(user, visit.office)
    if visit.state == VisitState.CANCELLED and visit.closed_by_id == user.pk:
        return visit
    if visit.state != VisitState.PLANNED or visit.version != seen:
        raise VisitConflictError(visit)
    if not why.strip():
        raise RefusedVisitError("why", "بنویسید چرا این بازدید لغو می‌شود.")
    visit.state, visit.note = VisitState.CANCELLED, why.strip()
    visit.closed_by, visit.closed_at = user, at
    return kept(visit)


def _check_terms(
    office: Organization,
    unit: Unit,
    terms: PlanTerms,
    at: datetime,
    moved: Visit | None = None,
) -> None:
    today = tehran_day(at)
    if terms.visitor_id not in holders(Permission.KEEP_REGISTRY, office.pk):
        raise RefusedVisitError("visitor", "بازدیدکننده را از همکاران همین دستگاه انتخاب کنید.")
    if acts_for(terms.visitor_id, unit.pk):
        raise RefusedVisitError(
            "visitor", "این همکار دارنده یا نمایندهٔ همین واحد است؛ دیگری را انتخاب کنید."
        )
    if not today <= terms.planned_on <= today + timedelta(days=DAYS_AHEAD):
        words = f"روز بازدید از امروز تا {format_number(DAYS_AHEAD)} روز دیگر است."
        raise RefusedVisitError("planned_on", words)
    most = limits(terms.planned_on, office.province_id).of_visitor
    month = JalaliMonth.containing(terms.planned_on)
    held = Visit.objects.filter(
        visitor=terms.visitor_id, planned_on__range=(month.first_day, month.last_day)
    ).exclude(state=VisitState.CANCELLED)
    if moved is not None:
        held = held.exclude(pk=moved.pk)
    if held.count() >= most:
        raise RefusedVisitError(
            "visitor",
            f"این همکار در {month} {format_number(most)} بازدید دارد؛ "
            "همکار یا ماه دیگری را انتخاب کنید.",
        )


def acts_for(user: int, unit: int) -> bool:
    return UnitMember.objects.filter(unit=unit, user=user, ended_at=None).exists()


def _open_of(unit: Unit) -> Visit | None:
    rows = Visit.objects.filter(unit=unit, state__in=OPEN_VISITS)
    return rows.select_related("office", "visitor").first()


def _awaited(visit: Visit) -> str:
    return (
        f"{visit.office.name} برای {format_day(visit.planned_on)} از این واحد بازدید دارد؛ "
        "یک واحد در یک زمان یک بازدید در برنامه دارد."
    )


def locked(pk: int) -> Visit:
    rows = Visit.objects.select_for_update(of=("self",))
    related = ("unit", "office", "province", "visitor", "form", "product__measure")
    return rows.select_related(*related).get(pk=pk)


def kept(visit: Visit) -> Visit:
    visit.version += 1
    visit.save()
    return visit


def page_of(visit: Visit) -> str:
    return reverse("visits:one", args=[visit.pk])


def tell(people: Iterable[int], title: str, body: str, url: str, at: datetime) -> None:
    notify(sorted(set(people)), NoticeKind.VISIT, title, body, url, at)
