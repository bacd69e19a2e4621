"""The reference data and a signed-in person."""

from pathlib import Path

import pytest
from django.test import Client

from accounts.models import User
from catalog.services import load_reference

FIXTURES = Path(__file__).parents[2] / "fixtures"


@pytest.fixture
def reference(db: None) -> None:
    """Load the code lists, holidays and first policy values."""
    load_reference(FIXTURES)


@pytest.fixture
def person(client: Client, db: None) -> Client:
    client.force_login(User.objects.create_user("somebody", full_name="لیلا نمونه‌پور"))
    return client
