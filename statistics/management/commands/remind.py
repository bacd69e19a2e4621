"""`manage.py remind`: reminders of the month to be filed by hand, the same code as scheduled."""

from datetime import datetime

from config.commands import CommandAt
from statistics.reminders import remind


class Command(CommandAt):
    """Reminds who has not filed; safe to run as often as wanted."""

    help = "Remind owners and delegates of the month that is to be filed."

    def act(self, at: datetime) -> str:
        return f"{remind(at)} reminders written."
