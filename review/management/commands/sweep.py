"""`manage.py sweep`: the deadline sweep by hand, the same code as the scheduled one."""

from datetime import datetime

from config.commands import CommandAt
from review.enums import SweepTrigger
from review.sweep.services import logged_sweep


class Command(CommandAt):
    """Moves what nobody decided in time; safe to run at any moment, as often as wanted."""

    help = "Move every case whose due instant has come one level on."

    def act(self, at: datetime) -> str:
        done = logged_sweep(at, SweepTrigger.HAND)
        return f"{done.moved} cases moved; the oldest was {done.lag} behind."
