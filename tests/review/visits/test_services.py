"""Plan, report, second look: who may, what is refused, what follows, and nothing twice."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts.enums import NoticeKind, OrganizationKind, Role
from accounts.models import Notice, Organization
from catalog.models import Product
from catalog.policy_definitions import PolicyKey
from review.models import Visit, VisitAnswer, VisitProposal
from review.visit_enums import ProposalKind, VisitState
from review.visits.errors import NotYourVisitError, RefusedVisitError, VisitConflictError
from review.visits.plan_services import cancel, move, plan
from review.visits.queries import may_confirm, proposals_of, second_lookers
from review.visits.questionnaire_services import make_questionnaire, terms_of
from review.visits.report_services import PostedReport, save
from review.visits.second_look_services import confirm, decline, send_back
from tests.review.cases import owns_too, policy
from tests.review.visits.cases import (
    QUESTIONS,
    TODAY,
    WORDS,
    by_text,
    colleague_of,
    confirmed,
    head_of,
    planned,
    posted,
    questionnaire,
    terms,
    written,
)
from tests.statistics.files import statistician
from tests.world import BAG, FILED_AT, MEHR, World, licence_for, officer
from units.capacity.services import CapacityTerms, state_capacity
from units.enums import RegistrySource
from units.registry.services import Ground

pytestmark = pytest.mark.django_db


def test_a_visit_is_planned_once_whoever_plans_it(world: World) -> None:
    visit = planned(world)
    assert (visit.office, visit.province, visit.period) == (world.union, world.province, MEHR)
    # The same once more is that visit.
    assert planned(world).pk == visit.pk
    with pytest.raises(VisitConflictError, match="اتحادیه پلاستیک ملکان"):
        plan(
            world.province_officer,
            world.province,
            world.unit.pk,
            terms(world.province_officer),
            FILED_AT,
        )
    assert Visit.objects.count() == 1


def test_an_office_plans_its_own_units_for_its_own_people(world: World) -> None:
    with pytest.raises(NotYourVisitError):
        plan(world.ministry_officer, world.ministry, world.unit.pk, terms(world.owner), FILED_AT)
    with pytest.raises(RefusedVisitError, match="همکاران همین دستگاه"):
        planned(world, visitor_id=world.province_officer.pk)
    owns_too(world, world.union_officer)
    with pytest.raises(RefusedVisitError, match="دارنده یا نماینده"):
        planned(world)
    assert not Visit.objects.exists()


@pytest.mark.parametrize("days", [-1, 63])
def test_a_plan_lies_ahead_and_not_too_far(world: World, days: int) -> None:
    with pytest.raises(RefusedVisitError, match="از امروز"):
        planned(world, planned_on=TODAY + timedelta(days=days))


def test_a_visitor_has_so_many_visits_a_month(world: World) -> None:
    policy(PolicyKey.VISITS_OF_VISITOR, 1)
    first = planned(world)
    other = licence_for("0488888888", "0000000469", world.union, world.owner).unit
    visitor = world.union_officer
    with pytest.raises(RefusedVisitError, match="۱ بازدید دارد"):
        plan(visitor, world.union, other.pk, terms(visitor), FILED_AT)
    # A cancelled one is none.
    cancel(visitor, first.pk, "برف", first.version, FILED_AT)
    assert plan(visitor, world.union, other.pk, terms(visitor), FILED_AT)


def test_a_visit_is_moved_by_who_saw_it_as_it_is(world: World) -> None:
    visit = planned(world)
    later = terms(world.union_officer, planned_on=TODAY + timedelta(days=2))
    moved = move(world.union_officer, visit.pk, later, visit.version, FILED_AT)
    assert moved.planned_on == TODAY + timedelta(days=2)
    # The button once more.
    assert move(world.union_officer, visit.pk, later, visit.version, FILED_AT).version == 2
    with pytest.raises(VisitConflictError):
        move(world.union_officer, visit.pk, terms(world.union_officer), 1, FILED_AT)


def test_a_draft_is_kept_and_a_finished_report_says_everything(world: World) -> None:
    visit = planned(world)
    kept = save(world.union_officer, visit.pk, posted(summary=""), visit.version, FILED_AT)
    assert (kept.state, kept.version, kept.form) == (VisitState.PLANNED, 2, questionnaire())
    assert VisitAnswer.objects.count() == 4
    with pytest.raises(RefusedVisitError, match="جمع‌بندی"):
        save(world.union_officer, visit.pk, posted(summary=""), 2, FILED_AT, finish=True)
    with pytest.raises(RefusedVisitError, match="پاسخ دهید"):
        save(world.union_officer, visit.pk, posted(answers={}), 2, FILED_AT, finish=True)
    done = save(world.union_officer, visit.pk, posted(), 2, FILED_AT, finish=True)
    assert done.state == VisitState.WRITTEN
    again = save(world.union_officer, visit.pk, posted(), 2, FILED_AT, finish=True)
    assert again.version == done.version
    assert Notice.objects.filter(kind=NoticeKind.VISIT).count() == len(second_lookers(done))


def test_a_place_that_was_shut_ends_the_form(world: World) -> None:
    visit = planned(world)
    shut = posted(answers={}, finding="shut")
    done = save(world.union_officer, visit.pk, shut, visit.version, FILED_AT, finish=True)
    assert done.state == VisitState.WRITTEN


def test_another_window_is_told_and_the_same_words_are_not(world: World) -> None:
    visit = planned(world)
    save(world.union_officer, visit.pk, posted(), visit.version, FILED_AT)
    # The very same from a page of before: nothing to tell.
    assert save(world.union_officer, visit.pk, posted(), visit.version, FILED_AT).version == 2
    with pytest.raises(VisitConflictError):
        save(world.union_officer, visit.pk, posted(summary="دیگر"), visit.version, FILED_AT)


def test_only_the_visitor_writes(world: World) -> None:
    visit = planned(world)
    with pytest.raises(NotYourVisitError):
        save(colleague_of(world), visit.pk, posted(), visit.version, FILED_AT)


def test_the_second_look_is_another_persons(world: World) -> None:
    head, visit = head_of(world), written(world)
    assert not may_confirm(world.union_officer, visit)
    assert may_confirm(head, visit)
    assert may_confirm(colleague_of(world), visit)
    # An expert of the province is neither the head nor of the union.
    assert not may_confirm(world.province_officer, visit)
    for user in (world.union_officer, world.province_officer):
        with pytest.raises(NotYourVisitError):
            confirm(user, visit.pk, visit.version, FILED_AT)
    done = confirm(head, visit.pk, visit.version, FILED_AT)
    assert (done.state, done.closed_by) == (VisitState.CONFIRMED, head)
    # The button once more; somebody else comes too late.
    assert confirm(head, visit.pk, visit.version, FILED_AT).version == done.version
    with pytest.raises(VisitConflictError):
        confirm(colleague_of(world), visit.pk, visit.version, FILED_AT)


def test_the_heads_own_visit_is_confirmed_by_a_colleague(world: World) -> None:
    questionnaire()
    head = head_of(world)
    visit = plan(head, world.province, world.unit.pk, terms(head), FILED_AT)
    done = save(head, visit.pk, posted(), visit.version, FILED_AT, finish=True)
    assert second_lookers(done) == {world.province_officer.pk}
    assert confirm(world.province_officer, visit.pk, done.version, FILED_AT)


def test_a_report_goes_back_with_words_and_comes_again(world: World) -> None:
    visit = written(world)
    back = send_back(head_of(world), visit.pk, "عکس تابلو ندارد", visit.version, FILED_AT)
    assert (back.state, back.note) == (VisitState.PLANNED, "عکس تابلو ندارد")
    assert Notice.objects.filter(user=world.union_officer, kind=NoticeKind.VISIT).exists()
    # The button once more; other words are not said.
    send_back(head_of(world), visit.pk, "عکس تابلو ندارد", visit.version, FILED_AT)
    for user, words in ((head_of(world), "دیگر"), (world.province_officer, "عکس تابلو ندارد")):
        with pytest.raises(VisitConflictError):
            send_back(user, visit.pk, words, visit.version, FILED_AT)
    again = save(
        world.union_officer,
        visit.pk,
        posted(summary="درست شد"),
        back.version,
        FILED_AT,
        finish=True,
    )
    assert (again.state, again.note) == (VisitState.WRITTEN, "")


def test_the_unit_is_told_by_office_and_never_before(world: World) -> None:
    visit = written(world)
    assert not Notice.objects.filter(user=world.owner).exists()
    confirm(head_of(world), visit.pk, visit.version, FILED_AT)
    told = Notice.objects.get(user=world.owner)
    assert world.union.name in told.title
    assert world.union_officer.full_name not in told.title + told.body
    assert list(Visit.objects.of(world.owner)) == [visit]


def test_what_is_confirmed_never_changes(world: World) -> None:
    visit = confirmed(world)
    for change in (
        lambda: Visit.objects.filter(pk=visit.pk).update(summary="دیگر"),
        lambda: VisitAnswer.objects.filter(visit=visit).delete(),
        lambda: VisitAnswer.objects.filter(visit=visit).update(value="no"),
        lambda: Visit.objects.filter(pk=visit.pk).delete(),
        lambda: questionnaire().questions.update(text="دیگر"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_a_report_proposes_and_the_office_that_may_does_it(world: World) -> None:
    world.filed()
    bag = Product.objects.get(code=BAG)
    answers = by_text(address="no", working="no", people="2", capacity="30", production="yes")
    visit = confirmed(
        world,
        answers=answers,
        product_id=bag.pk,
        latitude=Decimal("37.14310"),
        longitude=Decimal("46.10550"),
    )
    kinds = set(visit.proposals.values_list("kind", flat=True))
    assert kinds == set(ProposalKind.values)
    lines = {one.proposal.kind: one for one in proposals_of(visit, world.union_officer)}
    assert all(one.open and one.mine for one in lines.values())
    assert "۳۰ تن" in lines[ProposalKind.CAPACITY].proposal.words
    # The registry is as it was: a visit changes no fact.
    world.licence.refresh_from_db()
    assert world.licence.latitude is None
    ground = Ground(RegistrySource.VISIT, f"بازدید {visit.pk}")
    term = CapacityTerms(bag, Decimal(30), TODAY)
    state_capacity(world.union_officer, world.unit.pk, term, ground, FILED_AT)
    after = {one.proposal.kind: one for one in proposals_of(visit, world.union_officer)}
    assert not after[ProposalKind.CAPACITY].open
    assert after[ProposalKind.CAPACITY].done
    done = after[ProposalKind.CAPACITY].proposal.pk
    with pytest.raises(VisitConflictError, match="ثبت شده"):
        decline(world.union_officer, visit.pk, done, "دیر", FILED_AT)
    assert after[ProposalKind.ADDRESS].open


def test_a_proposal_is_declined_by_who_may_do_it_and_once(world: World) -> None:
    answers = by_text(address="no", working="yes", people="3", production="yes")
    visit = confirmed(world, answers=answers)
    row = visit.proposals.get()
    for stranger in (world.ministry_officer, world.owner):
        with pytest.raises(NotYourVisitError):
            decline(stranger, visit.pk, row.pk, "درست است", FILED_AT)
    decline(world.union_officer, visit.pk, row.pk, "پلاک عوض شده", FILED_AT)
    assert decline(world.union_officer, visit.pk, row.pk, "پلاک عوض شده", FILED_AT).note
    with pytest.raises(VisitConflictError):
        decline(world.union_officer, visit.pk, row.pk, "دیگر", FILED_AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        VisitProposal.objects.filter(pk=row.pk).update(note="دیگر")


def test_a_version_begins_tomorrow_and_old_visits_keep_theirs(world: World) -> None:
    office, first = statistician(world), questionnaire()
    with pytest.raises(RefusedVisitError, match="از فردا"):
        make_questionnaire(office, "ز", TODAY, "نامه", QUESTIONS, FILED_AT)
    tomorrow = TODAY + timedelta(days=1)
    made = make_questionnaire(office, "ز", tomorrow, "نامه", QUESTIONS[:2], FILED_AT)
    assert make_questionnaire(office, "ز", tomorrow, "نامه", QUESTIONS[:2], FILED_AT) == made
    with pytest.raises(RefusedVisitError, match="روز دیگری"):
        make_questionnaire(office, "دیگر", tomorrow, "نامه", QUESTIONS[:2], FILED_AT)
    assert terms_of(made) == list(QUESTIONS[:2])
    assert written(world).form == first
    with pytest.raises(NotYourVisitError):
        make_questionnaire(head_of(world), "ز", tomorrow, "نامه", QUESTIONS, FILED_AT)


def test_a_day_to_come_and_one_long_ago_are_refused(world: World) -> None:
    visit = planned(world)
    for day, words in ((TODAY + timedelta(days=1), "آینده"), (TODAY - timedelta(days=61), "۶۰")):
        with pytest.raises(RefusedVisitError, match=words):
            save(world.union_officer, visit.pk, posted(visited_on=day), visit.version, FILED_AT)


def test_without_a_form_nothing_is_written(world: World) -> None:
    visitor = world.union_officer
    visit = plan(visitor, world.union, world.unit.pk, terms(visitor), FILED_AT)
    with pytest.raises(RefusedVisitError, match="فرم بازدید"):
        save(visitor, visit.pk, PostedReport(summary=WORDS), visit.version, FILED_AT)


def test_a_county_office_visits_its_county(world: World) -> None:
    office = Organization.objects.create(
        code="county",
        kind=OrganizationKind.COUNTY_OFFICE,
        name="ادارهٔ ملکان",
        parent=world.province,
        province_id="03",
        county_id="0301",
    )
    visitor = officer("county", Role.COUNTY_OFFICER, office)
    questionnaire()
    assert plan(visitor, office, world.unit.pk, terms(visitor), FILED_AT).office == office
