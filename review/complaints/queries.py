"""Reading complaints: those one's offices have to answer, and a unit's own."""

from django.db.models import F, QuerySet

from accounts.authority import authority_of
from accounts.enums import Permission
from accounts.models import User
from review.enums import ComplaintKind, Verdict
from review.models import Complaint
from units.models import Unit

PAGE = 50


def to_answer(user: User) -> QuerySet[Complaint]:
    """Find the complaints that the person's offices answer or have answered."""
    offices = authority_of(user).organizations(Permission.DECIDE)
    return Complaint.objects.filter(organization__in=[office.pk for office in offices])


def open_complaints(user: User) -> list[Complaint]:
    """List what waits for an answer, the nearest due first, at most PAGE."""
    rows = _with_names(to_answer(user).filter(verdict=Verdict.OPEN))
    return list(rows.order_by("due_at", "pk")[:PAGE])


def answered_complaints(user: User) -> list[Complaint]:
    """List what was answered last, at most PAGE."""
    rows = _with_names(to_answer(user).exclude(verdict=Verdict.OPEN))
    return list(rows.order_by(F("answered_at").desc(), "-pk")[:PAGE])


def waiting(user: User) -> int:
    return to_answer(user).filter(verdict=Verdict.OPEN).count()


def of_inactivity(unit: Unit) -> list[Complaint]:
    rows = unit.complaints.filter(kind=ComplaintKind.INACTIVE).select_related("organization")
    return list(rows.order_by("-pk"))


def _with_names(rows: QuerySet[Complaint]) -> QuerySet[Complaint]:
    return rows.select_related(
        "unit", "submission", "organization", "decision__organization", "answered_by"
    )
