from typing import Any

from django.core.management.base import BaseCommand

from accounts.grants import sync_roles


class Command(BaseCommand):
    """Bring held roles to the permissions their definitions have now."""

    help = "Bring held roles to the permissions their definitions have now."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{sync_roles()} permission rows changed.")
