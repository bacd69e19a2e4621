"""The country of the demonstration, made for a while."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib import import_module

from django.apps import apps
from django.core.management import call_command
from django.db import transaction

from demo.country import make_country
from outreach.models import HelpCategory


@contextmanager
def a_country(now: datetime) -> Iterator[int]:
    """Make the country as of a moment, and forget it afterwards."""
    with transaction.atomic():
        call_command("load_reference", verbosity=0)
        if not HelpCategory.objects.exists():
            # A test that commits has emptied this table too, of what a migration begins it with.
            import_module("outreach.migrations.0003_first_categories").fill(apps, None)
        yield make_country(now)
        transaction.set_rollback(True)
