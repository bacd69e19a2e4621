"""Two people meet at one circular."""

import pytest

from accounts.enums import NoticeKind, Role
from accounts.models import Notice
from outreach.circulars.reminder_services import remind, tell_late
from outreach.circulars.services import issue, pass_on, read, withdraw, write
from outreach.models import Circular, CircularHop, CircularReminder, UnitReceipt
from tests.concurrency import race, winners
from tests.outreach.circulars.acts import DAY, at_units, draft, issued, terms
from tests.world import FILED_AT, World, build, officer, person
from units.enums import MemberRole
from units.models import UnitMember

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def met() -> World:
    return build()


def test_of_two_who_confirm_for_one_office_one_is_written_and_the_units_below_hear_once(
    met: World,
) -> None:
    made = issued(met)
    second = officer("second", Role.PROVINCE_EXPERT, met.province)
    people = (met.province_officer, second)
    hops = race([lambda u=u: pass_on(u, made.pk, met.province.pk, FILED_AT) for u in people])  # type: ignore[misc]
    assert len({hop.passed_by_id for hop in hops}) == 1  # type: ignore[attr-defined]
    assert CircularHop.objects.filter(circular=made, office=met.union).count() == 1
    assert Notice.objects.filter(user=met.union_officer).count() == 1


def test_of_two_presses_of_one_button_one_issues(met: World) -> None:
    made = draft(met)
    results = race([lambda: issue(met.ministry_officer, made.pk, 1, FILED_AT)] * 2)
    assert len(winners(results)) == 1
    assert Notice.objects.filter(user=met.province_officer).count() == 1


def test_of_two_that_would_replace_one_circular_one_does(met: World) -> None:
    old = issued(met)
    who, where = met.ministry_officer, met.ministry
    new = [write(who, where, terms(number=number), FILED_AT, replaces=old) for number in ("2", "3")]
    results = race([lambda n=n: issue(who, n.pk, 1, FILED_AT) for n in new])  # type: ignore[misc]
    assert len(winners(results)) == 1
    assert Circular.objects.exclude(issued_at=None).count() == 2


def test_withdrawn_and_confirmed_at_one_moment_both_or_the_withdrawal_alone_stands(
    met: World,
) -> None:
    made = issued(met)
    results = race(
        [
            lambda: withdraw(met.ministry_officer, made.pk, "اشتباه", FILED_AT),
            lambda: pass_on(met.province_officer, made.pk, met.province.pk, FILED_AT),
        ]
    )
    assert results[0] in winners(results)
    hop = CircularHop.objects.get(office=met.province)
    assert (hop.passed_at is not None) == (len(winners(results)) == 2)


def test_owner_and_delegate_who_read_together_leave_one_receipt(met: World) -> None:
    made = at_units(met)
    delegate = person("delegate")
    UnitMember.objects.create(unit=met.unit, user=delegate, role=MemberRole.DELEGATE)
    race([lambda u=u: read(u, made.pk, FILED_AT) for u in (met.owner, delegate)])  # type: ignore[misc]
    assert UnitReceipt.objects.count() == 1


def test_two_reminders_of_one_day_are_one(met: World) -> None:
    made = issued(met)
    race([lambda: remind(met.ministry_officer, made.pk, met.province.pk, FILED_AT)] * 2)
    assert CircularReminder.objects.count() == 1
    assert Notice.objects.filter(user=met.province_officer).count() == 2


def test_two_workers_tell_once(met: World) -> None:
    issued(met)
    told = race([lambda: tell_late(FILED_AT + 6 * DAY)] * 2)
    assert sorted(told) == [0, 1]  # type: ignore[type-var]
    kind = NoticeKind.CIRCULAR
    assert Notice.objects.filter(user=met.ministry_officer, kind=kind).count() == 1
