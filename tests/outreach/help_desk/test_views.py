"""The pages of the help desk: writing, answering, opening again, the report and the categories."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.enums import Role
from outreach.enums import TicketAct
from outreach.models import HelpCategory, Ticket, TicketEntry
from tests.accounts.access.stage import chain_of
from tests.outreach.help_desk.acts import asked, category, statistician, took
from tests.statistics.filing import text_of
from tests.world import FILED_AT, World, officer, person, tehran

pytestmark = pytest.mark.django_db
SignIn = Callable[[Any], Client]
HERE = "/help-desk/"


@pytest.fixture(autouse=True)
def _on_the_third(time_machine: Any) -> None:
    time_machine.move_to(FILED_AT, tick=False)


def typed(world: World, **more: Any) -> dict[str, Any]:
    said = {
        "asker": f"unit:{world.unit.pk}",
        "category": category().pk,
        "subject": "گام دوم ذخیره نمی‌شود",
        "text": "مقدار محصول سوم خالی است.",
    }
    return said | more


def test_an_owner_writes_the_liaison_answers_and_the_owner_ends_it(
    world: World, sign_in: SignIn
) -> None:
    owner = sign_in(world.owner)
    answer = owner.post(f"{HERE}new/", typed(world))
    ticket = Ticket.objects.get()
    page = f"{HERE}{ticket.pk}/"
    assert answer.headers["Location"] == page
    assert "۶ آبان ۱۳۹۸" in text_of(owner.get(page))
    desk = sign_in(world.province_officer)
    assert "گام دوم ذخیره نمی‌شود" in text_of(desk.get(HERE))
    said = {"version": 1, "action": "answered", "text": "صفحه را دوباره باز کنید"}
    assert desk.post(page, said).status_code == 302
    assert "حل نشد، دوباره باز شود" in text_of(owner.get(page))
    assert "نخستین پاسخ در کمتر از یک روز کاری." in text_of(owner.get(page))
    assert "حل نشد، دوباره باز شود" not in text_of(desk.get(page))
    assert owner.post(page, {"version": 2, "action": "closed"}).status_code == 302
    assert "بسته شد" in text_of(owner.get(HERE))


def test_the_page_from_which_one_comes_comes_along(world: World, sign_in: SignIn) -> None:
    owner = sign_in(world.owner)
    number = world.filed().tracking_number
    shown = text_of(owner.get(f"{HERE}new/?page=/statistics/new/&case={number}"))
    assert 'value="/statistics/new/"' in shown
    assert number in shown
    owner.post(f"{HERE}new/", typed(world, page="//evil.example", tracking_number=number))
    ticket = Ticket.objects.get()
    assert (ticket.page, ticket.tracking_number) == ("", number)
    desk = text_of(sign_in(world.province_officer).get(f"{HERE}{ticket.pk}/"))
    assert f'href="/review/{number}/"' in desk


def test_what_is_wrong_is_said_at_its_field(world: World, sign_in: SignIn) -> None:
    owner = sign_in(world.owner)
    for more, words in (
        ({"asker": "unit:0"}, "از طرف"),
        ({"category": ""}, "موضوع را انتخاب کنید."),
        ({"text": " "}, "شرح مشکل را بنویسید."),
        ({"tracking_number": "12"}, "۱۱ رقم"),
        ({"tracking_number": "99999999999"}, "در میان پرونده‌های شما نیست"),
    ):
        answer = owner.post(f"{HERE}new/", typed(world, **more))
        assert answer.status_code == 422
        assert words in text_of(answer)
    assert not Ticket.objects.exists()
    assert sign_in(person("stranger")).get(f"{HERE}new/").status_code == 403


def test_of_two_answers_the_second_sees_the_first_and_keeps_its_words(
    world: World, sign_in: SignIn
) -> None:
    ticket = asked(world)
    page = f"{HERE}{ticket.pk}/"
    second = officer("second", Role.PROVINCE_EXPERT, world.province)
    for user, text, status in ((world.province_officer, "بله", 302), (second, "نه", 409)):
        said = {"version": 1, "action": "answered", "text": text}
        answer = sign_in(user).post(page, said)
        assert answer.status_code == status
    assert "نوشتهٔ شما: " in text_of(answer)
    assert "نه" in text_of(answer)
    assert TicketEntry.objects.count() == 2


def test_a_step_needs_words_and_the_right_person(world: World, sign_in: SignIn) -> None:
    page = f"{HERE}{asked(world).pk}/"
    desk = sign_in(world.province_officer)
    assert desk.post(page, {"version": 1, "action": "answered", "text": ""}).status_code == 422
    assert desk.post(page, {"version": 1, "action": "closed"}).status_code == 403
    assert desk.post(page, {"version": 1, "action": "x"}).status_code == 409
    office = sign_in(statistician(world))
    assert office.get(page).status_code == 200
    assert office.post(page, {"version": 1, "action": "answered", "text": "ب"}).status_code == 403
    stranger = sign_in(person("stranger"))
    assert stranger.get(page).status_code == 404
    assert stranger.get(page).content == stranger.get(f"{HERE}999/").content
    assert sign_in(world.union_officer).get(page).status_code == 404


def test_a_union_on_its_way_writes_with_its_request_named(world: World, sign_in: SignIn) -> None:
    chain = chain_of(world)
    request = chain.joined("sarrajan")
    union = sign_in(request.applicant)
    shown = text_of(union.get(f"{HERE}new/?for=access:{request.pk}"))
    assert "دسترسی اتحادیه sarrajan" in shown
    said = typed(world, asker=f"access:{request.pk}")
    assert union.post(f"{HERE}new/", said).status_code == 302
    page = f"{HERE}{Ticket.objects.get().pk}/"
    for who in (request.applicant, chain.county, chain.province, chain.first):
        assert f"/access/{request.pk}/" in text_of(sign_in(who).get(page))


def test_the_report_counts_a_month_by_category_and_province(world: World, sign_in: SignIn) -> None:
    for day, text in ((3, "ا"), (5, "ب"), (9, "پ")):
        ticket = asked(world, text=text)
        took(world.province_officer, ticket, TicketAct.ANSWERED, "پ", tehran(1398, 8, day))
    asked(world, text="ت", category=category("مشکل دیگر", 5).pk)
    asked(world, text="ث", at=tehran(1398, 7, 20))
    office = sign_in(statistician(world))
    shown = text_of(office.get(f"{HERE}report/?month=139808"))
    # Answered within no, two and six working days.
    row = shown.split("ثبت آمار ماهانه</th>")[1].split("</tr>")[0]
    numbers = [part.split("<")[0] for part in row.split('">')[1:]]
    assert numbers == ["۳", "۳", "۲", "۱", "۰"]
    assert "به استان" in shown
    province = text_of(sign_in(world.province_officer).get(f"{HERE}report/?month=139808"))
    assert "به استان" not in province
    assert sign_in(world.owner).get(f"{HERE}report/").status_code == 403
    assert "مشکلی نوشته نشده" in text_of(office.get(f"{HERE}report/?month=139701"))


def test_the_statistics_office_keeps_the_categories(world: World, sign_in: SignIn) -> None:
    office = sign_in(statistician(world))
    said = {"name": "چاپ رسید", "answer_days": "۴", "note": "نامهٔ ۱۲"}
    assert office.post(f"{HERE}categories/new/", said).status_code == 302
    assert "چاپ رسید" in text_of(office.get(f"{HERE}categories/"))
    again = office.post(f"{HERE}categories/new/", said | {"note": "دیگر"})
    assert again.status_code == 422
    for days in ("0", "31", "", "x"):
        answer = office.post(f"{HERE}categories/new/", said | {"name": "ت", "answer_days": days})
        assert answer.status_code == 422
    made = HelpCategory.objects.get(name="چاپ رسید")
    end = {"until_0": 3, "until_1": 8, "until_2": 1398}
    assert office.post(f"{HERE}categories/{made.pk}/end/", end).status_code == 302
    again = office.post(f"{HERE}categories/{made.pk}/end/", end | {"until_0": 4})
    assert again.status_code == 422
    owner = sign_in(world.owner)
    assert "چاپ رسید" in text_of(owner.get(f"{HERE}new/"))
    assert owner.get(f"{HERE}categories/").status_code == 403
