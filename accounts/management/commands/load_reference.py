"""`manage.py load_reference`: load the code lists, holidays, first policy values and offices."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.services import load_organizations
from catalog.list_files import BrokenListError
from catalog.services import load_reference


class Command(BaseCommand):
    """Prints how many rows of each list were written; safe to run again."""

    help = "Load the reference data; a second run changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / "fixtures")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            # All lists or none: offices hang on the provinces of the same folder.
            with transaction.atomic():
                written = load_reference(options["folder"])
                written["organizations"] = load_organizations(options["folder"])
        except BrokenListError as fault:
            raise CommandError(str(fault)) from fault
        for name, count in written.items():
            self.stdout.write(f"{name:<13} {count:>5}")
        if not any(written.values()):
            self.stdout.write("Nothing to change: the reference data is up to date.")
