"""The promises live in the world of the tests, and are as strict."""

from promises.tally import nightly, pytest_runtest_makereport, tally
from tests.conftest import (
    _shuffle_unordered,
    client,
    pytest_configure,
    shared_world,
    sign_in,
    world,
)

__all__ = [
    "_shuffle_unordered",
    "client",
    "nightly",
    "pytest_configure",
    "pytest_runtest_makereport",
    "shared_world",
    "sign_in",
    "tally",
    "world",
]
