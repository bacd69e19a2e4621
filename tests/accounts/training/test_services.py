"""A lesson is finished once; who has not finished is reminded once, after two weeks in the post."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Max

from accounts.enums import LessonWay, NoticeKind, Role
from accounts.models import LessonFinish, Notice, OrganizationPermission
from accounts.training.queries import headed_offices, trainees
from accounts.training.rules import BY_SLUG, LESSONS
from accounts.training.services import finish, remind
from tests.world import FILED_AT, World, officer

DAY = timedelta(days=1)


def newest_post() -> datetime:
    newest = OrganizationPermission.objects.aggregate(at=Max("granted_at"))["at"]
    assert isinstance(newest, datetime)
    return newest


def told() -> list[str]:
    rows = Notice.objects.filter(kind=NoticeKind.TRAINING).order_by("user__username")
    return list(rows.values_list("user__username", flat=True))


def test_each_question_has_one_right_answer_that_is_there() -> None:
    for lesson in LESSONS:
        assert lesson.questions
        for question in lesson.questions:
            assert len(set(question.answers)) == 3
            assert 0 <= question.right < 3


def test_a_lesson_finished_twice_stays_as_it_was_first(world: World) -> None:
    first = finish(world.owner, BY_SLUG["month"], LessonWay.ANSWERS, FILED_AT)
    again = finish(world.owner, BY_SLUG["month"], LessonWay.PRACTICE, FILED_AT + DAY)
    assert (again.pk, again.way, again.at) == (first.pk, LessonWay.ANSWERS, FILED_AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        LessonFinish.objects.update(at=FILED_AT)


def test_the_head_sees_who_has_finished_what(world: World) -> None:
    head = officer("head", Role.PROVINCE_HEAD, world.province)
    finish(world.province_officer, BY_SLUG["office"], LessonWay.ANSWERS, FILED_AT)
    assert headed_offices(head) == [world.province]
    people = {one.user.username: one for one in trainees(world.province, FILED_AT)}
    assert set(people) == {"head", world.province_officer.username}
    expert = people[world.province_officer.username]
    done = {one.lesson.slug: one.finish is not None for one in expert.lessons}
    assert done == {"month": False, "review": False, "office": True}
    assert not expert.finished


def test_who_has_not_finished_is_reminded_once_and_nobody_else(world: World) -> None:
    for lesson in LESSONS:
        finish(world.union_officer, lesson, LessonWay.ANSWERS, FILED_AT)
    begun = newest_post()
    assert remind(begun + 13 * DAY) == 0
    assert remind(begun + 14 * DAY) == 2
    expected = sorted([world.ministry_officer.username, world.province_officer.username])
    assert told() == expected
    assert remind(begun + 15 * DAY) == 0
    assert "ثبت یک ماه" in Notice.objects.filter(kind=NoticeKind.TRAINING)[0].body
