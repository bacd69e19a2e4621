"""`manage.py update_activity`: the rule of duty by hand, the same code as scheduled."""

from datetime import datetime

from config.commands import CommandAt
from statistics.obligation.services import update_activity


class Command(CommandAt):
    """Stores duty and activity of every unit; safe to run as often as wanted."""

    help = "Store duty and activity of every unit."

    def act(self, at: datetime) -> str:
        return f"{update_activity(at)} units changed."
