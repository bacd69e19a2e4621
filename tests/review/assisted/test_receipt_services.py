"""The receipt in the owner's phone: paid of the day's ceiling, held above it, never sent twice."""

from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine as clock
from celery.exceptions import Retry

from accounts.enums import NoticeKind, OrganizationKind, Role
from accounts.models import Notice, Organization, SmsDay
from accounts.notices.backends import MemorySms, UnreachableError
from catalog.policy_definitions import PolicyKey
from config.jalali import end_of_day_instant, tehran_day
from review import tasks
from review.assisted import receipt_services
from review.assisted.receipt_services import WAITS_AT_MOST, NotYetError
from statistics.models import Submission
from tests.review.assisted import clerk_of, filed_at_union
from tests.review.cases import policy
from tests.world import FILED_AT, World, officer

pytestmark = pytest.mark.django_db
TOMORROW = end_of_day_instant(tehran_day(FILED_AT))


@pytest.fixture
def case(world: World) -> Submission:
    """Bring a month of a clerk to the union."""
    filed = filed_at_union(world, clerk_of(world))
    policy(PolicyKey.SMS_PART_RIALS, 100)
    MemorySms.sent.clear()
    return filed


def rials() -> int:
    return sum(SmsDay.objects.values_list("rials", flat=True))


def test_it_is_paid_by_its_parts(case: Submission) -> None:
    policy(PolicyKey.SMS_DAY_RIALS, 10_000)
    assert receipt_services.send(case.pk, FILED_AT)
    (message,) = MemorySms.sent
    assert rials() == 100 * message.parts > 100


def test_above_the_ceiling_it_waits_for_tomorrow_and_the_office_is_told_once(
    world: World, case: Submission
) -> None:
    stats = Organization.objects.create(
        code="statistics", kind=OrganizationKind.STATISTICS, name="دفتر آمار"
    )
    reader = officer("stats", Role.STATISTICS_OFFICER, stats)
    policy(PolicyKey.SMS_DAY_RIALS, 1000)
    SmsDay.objects.create(day=tehran_day(FILED_AT), rials=999)
    for _ in range(2):
        with pytest.raises(NotYetError):
            receipt_services.send(case.pk, FILED_AT)
    assert not MemorySms.sent
    assert Notice.objects.filter(user=reader, kind=NoticeKind.ALARM).count() == 1
    assert receipt_services.send(case.pk, TOMORROW)
    assert len(MemorySms.sent) == 1


def test_what_the_gateway_did_not_take_costs_nothing(case: Submission) -> None:
    policy(PolicyKey.SMS_DAY_RIALS, 10_000)
    away = patch.object(MemorySms, "send", side_effect=UnreachableError("away"))
    with away, pytest.raises(NotYetError):
        receipt_services.send(case.pk, FILED_AT)
    assert rials() == 0


def test_after_days_nobody_waits_for_it(case: Submission) -> None:
    late = FILED_AT + WAITS_AT_MOST + timedelta(seconds=1)
    assert not receipt_services.send(case.pk, late)
    assert not MemorySms.sent


def test_the_worker_tries_again_later(
    case: Submission, time_machine: clock.TimeMachineFixture
) -> None:
    policy(PolicyKey.SMS_DAY_RIALS, 1)
    time_machine.move_to(FILED_AT, tick=False)
    waits = patch.object(tasks.send_receipt, "retry", return_value=Retry())
    with waits as again, pytest.raises(Retry):
        tasks.send_receipt(case.pk)
    assert again.call_args.kwargs["countdown"] == tasks.AGAIN_SECONDS
    time_machine.move_to(TOMORROW, tick=False)
    policy(PolicyKey.SMS_DAY_RIALS, 10_000, tehran_day(TOMORROW))
    assert tasks.send_receipt(case.pk)
    assert len(MemorySms.sent) == 1
