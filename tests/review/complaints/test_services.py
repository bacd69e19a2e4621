"""Complaints: who answers, until when, once, and that nothing moves by them."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from accounts.enums import NoticeKind, Role
from accounts.models import Notice
from accounts.substitution.queries import Post
from accounts.substitution.services import name_substitute
from catalog.policy_definitions import PolicyKey
from config.jalali import tehran_day
from review import workflow
from review.complaints.queries import open_complaints, waiting
from review.complaints.services import (
    AlreadyAnsweredError,
    NothingToComplainError,
    answer,
    complain_of_inactivity,
    complain_of_return,
)
from review.correspondence.correction_requests import request_correction
from review.enums import Verdict
from review.models import Complaint
from statistics.errors import NotAllowedError
from statistics.models import Submission
from tests.review.cases import owns_too, policy, standing
from tests.world import FILED_AT, MEHR, World, officer, tehran
from units.models import Unit

pytestmark = pytest.mark.django_db
TEXT = "مقدار درست است و پیوست دارد"
LATER = FILED_AT + dt.timedelta(days=1)


def complained(world: World, case: Submission, text: str = TEXT) -> Complaint:
    """Return a complaint about the last return of a case."""
    return complain_of_return(world.owner, case.tracking_number, text, LATER)


def returned_by_province(world: World) -> Submission:
    """Return a month that the province has sent back."""
    case = world.at_province(MEHR - 1)
    return workflow.send_back(
        world.province_officer, case.tracking_number, case.version, "ببینید", FILED_AT
    )


def returned_by_ministry(world: World) -> Submission:
    """Return a month that the ministry has sent back."""
    case = world.at_ministry()
    return workflow.send_back(
        world.ministry_officer, case.tracking_number, case.version, "ببینید", FILED_AT
    )


def test_the_next_office_up_answers(world: World) -> None:
    assert complained(world, world.returned()).organization == world.province
    assert complained(world, returned_by_province(world)).organization == world.ministry


def test_its_own_return_the_ministry_answers_by_somebody_else(world: World) -> None:
    found = complained(world, returned_by_ministry(world))
    assert found.organization == world.ministry
    with pytest.raises(NotAllowedError):
        answer(world.ministry_officer, found.pk, Verdict.DECLINED, "نه", LATER)
    second = officer("second", Role.MINISTRY_EXPERT, world.ministry)
    assert answer(second, found.pk, Verdict.DECLINED, "نه", LATER).answered_by == second


def test_in_whose_place_it_was_returned_does_not_answer_either(world: World) -> None:
    away, second = (officer(name, Role.MINISTRY_EXPERT, world.ministry) for name in ("a", "b"))
    day = tehran_day(FILED_AT)
    post = Post(away, Role.MINISTRY_EXPERT, world.ministry)
    name_substitute(away, post, world.ministry_officer, day, day, FILED_AT)
    found = complained(world, returned_by_ministry(world))
    with pytest.raises(NotAllowedError):
        answer(away, found.pk, Verdict.DECLINED, "نه", LATER)
    assert answer(second, found.pk, Verdict.DECLINED, "نه", LATER).answered_by == second


def test_an_inactive_state_is_answered_by_the_provincial_organization(world: World) -> None:
    with pytest.raises(NothingToComplainError):
        complain_of_inactivity(world.owner, world.unit.pk, TEXT, LATER)
    Unit.objects.update(activity="inactive", missed_months=4)
    found = complain_of_inactivity(world.owner, world.unit.pk, TEXT, LATER)
    assert found.organization == world.province
    with pytest.raises(NothingToComplainError):
        complain_of_inactivity(world.owner, world.unit.pk, "باز هم", LATER)
    answer(world.province_officer, found.pk, Verdict.UPHELD, "بررسی شد", LATER)
    assert Unit.objects.get().inactive
    assert Notice.objects.latest("pk").url == f"/statistics/complaint/{world.unit.pk}/"


def test_the_duty_to_answer_ends_with_a_stored_day(world: World) -> None:
    found = complained(world, world.returned())
    assert found.due_at == tehran(1398, 8, 15, 0, 0)
    policy(PolicyKey.COMPLAINT_DAYS, 1)
    assert Complaint.objects.get().due_at == found.due_at


def test_a_complaint_and_its_answer_move_nothing(world: World) -> None:
    case = world.returned()
    before = standing(case)
    found = complained(world, case)
    answer(world.province_officer, found.pk, Verdict.UPHELD, "حق با شماست", LATER)
    assert standing(case) == before
    notice = Notice.objects.latest("pk")
    assert (notice.user, notice.kind) == (world.owner, NoticeKind.COMPLAINT)
    assert "وارد است" in notice.title
    assert "حق با شماست" in notice.body


def test_a_return_is_complained_about_once_and_while_it_is_corrected(world: World) -> None:
    case = world.returned()
    first = complained(world, case)
    assert complained(world, case) == first  # the button pressed twice
    with pytest.raises(NothingToComplainError):
        complained(world, case, "باز هم")
    workflow.file(world.owner, case.tracking_number, case.version, LATER)
    with pytest.raises(NothingToComplainError):
        complained(world, case, "باز هم")
    assert Complaint.objects.count() == 1


def test_what_the_unit_itself_asked_back_is_no_return_to_complain_about(world: World) -> None:
    case = world.filed()
    request_correction(world.owner, case.tracking_number, case.version, "اشتباه", FILED_AT)
    workflow.accept_correction(
        world.union_officer, case.tracking_number, case.version + 1, FILED_AT
    )
    with pytest.raises(NothingToComplainError):
        complained(world, case)


def test_a_stranger_complains_about_nothing(world: World) -> None:
    case = world.returned()
    with pytest.raises(Submission.DoesNotExist):
        complain_of_return(world.union_officer, case.tracking_number, TEXT, LATER)
    with pytest.raises(Unit.DoesNotExist):
        complain_of_inactivity(world.union_officer, world.unit.pk, TEXT, LATER)
    with pytest.raises(ValueError, match="words"):
        complain_of_return(world.owner, case.tracking_number, "  ", LATER)


def test_only_the_office_that_is_asked_answers_and_once(world: World) -> None:
    found = complained(world, world.returned())
    for other in (world.union_officer, world.ministry_officer, world.owner):
        with pytest.raises(Complaint.DoesNotExist):
            answer(other, found.pk, Verdict.UPHELD, "بله", LATER)
    with pytest.raises(ValueError, match="verdict"):
        answer(world.province_officer, found.pk, Verdict.OPEN, "بله", LATER)
    answer(world.province_officer, found.pk, Verdict.UPHELD, "بله", LATER)
    with pytest.raises(AlreadyAnsweredError):
        answer(world.province_officer, found.pk, Verdict.DECLINED, "نه", LATER)


def test_nobody_answers_the_complaint_of_their_own_unit(world: World) -> None:
    found = complained(world, world.returned())
    owns_too(world, world.province_officer)
    with pytest.raises(NotAllowedError):
        answer(world.province_officer, found.pk, Verdict.UPHELD, "بله", LATER)


def test_a_late_answer_is_still_an_answer(world: World) -> None:
    found = complained(world, world.returned())
    assert [row.pk for row in open_complaints(world.province_officer)] == [found.pk]
    assert (waiting(world.province_officer), waiting(world.union_officer)) == (1, 0)
    late = found.due_at + dt.timedelta(days=3)
    answer(world.province_officer, found.pk, Verdict.UPHELD, "بله", late)
    assert open_complaints(world.province_officer) == []


def test_the_database_keeps_what_was_said(world: World) -> None:
    found = complained(world, world.returned())
    rows = Complaint.objects.filter(pk=found.pk)
    for change in ({"text": "دیگر"}, {"due_at": LATER}, {"organization": world.ministry}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    answer(world.province_officer, found.pk, Verdict.UPHELD, "بله", LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(answer="نه")
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.delete()
