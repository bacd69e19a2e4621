"""The code of sign-up: wrong, late, second, reused, spaced; and the ways back and on."""

from datetime import timedelta

import pytest
import time_machine as clock
from django.test import override_settings

from accounts.enums import AccessKind
from accounts.models import AccessEvent, OneTimeCode
from accounts.notices.backends import MemorySms
from config.persian import to_persian_digits
from tests.codes import last_code, wrong_code
from tests.units.enrolment.conftest import (
    CODE,
    FOREIGN,
    LICENCE,
    MOBILE,
    NOW,
    UNITS,
    Newcomer,
    register,
)
from units.enrolment.queries import units_to_join
from units.models import ContactNumber, Unit

pytestmark = pytest.mark.usefixtures("unit")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def asked(newcomer: Newcomer) -> Newcomer:
    newcomer.find()
    newcomer.ask()
    return newcomer


def test_the_page_tells_where_the_code_went_and_until_when_it_serves(asked: Newcomer) -> None:
    page = asked.browser.get(CODE).content.decode()
    for words in ("۰۹۱۲ ••• ••۰۱", "<b>۱۱:۱۰</b>", "از ساعت ۱۱:۰۱", "(۵ بار مانده)"):
        assert words in page
    assert MOBILE not in page


@pytest.mark.parametrize("way", ["plain", "persian", "spaced", "dashed"])
def test_a_code_is_taken_in_any_digits_and_with_blanks(asked: Newcomer, way: str) -> None:
    code = last_code()
    typed = {
        "plain": code,
        "persian": to_persian_digits(code),
        "spaced": f" {code[:3]} {code[3:]} ",
        "dashed": "-".join(code),
    }[way]
    assert asked.type_code(typed).url == UNITS


def test_a_mobile_that_a_file_has_changed_opens_nothing_until_its_day(
    newcomer: Newcomer, unit: Unit
) -> None:
    ContactNumber.objects.update(serves_from=NOW + timedelta(days=7))
    newcomer.find()
    page = newcomer.browser.get(LICENCE).content.decode()
    assert "با فایل تغییر کرده" in page
    assert "کد را پیامک کنید" not in page
    MemorySms.sent.clear()
    newcomer.ask()
    assert not OneTimeCode.objects.exists()
    # Another unit of the holder does not bring it along.
    assert list(units_to_join(unit, MOBILE, NOW)) == []
    assert list(units_to_join(unit, MOBILE, NOW + timedelta(days=7))) == [unit]


def test_a_wrong_code_is_counted_told_and_kept_in_the_trail(asked: Newcomer) -> None:
    for left in "۴۳۲۱۰":
        refused = asked.type_code(wrong_code())
        assert refused.status_code == 422
        assert f"{left} بار دیگر" in refused.content.decode()
    spent = asked.type_code()
    assert "کد جدید بگیرید" in spent.content.decode()
    assert AccessEvent.objects.filter(kind=AccessKind.CODE_WRONG).count() == 6
    assert asked.browser.get(UNITS).headers["Location"] == LICENCE


def test_a_late_code_is_refused(asked: Newcomer, time_machine: clock.TimeMachineFixture) -> None:
    time_machine.move_to(NOW + 10 * MINUTE)
    assert "وقت آن گذشته است" in asked.type_code().content.decode()


def test_the_first_code_is_dead_once_a_second_was_sent(
    asked: Newcomer, time_machine: clock.TimeMachineFixture
) -> None:
    first = last_code()
    early = asked.send(CODE, send="1")
    assert "یک دقیقه صبر کنید" in early.content.decode()
    time_machine.move_to(NOW + 2 * MINUTE)
    assert asked.send(CODE, send="1").url == CODE
    if last_code() != first:
        assert asked.type_code(first).status_code == 422
    assert asked.type_code().url == UNITS


def test_a_used_code_is_taken_no_second_time(asked: Newcomer) -> None:
    asked.type_code()
    assert asked.type_code().headers["Location"] == UNITS
    assert asked.browser.get(CODE).headers["Location"] == UNITS
    assert OneTimeCode.objects.get().used_at == NOW


def test_the_phone_s_clock_plays_no_part(
    asked: Newcomer, time_machine: clock.TimeMachineFixture
) -> None:
    """A clock five minutes wrong: the code serves by the portal's own."""
    time_machine.move_to(NOW + 9 * MINUTE)
    asked.browser.defaults["HTTP_DATE"] = "Sat, 26 Oct 2019 07:25:00 GMT"
    assert asked.type_code().url == UNITS


def test_a_session_that_was_proved_has_a_new_key(asked: Newcomer) -> None:
    before = asked.browser.session.session_key
    asked.type_code()
    assert asked.browser.session.session_key != before


def test_the_sixth_code_of_a_day_is_the_last(
    asked: Newcomer, time_machine: clock.TimeMachineFixture
) -> None:
    for number in range(1, 6):
        time_machine.move_to(NOW + 2 * number * MINUTE)
        assert asked.send(CODE, send="1").status_code == 302
    assert len(MemorySms.sent) == 6
    time_machine.move_to(NOW + 12 * MINUTE)
    assert "فردا دوباره" in asked.browser.get(CODE).content.decode()
    assert asked.send(CODE, send="1").status_code == 422
    assert len(MemorySms.sent) == 6


def test_a_number_changed_meanwhile_is_proved_by_no_older_code(asked: Newcomer, unit: Unit) -> None:
    ContactNumber.objects.filter(unit=unit).update(ended_at=NOW)
    register(unit, FOREIGN)
    refused = asked.type_code()
    assert refused.status_code == 422
    assert "تغییر کرده است" in refused.content.decode()


def test_without_a_way_to_send_none_is_promised(newcomer: Newcomer) -> None:
    newcomer.find()
    with override_settings(SMS_SENDER=""):
        assert "پیامکی ارسال نمی‌کند" in newcomer.browser.get(LICENCE).content.decode()
        assert newcomer.ask().status_code == 422
