"""One country, loaded once for all who look at how it is read."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from accounts.models import User
from tests import emptied_tables
from tests.plans.crowd import crowded


@pytest.fixture(scope="package")
def country(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, User]]:
    """Give a country with crowded desks, forgotten behind the last test of this folder."""
    with django_db_blocker.unblock():
        # What earlier tests took back lies in the files still, and would be counted here.
        emptied_tables.sweep_out()
        with transaction.atomic():
            yield crowded()
            transaction.set_rollback(True)
