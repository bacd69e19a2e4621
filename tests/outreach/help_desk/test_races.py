"""Two people meet at one problem."""

import pytest

from accounts.enums import NoticeKind, Role
from accounts.models import Notice
from outreach.enums import TicketAct, TicketState
from outreach.help_desk.services import act, tell_late
from outreach.models import Ticket, TicketEntry
from tests.concurrency import race, winners
from tests.outreach.help_desk.acts import asked, statistician
from tests.world import FILED_AT, build, officer, tehran

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_answers_one_is_written() -> None:
    world = build()
    ticket = asked(world)
    second = officer("second", Role.PROVINCE_EXPERT, world.province)
    people = ((world.province_officer, "بله"), (second, "نه"))
    results = race(
        [
            lambda u=u, t=t: act(u, ticket.pk, TicketAct.ANSWERED, t, 1, FILED_AT)  # type: ignore[misc]
            for u, t in people
        ]
    )
    assert len(winners(results)) == 1
    assert TicketEntry.objects.count() == 2


def test_of_an_answer_and_a_forwarding_one_is_done() -> None:
    world = build()
    statistician(world)
    ticket = asked(world)
    second = officer("second", Role.PROVINCE_EXPERT, world.province)
    results = race(
        [
            lambda: act(world.province_officer, ticket.pk, TicketAct.ANSWERED, "ب", 1, FILED_AT),
            lambda: act(second, ticket.pk, TicketAct.FORWARDED, "ا", 1, FILED_AT),
        ]
    )
    assert len(winners(results)) == 1
    assert Ticket.objects.get().state in (TicketState.ANSWERED, TicketState.FORWARDED)
    assert Ticket.objects.get().serial == TicketEntry.objects.count() == 2


def test_two_workers_tell_the_head_once() -> None:
    world = build()
    head = officer("head", Role.PROVINCE_HEAD, world.province)
    asked(world)
    race([lambda: tell_late(tehran(1398, 8, 9))] * 2)
    told = Notice.objects.filter(user=head, kind=NoticeKind.HELP, title__contains="دیر شده")
    assert told.count() == 1
