"""Reading units and licences, and the days of the registry as SQL."""

from django.db import connection
from django.db.models import BooleanField, Func, Q, QuerySet

from accounts.models import User
from catalog.fields import alphabetical
from config.persian import machine_code
from units.enums import MemberRole
from units.models import ContactNumber, Licence, UnitMember


def _days_of_a_licence(halted: str) -> str:
    """Write the days on which licence `l` is valid: `units.eligibility.valid_spans` as SQL."""
    return f"""(datemultirange(daterange(l.issued_on, l.expires_on, '[]'))
        - coalesce({halted}, '{{}}'::datemultirange))"""


LICENCE_DAYS = _days_of_a_licence("""(
        SELECT range_agg(daterange(x.since, x.until, '[]'))
        FROM units_licencestate x WHERE x.licence_id = l.id)""")
# A licence `l` is of a kind whose units file; the array is read once for a whole statement.
FILES = "l.kind_id = ANY (ARRAY(SELECT k.code FROM catalog_licencekind k WHERE k.files))"
# A licence `l` serves the month of `c` when it files and was valid on any of its days.
SERVES = f"({FILES} AND {LICENCE_DAYS} && daterange(c.first_day, c.last_day, '[]'))"
# A unit lies where its last licence is, of whatever kind; by those that file it began with its
# first, and was registry-active on `days`, so that a unit without one has neither;
# for statements over all units. It is put together once: a planner that sees through it crosses all
# units with the months of all provinces.
HOLDER = f"""halted AS (
    SELECT licence_id, range_agg(daterange(since, until, '[]')) AS days
    FROM units_licencestate GROUP BY licence_id
), held AS (
    SELECT l.unit_id, min(l.issued_on) FILTER (WHERE {FILES}) AS issued_on,
        (array_agg(l.county_id ORDER BY l.issued_on DESC, l.number))[1] AS county_id,
        (array_agg(l.union_id ORDER BY l.issued_on DESC, l.number))[1] AS union_id,
        (array_agg(l.trade_id ORDER BY l.issued_on DESC, l.number))[1] AS trade_id,
        range_agg({_days_of_a_licence("h.days")}) FILTER (WHERE {FILES}) AS days
    FROM units_licence l LEFT JOIN halted h ON h.licence_id = l.id
    GROUP BY l.unit_id
), holder AS MATERIALIZED (
    SELECT d.*, t.province_id, t.organization_code
    FROM held d JOIN catalog_county t ON t.code = d.county_id
)"""


class OfFilingKind(Func):
    """`FILES` as a condition on the column of a licence's kind."""

    output_field = BooleanField()
    template = (
        "(%(expressions)s = ANY (ARRAY(SELECT k.code FROM catalog_licencekind k WHERE k.files)))"
    )


def own_licences(user: User, holder_id: str = "", guild_id: str = "") -> QuerySet[Licence]:
    """Find the licences of the person's own units, perhaps of one holder and guild id alone.

    Anything that is not the person's own is simply not there, so every miss looks alike.
    """
    licences = (
        Licence.objects.with_states()
        .filter(unit__members__user=user, unit__members__ended_at=None)
        .select_related("unit", "kind", "county__province", "union")
    )
    if holder_id:
        licences = licences.filter(unit__holder_id=machine_code(holder_id))
    if guild_id:
        licences = licences.filter(unit__guild_id=machine_code(guild_id))
    # Callers group by unit and take the last licence first; the name alone is not one unit.
    return licences.order_by(alphabetical("unit__name"), "unit_id", "-issued_on", "number")


def unit_licences(unit_id: int) -> QuerySet[Licence]:
    """Find the licences of one unit (id), the last one first, as `own_licences` reads them."""
    rows = Licence.objects.with_states().filter(unit=unit_id)
    rows = rows.select_related("unit", "kind", "county__province", "union")
    return rows.order_by("-issued_on", "number")


def live_contacts() -> QuerySet[ContactNumber]:
    """Find the numbers in use, in the order in which to call them."""
    rows = ContactNumber.objects.filter(ended_at=None)
    unverified, wrong = Q(verified_at=None), Q(wrong_since__isnull=False)
    return rows.annotate(wrong=wrong, unverified=unverified).order_by("wrong", "unverified", "pk")


def phones_of(unit: int) -> list[tuple[str, str]]:
    """List whom to call about a unit (id), each with the number; '' for none.

    First the numbers kept for the unit, the verified ones before others; then those of the accounts
    that act for it, the owner first. A number that was found wrong is not called.
    """
    kept = [
        (row.name or row.get_role_display(), row.number)
        for row in live_contacts().filter(unit=unit, wrong_since=None)
    ]
    known = {number for _, number in kept}
    rows = UnitMember.objects.filter(unit=unit, ended_at=None, user__is_active=True)
    owner_first = rows.annotate(last=Q(role=MemberRole.DELEGATE)).order_by("last", "pk")
    people = owner_first.values_list("user__full_name", "user__mobile")
    return kept + [(name, number) for name, number in people if number not in known]


# The trades that any licence has: one step of the index for each, however many licences there are.
_TRADES_IN_USE = """
WITH RECURSIVE t AS (
    (SELECT trade_id FROM units_licence ORDER BY trade_id LIMIT 1)
    UNION ALL
    SELECT (SELECT l.trade_id FROM units_licence l WHERE l.trade_id > t.trade_id
        ORDER BY l.trade_id LIMIT 1)
    FROM t WHERE t.trade_id IS NOT NULL
)
SELECT n.code, n.title_fa FROM t JOIN catalog_isicnode n ON n.code = t.trade_id ORDER BY n.code
"""


def trades_in_use() -> list[tuple[str, str]]:
    """List code and name of the trades that any licence has, by code."""
    with connection.cursor() as cursor:
        cursor.execute(_TRADES_IN_USE)
        return list(cursor.fetchall())
