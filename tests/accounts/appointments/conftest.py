"""What the tests of appointments share."""

import pytest
import time_machine as clock

from tests.accounts.appointments.cases import Offices, offices
from tests.world import FILED_AT, World


@pytest.fixture(autouse=True)
def _on_the_day_of_filing(time_machine: clock.TimeMachineFixture) -> None:
    time_machine.move_to(FILED_AT, tick=False)


@pytest.fixture
def there(world: World) -> Offices:
    return offices(world)
