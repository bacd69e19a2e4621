"""The facts that a file may change: how each differs, how it is shown, what follows from it.

In SQL, over `m` (the row of the file, met with what is stored), `u` the unit, `l` the licence, `x`
the state of that licence that begins on the same day, and what names their values.
"""

from dataclasses import dataclass
from typing import Final

from units.enums import LicenceStatus, LicenceTerm, RegistryFact

# What stands in the registry now, to be compared with before anything is written over it.
UNIT_NOW: Final = """jsonb_build_object('name', u.name, 'holder_name', u.holder_name,
    'guild_id', u.guild_id, 'closed_on', u.closed_on)"""
LICENCE_NOW: Final = """jsonb_build_object('kind', l.kind_id, 'term', l.term,
    'issued_on', l.issued_on, 'expires_on', l.expires_on, 'trade', l.trade_id,
    'union_id', l.union_id, 'county', l.county_id, 'address', l.address,
    'postal_code', l.postal_code, 'latitude', l.latitude, 'longitude', l.longitude,
    'states', (SELECT jsonb_agg(jsonb_build_array(y.status, y.since, y.until) ORDER BY y.since)
        FROM units_licencestate y WHERE y.licence_id = l.id))"""


def states_of(unit: str) -> str:
    """Write the states of all licences of a unit, which is closed for its new holder."""
    return f"""(SELECT coalesce(jsonb_agg(jsonb_build_array(y.licence_id, y.status, y.since,
        y.until) ORDER BY y.licence_id, y.since), '[]') FROM units_licencestate y
        JOIN units_licence h ON h.id = y.licence_id WHERE h.unit_id = {unit})"""


@dataclass(frozen=True)
class SqlFact:
    """One fact: when the file changes it, in the unit or in the licence, and its words."""

    fact: RegistryFact
    differs: str
    before: str
    after: str
    # A sentence about what follows, '' for nothing.
    consequence: str = "''"


def persian(sql: str) -> str:
    return f"translate(({sql})::text, '0123456789', '۰۱۲۳۴۵۶۷۸۹')"


def _changes(after: str, before: str) -> str:
    """An empty cell leaves what is stored."""
    return f"{after} IS NOT NULL AND {after} IS DISTINCT FROM {before}"


def _labels(column: str, labels: list[tuple[str, str]]) -> str:
    cases = " ".join(f"WHEN '{value}' THEN '{label}'" for value, label in labels)
    return f"CASE {column} {cases} END"


def day(column: str) -> str:
    return f"(SELECT d.words FROM import_days d WHERE d.day = {column})"


def _state(status: str, since: str, until: str) -> str:
    ends = f"CASE WHEN {until} IS NOT NULL THEN ' تا ' || {day(until)} ELSE '' END"
    return f"{_labels(status, LicenceStatus.choices)} || ' از ' || {day(since)} || {ends}"


def _point(latitude: str, longitude: str) -> str:
    return persian(f"{latitude}::text || '، ' || {longitude}::text")


# The suspension `y` that the day of a row ends: what is revoked stays so (`judging`).
ENDS: Final = """y.status = 'suspended' AND y.since < m.state_since
    AND (y.until IS NULL OR y.until >= m.state_since)"""
MOVES_UNION: Final = "m.moves_union"
UNION_WORDS: Final = f"""CASE WHEN m.open_cases > 0
    THEN {persian("m.open_cases")} || ' پروندهٔ در بررسی همان‌جا می‌ماند'
    ELSE 'ماه‌های بعد به اتحادیهٔ جدید می‌رود' END"""
DUE_WORDS: Final = "'نخستین ماه مشمول از ' || m.due_before || ' به ' || m.due_after || ' می‌آید'"
UNIT_FACTS: Final = (
    SqlFact(RegistryFact.UNIT_NAME, _changes("m.name", "u.name"), "u.name", "m.name"),
    SqlFact(
        RegistryFact.HOLDER_NAME,
        _changes("m.holder_name", "u.holder_name"),
        "u.holder_name",
        "m.holder_name",
    ),
    SqlFact(
        RegistryFact.GUILD_ID,
        "u.guild_id = '' AND m.guild_id <> ''",
        "''",
        persian("m.guild_id"),
        "'از این پس می‌تواند آمار ثبت کند'",
    ),
)
LICENCE_FACTS: Final = (
    SqlFact(
        RegistryFact.UNION,
        _changes("m.union_id", "l.union_id"),
        "(SELECT o.name FROM accounts_organization o WHERE o.id = l.union_id)",
        "(SELECT o.name FROM accounts_organization o WHERE o.id = m.union_id)",
        f"CASE WHEN {MOVES_UNION} THEN {UNION_WORDS} ELSE '' END",
    ),
    SqlFact(
        RegistryFact.ISSUED_ON,
        _changes("m.issued_on", "l.issued_on"),
        day("l.issued_on"),
        day("m.issued_on"),
        f"CASE WHEN m.moves_due THEN {DUE_WORDS} ELSE '' END",
    ),
    SqlFact(
        RegistryFact.EXPIRES_ON,
        _changes("m.expires_on", "l.expires_on"),
        f"coalesce({day('l.expires_on')}, 'بی‌پایان')",
        day("m.expires_on"),
        "CASE WHEN m.shortens THEN 'اعتبار کوتاه‌تر می‌شود' ELSE '' END",
    ),
    SqlFact(
        RegistryFact.STATE,
        "m.state_act <> ''",
        f"""CASE m.state_act WHEN 'add' THEN '' WHEN 'change' THEN
            {_state("x.status", "x.since", "x.until")}
            ELSE (SELECT {_state("y.status", "y.since", "y.until")} FROM units_licencestate y
                WHERE y.licence_id = l.id AND {ENDS} LIMIT 1) END""",
        f"""CASE m.state_act WHEN 'end' THEN 'معتبر از ' || {day("m.state_since")}
            ELSE {_state("m.status", "m.state_since", "coalesce(m.state_until, x.until)")} END""",
        """CASE WHEN m.state_act = 'end'
            THEN 'از این روز دوباره معتبر است و ماه‌های آن مشمول می‌شود'
            ELSE 'در این روزها پروانه معتبر نیست' END""",
    ),
    SqlFact(
        RegistryFact.KIND,
        _changes("m.kind", "l.kind_id"),
        "(SELECT k.name FROM catalog_licencekind k WHERE k.code = l.kind_id)",
        "(SELECT k.name FROM catalog_licencekind k WHERE k.code = m.kind)",
    ),
    SqlFact(
        RegistryFact.TERM,
        _changes("m.term", "l.term"),
        _labels("l.term", LicenceTerm.choices),
        _labels("m.term", LicenceTerm.choices),
    ),
    SqlFact(
        RegistryFact.TRADE,
        _changes("m.trade", "l.trade_id"),
        "(SELECT n.title_fa FROM catalog_isicnode n WHERE n.code = l.trade_id)",
        "(SELECT n.title_fa FROM catalog_isicnode n WHERE n.code = m.trade)",
    ),
    SqlFact(
        RegistryFact.COUNTY,
        _changes("m.county", "l.county_id"),
        "(SELECT c.name FROM catalog_county c WHERE c.code = l.county_id)",
        "(SELECT c.name FROM catalog_county c WHERE c.code = m.county)",
    ),
    SqlFact(RegistryFact.ADDRESS, _changes("m.address", "l.address"), "l.address", "m.address"),
    SqlFact(
        RegistryFact.POSTAL_CODE,
        _changes("m.postal_code", "l.postal_code"),
        persian("l.postal_code"),
        persian("m.postal_code"),
    ),
    SqlFact(
        RegistryFact.POINT,
        "(m.latitude IS DISTINCT FROM l.latitude OR m.longitude IS DISTINCT FROM l.longitude)"
        " AND m.latitude IS NOT NULL AND m.longitude IS NOT NULL",
        f"coalesce({_point('l.latitude', 'l.longitude')}, '')",
        _point("m.latitude", "m.longitude"),
    ),
)
_OBJECT: Final = """CASE WHEN {when} THEN jsonb_build_object('fact', '{fact}',
    'before', coalesce({before}, ''), 'after', coalesce({after}, ''),
    'consequence', {consequence}) END"""


def changes(facts: tuple[SqlFact, ...], when: str) -> str:
    """Write the changed facts of a row as an array of jsonb, those that do not change left out."""
    objects = ",\n".join(
        _OBJECT.format(
            when=f"{when} AND {one.differs}",
            fact=one.fact.value,
            before=one.before,
            after=one.after,
            consequence=one.consequence,
        )
        for one in facts
    )
    return f"array_remove(ARRAY[{objects}]::jsonb[], NULL)"
