"""Finding one's unit by two ids: whatever is wrong of a pair, nothing tells it."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine as clock
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.codes.rules import masked_mobile
from accounts.enums import AccessKind
from accounts.models import AccessEvent
from accounts.notices.backends import MemorySms
from tests.codes import last_code
from tests.conftest import StrictClient
from tests.units.enrolment.conftest import (
    CODE,
    GUILD,
    HOLDER,
    LICENCE,
    MOBILE,
    NOW,
    SET,
    START,
    UNITS,
    Newcomer,
    unit_without_account,
)
from tests.world import World
from units.enrolment.rules import masked_holder, masked_name
from units.models import ContactNumber, Unit

pytestmark = pytest.mark.usefixtures("unit")
# Wrong guild id, a foreign pair, a pair of which neither is there, a check digit that is wrong.
MISSES = ((HOLDER, "0400000000"), (HOLDER, "0499999913"), ("9999999999", "0400000001"))


def at_line(number: int) -> StrictClient:
    return StrictClient(REMOTE_ADDR=f"192.0.2.{number}")


def plain(answer: Any, *typed: str) -> str:
    """Take the token and what was typed out of a page."""
    text: str = answer.content.decode()
    for word in typed:
        text = text.replace(word, "-" * len(word))
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


def test_every_wrong_pair_is_answered_alike(newcomer: Newcomer) -> None:
    """In words, in status, in bytes, and in what is asked of the database."""
    answers, asked = [], []
    for number, pair in enumerate(MISSES):
        newcomer.browser = at_line(number + 1)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = newcomer.find(*pair)
        answers.append((answer.status_code, plain(answer, *pair), len(answer.content)))
        asked.append([re.sub(r"'[^']*'|\d+", "?", row["sql"]) for row in queries])
    assert answers[0][0] == 422
    assert "پروانه‌ای با این دو شناسه پیدا نشد" in answers[0][1]
    assert answers.count(answers[0]) == len(MISSES)
    assert asked.count(asked[0]) == len(MISSES)


def test_the_first_page_leads_on_who_is_no_holder(newcomer: Newcomer) -> None:
    page = newcomer.browser.get(START).content.decode()
    assert f'href="{reverse("access:join")}">عضویت اتحادیه</a>' in page
    assert "دارنده شما را دعوت می‌کند" in page


def test_a_closed_unit_is_found_by_nobody(newcomer: Newcomer, unit: Unit) -> None:
    Unit.objects.filter(pk=unit.pk).update(closed_on=NOW.date())
    assert newcomer.find().status_code == 422


def test_a_right_pair_shows_first_letters_and_a_starred_number(
    newcomer: Newcomer, unit: Unit
) -> None:
    answer = newcomer.find("۰۰۰-۰۰۰۰۴۶۹", "۰۴۹۹ ۹۹۹۹۲۱")
    assert (answer.status_code, answer.url) == (302, LICENCE)
    page = newcomer.browser.get(LICENCE).content.decode()
    for words in ("کارگاه پلا… نمو…", "س… ف…", "۰۹۱۲ ••• ••۰۱", "اتحادیه پلاستیک ملکان"):
        assert words in page
    for secret in (unit.name, unit.holder_name, MOBILE, "خیابان نمونه", HOLDER, GUILD):
        assert secret not in page


def test_what_is_masked_keeps_its_first_letters() -> None:
    assert masked_name("کارگاه کفش پرنیان") == "کارگاه کفش پرن…"
    assert masked_name("پرنیان") == "پرن…"
    assert masked_name("") == ""
    assert masked_holder("لیلا نمونه‌پور") == "ل… ن…"
    assert masked_mobile("09001234580") == "0900 ••• ••80"


@pytest.mark.parametrize("same", ["id", "line"])
def test_five_pairs_in_vain_an_hour_of_an_id_and_of_a_line(
    newcomer: Newcomer, time_machine: clock.TimeMachineFixture, same: str
) -> None:
    for number in range(5):
        newcomer.browser = at_line(number if same == "id" else 1)
        pair = (HOLDER if same == "id" else f"000000000{number}", f"040000000{number}")
        assert newcomer.find(*pair).status_code == 422
    newcomer.browser = at_line(9 if same == "id" else 1)
    shut = newcomer.find()
    assert shut.status_code == 429
    assert int(shut.headers["Retry-After"]) == 3600
    assert "از ساعت <b>۱۲:۰۰</b>" in shut.content.decode()
    assert "sign_up" not in newcomer.browser.session
    time_machine.move_to(NOW + timedelta(hours=1, seconds=1))
    assert newcomer.find().status_code == 302


def test_fifty_pairs_in_vain_an_hour_of_a_network(newcomer: Newcomer) -> None:
    for number in range(50):
        newcomer.browser = at_line(number)
        assert newcomer.find(f"00000000{number:02}", "0400000000").status_code == 422
    newcomer.browser = at_line(99)
    assert newcomer.find().status_code == 429
    newcomer.browser = StrictClient(REMOTE_ADDR="198.51.100.1")
    assert newcomer.find().status_code == 302


def test_a_right_pair_is_no_try_in_vain(newcomer: Newcomer) -> None:
    for _ in range(8):
        assert newcomer.find().status_code == 302
    assert not AccessEvent.objects.filter(kind=AccessKind.SIGN_UP_TRY).exists()


def test_the_trail_tells_a_try_by_stars_and_a_digest(newcomer: Newcomer) -> None:
    newcomer.find(HOLDER, "0400000000")
    line = AccessEvent.objects.get(kind=AccessKind.SIGN_UP_TRY)
    assert (line.name, len(line.name_key)) == ("00***9", 32)
    assert HOLDER not in str(vars(line))
    assert "0400000000" not in str(vars(line))


def test_no_id_and_no_number_stands_in_an_address(newcomer: Newcomer) -> None:
    assert newcomer.browser.get(f"{START}?holder_id={HOLDER}&guild_id={GUILD}").status_code == 200
    assert "sign_up" not in newcomer.browser.session
    newcomer.prove()


def test_ids_of_another_length_are_asked_for_anew(newcomer: Newcomer) -> None:
    for pair in (("123456789", GUILD), (HOLDER, "123"), ("", "")):
        answer = newcomer.find(*pair)
        assert answer.status_code == 422
        assert "پیدا نشد" not in answer.content.decode()
    assert not AccessEvent.objects.filter(kind=AccessKind.SIGN_UP_TRY).exists()


def test_without_a_registered_mobile_the_page_says_who_writes_it_down(
    newcomer: Newcomer, world: World
) -> None:
    unit_without_account(world, "0499999939", mobile="", holder="0000000477")
    unit = Unit.objects.get(guild_id="0499999939")
    # A number that somebody gave is none of the registry.
    ContactNumber.objects.create(
        unit=unit, role="holder", number=MOBILE, source="holder", added_at=NOW
    )
    world.province.liaison_phone = "04133330000"
    world.province.save()
    newcomer.find("0000000477", "0499999939")
    page = newcomer.browser.get(LICENCE).content.decode()
    assert "ثبت نشده است" in page
    assert "اتحادیه پلاستیک ملکان" in page
    assert "۰۴۱" in page
    assert "کد را پیامک کنید" not in page
    assert newcomer.ask().status_code == 422
    assert not MemorySms.sent


def test_the_code_goes_to_the_registered_mobile_whatever_is_typed(
    newcomer: Newcomer, unit: Unit
) -> None:
    newcomer.find()
    newcomer.send(LICENCE, mobile="09129999999", number="09129999999")
    assert [message.address for message in MemorySms.sent] == [MOBILE]


def test_steps_that_were_not_reached_open_nothing(newcomer: Newcomer) -> None:
    for page in (LICENCE, CODE, UNITS, SET):
        assert newcomer.browser.get(page).status_code == 410
        assert newcomer.send(page, code="123456").status_code == 410
    newcomer.find()
    for page in (UNITS, SET):
        assert newcomer.browser.get(page).headers["Location"] == LICENCE
    assert newcomer.browser.get(CODE).headers["Location"] == LICENCE


def test_a_step_is_open_for_half_an_hour(
    newcomer: Newcomer, time_machine: clock.TimeMachineFixture
) -> None:
    newcomer.prove()
    time_machine.move_to(NOW + timedelta(minutes=31))
    assert newcomer.browser.get(UNITS).status_code == 410
    assert newcomer.make().status_code == 410


def test_a_form_of_another_tab_s_unit_does_nothing(newcomer: Newcomer, world: World) -> None:
    newcomer.find()
    first = newcomer.browser.session["sign_up"]["nonce"]
    unit_without_account(world, "0499999939", "09120000009", "0000000477")
    newcomer.find("0000000477", "0499999939")
    answer = newcomer.browser.post(LICENCE, {"journey": first})
    assert answer.status_code == 410
    assert "در پنجرهٔ دیگری" in answer.content.decode()
    assert not MemorySms.sent


def test_the_same_pair_once_more_keeps_the_code_that_is_on_its_way(newcomer: Newcomer) -> None:
    newcomer.find()
    newcomer.ask()
    newcomer.find()
    assert newcomer.ask().url == CODE
    assert len(MemorySms.sent) == 1
    assert newcomer.type_code().url == UNITS


def test_a_code_of_another_browser_opens_nothing_here(newcomer: Newcomer) -> None:
    newcomer.find()
    newcomer.ask()
    code = last_code()
    other = Newcomer(at_line(7))
    other.find()
    refused = other.type_code(code)
    assert refused.status_code == 302
    assert refused.url == LICENCE
    assert newcomer.type_code(code).url == UNITS
