"""The mobile of a holder that a file brings: the one to which codes for an account go.

In SQL over the row `m` of a file and `u` its unit. A file writes the first one and, while nobody
has an account for the unit, another one (decision 0072).
"""

from typing import Final

from units.enums import ContactRole, MemberRole, RegistryFact
from units.imports.registry.facts import SqlFact, persian
from units.imports.registry.fault_words import fault, line_words

HEADING: Final = "تلفن همراه دارنده"
# More holders with one number are told: an accountant's, or a slip of the mouse.
MOST_HOLDERS: Final = 5


def has_account(unit: str) -> str:
    return (
        f"EXISTS (SELECT FROM units_unitmember y WHERE y.unit_id = {unit}"
        f" AND y.role = '{MemberRole.OWNER}' AND y.ended_at IS NULL)"
    )


def waits(unit: str) -> str:
    return (
        f"EXISTS (SELECT FROM units_mobilechange y WHERE y.unit_id = {unit}"
        " AND y.settled_at IS NULL)"
    )


def _masked(number: str) -> str:
    """Write a number as history keeps it (`units.contacts`)."""
    signs = f"left({number}, 4) || '***' || right({number}, 4)"
    return f"'همراه ثبت‌شده: ' || {persian(signs)}"


_DIFFERS: Final = "m.mobile IS NOT NULL AND m.mobile IS DISTINCT FROM m.mobile_now"
MOBILE_FAULTS: Final = (
    fault(
        "m.other_mobile IS NOT NULL",
        HEADING,
        "m.mobile",
        f"'در ' || {line_words('m.other_mobile')} || "
        "' همین فایل، همین واحد شمارهٔ همراه دیگری دارد.'",
        "'شمارهٔ همراه دارنده را در همهٔ ردیف‌های واحد یکی کنید.'",
    ),
    fault(
        f"{_DIFFERS} AND m.mobile = %(own)s",
        HEADING,
        "m.mobile",
        "'این شمارهٔ همراه حساب خود شماست.'",
        "'شمارهٔ همراه دارندهٔ واحد را بنویسید.'",
    ),
    fault(
        f"{_DIFFERS} AND {has_account('m.unit_id')}",
        HEADING,
        "m.mobile",
        "'برای این واحد حساب ساخته شده است و فایل شمارهٔ همراه آن را عوض نمی‌کند.'",
        "'این سلول را خالی کنید؛ تغییر شماره در صفحهٔ واحد و با تأیید دو کارشناس است.'",
    ),
    fault(
        f"{_DIFFERS} AND {waits('m.unit_id')}",
        HEADING,
        "m.mobile",
        "'تغییر شمارهٔ همراه این واحد در انتظار نفر دوم است.'",
        "'این سلول را خالی کنید، یا پس از تأیید یا رد آن دوباره ارسال کنید.'",
    ),
)
_SHARED: Final = f"این شماره برای بیش از {MOST_HOLDERS} دارنده نوشته شده است"
MOBILE: Final = SqlFact(
    RegistryFact.CONTACT,
    "m.mobile_act <> ''",
    _masked("m.mobile_now"),
    _masked("m.mobile"),
    f"""concat_ws('؛ ', CASE m.mobile_act WHEN 'change'
            THEN 'شمارهٔ همراه ثبت‌شده عوض می‌شود و چند روز بعد برای ساخت حساب به کار می‌رود' END,
        CASE WHEN m.mobile_shared THEN {persian(f"'{_SHARED}'")} END)""",
)
MOBILE_CONSEQUENCES: Final = """CASE WHEN m.mobile_act = 'change' THEN 'mobile' END,
    CASE WHEN m.mobile_act <> '' AND m.mobile_shared THEN 'shared' END"""
# What came between the dry run and the storing: another number, an account, a second person's turn.
MOBILE_LATE: Final = f"""
UPDATE import_batch t SET is_late = true
WHERE t.mobile_act <> '' AND (t.mobile = %(own)s
    OR t.mobile_now IS DISTINCT FROM (SELECT k.number FROM units_contactnumber k
        WHERE k.unit_id = t.unit AND k.registered AND k.ended_at IS NULL)
    OR {has_account("t.unit")} OR {waits("t.unit")})
"""
# One person stores a file: where it puts a number in another one's place, who holds the earlier
# one has some days to object. So too where one was written down before and an undo took it away.
_REPLACES: Final = """(b.mobile_act = 'change' OR EXISTS (SELECT FROM units_registrychange h
    WHERE h.unit_id = b.unit AND h.fact = 'contact'
        AND (h.before LIKE 'همراه ثبت‌شده%%' OR h.after LIKE 'همراه ثبت‌شده%%')))"""
# As an office puts one in place: the earlier row ends and stays, and so does a row of the same
# number. All end before the first one is inserted, as `done` is counted first.
PLACE: Final = f"""
WITH ended AS (
    UPDATE units_contactnumber k SET ended_at = %(at)s FROM import_batch b
    WHERE k.unit_id = b.unit AND k.ended_at IS NULL AND b.mobile_act <> '' AND NOT b.is_late
        AND (k.registered OR k.number = b.mobile)
    RETURNING k.id, k.unit_id, k.number, k.verified_at, k.registered
), settled AS (
    UPDATE units_registryissue i SET settled_by_id = %(actor)s, settled_at = %(at)s,
        outcome = %(outcome)s
    FROM ended e WHERE i.contact_id = e.id AND i.settled_at IS NULL
), done AS (
    SELECT count(*) FROM ended
), placed AS (
    INSERT INTO units_contactnumber (unit_id, role, name, number, source, added_by_id, added_at,
        verified_at, registered, serves_from)
    SELECT b.unit, '{ContactRole.HOLDER}', '', b.mobile, %(source)s, %(actor)s, %(at)s,
        e.verified_at, true, CASE WHEN {_REPLACES} THEN %(serves)s::timestamptz END
    FROM import_batch b CROSS JOIN done
    LEFT JOIN ended e ON e.unit_id = b.unit AND e.number = b.mobile
    WHERE b.mobile_act <> '' AND NOT b.is_late
)
SELECT id FROM ended WHERE registered ORDER BY id
"""
# The row that was placed, for the undo.
PLACED: Final = """CASE WHEN b.mobile_act <> '' THEN (SELECT k.id FROM units_contactnumber k
    WHERE k.unit_id = b.unit AND k.registered AND k.ended_at IS NULL) END"""
BROUGHT: Final = "(r.after ->> 'contact')::bigint"
TAKE_BACK: Final = f"""
WITH gone AS (
    DELETE FROM units_contactnumber k USING units_importrow r
    WHERE r.id = ANY(%(rows)s) AND k.id = {BROUGHT}
    RETURNING k.unit_id, k.added_at
)
UPDATE units_contactnumber e SET ended_at = NULL FROM gone g
WHERE e.unit_id = g.unit_id AND e.ended_at = g.added_at
"""
# A code was proved to it, another one took its place, or the earlier one was written down again.
USED: Final = f"""(NOT EXISTS (SELECT FROM units_contactnumber z WHERE z.id = {BROUGHT}
        AND z.ended_at IS NULL AND coalesce(z.verified_at < z.added_at, true))
    OR EXISTS (SELECT FROM units_contactnumber p
        JOIN units_contactnumber e ON e.unit_id = p.unit_id AND e.ended_at = p.added_at
        JOIN units_contactnumber z ON z.unit_id = e.unit_id AND z.number = e.number
        WHERE p.id = {BROUGHT} AND z.ended_at IS NULL AND z.id <> p.id))"""
