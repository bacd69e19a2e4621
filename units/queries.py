"""Reading units and licences."""

from django.db.models import Q, QuerySet

from accounts.models import User
from config.jalali import JalaliMonth
from config.persian import to_ascii_digits
from units.models import Licence

# A unit lies where its last licence is, and began with its first; for statements over all units.
HOLDER = """holder AS (
    SELECT DISTINCT ON (unit_id) unit_id, county_id, union_id, trade_id,
        min(issued_on) OVER (PARTITION BY unit_id) AS issued_on
    FROM units_licence ORDER BY unit_id, issued_on DESC, number
)"""
# A licence `l` serves the month of `c` when it was valid on any of its days.
SERVES = """l.issued_on <= c.last_day
        AND (l.expires_on IS NULL OR l.expires_on >= c.first_day)
        AND (l.status_since IS NULL OR l.status_since > c.first_day)"""


def serving(month: JalaliMonth) -> QuerySet[Licence]:
    """Return the licences that serve a month: `SERVES` for one month alone."""
    return Licence.objects.filter(
        Q(expires_on=None) | Q(expires_on__gte=month.first_day),
        Q(status_since=None) | Q(status_since__gt=month.first_day),
        issued_on__lte=month.last_day,
    )


def own_licences(user: User, holder_id: str = "", guild_id: str = "") -> QuerySet[Licence]:
    """Return the licences of the person's own units, perhaps narrowed to one holder and guild id.

    Anything that is not the person's own is simply not there, so every miss looks alike.
    """
    licences = Licence.objects.filter(
        unit__members__user=user, unit__members__ended_at=None
    ).select_related("unit", "county__province", "union")
    if holder_id:
        licences = licences.filter(unit__holder_id=to_ascii_digits(holder_id.strip()))
    if guild_id:
        licences = licences.filter(unit__guild_id=to_ascii_digits(guild_id.strip()))
    return licences.order_by("unit__name", "unit_id", "-issued_on", "number")
