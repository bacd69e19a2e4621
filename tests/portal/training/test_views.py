"""Lessons answered in the browser, the practice month, and what a head is shown."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import LessonFinish
from config.environment import Profile
from tests.statistics.organizational.cases import head_of
from tests.statistics.organizational.test_views import seen
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("third_of_aban")]
SignIn = Callable[[Any], Any]
MONTH = "/training/month/"
RIGHT = {"question0": "1", "question1": "0", "question2": "2", "action": "answer"}


def test_with_every_answer_right_the_lesson_is_finished(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.owner)
    assert browser.post(MONTH, RIGHT).url == "/training/"
    assert LessonFinish.objects.get().user == world.owner
    assert "۳ آبان ۱۳۹۸" in seen(browser.get("/training/"))
    assert browser.post(MONTH, RIGHT).status_code == 302
    assert LessonFinish.objects.count() == 1


def test_a_wrong_answer_is_told_with_its_reason(world: World, sign_in: SignIn) -> None:
    answer = sign_in(world.owner).post(MONTH, RIGHT | {"question1": "2", "question2": ""})
    assert answer.status_code == 422
    page = seen(answer)
    assert "ذخیرهٔ گام‌ها پیش‌نویس است" in page
    assert "یکی از پاسخ‌ها را انتخاب کنید." in page
    assert not LessonFinish.objects.exists()


def test_a_lesson_of_other_posts_is_not_there(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.owner)
    assert [browser.get(f"/training/{slug}/").status_code for slug in ("review", "none")] == [
        404,
        404,
    ]
    assert sign_in(world.union_officer).get("/training/review/").status_code == 200


def test_the_practice_month_finishes_the_lesson_in_the_demonstration_alone(
    world: World, sign_in: SignIn, settings: Any
) -> None:
    browser, practice = sign_in(world.owner), {"action": "practice"}
    world.filed()
    assert browser.post(MONTH, practice).status_code == 422
    settings.PROFILE = Profile.DEMO
    assert "ماه تمرینی را تمام کردم" in seen(browser.get(MONTH))
    assert browser.post(MONTH, practice).status_code == 302
    assert LessonFinish.objects.get().way == "practice"


def test_a_practice_month_that_was_not_filed_finishes_nothing(
    world: World, sign_in: SignIn, settings: Any
) -> None:
    settings.PROFILE = Profile.DEMO
    assert sign_in(world.owner).post(MONTH, {"action": "practice"}).status_code == 422
    assert not LessonFinish.objects.exists()


def test_the_head_reads_who_has_finished_by_person_and_day(world: World, sign_in: SignIn) -> None:
    sign_in(world.province_officer).post(MONTH, RIGHT)
    page = seen(sign_in(head_of(world)).get("/training/office/people/"))
    assert "ثبت یک ماه: جمعه ۳ آبان ۱۳۹۸" in page
    assert "هنوز نه" in page
    assert sign_in(world.owner).get("/training/office/people/").status_code == 403


def test_the_help_leads_to_the_lessons(world: World, sign_in: SignIn, client: Client) -> None:
    assert 'href="/training/"' in sign_in(world.owner).get("/help/").content.decode()
    assert 'href="/training/"' not in client.get("/help/").content.decode()
