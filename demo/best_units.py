"""The list of best units that the head of a province sent, once its last day is over."""

from datetime import datetime, timedelta

from accounts.models import Organization, User
from oversight.best_units.queries import candidates, terms_for
from oversight.best_units.rules import year_to_name
from oversight.best_units.services import propose

NAMED = 3
REASON = "همهٔ ماه‌های سال را منظم و کامل ثبت کرده است."


def name_best_units(head: User, province: Organization, now: datetime) -> None:
    """Name the first candidates; while lists are still taken, the head of the demonstration may."""
    year = year_to_name(now)
    closes = terms_for(year).closes
    if now < closes:
        return
    at = closes - timedelta(days=8)
    best = candidates(province, year, at)[:NAMED]
    if best:
        propose(head, province, year, {one.unit: REASON for one in best}, at)
