"""Who may be named among the best units of a province, and what was sent."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db import connection
from django.db.models import Prefetch, QuerySet

from accounts.authority import authority_of
from accounts.enums import OrganizationKind, Permission
from accounts.models import Organization, User
from catalog.policy.book import PolicyBook
from config.jalali import JalaliMonth, tehran_day
from oversight.best_units.rules import BestCounts, BestTerms, Candidate, in_order, terms_of
from oversight.evaluation.queries import CALL, calls
from oversight.models import BestUnit, BestUnitList
from review.deadlines import Clocks
from statistics.obligation.queries import DUE
from units.enums import UnitActivity
from units.queries import HOLDER

# Due months, all of them final, of units that work today: neither closed nor inactive, and with a
# licence that holds. A suspended one does not.
_CANDIDATES = f"""
WITH {CALL}, {HOLDER}, owed AS MATERIALIZED (
    SELECT u.id AS unit_id, s.standing_id, filed.filed_at < c.on_time AS on_time,
        stands.round = 1 AS unreturned,
        jsonb_array_length(stands.figures -> 'exports') > 0 AS sends
    FROM call c
    JOIN holder h ON h.province_id = c.province AND h.organization_code = %(office)s
    JOIN units_unit u ON u.id = h.unit_id AND u.guild_id <> '' AND {DUE}
    LEFT JOIN statistics_submission s
        ON s.unit_id = u.id AND s.year = c.year AND s.month = c.month
    LEFT JOIN statistics_revision filed ON filed.submission_id = s.id AND filed.round = 1
    LEFT JOIN statistics_revision stands ON stands.id = s.standing_id
    WHERE u.closed_on IS NULL AND u.activity = %(active)s AND h.days @> %(today)s::date
), whole AS MATERIALIZED (
    SELECT unit_id, count(*) AS due, count(*) FILTER (WHERE on_time) AS on_time,
        count(*) FILTER (WHERE unreturned) AS unreturned, count(*) FILTER (WHERE sends) AS sends
    FROM owed
    GROUP BY unit_id
    HAVING count(*) = count(standing_id) AND count(*) >= %(least)s
), made AS MATERIALIZED (
    SELECT s.unit_id, s.year, s.month, l.code, l.measure_code, l.quantity
    FROM whole w
    JOIN statistics_submission s ON s.unit_id = w.unit_id
        AND s.year IN (%(year)s, %(year)s - 1)
    JOIN statistics_revision r ON r.id = s.standing_id
    CROSS JOIN LATERAL jsonb_to_recordset(r.figures -> 'production')
        AS l(code text, measure_code text, quantity numeric)
    WHERE l.quantity IS NOT NULL
), grown AS (
    SELECT unit_id, count(*) AS goods, count(*) FILTER (WHERE now > before) AS risen
    FROM (
        SELECT a.unit_id, sum(a.quantity) AS now, sum(b.quantity) AS before
        FROM made a
        JOIN made b ON b.unit_id = a.unit_id AND b.year = a.year - 1 AND b.month = a.month
            AND b.code = a.code AND b.measure_code IS NOT DISTINCT FROM a.measure_code
        WHERE a.year = %(year)s
        GROUP BY a.unit_id, a.code, a.measure_code
    ) AS matched
    GROUP BY unit_id
)
SELECT w.unit_id, u.name, u.guild_id, o.name, t.name,
    w.due, w.on_time, w.unreturned, w.sends, coalesce(g.goods, 0), coalesce(g.risen, 0)
FROM whole w
JOIN units_unit u ON u.id = w.unit_id
JOIN holder h ON h.unit_id = w.unit_id
JOIN accounts_organization o ON o.id = h.union_id
JOIN catalog_county t ON t.code = h.county_id
LEFT JOIN grown g ON g.unit_id = w.unit_id
"""


def candidates(office: Organization, year: int, at: datetime) -> list[Candidate]:
    """Rank the units of a province that may be named for a year, the best first."""
    clocks = Clocks.load()
    terms = terms_of(clocks.book, year)
    asked = calls(clocks, [JalaliMonth(year, month) for month in range(1, 13)])
    asked |= {
        "office": office.code,
        "year": year,
        "least": terms.least_months,
        "active": UnitActivity.ACTIVE,
        "today": tehran_day(at),
    }
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, asked)
        return _ranked(cursor.fetchall(), terms)


def _ranked(rows: Iterable[tuple[object, ...]], terms: BestTerms) -> list[Candidate]:
    found = []
    for unit, name, guild_id, union, county, *numbers in rows:
        counts = BestCounts(*numbers)  # type: ignore[arg-type]
        who = (str(name), str(guild_id), str(union), str(county))
        found.append(Candidate(int(str(unit)), *who, counts, counts.score(terms)))
    placed, rank = [], 0
    for place, one in enumerate(ordered := in_order(found), start=1):
        # After two first ones comes the third.
        rank = rank if place > 1 and one.score == ordered[place - 2].score else place
        placed.append(replace(one, rank=rank))
    return placed


def proposing_offices(user: User) -> list[Organization]:
    """Find the provinces whose list the person sends: whoever evaluates there, the head."""
    offices = authority_of(user).organizations(Permission.EVALUATE)
    return [office for office in offices if office.kind == OrganizationKind.PROVINCE]


def readable_offices(user: User) -> QuerySet[Organization]:
    """Find the provinces whose lists the person reads: of the country, or their own."""
    found = Organization.objects.filter(kind=OrganizationKind.PROVINCE).order_by("code")
    offices = authority_of(user).organizations(Permission.EVALUATE)
    if any(office.kind != OrganizationKind.PROVINCE for office in offices):
        return found
    return found.filter(pk__in=[office.pk for office in offices])


def lists_of(offices: Iterable[Organization], year: int) -> dict[int, BestUnitList]:
    """Read what these offices sent for a year, with its units (two statements)."""
    units = Prefetch("units", BestUnit.objects.select_related("unit").order_by("place"))
    rows = BestUnitList.objects.filter(organization__in=offices, year=year)
    read = rows.select_related("organization", "sent_by").prefetch_related(units)
    return {row.organization_id: row for row in read.order_by("pk")}


def terms_for(year: int) -> BestTerms:
    return terms_of(PolicyBook.load(), year)
