"""A day's SMS have a ceiling: nothing above it is lost, and the office is told once."""

from datetime import timedelta

import pytest
from django.core import mail

from accounts.enums import Channel, Delivery, NoticeKind, OrganizationKind, Role
from accounts.models import Notice, Organization, Outbox, SmsDay, User
from accounts.notices.backends import MemorySms, Message
from accounts.notices.budget_services import Tariff, reserve
from accounts.notices.outbox import send_due
from accounts.notices.services import notify
from catalog.models import Policy
from catalog.policy_definitions import PolicyKey
from catalog.services import FIRST_POLICY_DAY
from config.jalali import end_of_day_instant, tehran_day
from tests.accounts.notices.test_services import AT, reachable, tell
from tests.concurrency import race
from tests.world import officer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_sms_yet() -> None:
    MemorySms.sent.clear()


def ceiling(rials: int | None, part: int = 100) -> None:
    for key, value in ((PolicyKey.SMS_DAY_RIALS, rials), (PolicyKey.SMS_PART_RIALS, part)):
        Policy.objects.create(
            key=key, value=value, effective_from=FIRST_POLICY_DAY, source_clause="x"
        )


def office() -> User:
    found = Organization.objects.create(
        code="statistics", kind=OrganizationKind.STATISTICS, name="دفتر آمار"
    )
    return officer("stats", Role.STATISTICS_OFFICER, found)


def test_a_text_costs_its_parts() -> None:
    tariff = Tariff(100, None)
    # The title, a line break and the address.
    for length, cost in ((70, 100), (71, 200), (134, 200), (135, 300)):
        assert tariff.cost(Message("", "آ" * (length - 2), "", "x")) == cost


def test_above_the_ceiling_who_has_mail_gets_a_letter_and_others_wait_for_tomorrow() -> None:
    ceiling(100)
    first, with_mail, without = (
        reachable("leila", email=""),
        reachable("kaveh"),
        reachable("sara", email=""),
    )
    tell(first, with_mail, without)
    send_due(AT)
    assert len(MemorySms.sent) == 1
    assert [letter.to for letter in mail.outbox] == [["kaveh@example.ir"]]
    waiting = Outbox.objects.get(notice__user=without)
    assert waiting.state == Delivery.QUEUED
    assert waiting.next_try_at == end_of_day_instant(tehran_day(AT))
    kept = Outbox.objects.get(notice__user=with_mail, channel=Channel.SMS)
    assert kept.get_state_display() == "به جای آن ایمیل"
    assert SmsDay.objects.get().rials == 100
    # Tomorrow has a ceiling of its own.
    assert send_due(waiting.next_try_at) == 1
    assert len(MemorySms.sent) == 2


def test_the_office_is_told_once_a_day() -> None:
    ceiling(0)
    user = office()
    for name in ("leila", "kaveh"):
        tell(reachable(name, email=""))
    for _ in range(3):
        send_due(AT)
    told = Notice.objects.get(user=user)
    assert told.kind == NoticeKind.ALARM
    assert "سقف هزینه" in told.title
    assert told.url == "/policy/sms_day_rials/"
    later = AT + timedelta(days=1)
    tell(reachable("sara", email=""), at=later)
    send_due(later)
    assert Notice.objects.filter(user=user).count() == 2


def test_what_protects_an_account_is_counted_and_never_held() -> None:
    ceiling(0)
    user = reachable(email="")
    notify([user.pk], NoticeKind.SECURITY, "رمز", "شما بودید؟", "/accounts/sessions/", AT)
    assert send_due(AT) == 1
    assert SmsDay.objects.get().rials == 100


def test_without_a_ceiling_everything_leaves() -> None:
    ceiling(None)
    tell(*(reachable(f"person-{n}", email="") for n in range(4)))
    assert send_due(AT) == 4
    assert SmsDay.objects.get().rials == 400


@pytest.mark.django_db(transaction=True)
def test_workers_at_one_moment_never_spend_above_the_ceiling() -> None:
    SmsDay.objects.create(day=tehran_day(AT))
    assert race([lambda: reserve(100, 250, AT)] * 6).count(True) == 2
    assert SmsDay.objects.get().rials == 200
