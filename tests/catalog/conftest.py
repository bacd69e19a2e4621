"""The reference data and a signed-in person."""

import pytest
from django.test import Client

from accounts.models import User
from tests.references import load_lists


@pytest.fixture
def reference(db: None) -> None:
    """Load the code lists, holidays and first policy values."""
    load_lists()


@pytest.fixture
def person(client: Client, db: None) -> Client:
    client.force_login(User.objects.create_user("somebody", full_name="لیلا نمونه‌پور"))
    return client
