"""Whose a guild id is: one open unit's, and for ever also its holder's who closed it.

Offices and files ask the same rule; the database holds it where two ask at one moment
(`one_open_unit_of_a_guild_id`, `one_unit_for_holder_and_guild_id`).
"""

from django.db.models import Q


def has_guild_id(guild_id: str, holder_id: str) -> Q:
    """Find the units that keep a guild id from a unit of this holder."""
    taken = Q(guild_id=guild_id) & (Q(closed_on=None) | Q(holder_id=holder_id))
    return taken & ~Q(guild_id="")


def having_guild_id(guild_id: str, holder_id: str) -> str:
    """Write `has_guild_id` as SQL over a unit `y`."""
    return f"""(y.guild_id = {guild_id} AND y.guild_id <> ''
        AND (y.closed_on IS NULL OR y.holder_id = {holder_id}))"""
