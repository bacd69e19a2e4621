"""The answer to all rows of a question in one statement: found or not, and the facts of each.

The rule that judges units is the obligation's own (`statistics.obligation.statement`), put over
the units of the question alone.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from config.jalali import current_month
from entitlements.enums import InquiryField, RowResult
from statistics.obligation.rules import DutyRule
from statistics.obligation.statement import judged_units, parameters

# Tables of the same names hide the real ones from what judges: it sees these units alone.
_ASKED = """
WITH asked AS MATERIALIZED (
    SELECT r.position, coalesce(r.key, '') AS key, r.fault, u.id AS unit_id
    FROM jsonb_to_recordset(%(asked)s::jsonb)
        AS r(position int, key text, guild_id text, holder_id text, fault text)
    LEFT JOIN units_unit u
        ON u.holder_id = r.holder_id AND u.guild_id = r.guild_id AND u.guild_id <> ''
), units_unit AS MATERIALIZED (
    SELECT u.id, u.guild_id, u.obliged_from, u.judged_at, u.activity, u.missed_months, u.past_gaps
    FROM units_unit u WHERE u.id IN (SELECT unit_id FROM asked)
), units_licence AS MATERIALIZED (
    SELECT l.id, l.unit_id, l.number, l.kind_id, l.issued_on, l.expires_on, l.county_id,
        l.union_id, l.trade_id
    FROM units_licence l WHERE l.unit_id IN (SELECT unit_id FROM asked)
), units_licencestate AS MATERIALIZED (
    SELECT x.licence_id, x.since, x.until
    FROM units_licencestate x WHERE x.licence_id IN (SELECT id FROM units_licence)
), statistics_submission AS MATERIALIZED (
    SELECT s.unit_id, s.year, s.month, s.state, s.idle, s.counts_until, s.standing_id
    FROM statistics_submission s WHERE s.unit_id IN (SELECT unit_id FROM asked)
)"""

# `lack` is the place, from 1 and the newest first, of the latest due month that is not filed:
# those before it are filed without a gap. `oldest` is the place of the first of them.
_FACTS = """, finals AS (
    SELECT m.unit_id, (bit_or(m.bit)):bits: AS months
    FROM (SELECT s.unit_id, :bit: AS bit FROM statistics_submission s
        WHERE s.standing_id IS NOT NULL) AS m
    GROUP BY m.unit_id
), last AS (
    SELECT DISTINCT ON (l.unit_id) l.unit_id, l.kind_id, l.expires_on
    FROM units_licence l ORDER BY l.unit_id, l.issued_on DESC, l.number
), told AS (
    SELECT j.unit_id, jsonb_build_object(
        'activity', jsonb_build_object('code', j.now_is,
            'supported', x.holds AND j.now_is <> %(inactive)s),
        'duty', jsonb_build_object('missed', j.missed, 'gaps', j.gaps),
        'months', jsonb_build_object('due', bit_count(j.due),
            'filed', bit_count(j.due & j.filed),
            'final', bit_count(j.due & coalesce(f.months, none.bits))),
        'complete_since', CASE WHEN p.oldest > 0 THEN
            ((%(newest)s + 1 - p.oldest) / 12)::text || '-'
            || lpad(((%(newest)s + 1 - p.oldest) %% 12 + 1)::text, 2, '0') END,
        'licence_holds', x.holds,
        'licence_kind', k.name,
        'licence_until', e.expires_on,
        'trade', jsonb_build_object('code', h.trade_id, 'title', t.title_fa),
        'county', jsonb_build_object('province', r.name, 'county', c.name),
        'union', o.name
    ) - %(hidden)s::text[] AS facts
    FROM judged j
    CROSS JOIN none
    JOIN holder h ON h.unit_id = j.unit_id
    JOIN units_unit u ON u.id = j.unit_id
    JOIN last e ON e.unit_id = j.unit_id
    JOIN catalog_licencekind k ON k.code = e.kind_id
    JOIN catalog_isicnode t ON t.code = h.trade_id
    JOIN catalog_county c ON c.code = h.county_id
    JOIN catalog_province r ON r.code = h.province_id
    JOIN accounts_organization o ON o.id = h.union_id
    LEFT JOIN finals f ON f.unit_id = j.unit_id
    CROSS JOIN LATERAL (SELECT position(B'1' IN (j.due & ~j.filed)) AS lack) AS g
    CROSS JOIN LATERAL (SELECT length(rtrim((CASE WHEN g.lack = 0 THEN j.due
        ELSE substring(j.due FROM 1 FOR g.lack - 1) END)::text, '0')) AS oldest) AS p
    CROSS JOIN LATERAL (SELECT u.guild_id <> '' AND h.days IS NOT NULL
        AND (h.issued_on > upper(%(month)s::daterange) - 1
            OR h.days && %(month)s::daterange) AS holds) AS x
)"""
_ANSWERS = """
SELECT %(inquiry)s::bigint AS inquiry_id, a.position, a.key,
    CASE WHEN a.fault IS NOT NULL THEN %(invalid)s::text
        WHEN t.unit_id IS NULL THEN %(not_found)s ELSE %(found)s END AS result,
    t.unit_id,
    CASE WHEN a.fault IS NOT NULL THEN jsonb_build_object('fault', a.fault)
        ELSE t.facts END AS facts,
    %(now)s::timestamptz AS at
FROM asked a LEFT JOIN told t ON t.unit_id = a.unit_id
"""
_KEEP = """, kept AS (
    INSERT INTO entitlements_inquiryanswer
        (inquiry_id, position, key, result, unit_id, facts, at)
    SELECT * FROM answers
    RETURNING result
)
SELECT count(*) FILTER (WHERE result = %(found)s) FROM kept"""

# Which units a refused question named: by exactly these two ids, each once.
NAMED = """
INSERT INTO entitlements_refusedunit (refusal_id, unit_id, at)
SELECT DISTINCT %(refusal)s::bigint, u.id, %(at)s::timestamptz
FROM jsonb_to_recordset(%(asked)s::jsonb) AS r(guild_id text, holder_id text, fault text)
JOIN units_unit u ON u.holder_id = r.holder_id AND u.guild_id = r.guild_id AND u.guild_id <> ''
WHERE r.fault IS NULL"""


def answering(
    rules: Mapping[str, DutyRule], asked: str, fields: list[str], inquiry: int, now: datetime
) -> tuple[str, dict[str, Any]]:
    """Write the statement that keeps an answer for each row, and what it takes.

    `asked` is the rows as JSON. It returns how many units were found.
    """
    select, values = reading(rules, asked, fields, now)
    return select.replace(_ANSWERS, f", answers AS ({_ANSWERS}){_KEEP}"), {
        **values,
        "inquiry": inquiry,
    }


def reading(
    rules: Mapping[str, DutyRule], asked: str, fields: list[str], now: datetime
) -> tuple[str, dict[str, Any]]:
    """Write the same as rows that are read and kept nowhere."""
    values = parameters(rules, now)
    last = current_month(now) - 1
    text = f"{_ASKED}, {judged_units(values['width'], _FACTS)}{_ANSWERS}"
    more = {
        "asked": asked,
        "inquiry": 0,
        "month": f"[{last.first_day},{last.last_day}]",
        "hidden": [field for field in InquiryField.values if field not in fields],
        "found": RowResult.FOUND,
        "not_found": RowResult.NOT_FOUND,
        "invalid": RowResult.INVALID,
    }
    return text, values | more
