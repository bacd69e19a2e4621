"""The second look at a report, and what an office says of what it proposes.

What a report proposes for the registry is done by `units.registry` alone.
"""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from accounts.authority import holders, read_authority
from accounts.enums import Permission
from accounts.models import Organization, User
from config.jalali import format_day
from config.persian import quoted
from review.models import Visit, VisitProposal
from review.visit_enums import ProposalKind, VisitFinding, VisitState
from review.visits.errors import NotYourVisitError, RefusedVisitError, VisitConflictError
from review.visits.plan_services import kept, locked, page_of, tell
from review.visits.queries import (
    VISITS,
    answers_of,
    case_of,
    change_of,
    known_of,
    may_confirm,
    offices_of,
    questions_of,
    second_lookers,
)
from review.visits.rules import proposals
from units.models import Unit, UnitMember
from units.registry.rules import covers


@transaction.atomic
def confirm(user: User, pk: int, seen: int, at: datetime) -> Visit:
    """Give a report its second look: from here on it stands, and proposes what it proposes.

    Raises NotYourVisitError, Visit.DoesNotExist, VisitConflictError.
    """
    visit = locked(pk)
    settled = visit.state == VisitState.CONFIRMED and visit.closed_by_id == user.pk
    # The button once more.
    if settled and visit.version == seen + 1:
        return visit
    _check_looks(user, visit, seen)
    visit.state, visit.closed_by, visit.closed_at = VisitState.CONFIRMED, user, at
    visit.version += 1
    _propose(visit)
    visit.save()
    _tell_confirmed(visit, at)
    return visit


@transaction.atomic
def send_back(user: User, pk: int, note: str, seen: int, at: datetime) -> Visit:
    """Give a report back to its visitor with what to put right; raises as `confirm`."""
    visit = locked(pk)
    if not note.strip():
        raise RefusedVisitError("note", "بنویسید چه چیزی باید درست شود.")
    same = visit.state == VisitState.PLANNED and visit.note == note.strip()
    if same and visit.version == seen + 1 and user.pk in second_lookers(visit):
        return visit
    _check_looks(user, visit, seen)
    visit.state, visit.note, visit.written_at = VisitState.PLANNED, note.strip(), None
    tell(
        [visit.visitor_id],
        f"گزارش بازدید {quoted(visit.unit.name)} برای اصلاح برگشت",
        f"{user.full_name}: {quoted(visit.note)}",
        reverse("visits:write", args=[visit.pk]),
        at,
    )
    return kept(visit)


@transaction.atomic
def decline(user: User, pk: int, proposal: int, note: str, at: datetime) -> VisitProposal:
    """Decline what a report proposed, for an office that may do it; settled once.

    Raises NotYourVisitError, Visit.DoesNotExist, VisitProposal.DoesNotExist, RefusedVisitError,
    VisitConflictError.
    """
    visit = locked(pk)
    row = VisitProposal.objects.select_for_update().get(pk=proposal, visit=visit)
    keeps = read_authority(user).organizations(Permission.KEEP_REGISTRY)
    kinds = offices_of(ProposalKind(row.kind), visit.unit)
    if not any(office.kind in kinds and covers(office, visit.unit) for office in keeps):
        raise NotYourVisitError("این پیشنهاد را دستگاهی می‌پذیرد یا رد می‌کند که آن را ثبت می‌کند.")
    if change_of(visit, ProposalKind(row.kind)):
        raise VisitConflictError(visit, "این تغییر در این میان در مشخصات واحد ثبت شده است.")
    if row.declined_at is not None:
        if row.declined_by_id == user.pk and row.note == note.strip():
            return row
        raise VisitConflictError(visit, "به این پیشنهاد پیش از این پاسخ داده شده است.")
    if not note.strip():
        raise RefusedVisitError("note", "بنویسید چرا ثبت نمی‌شود.")
    row.declined_by, row.declined_at, row.note = user, at, note.strip()
    row.save()
    return row


def _check_looks(user: User, visit: Visit, seen: int) -> None:
    """Refuse a second look at what is not as the person saw it, or by who may not give it."""
    if visit.state != VisitState.WRITTEN or visit.version != seen:
        raise VisitConflictError(visit)
    if not may_confirm(user, visit):
        raise NotYourVisitError(
            "گزارش را نفر دوم تأیید می‌کند: رئیس سازمان استان، یا همکار دیگر همین دستگاه."
        )


def _propose(visit: Visit) -> None:
    known = known_of(visit, case_of(visit))
    found = proposals(visit, questions_of(visit.form), answers_of(visit), known)
    VisitProposal.objects.bulk_create(
        VisitProposal(visit=visit, kind=kind, words=words) for kind, words in found
    )


def _tell_confirmed(visit: Visit, at: datetime) -> None:
    members = UnitMember.objects.filter(unit=visit.unit_id, ended_at=None).order_by("pk")
    finding = VisitFinding(visit.finding).label
    tell(
        members.values_list("user", flat=True),
        f"{visit.office.name} از {quoted(visit.unit.name)} بازدید کرد",
        f"روز {format_day(visit.day)}. نتیجه: {finding}. گزارش را در سامانه می‌بینید.",
        reverse("visits:mine"),
        at,
    )
    asked = visit.proposals.order_by("pk").values_list("kind", flat=True)
    kinds = {office for kind in asked for office in offices_of(ProposalKind(kind), visit.unit)}
    keepers: set[int] = set()
    for office in _offices_at(visit.unit):
        if office.kind in kinds:
            keepers |= holders(Permission.KEEP_REGISTRY, office.pk)
    tell(
        keepers,
        f"بازدید {quoted(visit.unit.name)}: تغییری در مشخصات واحد پیشنهاد شد",
        f"{visit.office.name}، {format_day(visit.day)}. ببینید و ثبت کنید، یا با دلیل رد کنید.",
        page_of(visit),
        at,
    )


def _offices_at(unit: Unit) -> list[Organization]:
    """List the offices with which a unit lies."""
    rows = Organization.objects.filter(kind__in=VISITS).order_by("pk")
    near = rows.filter(code=unit.organization_code) | rows.filter(county=unit.county_id)
    if unit.union_id:
        near |= rows.filter(pk=unit.union_id)
    return [office for office in near if covers(office, unit)]
