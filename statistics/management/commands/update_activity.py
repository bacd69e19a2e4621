"""`manage.py update_activity`: the three-month rule by hand, the same code as scheduled."""

from datetime import datetime

from config.commands import CommandAt
from statistics.activity import update_activity


class Command(CommandAt):
    """Stores which units are filing-active; safe to run as often as wanted."""

    help = "Store the filing activity of every unit."

    def act(self, at: datetime) -> str:
        """Update as of `at`."""
        return f"{update_activity(at)} units changed."
