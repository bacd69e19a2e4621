"""Two people at one appointment in one moment: one act stands, the other is told."""

from functools import partial

import pytest

from accounts.appointments.ending_services import end_post
from accounts.appointments.errors import StaleAppointmentError
from accounts.appointments.invitation_services import accept, sign_and_invite
from accounts.appointments.services import begin, sign_second, withdraw
from accounts.authority import read_authority
from accounts.enums import AppointmentAct, AppointmentState, InvitationWay, Role
from accounts.models import Appointment, AppointmentEvent, OrganizationPermission, User
from config.errors import InvalidError
from tests.accounts.appointments.cases import Offices, asked, held, invited, offices, terms
from tests.concurrency import race, winners
from tests.world import FILED_AT, World, officer, person


@pytest.fixture
def there(shared_world: World) -> Offices:
    return offices(shared_world)


def test_of_two_second_signatures_at_once_one_counts(there: Offices) -> None:
    third = officer("third", Role.PROVINCE_EXPERT, there.province)
    row = asked(there)
    results = race(
        [
            partial(sign_second, by, row.pk, row.version, InvitationWay.SMS, FILED_AT)
            for by in (there.expert, third)
        ]
    )
    assert len(winners(results)) == 1
    events = AppointmentEvent.objects.filter(appointment=row, act=AppointmentAct.SECONDED)
    assert events.count() == 1


def test_an_invitation_accepted_twice_at_once_is_one_persons(there: Offices) -> None:
    row = invited(there)
    people = [person("one"), person("two")]
    results = race([partial(accept, row.pk, row.version, user, FILED_AT) for user in people])
    assert len(winners(results)) == 1
    holder = Appointment.objects.get(pk=row.pk).user
    posts = OrganizationPermission.objects.filter(user__in=people)
    assert set(posts.values_list("user", flat=True)) == {holder.pk if holder else 0}


def test_withdrawn_and_accepted_at_once_is_either_and_never_both(there: Offices) -> None:
    row = invited(there)
    user = person("one")
    results = race(
        [
            partial(accept, row.pk, row.version, user, FILED_AT),
            partial(withdraw, there.head, row.pk, row.version, "اشتباه", FILED_AT),
        ]
    )
    assert len(winners(results)) == 1
    state = Appointment.objects.get(pk=row.pk).state
    holds = bool(read_authority(User.objects.get(pk=user.pk)).roles)
    assert holds == (state == AppointmentState.HELD)


def test_ended_twice_at_once_ends_once(there: Offices) -> None:
    row = held(there)
    user = User.objects.get(username="nasrin")
    results = race(
        [partial(end_post, by, row.pk, row.version, "پایان", FILED_AT) for by in (there.head, user)]
    )
    assert len(winners(results)) == 1
    assert [type(r) for r in results if isinstance(r, Exception)] == [StaleAppointmentError]
    ended = AppointmentEvent.objects.filter(appointment=row, act=AppointmentAct.ENDED)
    assert ended.count() == 1


def test_two_administrators_who_end_each_other_leave_one(there: Offices) -> None:
    """Each is one of two; whoever comes second finds that the other is the last."""
    rows: list[Appointment] = []
    for by, second, name in (
        (there.statistics, there.statistics_two, "one"),
        (there.statistics_two, there.statistics, "two"),
    ):
        wanted = terms(Role.TECHNICAL_ADMIN, there.statistics_office, f"0912000000{len(rows)}")
        row = begin(by, wanted, FILED_AT)
        row = sign_and_invite(second, row.pk, row.version, InvitationWay.SMS, FILED_AT)
        rows.append(accept(row.pk, row.version, person(name), FILED_AT))

    def end(by: User, row: Appointment) -> object:
        try:
            return end_post(by, row.pk, row.version, "پایان", FILED_AT)
        except InvalidError:
            return None

    ends = [(there.statistics, rows[0]), (there.statistics_two, rows[1])]
    results = race([partial(end, by, row) for by, row in ends])
    assert results.count(None) == 1
    left = Appointment.objects.filter(role=Role.TECHNICAL_ADMIN, state=AppointmentState.HELD)
    assert left.count() == 1
