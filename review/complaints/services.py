"""Complaining about a return or an inactive state, and answering.

An upheld complaint about a return brings the month back to the desk that returned it.

The next office up answers: the province for a union's return and for an inactive state, the
ministry for a province's return. Its own return the ministry answers itself, by somebody else.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from accounts.authority import read_authority
from accounts.enums import NoticeKind, Permission
from accounts.models import Organization, User
from accounts.notices.services import notify
from config.errors import ConflictError
from config.persian import quoted
from review import workflow
from review.authorization import locked
from review.complaints.queries import to_answer
from review.deadlines import Clocks
from review.enums import ComplaintKind, DecisionKind, Verdict
from review.models import Complaint, Decision
from review.routing import answering, barred, clock_province, route_of
from statistics.enums import State
from statistics.errors import NotAllowedError
from statistics.models import Submission
from units.models import Licence, Unit, UnitMember


class NothingToComplainError(ConflictError):
    """There is no return, or no inactive state, that waits to be complained about."""


class AlreadyAnsweredError(ConflictError):
    """Somebody has answered already; `complaint` is as it stands now."""

    def __init__(self, complaint: Complaint) -> None:
        super().__init__(str(complaint))
        self.complaint = complaint


def disputed(submission: Submission) -> Decision | None:
    """Find the return that a unit may complain about now: once each, while it corrects."""
    if submission.state != State.RETURNED:
        return None
    last = Decision.objects.filter(submission=submission).order_by("version").last()
    free = last and last.kind == DecisionKind.RETURNED and not hasattr(last, "complaint")
    # What came back because the unit itself had asked is no return to complain about.
    return last if free and not hasattr(last, "correction_request") else None


@transaction.atomic
def complain_of_return(user: User, tracking_number: str, text: str, at: datetime) -> Complaint:
    """Complain about the return of one's own month; the case and its dates stay as they are.

    The same words once more (a button pressed twice) are that complaint. Raises ValueError
    without words, Submission.DoesNotExist, NothingToComplainError.
    """
    if not text.strip():
        raise ValueError("a complaint needs words")
    submission = locked(Submission.objects.of(user), tracking_number)
    # Before `disputed`, which no longer finds a return that has its complaint.
    if same := _same(submission.complaints.all(), user, text):
        return same
    decision = disputed(submission)
    if decision is None:
        raise NothingToComplainError
    return Complaint.objects.create(
        kind=ComplaintKind.RETURN,
        unit=submission.unit,
        submission=submission,
        decision=decision,
        organization=answering(submission, State(decision.from_state)),
        text=text.strip(),
        asked_by=user,
        asked_at=at,
        due_at=Clocks.load().complaint_due(at, clock_province(submission)),
    )


@transaction.atomic
def complain_of_inactivity(user: User, unit: int, text: str, at: datetime) -> Complaint:
    """Complain that one's own unit (id) stands inactive; it stays so until it files.

    The same words once more while they wait are that complaint. Raises ValueError without
    words, Unit.DoesNotExist, NothingToComplainError.
    """
    if not text.strip():
        raise ValueError("a complaint needs words")
    # The unit's row is the lock: of two windows the second one finds what waits.
    mine = Unit.objects.select_for_update(of=("self",)).get(
        pk__in=Unit.objects.of(user).filter(pk=unit).values("pk")
    )
    home = home_of(mine)
    waits = mine.complaints.filter(kind=ComplaintKind.INACTIVE, verdict=Verdict.OPEN)
    if same := _same(waits, user, text):
        return same
    if not mine.inactive or waits.exists() or home is None:
        raise NothingToComplainError
    return Complaint.objects.create(
        kind=ComplaintKind.INACTIVE,
        unit=mine,
        # There is no case and so no stored route: the way a month filed today would take.
        organization=route_of(home)[State.AT_PROVINCE],
        text=text.strip(),
        asked_by=user,
        asked_at=at,
        due_at=Clocks.load().complaint_due(at, home.county.province_id),
    )


def _same(complaints: QuerySet[Complaint], user: User, text: str) -> Complaint | None:
    """Find the open complaint in which this person has said just that; None for new words."""
    return complaints.filter(verdict=Verdict.OPEN, asked_by=user, text=text.strip()).first()


def home_of(unit: Unit) -> Licence | None:
    """Find the licence under which a unit is listed, its latest; None without any."""
    rows = unit.licences.select_related("county")
    return rows.order_by("-issued_on", "number").first()


@transaction.atomic
def answer(user: User, pk: int, verdict: Verdict, text: str, at: datetime) -> Complaint:
    """Answer a complaint, once; late is still possible. The unit is told.

    The same answer of the same person once more (a button pressed twice) is that answer.
    Raises ValueError without words or verdict, Complaint.DoesNotExist, NotAllowedError, Answered.
    """
    if not text.strip() or verdict == Verdict.OPEN:
        raise ValueError("an answer needs a verdict and words")
    found = to_answer(user).filter(pk=pk)
    # The case before its complaint, as everywhere: two acts never wait for each other.
    cases = found.exclude(submission=None).values("submission")
    list(Submission.objects.select_for_update(of=("self",)).filter(pk__in=cases).values("pk"))
    complaint = Complaint.objects.select_for_update(of=("self",)).get(pk__in=found.values("pk"))
    refusal = why_not(user, complaint)
    if refusal:
        raise NotAllowedError(refusal)
    if complaint.verdict != Verdict.OPEN:
        said = (complaint.answered_by_id, complaint.verdict, complaint.answer)
        if said == (user.pk, verdict, text.strip()):
            return complaint
        raise AlreadyAnsweredError(complaint)
    complaint.verdict, complaint.answer = verdict, text.strip()
    complaint.answered_by, complaint.answered_at = user, at
    complaint.save()
    back = False
    if complaint.decision and verdict == Verdict.UPHELD:
        back = workflow.uphold(user, complaint.decision, complaint.organization, text.strip(), at)
    _tell(complaint, complaint.organization, at, back)
    return complaint


def why_not(user: User, complaint: Complaint) -> str:
    """Say why this person may not answer a complaint; empty when they may."""
    if not read_authority(user).may(Permission.DECIDE, complaint.organization_id):
        return "پاسخ این شکایت با شما نیست."
    mine = UnitMember.objects.filter(unit=complaint.unit_id, user=user, ended_at=None)
    if mine.exists():
        return "این شکایت واحد خود شماست؛ همکار دیگری باید پاسخ دهد."
    if complaint.submission and (bar := barred(complaint.submission).get(user.pk)):
        return str(bar.label)
    decision = complaint.decision
    # Who decided in somebody's place, and that somebody, both judge their own return.
    if decision and user.pk in (decision.actor_id, decision.instead_of_id):
        return "این بازگشت تصمیم خود شما یا به جای شما بوده است؛ همکار دیگری باید پاسخ دهد."
    return ""


_BACK = (
    " این ماه ثبت‌شده محسوب می‌شود و با ارقامی که ارسال کرده بودید دوباره در دست بررسی است؛ "
    "تغییری که پس از بازگشت ذخیره شده بود کنار گذاشته شد. کاری با شما نیست."
)


def _tell(complaint: Complaint, office: Organization, at: datetime, back: bool) -> None:
    """Tell those who act for the unit what became of its complaint."""
    if complaint.submission:
        about = f"بازگشت آمار {complaint.submission.period}"
        url = reverse("owner:case", args=[complaint.submission.tracking_number])
    else:
        about = "غیرفعال بودن"
        url = reverse("owner:inactive_complaint", args=[complaint.unit_id])
    people = UnitMember.objects.filter(unit=complaint.unit_id, ended_at=None)
    notify(
        people.order_by("pk").values_list("user", flat=True),
        NoticeKind.COMPLAINT,
        f"پاسخ شکایت {quoted(complaint.unit.name)} از {about}: {complaint.get_verdict_display()}",
        f"{office.name}: {quoted(complaint.answer)}{_BACK if back else ''}",
        url,
        at,
        moved=back,
    )
