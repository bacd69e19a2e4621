"""What is wrong with a row that reads well: as SQL over the rows of a file met with the registry.

`import_matched` holds a row `m` of the file with the ids of the unit, of the licence, and of an
open unit of another holder under the same guild id. Of a row's faults the first is told.
"""

from typing import Final

from units.guild_id_rules import having_guild_id
from units.imports.registry.facts import ENDS
from units.imports.registry.fault_words import fault, lacking, line_words
from units.imports.registry.mobiles import MOBILE_FAULTS, MOST_HOLDERS
from units.queries import FILES

# Rows met with each other, and with what is stored.
MATCH: Final = """
CREATE TEMP TABLE import_matched AS
WITH copies AS (
    SELECT fingerprint, min(line) AS first FROM import_staged
    GROUP BY fingerprint HAVING count(*) > 1
), single AS (
    SELECT s.line, s.number, s.guild_id, s.holder_id, s.name, s.holder_name, s.mobile
    FROM import_staged s LEFT JOIN copies c USING (fingerprint)
    WHERE c.first IS NULL OR c.first = s.line
), numbers AS (
    SELECT number, min(line) AS low, max(line) AS high FROM single
    WHERE number IS NOT NULL GROUP BY number HAVING count(*) > 1
), guilds AS (
    SELECT guild_id FROM single WHERE guild_id IS NOT NULL AND holder_id IS NOT NULL
    GROUP BY guild_id HAVING min(holder_id) <> max(holder_id)
), people AS (
    SELECT guild_id, holder_id, min(line) AS low, max(line) AS high,
        min(mobile) <> max(mobile) AS mobiles,
        min(line) FILTER (WHERE mobile IS NOT NULL) AS first_mobile,
        max(line) FILTER (WHERE mobile IS NOT NULL) AS last_mobile,
        min(name) <> max(name) OR min(holder_name) <> max(holder_name) AS names
    FROM single GROUP BY guild_id, holder_id
    HAVING min(name) <> max(name) OR min(holder_name) <> max(holder_name)
        OR min(mobile) <> max(mobile)
), other AS (
    SELECT DISTINCT ON (guild_id) guild_id, id, holder_id, closed_on, organization_code
    FROM units_unit
    WHERE guild_id <> '' AND guild_id IN (SELECT guild_id FROM import_staged)
    ORDER BY guild_id, closed_on DESC NULLS FIRST, id DESC
), reviewed AS (
    SELECT unit_id, count(*) AS cases FROM ({cases}) r GROUP BY unit_id
)
SELECT s.*, c.first AS copy_of,
    CASE WHEN n.number IS NOT NULL THEN CASE s.line WHEN n.low THEN n.high ELSE n.low END END
        AS same_number,
    CASE WHEN g.guild_id IS NOT NULL THEN (SELECT min(o.line) FROM single o
        WHERE o.guild_id = s.guild_id AND o.holder_id <> s.holder_id) END AS other_holder,
    CASE WHEN p.names THEN CASE s.line WHEN p.low THEN p.high ELSE p.low END END AS other_name,
    CASE WHEN p.mobiles AND s.mobile IS NOT NULL THEN CASE s.line WHEN p.first_mobile
        THEN p.last_mobile ELSE p.first_mobile END END AS other_mobile,
    k.number AS mobile_now, ''::text AS mobile_act, false AS mobile_shared,
    coalesce(u.id, w.id) AS unit_id, l.id AS licence_id, l.unit_id AS licence_unit,
    CASE WHEN u.id IS NULL AND o.holder_id <> s.holder_id THEN o.id END AS other_id,
    o.closed_on AS other_closed, o.organization_code AS other_place,
    coalesce(v.cases, 0) AS open_cases, false AS leads, NULL::bigint AS predecessor,
    NULL::text AS closes,
    false AS moves_union, false AS moves_due, false AS shortens, ''::text AS state_act,
    NULL::date AS first_before, NULL::date AS first_after,
    NULL::text AS due_before, NULL::text AS due_after
FROM import_staged s
LEFT JOIN copies c ON c.fingerprint = s.fingerprint AND c.first < s.line
LEFT JOIN numbers n ON n.number = s.number
LEFT JOIN guilds g ON g.guild_id = s.guild_id
LEFT JOIN people p ON p.guild_id = s.guild_id AND p.holder_id = s.holder_id
LEFT JOIN units_unit u
    ON u.holder_id = s.holder_id AND u.guild_id = s.guild_id AND u.guild_id <> ''
LEFT JOIN units_licence l ON l.number = s.number
-- A unit that had no guild id is found by its licence and gets one.
LEFT JOIN units_unit w
    ON w.id = l.unit_id AND u.id IS NULL AND w.guild_id = '' AND w.holder_id = s.holder_id
LEFT JOIN other o ON o.guild_id = s.guild_id
LEFT JOIN reviewed v ON v.unit_id = coalesce(u.id, w.id)
LEFT JOIN units_contactnumber k
    ON k.unit_id = coalesce(u.id, w.id) AND k.registered AND k.ended_at IS NULL
"""
DAYS: Final = """
SELECT DISTINCT day FROM (
    SELECT unnest(ARRAY[issued_on, expires_on, state_since, state_until, holder_since,
        holder_since - 1]) AS day
    FROM import_matched
    UNION ALL
    SELECT unnest(ARRAY[l.issued_on, l.expires_on]) FROM units_licence l
    WHERE l.unit_id IN (SELECT unit_id FROM import_matched)
    UNION ALL
    SELECT unnest(ARRAY[x.since, x.until]) FROM units_licencestate x
    WHERE x.licence_id IN (SELECT licence_id FROM import_matched)
) d WHERE day IS NOT NULL
"""
# What a row does to its unit. The first licence after the file is counted against the file: as if
# no row brought an earlier one, since such a row may be refused.
OUTCOME: Final = f"""
WITH firsts AS (
    -- A kind without statistics begins no duty.
    SELECT l.unit_id, min(l.issued_on) FILTER (WHERE {FILES}) AS before, max(l.issued_on) AS last,
        min(greatest(coalesce(s.issued_on, l.issued_on), l.issued_on)) FILTER (WHERE {FILES})
            AS after
    FROM units_licence l LEFT JOIN import_matched s ON s.licence_id = l.id AND s.faults IS NULL
    WHERE l.unit_id IN (SELECT unit_id FROM import_matched)
    GROUP BY l.unit_id
)
UPDATE import_matched m SET
    closes = (SELECT d.words FROM import_days d WHERE d.day = m.holder_since - 1),
    first_before = f.before, first_after = f.after,
    moves_union = coalesce(u.union_id <> coalesce(m.union_id, l.union_id), false)
        AND coalesce(coalesce(m.issued_on, l.issued_on) >= f.last, false)
        AND (l.id IS NULL OR m.union_id <> l.union_id),
    moves_due = coalesce(greatest(n.due, %(floor)s) < greatest(b.due, %(floor)s), false),
    due_before = b.due_words, due_after = n.due_words,
    shortens = coalesce(m.expires_on < l.expires_on, false)
        OR (l.id IS NOT NULL AND l.expires_on IS NULL AND m.expires_on IS NOT NULL),
    state_act = CASE
        WHEN m.status IS NULL THEN ''
        WHEN m.status = 'valid' THEN CASE WHEN EXISTS (
            SELECT FROM units_licencestate y WHERE y.licence_id = l.id AND {ENDS})
            THEN 'end' ELSE '' END
        WHEN x.id IS NULL THEN 'add'
        WHEN x.status <> m.status OR x.until IS DISTINCT FROM coalesce(m.state_until, x.until)
            THEN 'change'
        ELSE '' END,
    predecessor = CASE WHEN m.other_id IS NOT NULL AND m.other_closed IS NULL
        AND m.holder_since IS NOT NULL AND m.unit_id IS NULL THEN m.other_id END
FROM import_matched k
LEFT JOIN units_unit u ON u.id = k.unit_id
LEFT JOIN units_licence l ON l.id = k.licence_id
LEFT JOIN firsts f ON f.unit_id = k.unit_id
LEFT JOIN import_days b ON b.day = f.before
LEFT JOIN import_days n ON n.day = k.issued_on
LEFT JOIN units_licencestate x ON x.licence_id = l.id AND x.since = k.state_since
WHERE k.line = m.line AND m.faults IS NULL
"""


_NUMBER: Final = "coalesce(m.number, '')"
_GUILD: Final = "coalesce(m.guild_id, '')"
_FAULTS: Final = "\n".join(
    (
        fault(
            "m.copy_of IS NOT NULL",
            "",
            "''",
            f"'همین ردیف در ' || {line_words('m.copy_of')} || ' هم آمده است.'",
            "'یکی را بردارید.'",
        ),
        fault(
            "m.same_number IS NOT NULL",
            "شماره پروانه",
            _NUMBER,
            f"'در ' || {line_words('m.same_number')} || ' همین فایل هم آمده، با نوشتهٔ دیگر.'",
            "'یکی را بردارید.'",
        ),
        fault(
            "m.other_holder IS NOT NULL",
            "شناسه صنفی",
            _GUILD,
            f"'در ' || {line_words('m.other_holder')} || ' همین فایل با دارندهٔ دیگری آمده است.'",
            "'دارندهٔ درست را نگه دارید و ردیف دیگر را بردارید.'",
        ),
        fault(
            "m.other_name IS NOT NULL",
            "نام واحد",
            "coalesce(m.name, '')",
            f"'در ' || {line_words('m.other_name')} || ' همین فایل، همین واحد نام دیگری دارد.'",
            "'نام واحد و دارنده را در همهٔ ردیف‌های آن یکی کنید.'",
        ),
        fault(
            "l.id IS NOT NULL AND l.unit_id IS DISTINCT FROM m.unit_id AND m.other_id = l.unit_id",
            "کد ملی یا شناسه ملی دارنده",
            "''",
            "'این پروانه اکنون به نام دارندهٔ دیگری است.'",
            "'اگر کد ملی اشتباه ثبت شده، اصلاح آن کار اداره است؛ اگر واحد واگذار شده، شمارهٔ پروانهٔ"
            " دارندهٔ جدید را بنویسید.'",
        ),
        fault(
            "l.id IS NOT NULL AND l.unit_id IS DISTINCT FROM m.unit_id",
            "شماره پروانه",
            _NUMBER,
            "'این شماره برای واحد دیگری ثبت است.'",
            "'شماره پروانه، شناسه صنفی و کد ملی دارنده را با هم ببینید.'",
        ),
        fault(
            "u.closed_on IS NOT NULL",
            "شناسه صنفی",
            _GUILD,
            "'این واحد بسته شده است.'",
            "'پروندهٔ واحد بسته تغییر نمی‌کند؛ بازگشایی آن کار اداره است.'",
        ),
        fault(
            "%(scope)s::text IS NOT NULL AND u.organization_code NOT IN ('', %(scope)s::text)",
            "شناسه صنفی",
            _GUILD,
            "'این واحد در حوزهٔ سازمان دیگری است.'",
            "'جابه‌جایی میان استان‌ها کار دفتر آمار است.'",
        ),
        fault(
            f"EXISTS (SELECT FROM units_unit y WHERE {having_guild_id('m.guild_id', 'm.holder_id')}"
            " AND y.id IS DISTINCT FROM m.unit_id AND y.id IS DISTINCT FROM m.predecessor)",
            "کد ملی یا شناسه ملی دارنده",
            "''",
            "'این شناسه صنفی اکنون به نام دارندهٔ دیگری است.'",
            "'دارندهٔ جدید، واحد جدید است: تاریخ آن را در «دارندهٔ جدید از تاریخ» بنویسید. اگر کد"
            " ملی اشتباه ثبت شده، اصلاح آن کار اداره است.'",
        ),
        fault(
            "m.predecessor IS NOT NULL AND %(scope)s::text IS NOT NULL"
            " AND m.other_place NOT IN ('', %(scope)s::text)",
            "شناسه صنفی",
            _GUILD,
            "'واحد پیشین در حوزهٔ سازمان دیگری است.'",
            "'جابه‌جایی میان استان‌ها کار دفتر آمار است.'",
        ),
        fault(
            "m.predecessor IS NOT NULL AND m.holder_since <= (SELECT max(y.issued_on)"
            " FROM units_licence y WHERE y.unit_id = m.predecessor)",
            "دارندهٔ جدید از تاریخ",
            "''",
            "'واحد پیشین پس از این تاریخ پروانه گرفته است.'",
            "'تاریخ واگذاری را درست کنید.'",
        ),
        fault(
            "m.predecessor IS NOT NULL AND m.holder_since > %(tomorrow)s",
            "دارندهٔ جدید از تاریخ",
            "''",
            "'این روز هنوز نیامده است.'",
            "'واگذاری را پس از انجام آن ارسال کنید.'",
        ),
        fault(
            "m.predecessor IS NOT NULL AND EXISTS (SELECT FROM units_licencestate y"
            " JOIN units_licence h ON h.id = y.licence_id WHERE h.unit_id = m.predecessor"
            " AND y.status <> 'revoked' AND y.since >= m.holder_since)",
            "دارندهٔ جدید از تاریخ",
            "''",
            "'پس از این روز، وضعیت دیگری برای پروانهٔ واحد پیشین ثبت است.'",
            "'تاریخ واگذاری را با پروندهٔ واحد پیشین یکی کنید.'",
        ),
        lacking(
            "m.unit_id IS NULL", (("name", "نام واحد"), ("holder_name", "نام دارنده")), "واحد جدید"
        ),
        lacking(
            "l.id IS NULL",
            (
                ("issued_on", "تاریخ صدور"),
                ("trade", "رشته (ISIC)"),
                ("union_id", "اتحادیه"),
                ("county", "شهرستان"),
                ("address", "نشانی"),
                ("postal_code", "کد پستی"),
            ),
            "پروانهٔ جدید",
        ),
        fault(
            "l.id IS NULL AND EXISTS (SELECT FROM units_licence y WHERE y.unit_id = m.unit_id"
            " AND ltrim(y.number, '0') = ltrim(m.number, '0'))",
            "شماره پروانه",
            _NUMBER,
            "'این واحد پروانه‌ای با همین رقم‌ها دارد که صفرهای آغازش فرق می‌کند.'",
            "'اگر همان است، شماره را با صفرهای آغاز بنویسید.'",
        ),
        fault(
            "(l.id IS NULL OR m.union_id <> l.union_id OR m.county <> l.county_id)"
            " AND p.code <> c.organization_code",
            "اتحادیه",
            "coalesce(n.name, '')",
            "'این اتحادیه در استان این شهرستان نیست.'",
            "'اتحادیه یا شهرستان را درست کنید.'",
        ),
        fault(
            "m.issued_on >= %(tomorrow)s",
            "تاریخ صدور",
            "coalesce((SELECT d.words FROM import_days d WHERE d.day = m.issued_on), '')",
            "'این روز هنوز نیامده است.'",
            "'تاریخ صدور را درست کنید؛ پروانه پس از صدور ثبت می‌شود.'",
        ),
        fault(
            "(m.issued_on IS NOT NULL OR m.expires_on IS NOT NULL) AND"
            " coalesce(m.expires_on, l.expires_on) <= coalesce(m.issued_on, l.issued_on)",
            "تاریخ اعتبار",
            "''",
            "'با تاریخ‌هایی که در سامانه است، تاریخ اعتبار پس از تاریخ صدور نیست.'",
            "'هر دو تاریخ را بنویسید.'",
        ),
        fault(
            "m.issued_on > l.issued_on AND (SELECT d.due FROM import_days d WHERE d.day ="
            " m.first_after) > (SELECT d.due FROM import_days d WHERE d.day = m.first_before)",
            "تاریخ صدور",
            "coalesce((SELECT d.words FROM import_days d WHERE d.day = m.issued_on), '')",
            "'تاریخ نخستین پروانه از آنچه می‌دانیم دیرتر است و ماه آغاز تکلیف را عقب می‌برد.'",
            "'برای تمدید، تاریخ صدور نخستین پروانه را نگه دارید؛ اگر تاریخ پیشین اشتباه است، اصلاح"
            " آن کار اداره با سند است.'",
        ),
        fault(
            "(l.id IS NULL OR m.kind <> l.kind_id) AND NOT EXISTS (SELECT FROM"
            " catalog_licencekind k WHERE k.code = coalesce(m.kind, 'business') AND k.since <="
            " coalesce(m.issued_on, l.issued_on) AND (k.until IS NULL OR k.until >="
            " coalesce(m.issued_on, l.issued_on)))",
            "نوع پروانه",
            "''",
            "'این نوع پروانه در تاریخ صدور در فهرست نبوده است.'",
            "'نوع پروانه یا تاریخ صدور را درست کنید.'",
        ),
        fault(
            "m.kind <> l.kind_id AND (SELECT count(DISTINCT k.files) FROM catalog_licencekind k"
            " WHERE k.code IN (m.kind, l.kind_id)) > 1",
            "نوع پروانه",
            "''",
            "'با این نوع، تکلیف ثبت آمار واحد عوض می‌شود.'",
            "'این تغییر کار اداره با سند است.'",
        ),
        fault(
            "(m.status = 'valid' AND EXISTS (SELECT FROM units_licencestate y"
            " WHERE y.licence_id = l.id AND y.status = 'revoked'"
            " AND (y.until IS NULL OR y.until >= m.state_since)))"
            " OR (m.state_act = 'change' AND x.status = 'revoked' AND m.status <> 'revoked')",
            "وضعیت پروانه",
            "''",
            "'این پروانه در سامانه باطل شده است و فایل آن را برنمی‌گرداند.'",
            "'اگر ابطال اشتباه ثبت شده، اصلاح آن کار اداره با سند است.'",
        ),
        fault(
            "m.status = 'valid' AND m.state_act = '' AND EXISTS (SELECT FROM"
            " units_licencestate y WHERE y.licence_id = l.id"
            " AND (y.until IS NULL OR y.until >= %(tomorrow)s)"
            " AND (m.state_since IS NULL OR y.since >= m.state_since))",
            "وضعیت از تاریخ",
            "''",
            "'این پروانه اکنون معتبر نیست و پایان آن نوشته نشده است.'",
            "'نخستین روزی را که پروانه دوباره معتبر است بنویسید.'",
        ),
        fault(
            "m.state_act IN ('add', 'change') AND EXISTS (SELECT FROM units_licencestate y"
            " WHERE y.licence_id = l.id AND y.since <> m.state_since"
            " AND daterange(y.since, y.until, '[]') &&"
            " daterange(m.state_since, coalesce(m.state_until, x.until), '[]'))",
            "وضعیت پروانه",
            "''",
            "'در این روزها وضعیت دیگری ثبت است.'",
            "'تاریخ‌ها را با وضعیت‌های پروندهٔ واحد یکی کنید.'",
        ),
        *MOBILE_FAULTS,
    )
)
JUDGE: Final = f"""
UPDATE import_matched t SET faults = jsonb_build_array(jsonb_build_object(
    'column', j.told[1], 'written', j.told[2], 'fault', j.told[3], 'remedy', j.told[4]))
FROM (
    SELECT m.line, CASE {_FAULTS} END AS told
    FROM import_matched m
    LEFT JOIN units_unit u ON u.id = m.unit_id
    LEFT JOIN units_licence l ON l.id = m.licence_id
    LEFT JOIN units_licencestate x ON x.licence_id = l.id AND x.since = m.state_since
    LEFT JOIN accounts_organization n ON n.id = coalesce(m.union_id, l.union_id)
    LEFT JOIN accounts_organization p ON p.id = n.parent_id
    LEFT JOIN catalog_county c ON c.code = coalesce(m.county, l.county_id)
    WHERE m.faults IS NULL
) j
WHERE j.line = t.line AND j.told IS NOT NULL
"""
# The first good row of a unit says what the unit is; the others bring their licences. The mobile
# may stand in any of them.
LEADERS: Final = f"""
WITH shared AS (
    SELECT mobile FROM import_matched WHERE faults IS NULL AND mobile IS NOT NULL
    GROUP BY mobile HAVING count(DISTINCT holder_id) > {MOST_HOLDERS}
)
UPDATE import_matched t SET leads = true, mobile = f.mobile,
    mobile_act = CASE WHEN f.mobile IS NULL OR f.mobile = t.mobile_now THEN ''
        WHEN t.mobile_now IS NULL THEN 'first' ELSE 'change' END,
    mobile_shared = f.mobile IN (SELECT mobile FROM shared)
FROM (SELECT min(line) AS line, max(mobile) AS mobile FROM import_matched WHERE faults IS NULL
    GROUP BY holder_id, guild_id) f
WHERE f.line = t.line
"""
