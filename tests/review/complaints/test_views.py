"""Complaints in the browser: the unit's forms, the office's list, both sides of the case."""

from collections.abc import Callable

import pytest
import time_machine as clock
from django.test import Client
from django.urls import reverse

from accounts.enums import NoticeKind
from accounts.models import Notice, User
from review.models import Complaint
from tests.world import FILED_AT, World
from units.models import Unit

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
TEXT = "مقدار درست است و پیوست دارد"


@pytest.fixture(autouse=True)
def _on_the_day_of_filing(time_machine: clock.TimeMachineFixture) -> None:
    time_machine.move_to(FILED_AT, tick=False)


def test_a_unit_complains_the_office_answers_and_both_sides_see_it(
    world: World, sign_in: SignIn
) -> None:
    case = world.returned()
    number = [case.tracking_number]
    owner, union = sign_in(world.owner), sign_in(world.union_officer)
    province = sign_in(world.province_officer)
    form = reverse("owner:complaint", args=number)
    assert form in owner.get(reverse("owner:case", args=number)).content.decode()
    assert owner.get(form).status_code == 200
    assert owner.post(form, {"text": TEXT}).status_code == 302
    assert TEXT in province.get(reverse("review:complaints")).content.decode()
    assert TEXT not in union.get(reverse("review:complaints")).content.decode()
    there = reverse("review:complaint", args=[Complaint.objects.get().pk])
    for browser, answers in ((province, True), (union, False)):
        page = browser.get(reverse("review:case", args=number)).content.decode()
        assert (f'href="{there}"' in page) is answers
    assert province.get(there).status_code == 200
    sent = {"verdict": "upheld", "answer": "حق با شماست"}
    assert province.post(there, sent).status_code == 302
    for browser, name in ((owner, "owner:case"), (union, "review:case"), (province, "review:case")):
        page = browser.get(reverse(name, args=number)).content.decode()
        assert TEXT in page
        assert "حق با شماست" in page
    again = province.post(there, sent, follow=True)
    assert "پاسخ ارسال شد" in again.content.decode()
    other = province.post(there, sent | {"verdict": "declined"})
    assert other.status_code == 409
    assert "حق با شماست" in other.content.decode()
    assert Notice.objects.filter(kind=NoticeKind.COMPLAINT).count() == 1


def test_a_complaint_without_words_is_refused_and_one_too_late_is_said(
    world: World, sign_in: SignIn
) -> None:
    case = world.returned()
    owner, form = sign_in(world.owner), reverse("owner:complaint", args=[case.tracking_number])
    assert owner.post(form, {"text": " "}).status_code == 422
    for _ in range(2):
        sent = owner.post(form, {"text": TEXT}, follow=True)
        assert "شکایت شما ارسال شد" in sent.content.decode()
    late = owner.post(form, {"text": "بار دوم"})
    assert late.status_code == 409
    for words in ("از هر بازگشت یک بار", "بار دوم"):
        assert words in late.content.decode()
    assert owner.get(form).status_code == 302
    assert Complaint.objects.count() == 1


def test_an_answer_needs_its_result_and_its_words(world: World, sign_in: SignIn) -> None:
    case = world.returned()
    sign_in(world.owner).post(
        reverse("owner:complaint", args=[case.tracking_number]), {"text": TEXT}
    )
    there = reverse("review:complaint", args=[Complaint.objects.get().pk])
    browser = sign_in(world.province_officer)
    refused = browser.post(there, {"answer": "نوشتهٔ من"})
    assert refused.status_code == 422
    assert "نوشتهٔ من" in refused.content.decode()
    assert sign_in(world.union_officer).get(there).status_code == 404


def test_an_inactive_unit_is_led_from_its_home_to_its_complaint(
    world: World, sign_in: SignIn
) -> None:
    Unit.objects.update(activity="inactive", missed_months=4)
    owner, form = sign_in(world.owner), reverse("owner:inactive_complaint", args=[world.unit.pk])
    assert owner.get(form).status_code == 200
    assert owner.post(form, {"text": ""}).status_code == 422
    for _ in range(2):
        assert owner.post(form, {"text": TEXT}).status_code == 302
    assert Complaint.objects.count() == 1
    page = owner.get(form).content.decode()
    assert TEXT in page
    assert world.province.name in page
    kept = owner.post(form, {"text": "بار دوم"})
    assert kept.status_code == 409
    assert "بار دوم" in kept.content.decode()
    assert sign_in(world.union_officer).get(form).status_code == 404
