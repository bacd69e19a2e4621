"""Questions before support in the demonstration: one unit, and a list ranked by completeness."""

from datetime import datetime, timedelta

from accounts.models import User
from config.jalali import tehran_day
from entitlements.service_desk.queries import offices_of
from entitlements.service_desk.rules import Asked, Pair
from entitlements.service_desk.services import ask
from units.models import Unit

LISTED = 24


def let_support(owner: User, officer: User, now: datetime) -> None:
    """Let an office ask about the owner's first unit, and rank units of its own reach."""
    at = now - timedelta(days=3)
    unit = Unit.objects.of(owner).order_by("pk").first()
    assert unit
    own = Pair(unit.guild_id, unit.holder_id)
    day = tehran_day(at)
    ask(officer, Asked((own,), "تسهیلات سرمایه در گردش", "1405/2210", day), at)
    rows = Unit.objects.within(offices_of(officer)).exclude(guild_id="").order_by("pk")
    near = [Pair(*row) for row in rows.values_list("guild_id", "holder_id")[:LISTED]]
    ask(officer, Asked((*near, None), "سهمیهٔ مواد اولیه", "", day), at + timedelta(hours=1))
