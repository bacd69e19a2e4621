"""`manage.py count_estimates`: responses, growths and estimates by hand, the scheduled code."""

from datetime import datetime

from config.commands import CommandAt
from statistics.estimation.services import refresh_year


class Command(CommandAt):
    """Counts the last thirteen months anew; safe to run as often as wanted."""

    help = "Count anew how far months are filed, matched growths and estimates."

    def act(self, at: datetime) -> str:
        return f"{len(refresh_year(at))} months counted."
