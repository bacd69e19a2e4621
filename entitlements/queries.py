"""How a unit stands this moment, as everybody else than its own people may know it."""

from datetime import datetime

from catalog.policy.book import PolicyBook
from statistics.obligation.outlook import Outlook, outlooks_of
from statistics.obligation.rules import DutyRules
from units.models import Unit


def outlook_of(unit: Unit, now: datetime) -> Outlook | None:
    """Judge a unit as offices see it; None for one without a licence."""
    found = outlooks_of([unit.pk], DutyRules(PolicyBook.load()), now, drafts=False)
    return found[0] if found else None
