"""What finds a unit: its words, the order of lists, the last day of its last licence."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import units.models.unit

# As `config.persian.search_words` splits a stored name; a property test holds the two equal.
# Nothing but the built-in functions by their full names: PostgreSQL builds indexes with no path.
UNSEEN = (
    "\u0640\ufeff\u200b\u200d\u00ad\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2066\u2067\u2068\u2069"
)
IGNORED = r"\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2060-\u206f\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8"
PRESENTATION = r"[\ufb50-\ufdff\ufe70-\ufefc]"
# Hamza and the diacritics.
MARKS = r"\u0621\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06ed"
WIDE = "".join(chr(code) for code in range(0xFF01, 0xFF5F))
FROM = "يىكەہھ" + "آأإٱؤئۀة" + "۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩"
TO = "ییکههه" + "ااااویهه" + "0123456789" * 2
LETTERS = (
    r"0-9a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0386-\u0481\u0531-\u0556\u0561-\u0587"
    r"\u05d0-\u05ea\u0620-\u063f\u0641-\u064a\u066e-\u066f\u0671-\u06d3\u06d5\u06ee-\u06fc\u06ff"
    r"\u0750-\u077f\u08a0-\u08b4"
)


def _words(text: str) -> str:
    seen = f"pg_catalog.translate({text}, '{UNSEEN}', '')"
    plain = (
        f"CASE WHEN {seen} ~ '{PRESENTATION}' THEN pg_catalog.translate("
        f"pg_catalog.normalize({seen}, 'NFKC'), '{UNSEEN}', '') ELSE {seen} END"
    )
    joined = f"pg_catalog.normalize({plain}, 'NFC')"
    bare = f"pg_catalog.regexp_replace({joined}, '[{MARKS}{IGNORED}]', '', 'g')"
    ascii_ = "".join(chr(ord(sign) - 0xFEE0) for sign in WIDE).replace("'", "''")
    one = f"pg_catalog.translate({bare}, '{WIDE}{FROM}', '{ascii_}{TO}')"
    small = f'pg_catalog.lower({one} COLLATE pg_catalog."C")'
    parted = f"pg_catalog.regexp_replace({small}, '[^{LETTERS}]+', ' ', 'g')"
    return f"pg_catalog.string_to_array(pg_catalog.btrim({parted}), ' ')"


WORDS = f"""
CREATE FUNCTION units_words(name text, holder text, holder_id text, guild_id text)
RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 500 AS $$
    SELECT pg_catalog.array_to_tsvector({_words("name || ' ' || holder")}
        || pg_catalog.array_remove(ARRAY[holder_id, guild_id], ''))
$$
"""
PLACED = """
UPDATE units_unit u SET county_id = p.county_id, union_id = p.union_id, trade_id = p.trade_id,
    organization_code = coalesce(p.organization_code, ''), valid_until = p.expires_on
FROM (
    SELECT t.unit_id, l.county_id, l.union_id, l.trade_id, l.expires_on, c.organization_code
    FROM (SELECT DISTINCT unit_id FROM {units}) AS t
    LEFT JOIN LATERAL (
        SELECT county_id, union_id, trade_id, expires_on FROM units_licence x
        WHERE x.unit_id = t.unit_id ORDER BY x.issued_on DESC, x.number LIMIT 1
    ) AS l ON true
    LEFT JOIN catalog_county c ON c.code = l.county_id
) AS p
WHERE u.id = p.unit_id
    AND (u.county_id, u.union_id, u.trade_id, u.organization_code, u.valid_until)
    IS DISTINCT FROM (p.county_id, p.union_id, p.trade_id, coalesce(p.organization_code, ''),
        p.expires_on)
"""
COPIES = f"""
CREATE OR REPLACE FUNCTION units_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {PLACED.format(units="touched")};
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION units_keep_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.county_id := OLD.county_id;
    NEW.union_id := OLD.union_id;
    NEW.trade_id := OLD.trade_id;
    NEW.organization_code := OLD.organization_code;
    NEW.valid_until := OLD.valid_until;
    RETURN NEW;
END $$;
DROP TRIGGER keep_place ON units_unit;
{PLACED.format(units="units_licence")};
CREATE TRIGGER keep_place
    BEFORE UPDATE OF county_id, union_id, trade_id, organization_code, valid_until ON units_unit
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION units_keep_place();
"""


def _place(name: str, to: str) -> migrations.AlterField:
    return migrations.AlterField(
        model_name="unit",
        name=name,
        field=models.ForeignKey(
            db_index=False,
            editable=False,
            null=True,
            on_delete=django.db.models.deletion.PROTECT,
            related_name="+",
            to=to,
        ),
    )


def _index(name: str, *fields: str, condition: models.Q | None = None) -> migrations.AddIndex:
    return migrations.AddIndex(
        model_name="unit",
        index=models.Index(fields=fields, name=name, condition=condition),
    )


class Migration(migrations.Migration):
    dependencies = [("units", "0006_units_lie_where_their_last_licence_is")]

    operations = [
        migrations.AddField(
            model_name="unit",
            name="valid_until",
            field=models.DateField(editable=False, null=True),
        ),
        migrations.RunSQL(COPIES, migrations.RunSQL.noop),
        migrations.RunSQL(WORDS, "DROP FUNCTION units_words(text, text, text, text)"),
        _index("units_of_union", "union", "missed_months", "id"),
        _index("units_of_county", "county", "missed_months", "id"),
        _index("units_of_province", "organization_code", "missed_months", "id"),
        _index("units_urgent", "missed_months", "id"),
        _index("units_named_there", "organization_code", "name_order", "id"),
        _index("units_named", "name_order", "id"),
        _index("units_valid_until", "valid_until"),
        _index("units_without_guild_id", "id", condition=models.Q(guild_id="")),
        _place("county", "catalog.county"),
        _place("union", "accounts.organization"),
        migrations.AddIndex(
            model_name="unit",
            index=django.contrib.postgres.indexes.GinIndex(
                units.models.unit.UnitWords(), fastupdate=False, name="unit_words"
            ),
        ),
    ]
