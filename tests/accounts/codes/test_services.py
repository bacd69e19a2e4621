"""A code by SMS: made when it is sent, typed once, few a day, few guesses."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.test import override_settings

from accounts.codes import services as codes
from accounts.codes.services import CodeRefusedError, CodeRequest
from accounts.enums import CodePurpose
from accounts.models import OneTimeCode, User
from accounts.notices.backends import MemorySms
from catalog.policy_definitions import PolicyKey
from tests.codes import codes_sent, last_code, wrong_code
from tests.concurrency import race, winners
from tests.review.cases import policy

NOW = datetime(2026, 11, 28, 8, tzinfo=UTC)
MOBILE = "09120000001"
MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def worker() -> Iterator[None]:
    with codes_sent():
        yield


def wanted(subject: str = "unit:1", mobile: str = MOBILE, key: str = "line") -> CodeRequest:
    return CodeRequest(CodePurpose.SIGN_UP, subject, mobile, address_key=key)


def prove(typed: str, at: datetime = NOW, subject: str = "unit:1") -> OneTimeCode:
    return codes.prove(CodePurpose.SIGN_UP, subject, typed, at)


def test_the_code_stands_in_the_message_alone(worker: None) -> None:
    made = codes.ask(wanted(), NOW)
    kept = OneTimeCode.objects.get(pk=made.pk)
    assert MemorySms.sent[-1].address == MOBILE
    assert last_code() not in str(vars(kept))
    assert prove(last_code()).pk == made.pk


def test_a_code_serves_once(worker: None) -> None:
    codes.ask(wanted(), NOW)
    prove(last_code())
    with pytest.raises(CodeRefusedError, match="کدی در انتظار نیست"):
        prove(last_code())


def test_a_code_of_another_subject_or_purpose_opens_nothing(worker: None) -> None:
    codes.ask(wanted(), NOW)
    with pytest.raises(CodeRefusedError, match="کدی در انتظار نیست"):
        prove(last_code(), subject="unit:2")
    with pytest.raises(CodeRefusedError, match="کدی در انتظار نیست"):
        codes.prove(CodePurpose.RESET, "unit:1", last_code(), NOW)


def test_the_newest_code_counts(worker: None) -> None:
    codes.ask(wanted(), NOW)
    first = last_code()
    codes.ask(wanted(), NOW + MINUTE)
    if first != last_code():
        with pytest.raises(CodeRefusedError, match="درست نیست"):
            prove(first, NOW + MINUTE)
    prove(last_code(), NOW + MINUTE)


def test_a_code_ends_after_ten_minutes(worker: None) -> None:
    codes.ask(wanted(), NOW)
    with pytest.raises(CodeRefusedError, match="وقت آن گذشته"):
        prove(last_code(), NOW + 10 * MINUTE)
    prove(last_code(), NOW + 10 * MINUTE - timedelta(seconds=1))


def test_a_code_that_waited_too_long_is_not_sent_and_no_code_twice() -> None:
    """The worker was away: by now the code proves nothing."""
    with codes_sent(NOW + 10 * MINUTE):
        made = codes.ask(wanted(), NOW)
    assert not MemorySms.sent
    codes.send(made.pk, NOW + 9 * MINUTE)
    codes.send(made.pk, NOW + 9 * MINUTE)
    assert len(MemorySms.sent) == 1


def test_guessing_ends_after_five_tries(worker: None) -> None:
    codes.ask(wanted(), NOW)
    for left in "۴۳۲۱۰":
        with pytest.raises(CodeRefusedError, match=f"{left} بار دیگر"):
            prove(wrong_code())
    with pytest.raises(CodeRefusedError, match="کد جدید بگیرید"):
        prove(last_code())


@pytest.mark.parametrize("same", ["mobile", "line", "person"])
@override_settings(CODES_OF_A_LINE=6)
def test_codes_are_few_a_day_for_a_number_a_line_and_a_person(worker: None, same: str) -> None:
    person = User.objects.create(username="p", full_name="p")
    for n in range(7):
        request = CodeRequest(
            CodePurpose.SIGN_UP,
            f"unit:{n}",
            MOBILE if same == "mobile" else f"0912000001{n}",
            person if same == "person" else None,
            "line" if same == "line" else f"line{n}",
        )
        if n == 6:
            with pytest.raises(CodeRefusedError, match="فردا"):
                codes.ask(request, NOW + n * 2 * MINUTE)
        else:
            codes.ask(request, NOW + n * 2 * MINUTE)
    codes.ask(wanted("unit:9"), NOW + timedelta(days=1, minutes=11))


def test_codes_are_bounded_for_a_network_by_the_policy_of_the_day(worker: None) -> None:
    def from_line(n: int, network: str = "network") -> CodeRequest:
        mobile = f"0912000{n:04d}"
        return CodeRequest(CodePurpose.SIGN_UP, f"u:{n}", mobile, None, f"line{n}", network)

    policy(PolicyKey.CODES_OF_A_NETWORK, 60)
    # Each of another line to another number: nothing but the network is the same.
    for n in range(60):
        codes.reserve(from_line(n), NOW)
    with pytest.raises(CodeRefusedError, match="فردا"):
        codes.reserve(from_line(60), NOW)
    codes.reserve(from_line(60, "other"), NOW)
    person = User.objects.create(username="p", full_name="p")
    codes.reserve(replace(from_line(61), asked_by=person), NOW)
    # Raised from today on, and forgotten a day later.
    policy(PolicyKey.CODES_OF_A_NETWORK, 61, NOW.date())
    codes.reserve(from_line(62), NOW)
    with pytest.raises(CodeRefusedError, match="فردا"):
        codes.reserve(from_line(63), NOW)
    codes.reserve(from_line(63), NOW + timedelta(days=1, minutes=1))


def test_two_codes_to_a_number_are_a_minute_apart(worker: None) -> None:
    codes.ask(wanted(), NOW)
    with pytest.raises(CodeRefusedError, match="یک دقیقه"):
        codes.ask(wanted("unit:2"), NOW)
    assert codes.next_ask(CodePurpose.SIGN_UP, "unit:1") == NOW + MINUTE


def test_the_installation_has_a_ceiling_a_day(worker: None) -> None:
    with override_settings(ALL_CODES_A_DAY=1):
        codes.ask(wanted(), NOW)
        with pytest.raises(CodeRefusedError, match="فردا"):
            codes.ask(wanted("unit:2", "09120000002", "other"), NOW)


def test_without_a_way_to_send_none_is_asked_for() -> None:
    with override_settings(SMS_SENDER=""), pytest.raises(CodeRefusedError):
        codes.ask(wanted(), NOW)
    assert not OneTimeCode.objects.exists()


def test_old_codes_are_forgotten(worker: None) -> None:
    codes.ask(wanted(), NOW)
    assert codes.prune(NOW + timedelta(days=1)) == 0
    assert codes.prune(NOW + timedelta(days=3)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_send_one_code_and_one_of_two_tries_wins() -> None:
    with codes_sent():
        asked = race([lambda: codes.ask(wanted(), NOW)] * 2)
        assert len(winners(asked)) == 1
        proved = race([lambda: prove(last_code())] * 4)
    assert len(winners(proved)) == 1


def test_what_anybody_may_ask_for_leaves_the_rest_of_the_day(worker: None) -> None:
    def by_union(mobile: str = MOBILE) -> CodeRequest:
        return CodeRequest(CodePurpose.UNION, f"union:1:{mobile}", mobile)

    for minute in range(3):
        codes.ask(by_union(), NOW + 2 * minute * MINUTE)
    with pytest.raises(CodeRefusedError, match="فردا"):
        codes.ask(by_union(), NOW + 8 * MINUTE)
    assert codes.ask(wanted(), NOW + 8 * MINUTE)
    with override_settings(ALL_CODES_A_DAY=40):
        codes.ask(by_union("09120000002"), NOW)
        with pytest.raises(CodeRefusedError, match="فردا"):
            codes.ask(by_union("09120000003"), NOW)
        assert codes.ask(wanted(mobile="09120000003"), NOW)
