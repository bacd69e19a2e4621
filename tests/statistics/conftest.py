"""The owner at work, on the third of Aban 1398, when Mehr is to be filed."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine as clock
from django.test import Client

from tests.statistics.filing import Filer
from tests.world import FILED_AT, World


@pytest.fixture
def third_of_aban(time_machine: clock.TimeMachineFixture) -> None:
    """Let it be eleven o'clock on the third of Aban 1398 in Tehran."""
    time_machine.move_to(FILED_AT, tick=False)


@pytest.fixture
def filer(world: World, third_of_aban: None, sign_in: Callable[[Any], Client]) -> Filer:
    """Return the unit's owner, signed in, with nothing begun."""
    return Filer(world, sign_in(world.owner))
