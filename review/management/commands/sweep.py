"""`manage.py sweep`: the deadline sweep by hand, the same code as the scheduled one."""

from datetime import datetime
from typing import Any

from django.core.management.base import CommandError, CommandParser

from config.commands import CommandAt
from review.enums import SweepTrigger
from review.sweep.services import WrongClockError, guarded_sweep


class Command(CommandAt):
    """Moves what nobody decided in time; safe to run at any moment, as often as wanted.

    `--at` narrows to what was due by a moment; cases arrive at the real one.
    """

    help = "Move every case whose due instant has come one level on."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--confirm-jump",
            action="store_true",
            help="The days since the last sweep really passed: the portal was off.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.jump_confirmed = options["confirm_jump"]
        super().handle(*args, **options)

    def act(self, at: datetime) -> str:
        try:
            done = guarded_sweep(at, SweepTrigger.HAND, self.jump_confirmed)
        except WrongClockError as doubt:
            raise CommandError(f"Nothing was moved: {doubt}") from doubt
        return f"{done.moved} cases moved; the oldest was {done.lag} behind."
