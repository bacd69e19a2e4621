"""A draft begins and ends: a new month, and the ✕."""

import re
from typing import Any

import pytest

from catalog.models import County, Province
from catalog.policy_definitions import PolicyKey
from statistics.models import Submission
from tests.review.cases import policy
from tests.statistics.filing import (
    Filer,
    period,
    text_of,
)
from tests.world import licence_for, person

NEW = "/statistics/new/"


def open_new(filer: Filer, action: str = "confirm", **changes: Any) -> Any:
    """Post a new month."""
    return filer.browser.post(NEW, period(filer.world, action=action) | changes)


def test_a_new_month_gets_a_tracking_number_of_eleven_digits(filer: Filer) -> None:
    answer = open_new(filer)
    number = Submission.objects.get().tracking_number
    assert len(number) == 11
    assert number.isdigit()
    assert answer.headers["Location"] == f"/statistics/{number}/production/"


def test_a_new_month_is_prefilled_with_the_one_licence_and_the_latest_ended_month(
    filer: Filer,
) -> None:
    text = text_of(filer.browser.get(NEW))
    assert '<option value="7" selected>مهر</option>' in text
    assert '<option value="1398" selected>۱۳۹۸</option>' in text
    assert re.search(r'value="0499999913"\s+id="id_licence"[^>]*checked', text)
    filer.begin()
    assert '<option value="6" selected>شهریور</option>' in text_of(filer.browser.get(NEW))


@pytest.mark.parametrize("month", ["x", "²", "0", "139813", "99999999999", "-1", ""])
def test_a_month_asked_for_in_the_address_may_be_anything(filer: Filer, month: str) -> None:
    assert filer.browser.get(NEW, {"month": month}).status_code == 200


def test_the_search_of_step_1_finds_only_ones_own_licences(filer: Filer) -> None:
    stranger = licence_for("0488888888", "9990000026", filer.world.union, person("stranger"))
    unit = filer.world.unit
    own = {"action": "search", "holder_id": unit.holder_id, "guild_id": "۰۴۹۹۹۹۹۹۱۳"}
    text = text_of(filer.browser.post(NEW, own))
    assert "۰۴۹۹۹۹۹۹۱۳" in text
    assert "آذربایجان شرقی" in text
    foreign = {"holder_id": stranger.unit.holder_id, "guild_id": stranger.unit.guild_id}
    missing = {"holder_id": "1111111111", "guild_id": "2222222222"}
    for miss in (foreign, missing):
        answer = filer.browser.post(NEW, {"action": "search"} | miss)
        assert "پروانه‌ای با این مشخصات ندارید" in text_of(answer)
    assert not Submission.objects.exists()


def test_of_two_hundred_licences_twenty_are_listed_the_chosen_one_first(filer: Filer) -> None:
    world = filer.world
    numbers = [f"1{number:09}" for number in range(199)]
    for number in numbers:
        licence_for(number, "9990000018", world.union, world.owner)
    page = filer.browser.get(NEW, {"licence": numbers[150]})
    text = text_of(page)
    assert len(page.content) < 60_000
    assert text.count('name="licence"') == 20
    assert text.index(f'value="{numbers[150]}"') < text.index(f'value="{numbers[0]}"')
    assert "۱۸۰ پروانهٔ دیگر دارید" in text
    found = filer.browser.post(NEW, {"action": "search", "guild_id": numbers[190]})
    assert f'value="{numbers[190]}"' in text_of(found)
    # What is not listed is refused no more than what is.
    assert open_new(filer, licence=numbers[198]).status_code == 302


def test_no_address_holds_an_id(filer: Filer) -> None:
    """What is asked by GET stands in logs, histories and on the screen."""
    page = filer.browser.get(NEW).content.decode()
    for form in re.findall(r"<form.*?</form>", page, re.DOTALL):
        if 'name="holder_id"' in form or 'name="guild_id"' in form:
            assert 'method="post"' in form
    stranger = {"holder_id": "1111111111", "guild_id": "2222222222"}
    assert "پروانه‌ای با این مشخصات ندارید" not in text_of(filer.browser.get(NEW, stranger))


def test_discarding_a_new_month_opens_nothing(filer: Filer) -> None:
    answer = open_new(filer, action="discard")
    assert answer.headers["Location"] == NEW
    assert not Submission.objects.exists()


def test_a_new_month_stands_at_step_one_and_says_until_when(filer: Filer) -> None:
    text = text_of(filer.browser.get(NEW))
    assert '<span class="off" aria-current="step"><b>گام ۱ انتخاب دوره</b>' in text
    assert text.count('aria-current="step"') == 1
    assert "مهر ۱۳۹۸: ۲ روز تا پایان مهلت" in text
    refused = open_new(filer, month=6, activity="")
    assert "شهریور ۱۳۹۸: ۲۳ روز از مهلت گذشته" in text_of(refused)


def test_no_deadline_is_told_where_provinces_differ_and_none_is_chosen(filer: Filer) -> None:
    west = Province.objects.create(code="04", name="آذربایجان غربی", iso="IR-04")
    there = County.objects.create(code="0401", name="خوی", province=west, organization_code="04")
    second = licence_for("0499999921", "9990000026", filer.world.union, filer.world.owner)
    second.county = there
    second.save()
    assert "مهر ۱۳۹۸: ۲ روز تا پایان مهلت" in text_of(filer.browser.get(NEW))
    policy(PolicyKey.FILING_ON_TIME_DAY, 7, province_id="04")
    assert "تا پایان مهلت" not in text_of(filer.browser.get(NEW))
    chosen = text_of(filer.browser.get(f"{NEW}?licence={second.number}"))
    assert "مهر ۱۳۹۸: ۴ روز تا پایان مهلت" in chosen


def test_a_draft_is_deleted_after_one_question(filer: Filer) -> None:
    filer.begin()
    assert "مهر ۱۳۹۸ حذف شود؟" in filer.read("delete")
    answer = filer.browser.post(filer.url("delete"), {"version": filer.submission.version})
    assert answer.headers["Location"] == "/statistics/"
    assert not Submission.objects.exists()


@pytest.mark.parametrize("version", ["0", "", "x"])
def test_a_draft_that_changed_meanwhile_is_not_deleted(filer: Filer, version: str) -> None:
    filer.begin()
    assert filer.browser.post(filer.url("delete"), {"version": version}).status_code == 409
    assert Submission.objects.exists()


@pytest.mark.parametrize("state", ["filed", "returned", "final"])
def test_only_drafts_are_deleted(filer: Filer, state: str) -> None:
    filer.tracking = getattr(filer.world, state)().tracking_number
    page = filer.browser.get(filer.url("delete"))
    assert page.headers["Location"] == f"/statistics/{filer.tracking}/"
    answer = filer.browser.post(filer.url("delete"), {"version": filer.submission.version})
    assert answer.status_code == 409
    assert Submission.objects.exists()
