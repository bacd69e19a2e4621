"""The promises live in the world of the tests, and are as strict.

Every fixture they share stands here: one that a file imports for itself would be made once more,
and a process has room for one browser.
"""

from promises.pytest_plugin import (
    nightly,
    pytest_collection_modifyitems,
    pytest_runtest_makereport,
    tally,
)
from tests.browser.conftest import browse, chromium, clock, portal, server
from tests.conftest import (
    _kept_states,
    _shuffle_unordered,
    client,
    django_db_modify_db_settings,
    pytest_collection_finish,
    pytest_configure,
    shared_world,
    sign_in,
    world,
)

__all__ = [
    "_kept_states",
    "_shuffle_unordered",
    "browse",
    "chromium",
    "client",
    "clock",
    "django_db_modify_db_settings",
    "nightly",
    "portal",
    "pytest_collection_finish",
    "pytest_collection_modifyitems",
    "pytest_configure",
    "pytest_runtest_makereport",
    "server",
    "shared_world",
    "sign_in",
    "tally",
    "world",
]
