"""The rules of `rules` and `month_rules` for all cells of a month, over what `staging` has read."""

from typing import Final

from statistics.obligation.queries import FILED

RESPONSES: Final = f"""
INSERT INTO statistics_responsecount
    (year, month, organization_id, county_id, union_id, trade_id, due, filed, final, pending)
SELECT %(year)s, %(month)s, d.organization_id, d.county_id, d.union_id, d.trade_id, count(*),
    count(*) FILTER (WHERE c.filed), count(*) FILTER (WHERE c.filed AND s.standing_id IS NOT NULL),
    count(*) FILTER (WHERE c.filed AND s.standing_id IS NULL)
FROM stage_due d
LEFT JOIN statistics_submission s
    ON s.unit_id = d.unit_id AND s.year = %(year)s AND s.month = %(month)s
CROSS JOIN LATERAL (SELECT s.id IS NOT NULL AND {FILED} AS filed) AS c
WHERE d.period = %(period)s
GROUP BY d.organization_id, d.county_id, d.union_id, d.trade_id
"""

# By the place of a unit; later than that the days of a month are not told apart.
LAST_DAY: Final = 31
_DAYS: Final = f"""
SELECT %(year)s, %(month)s, d.organization_id, d.county_id, d.union_id,
    greatest(1, (e.at AT TIME ZONE 'Asia/Tehran')::date - d.last_day) AS day,
    sum(e.filed) AS filed, sum(1 - e.filed) AS final
FROM stage_due d
JOIN statistics_submission s
    ON s.unit_id = d.unit_id AND s.year = %(year)s AND s.month = %(month)s AND {FILED}
CROSS JOIN LATERAL (VALUES (s.filed_at, 1), (s.final_at, 0)) AS e(at, filed)
WHERE d.period = %(period)s AND e.at IS NOT NULL
GROUP BY 3, 4, 5, 6
"""
DAYS: Final = f"""
INSERT INTO statistics_filingday (year, month, organization_id, day, filed, final)
SELECT a.year, a.month, a.organization_id, a.day, sum(a.filed), sum(a.final)
FROM ({_DAYS}) AS a(year, month, organization_id, county_id, union_id, day, filed, final)
GROUP BY 1, 2, 3, 4
"""
# In the order in which a place is read.
PLACE_DAYS: Final = f"""
INSERT INTO statistics_placefilingday
    (year, month, organization_id, county_id, union_id, day, filed, final)
SELECT a.year, a.month, a.organization_id, a.county_id, a.union_id, least(a.day, {LAST_DAY}),
    sum(a.filed), sum(a.final)
FROM ({_DAYS}) AS a(year, month, organization_id, county_id, union_id, day, filed, final)
GROUP BY 1, 2, 3, 4, 5, 6
ORDER BY 3, 4, 5, 6
"""

# Organization 0 is the country. A product that a unit lists in another measure than before is
# matched in neither.
MATCHES: Final = """
INSERT INTO statistics_matchedtotal
    (year, month, lag, organization_id, product_id, measure_id, holders, now, before, base,
     workers, units, outliers, up, down)
WITH unit AS (
    SELECT b.unit_id, coalesce(v.organization_id, b.organization_id) AS organization_id,
        b.holder_id, v.unit_id IS NOT NULL AS matched
    FROM (SELECT * FROM stage_version WHERE period = %(period)s - %(lag)s) b
    LEFT JOIN (SELECT * FROM stage_version WHERE period = %(period)s) v USING (unit_id)
), was AS (
    SELECT * FROM stage_line WHERE period = %(period)s - %(lag)s
), made AS (
    SELECT * FROM stage_line WHERE period = %(period)s
), base AS (
    SELECT coalesce(u.organization_id, 0) AS organization_id, w.product_id, w.measure_id,
        sum(w.quantity) AS base
    FROM was w JOIN unit u USING (unit_id)
    GROUP BY GROUPING SETS (
        (u.organization_id, w.product_id, w.measure_id), (w.product_id, w.measure_id))
), pair AS (
    SELECT u.organization_id, u.holder_id, coalesce(w.product_id, i.product_id) AS product_id,
        coalesce(w.measure_id, i.measure_id) AS measure_id, coalesce(i.quantity, 0) AS now,
        coalesce(w.quantity, 0) AS before, coalesce(w.workers, i.workers) AS workers
    FROM was w
    FULL JOIN made i ON i.unit_id = w.unit_id AND i.product_id = w.product_id
    JOIN unit u ON u.unit_id = coalesce(w.unit_id, i.unit_id) AND u.matched
    WHERE coalesce(w.measure_id = i.measure_id, true)
), judged AS (
    SELECT c.organization_id, p.product_id, p.measure_id, p.holder_id, p.now, p.before, p.workers,
        coalesce(b.base, 0) AS base,
        abs(p.now - p.before) * 10 > coalesce(b.base, 0) * 3
        OR p.now > 0 AND p.before > 0 AND (p.now * 5 < p.before OR p.now > p.before * 5) AS outlier
    FROM pair p
    CROSS JOIN LATERAL (VALUES (p.organization_id), (0)) AS c(organization_id)
    LEFT JOIN base b ON b.organization_id = c.organization_id AND b.product_id = p.product_id
        AND b.measure_id = p.measure_id
    WHERE p.now > 0 OR p.before > 0
), held AS (
    SELECT organization_id, product_id, measure_id, max(base) AS base,
        bool_or(NOT outlier) AS kept, sum(now) FILTER (WHERE NOT outlier) AS now,
        sum(before) FILTER (WHERE NOT outlier) AS before,
        sum(workers) FILTER (WHERE NOT outlier) AS workers, count(*) AS units,
        count(*) FILTER (WHERE outlier) AS outliers, count(*) FILTER (WHERE now > before) AS up,
        count(*) FILTER (WHERE now < before) AS down
    FROM judged
    GROUP BY organization_id, product_id, measure_id, holder_id
)
SELECT %(year)s, %(month)s, %(lag)s, nullif(organization_id, 0), product_id, measure_id,
    count(*) FILTER (WHERE kept), coalesce(sum(now), 0), coalesce(sum(before), 0), max(base),
    coalesce(sum(workers), 0), sum(units), sum(outliers), sum(up), sum(down)
FROM held
GROUP BY organization_id, product_id, measure_id
"""

# Thirty digits behind the point, so that what is rounded to six is what exact fractions give.
_GROWTHS: Final = """
fitting AS (
    SELECT m.year * 12 + m.month - 1 AS period, coalesce(m.organization_id, 0) AS organization_id,
        m.product_id, m.measure_id, m.workers, round(m.now, 30) / m.before AS growth
    FROM statistics_matchedtotal m
    WHERE m.lag = 1 AND m.before > 0 AND m.holders >= %(holders)s
      AND m.before * 100 >= m.base * %(percent)s
      AND m.year * 12 + m.month - 1 BETWEEN %(period)s - 2 AND %(period)s
), class AS (
    SELECT f.period, p.isic_class_id, sum(f.workers * f.growth) / sum(f.workers) AS growth
    FROM fitting f JOIN catalog_product p ON p.id = f.product_id
    WHERE f.organization_id = 0
    GROUP BY f.period, p.isic_class_id
    HAVING sum(f.workers) > 0
), growth AS (
    SELECT n.organization_id, n.product_id, n.measure_id,
        array_agg(coalesce(o.growth, w.growth, k.growth, 1) ORDER BY b.back) AS g
    FROM (SELECT DISTINCT organization_id, product_id, measure_id FROM carried) n
    JOIN catalog_product p ON p.id = n.product_id
    CROSS JOIN (VALUES (0), (1), (2)) AS b(back)
    LEFT JOIN fitting o ON o.period = %(period)s - b.back
        AND o.organization_id = n.organization_id AND o.product_id = n.product_id
        AND o.measure_id = n.measure_id
    LEFT JOIN fitting w ON w.period = %(period)s - b.back AND w.organization_id = 0
        AND w.product_id = n.product_id AND w.measure_id = n.measure_id
    LEFT JOIN class k ON k.period = %(period)s - b.back AND k.isic_class_id = p.isic_class_id
    GROUP BY n.organization_id, n.product_id, n.measure_id
)"""

# `last` is the last month that stands for a unit that owes this one and has nothing final yet.
_SILENT: Final = """
known AS (
    SELECT d.unit_id, d.organization_id, d.trade_id, v.unit_id IS NOT NULL AS reported
    FROM stage_due d
    LEFT JOIN stage_version v ON v.unit_id = d.unit_id AND v.period = %(period)s
    WHERE d.period = %(period)s
), last AS (
    SELECT k.unit_id, k.organization_id, max(v.period) AS period
    FROM known k
    JOIN stage_version v ON v.unit_id = k.unit_id
        AND v.period BETWEEN %(period)s - %(most_silent)s AND %(period)s - 1
    WHERE NOT k.reported
    GROUP BY k.unit_id, k.organization_id
), carried AS (
    SELECT l.unit_id, l.organization_id, q.product_id, q.measure_id, q.quantity,
        %(period)s - l.period AS silent
    FROM last l
    JOIN stage_line q ON q.unit_id = l.unit_id AND q.period = l.period
    WHERE q.quantity > 0
), frame AS (
    SELECT k.organization_id, k.trade_id, count(*) FILTER (WHERE k.reported OR l.unit_id IS NOT NULL
            OR NOT h.known) AS frame,
        count(*) FILTER (WHERE NOT k.reported AND NOT h.known) AS unknown
    FROM known k
    LEFT JOIN last l ON l.unit_id = k.unit_id
    CROSS JOIN LATERAL (SELECT k.reported OR l.unit_id IS NOT NULL OR EXISTS (
        SELECT FROM statistics_submission s
        WHERE s.unit_id = k.unit_id AND s.standing_id IS NOT NULL
          AND s.year * 12 + s.month - 1 < %(period)s) AS known) AS h
    GROUP BY k.organization_id, k.trade_id
)"""

ESTIMATES: Final = f"""
INSERT INTO statistics_productestimate
    (year, month, organization_id, product_id, measure_id, reported, units_reported, imputed,
     units_imputed, base_filed, base_due, frame, unknown)
WITH {_SILENT}, {_GROWTHS}, part AS (
    SELECT v.organization_id, l.product_id, l.measure_id, l.quantity AS reported,
        (l.quantity > 0)::int AS units_reported, 0 AS imputed, 0 AS units_imputed, 0 AS base_filed,
        0 AS base_due
    FROM stage_line l
    JOIN stage_version v ON v.unit_id = l.unit_id AND v.period = l.period
    WHERE l.period = %(period)s
    UNION ALL
    SELECT v.organization_id, l.product_id, l.measure_id, 0, 0, 0, 0, l.quantity, l.quantity
    FROM stage_line l
    JOIN stage_version v ON v.unit_id = l.unit_id AND v.period = %(period)s
    WHERE l.period = %(period)s - 1
    UNION ALL
    SELECT c.organization_id, c.product_id, c.measure_id, 0, 0, b.base * g.g[1], 1, 0, b.base
    FROM carried c
    JOIN growth g USING (organization_id, product_id, measure_id)
    CROSS JOIN LATERAL (SELECT c.quantity * CASE WHEN c.silent > 1 THEN g.g[2] ELSE 1 END
        * CASE WHEN c.silent > 2 THEN g.g[3] ELSE 1 END AS base) AS b
)
SELECT %(year)s, %(month)s, x.organization_id, x.product_id, x.measure_id, sum(x.reported),
    sum(x.units_reported), round(sum(x.imputed), 6), sum(x.units_imputed), sum(x.base_filed),
    round(sum(x.base_due), 6), max(coalesce(f.frame, 0)), max(coalesce(f.unknown, 0))
FROM part x
JOIN catalog_product p ON p.id = x.product_id
LEFT JOIN frame f ON f.organization_id = x.organization_id AND f.trade_id = p.isic_class_id
GROUP BY x.organization_id, x.product_id, x.measure_id
"""

# By holder: what stands, and what is carried on for units that are silent.
CONTRIBUTIONS: Final = f"""
WITH {_SILENT}, {_GROWTHS}, part AS (
    SELECT v.organization_id, l.product_id, l.measure_id, v.holder_id, l.quantity AS reported,
        0 AS imputed
    FROM stage_line l
    JOIN stage_version v ON v.unit_id = l.unit_id AND v.period = l.period
    WHERE l.period = %(period)s
    UNION ALL
    SELECT c.organization_id, c.product_id, c.measure_id, u.holder_id, 0,
        c.quantity * CASE WHEN c.silent > 1 THEN g.g[2] ELSE 1 END
        * CASE WHEN c.silent > 2 THEN g.g[3] ELSE 1 END * g.g[1]
    FROM carried c
    JOIN growth g USING (organization_id, product_id, measure_id)
    JOIN units_unit u ON u.id = c.unit_id
)
SELECT organization_id, product_id, measure_id, holder_id, sum(reported) AS reported,
    sum(imputed) AS imputed
FROM part
GROUP BY organization_id, product_id, measure_id, holder_id
"""

# People of a silent unit are those of its last month: they change too little for a growth.
CARRIED_PEOPLE: Final = f"""
WITH {_SILENT}, part AS (
    SELECT v.organization_id, r.trade_id, v.holder_id, v.workers AS reported, 0 AS imputed
    FROM stage_version v
    JOIN statistics_revision r ON r.id = v.revision_id
    WHERE v.period = %(period)s
    UNION ALL
    SELECT l.organization_id, k.trade_id, v.holder_id, 0, v.workers
    FROM last l
    JOIN known k ON k.unit_id = l.unit_id
    JOIN stage_version v ON v.unit_id = l.unit_id AND v.period = l.period
)
SELECT organization_id, trade_id, holder_id, sum(reported) AS reported, sum(imputed) AS imputed
FROM part
GROUP BY organization_id, trade_id, holder_id
"""
