import pytest
import time_machine as clock

from tests.accounts.access.stage import Chain, chain_of
from tests.world import FILED_AT, World


@pytest.fixture
def chain(world: World, time_machine: clock.TimeMachineFixture) -> Chain:
    """Put people at each desk of the way, on the day of filing."""
    time_machine.move_to(FILED_AT, tick=False)
    return chain_of(world)
