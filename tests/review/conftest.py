"""The reviewers at work, an hour after Mehr was filed."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine as clock
from django.test import Client

from tests.world import FILED_AT, World


@pytest.fixture
def an_hour_later(time_machine: clock.TimeMachineFixture) -> None:
    """Let it be noon on the third of Aban 1398 in Tehran."""
    time_machine.move_to(FILED_AT + dt.timedelta(hours=1), tick=False)


@pytest.fixture
def union(world: World, sign_in: Callable[[Any], Client]) -> Client:
    return sign_in(world.union_officer)
