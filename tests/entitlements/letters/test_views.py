"""Letters say what stands in the portal, to whom it concerns, and no figure."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine as clock
from django.test import Client

from catalog.policy_definitions import PolicyKey
from review import workflow
from tests.review.cases import policy
from tests.statistics.filing import text_of
from tests.world import FILED_AT, MEHR, World, person, tehran

pytestmark = pytest.mark.django_db
SignIn = Callable[[Any], Client]
REASON = "مقدار مهر با ظرفیت نمی‌خواند"


@pytest.fixture
def now(time_machine: clock.TimeMachineFixture) -> Callable[[Any], None]:
    return lambda at: time_machine.move_to(at, tick=False)


def test_a_receipt_tells_number_day_holder_and_licence_and_no_figure(
    world: World, sign_in: SignIn, now: Any
) -> None:
    case = world.filed()
    now(FILED_AT)
    for user in (world.owner, world.union_officer):
        page = text_of(sign_in(user).get(f"/letters/{case.tracking_number}/receipt/"))
        for words in (
            f"{case.tracking_number}/",
            world.unit.name,
            world.unit.holder_name,
            world.licence.number,
            world.union.name,
            "۳ آبان ۱۳۹۸",
            "مهر ۱۳۹۸",
        ):
            assert _either(words, page), words
        assert world.unit.holder_id not in page
        assert "تن" not in page.split()


def _either(words: str, page: str) -> bool:
    """Find words whether the page writes their digits in Persian or not."""
    digits = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
    return words in page or words.translate(digits) in page


def test_a_return_tells_its_reason_who_sent_it_back_and_both_days(
    world: World, sign_in: SignIn, now: Any
) -> None:
    case = world.returned(reason=REASON)
    now(FILED_AT)
    page = text_of(sign_in(world.owner).get(f"/letters/{case.tracking_number}/return/"))
    for words in (REASON, world.union.name, "۵ آبان ۱۳۹۸", "۱۰ آذر ۱۳۹۸", case.tracking_number):
        assert _either(words, page), words


def test_after_a_new_round_the_receipt_is_of_that_one_and_the_return_stays(
    world: World, sign_in: SignIn, now: Any
) -> None:
    case = world.returned(reason=REASON)
    workflow.file(world.owner, case.tracking_number, case.version, FILED_AT)
    now(FILED_AT)
    browser = sign_in(world.owner)
    assert "پس از اصلاح دوباره" in text_of(browser.get(f"/letters/{case.tracking_number}/receipt/"))
    assert REASON in text_of(browser.get(f"/letters/{case.tracking_number}/return/"))


def test_what_never_happened_has_no_letter_and_a_stranger_none_at_all(
    world: World, sign_in: SignIn
) -> None:
    case = world.filed()
    assert sign_in(world.owner).get(f"/letters/{case.tracking_number}/return/").status_code == 404
    stranger = sign_in(person("stranger"))
    for place in (f"{case.tracking_number}/receipt", f"units/{world.unit.pk}/warning"):
        assert stranger.get(f"/letters/{place}/").status_code == 404


def test_a_warning_names_the_months_the_day_and_the_way(
    world: World, sign_in: SignIn, now: Any
) -> None:
    policy(PolicyKey.OBLIGATION_FROM, MEHR.to_int())
    now(tehran(1398, 10, 12))
    for user in (world.owner, world.union_officer, world.province_officer):
        page = text_of(sign_in(user).get(f"/letters/units/{world.unit.pk}/warning/"))
        for words in (
            "مهر ۱۳۹۸ تا آذر ۱۳۹۸",
            "۱۰ بهمن ۱۳۹۸",
            "آذر ۱۳۹۸ را ثبت کنید",
            world.unit.name,
        ):
            assert words in page, words
    now(tehran(1398, 11, 12))
    page = text_of(sign_in(world.owner).get(f"/letters/units/{world.unit.pk}/warning/"))
    assert "اعلام غیرفعال بودن واحد" in page


def test_who_lacks_nothing_is_not_warned(world: World, sign_in: SignIn, now: Any) -> None:
    now(FILED_AT)
    page = text_of(sign_in(world.owner).get(f"/letters/units/{world.unit.pk}/warning/"))
    assert "هشداری نیست" in page
