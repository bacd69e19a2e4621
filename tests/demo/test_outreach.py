"""The demonstration has one circular in each state, and a problem at each desk."""

import pytest
from django.db.models import Q

from accounts.models import User
from outreach.circulars.queries import unread_of, waiting_hops
from outreach.enums import TicketState
from outreach.models import Circular, CircularHop, Ticket, UnitReceipt
from tests.demo.test_country import units as units

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("units")]


def test_a_circular_is_in_each_state() -> None:
    ended = Q(withdrawn_at__isnull=False)
    assert Circular.objects.filter(ended).count() == 1
    assert Circular.objects.filter(issued_at=None).count() == 1
    assert Circular.objects.filter(replaces__isnull=False).count() == 1
    assert Circular.objects.exclude(told_late_at=None).count() == 1
    assert CircularHop.objects.filter(skipped=True).exists()
    assert UnitReceipt.objects.exists()


def test_something_waits_for_each_of_the_accounts() -> None:
    people = User.objects.in_bulk(["unit", "province"], field_name="username")
    assert unread_of(people["unit"]).count() == 1
    assert waiting_hops(people["province"]).exists()


def test_problems_are_open_forwarded_answered_closed_and_late() -> None:
    states = Ticket.objects.order_by("state").values_list("state", flat=True).distinct()
    assert {*states} == {*TicketState.values}
    assert Ticket.objects.filter(late=True, access__isnull=False).exists()
