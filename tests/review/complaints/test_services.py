"""Complaints: who answers, until when, once, and what an upheld one brings back."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts.enums import NoticeKind, Role
from accounts.models import Notice, Organization
from accounts.substitution.queries import Post
from accounts.substitution.services import name_substitute
from catalog.policy_definitions import PolicyKey
from config.jalali import tehran_day
from review import workflow
from review.checklist.answers import AFFIRMED
from review.complaints.queries import open_complaints, waiting
from review.complaints.services import (
    AlreadyAnsweredError,
    NothingToComplainError,
    answer,
    complain_of_inactivity,
    complain_of_return,
)
from review.correspondence.correction_requests import request_correction
from review.deadlines import Clocks
from review.enums import Verdict
from review.models import Complaint, Decision
from statistics.enums import LEVEL_BITS, State, Step, StepStatus
from statistics.errors import NotAllowedError
from statistics.figures import collect
from statistics.filing.services import save_production
from statistics.filing.storage import PostedLines
from statistics.models import Submission
from statistics.obligation.queries import filed
from tests.review.cases import fresh, kinds, owns_too, policy, standing
from tests.world import BAG, FILED_AT, MEHR, PIPE, World, officer, tehran
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


def test_a_complaint_and_a_declining_answer_move_nothing(world: World) -> None:
    case = world.returned()
    before = standing(case)
    found = complained(world, case)
    assert standing(case) == before
    answer(world.province_officer, found.pk, Verdict.DECLINED, "درست بازگشته است", LATER)
    assert standing(case) == before


def test_an_upheld_complaint_brings_the_month_back_to_the_desk_that_returned_it(
    world: World,
) -> None:
    case = world.returned()
    found = complained(world, case)
    answer(world.province_officer, found.pk, Verdict.UPHELD, "حق با شماست", LATER)
    back = fresh(case)
    assert (back.state, back.desk, back.round) == (State.AT_UNION, world.union, 1)
    assert (back.entered_at, back.due_at) == (LATER, Clocks.load().due(State.AT_UNION, LATER, "03"))
    assert (back.counts_until, back.correction_due, back.decided_levels) == (None, None, 0)
    decision = Decision.objects.latest("version")
    assert (decision.kind, decision.actor) == ("upheld", world.province_officer)
    assert (decision.organization, decision.reason) == (world.province, "حق با شماست")
    assert (decision.from_state, decision.to_state) == (State.RETURNED, State.AT_UNION)
    notice = Notice.objects.latest("pk")
    assert (notice.user, notice.kind) == (world.owner, NoticeKind.COMPLAINT)
    assert "وارد است" in notice.title
    assert "حق با شماست" in notice.body
    assert "دوباره در دست بررسی است" in notice.body


@pytest.mark.parametrize(
    ("level", "state"), [("province", State.AT_PROVINCE), ("ministry", State.AT_MINISTRY)]
)
def test_each_level_gets_back_what_it_returned(world: World, level: str, state: State) -> None:
    make = {"province": returned_by_province, "ministry": returned_by_ministry}[level]
    case = make(world)
    found = complained(world, case)
    second = officer("second", Role.MINISTRY_EXPERT, world.ministry)
    answer(second, found.pk, Verdict.UPHELD, "وارد است", LATER)
    back = fresh(case)
    assert (back.state, back.desk) == (state, getattr(world, level))
    # The levels below have decided; what this one said does not stand.
    assert back.decided_levels == LEVEL_BITS[state] - 1


def test_the_desk_looks_at_what_was_filed_not_at_what_was_typed_since(world: World) -> None:
    case = world.returned()
    filed = collect(case)
    step = case.steps.get(step=Step.PRODUCTION)
    typed: PostedLines[Decimal | None] = PostedLines({BAG: Decimal(7)}, added=PIPE)
    number = case.tracking_number
    save_production(world.owner, number, step.version, typed, False, FILED_AT)
    found = complained(world, case)
    answer(world.province_officer, found.pk, Verdict.UPHELD, "حق با شماست", LATER)
    back = fresh(case)
    assert collect(back) == filed
    assert set(back.steps.values_list("status", flat=True)) == {StepStatus.CONFIRMED}
    moved = workflow.approve(world.union_officer, number, back.version, LATER, AFFIRMED)
    assert moved.state == State.AT_PROVINCE


def test_a_month_that_counted_no_longer_counts_again(world: World) -> None:
    case = world.returned()
    found = complained(world, case)
    long_after = tehran(1399, 1, 1)
    assert not Submission.objects.filter(filed(long_after), pk=case.pk).exists()
    answer(world.province_officer, found.pk, Verdict.UPHELD, "حق با شماست", long_after)
    assert Submission.objects.filter(filed(long_after), pk=case.pk).exists()


def test_what_was_sent_again_meanwhile_is_not_moved(world: World) -> None:
    case = world.returned()
    found = complained(world, case)
    workflow.file(world.owner, case.tracking_number, case.version, LATER)
    before = standing(case)
    answer(world.province_officer, found.pk, Verdict.UPHELD, "حق با شماست", LATER)
    assert standing(case) == before


def test_a_union_that_lost_its_access_meanwhile_is_passed_over(world: World) -> None:
    case = world.returned()
    found = complained(world, case)
    Organization.objects.filter(pk=world.union.pk).update(access_granted_at=None)
    answer(world.province_officer, found.pk, Verdict.UPHELD, "حق با شماست", LATER)
    assert fresh(case).state == State.AT_PROVINCE
    assert kinds(case)[-2:] == ["upheld", "skipped"]


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
