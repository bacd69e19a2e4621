"""`manage.py refresh_peers`: the peers' bands counted by hand, the same code as scheduled."""

from datetime import datetime

from config.commands import CommandAt
from statistics.peers.services import refresh_bands


class Command(CommandAt):
    """Counts the bands of the months of the policy; safe to run as often as wanted."""

    help = "Count anew what peers make of each product for each of their people."

    def act(self, at: datetime) -> str:
        return f"{refresh_bands(at)} bands counted."
