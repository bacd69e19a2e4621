from datetime import datetime, timedelta

from accounts.enums import Delivery
from accounts.models import Outbox
from accounts.notices.outbox import unknown
from config.commands import CommandAt

# A gateway answers or times out well before.
PATIENCE = timedelta(minutes=5)


class Command(CommandAt):
    help = "Lists messages of which nobody knows whether they arrived; they are not sent again."

    def act(self, at: datetime) -> str:
        """Write one line for each, then how many wait and how many were given up."""
        rows = [
            f"{row.pk} {row.channel} claimed {row.claimed_at:%Y-%m-%dT%H:%M:%SZ}: unknown"
            for row in unknown(at - PATIENCE)
        ]
        waiting, failed = (
            Outbox.objects.filter(state=state).count()
            for state in (Delivery.QUEUED, Delivery.FAILED)
        )
        return "\n".join([*rows, f"{len(rows)} unknown, {waiting} waiting, {failed} given up"])
