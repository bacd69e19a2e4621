"""A question on a case: asked from its desk, answered once by the unit; nothing moves."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from accounts.models import Notice
from review import workflow
from review.checklist.answers import AFFIRMED
from review.correspondence.queries import talk_of, unanswered
from review.correspondence.services import answer, ask
from review.inbox.labels import marks, talk_words
from review.models import Answer, Decision, Question
from review.timeline import decisions_of, events
from statistics.errors import NotAllowedError, StaleVersionError, StateConflictError
from statistics.models import Submission
from tests.review.cases import fresh, owns_too, standing
from tests.world import MEHR, World, person, tehran

pytestmark = pytest.mark.django_db

LATER, AFTER = tehran(1398, 8, 4), tehran(1398, 8, 4, 16)
TEXT, REPLY = "چرا تولید دو برابر شد؟", "سفارش مدرسه‌ها"


def asked(world: World, case: Submission) -> Question:
    """Return a question of the union about its case."""
    return ask(world.union_officer, case.tracking_number, case.version, TEXT, LATER)


def test_a_question_moves_nothing_and_its_clock_runs_on(world: World) -> None:
    case = world.filed()
    before, decisions = standing(case), Decision.objects.count()
    question = asked(world, case)
    assert standing(case) == before
    assert Decision.objects.count() == decisions
    assert (question.organization, question.round, question.text) == (world.union, 1, TEXT)
    told = Notice.objects.get(kind="question")
    assert told.user == world.owner
    assert TEXT in told.body
    answer(world.owner, case.tracking_number, question.pk, f" {REPLY} ", AFTER)
    assert standing(case) == before
    assert Answer.objects.get().text == REPLY


def test_both_sides_see_the_thread_in_order_officers_by_office(world: World) -> None:
    case = world.filed()
    answer(world.owner, case.tracking_number, asked(world, case).pk, REPLY, AFTER)
    at = tehran(1398, 8, 5)
    workflow.approve(world.union_officer, case.tracking_number, case.version, at, AFFIRMED)
    case = fresh(case)
    for names, who in ((False, ""), (True, f"، {world.union_officer.full_name}")):
        rows = events(case, decisions_of(case), names, talk_of(case).events(names))
        titles = [row.title for row in rows[:4]]
        assert titles == ["ثبت، دور ۱", "پرسش از واحد", "پاسخ واحد", "تأیید"]
        assert rows[1].detail == f"شنبه ۴ آبان ۱۳۹۸، ۱۱:۰۰، {world.union.name}{who}: «{TEXT}»"
        assert rows[2].detail == f"شنبه ۴ آبان ۱۳۹۸، ۱۶:۰۰، واحد: «{REPLY}»"


def test_a_question_is_answered_once(world: World) -> None:
    case = world.filed()
    question = asked(world, case)
    answer(world.owner, case.tracking_number, question.pk, REPLY, AFTER)
    with pytest.raises(StateConflictError):
        answer(world.owner, case.tracking_number, question.pk, "دیگر", AFTER)
    assert Answer.objects.get().text == REPLY


def test_a_question_waits_where_the_case_goes_until_it_is_final(world: World) -> None:
    case = world.filed()
    question = asked(world, case)
    case = workflow.approve(
        world.union_officer, case.tracking_number, case.version, AFTER, AFFIRMED
    )
    assert list(unanswered(world.owner)) == [question]
    for officer in (world.province_officer, world.ministry_officer):
        case = workflow.approve(officer, case.tracking_number, case.version, AFTER, AFFIRMED)
    assert not unanswered(world.owner).exists()
    with pytest.raises(StateConflictError):
        answer(world.owner, case.tracking_number, question.pk, REPLY, AFTER)


def test_the_question_of_another_case_is_not_answered_here(world: World) -> None:
    case, other = world.filed(), world.filed(MEHR - 1)
    question = asked(world, case)
    with pytest.raises(StateConflictError):
        answer(world.owner, other.tracking_number, question.pk, REPLY, AFTER)


def test_only_the_desk_asks_and_only_the_unit_answers(world: World) -> None:
    case = world.filed()
    number, version = case.tracking_number, case.version
    with pytest.raises(StateConflictError):
        ask(world.province_officer, number, version, TEXT, LATER)
    with pytest.raises(Submission.DoesNotExist):
        ask(world.owner, number, version, TEXT, LATER)
    with pytest.raises(StaleVersionError):
        ask(world.union_officer, number, version - 1, TEXT, LATER)
    question = asked(world, case)
    for other in (person("stranger"), world.union_officer):
        with pytest.raises(Submission.DoesNotExist):
            answer(other, number, question.pk, REPLY, AFTER)
    owns_too(world, world.union_officer)
    with pytest.raises(NotAllowedError):
        ask(world.union_officer, number, version, TEXT, LATER)


def test_words_are_needed(world: World) -> None:
    case = world.filed()
    with pytest.raises(ValueError, match="words"):
        ask(world.union_officer, case.tracking_number, case.version, " ", LATER)
    with pytest.raises(ValueError, match="words"):
        answer(world.owner, case.tracking_number, 1, " ", LATER)


@pytest.mark.parametrize("model", [Question, Answer])
def test_what_was_said_stays(world: World, model: type[Question] | type[Answer]) -> None:
    case = world.filed()
    answer(world.owner, case.tracking_number, asked(world, case).pk, REPLY, AFTER)
    for act in (lambda: model.objects.update(text="x"), lambda: model.objects.all().delete()):
        with pytest.raises((DatabaseError, TypeError)), transaction.atomic():
            act()
    assert model.objects.count() == 1


def test_rows_of_the_inbox_say_what_waits(world: World, django_assert_num_queries: Any) -> None:
    first, second, third = world.filed(), world.filed(MEHR - 1), world.filed(MEHR - 2)
    answer(world.owner, first.tracking_number, asked(world, first).pk, REPLY, AFTER)
    asked(world, second)
    with django_assert_num_queries(1):
        cases = list(Submission.objects.annotate(**marks()))
    assert {case.pk: talk_words(case) for case in cases} == {
        first.pk: ["پاسخ رسید"],
        second.pk: ["پرسش بی‌پاسخ"],
        third.pk: [],
    }
