"""Months of a load: when each unit filed, how far its case came by now, and its figures.

A case walks from desk to desk: a person decides within two days or the clock runs out. What has
happened by `now` is its standing, so that older months are final and the latest in every state.
"""

# Due instants by arrival day and province, computed by `review.deadlines`.
CLOCK = """
CREATE TEMP TABLE seed_clock AS
SELECT * FROM unnest(%(days)s::date[], %(provinces)s::text[], %(unions)s::timestamptz[],
                     %(organizations)s::timestamptz[], %(ministries)s::timestamptz[],
                     %(corrections)s::timestamptz[], %(counts)s::timestamptz[])
    AS c(day, province, at_union, at_province, at_ministry, correction, counts_until)
"""

# What each month of a load is by itself: when it is filed, what part of its units had filed it by
# now (`part`), whether its cases went from desk to desk within three days (`quick`).
CALENDAR = """
CREATE TEMP TABLE seed_month AS
SELECT * FROM unnest(%(years)s::int[], %(months)s::int[], %(salts)s::int[], %(ages)s::int[],
                     %(rials)s::int[], %(opens)s::timestamptz[], %(last_days)s::timestamptz[],
                     %(closes)s::timestamptz[], %(latest)s::bool[], %(quick)s::bool[],
                     %(absent)s::float8[], %(drafts)s::float8[], %(part)s::float8[])
    AS m(year, month, salt, age, rial, opens, last_day, closes, latest, quick, absent, drafts, part)
"""

# t0 filed, `took` after it was begun; t1 left the union, t2 the province, t3 the ministry; d1-d3
# when each clock runs out. Four of ten file on the last day of the window, the others over all of
# it. OFFSET 0 keeps each instant from being computed again by all that is built on it. `finished`:
# a case that is not final by now is left out. `{unfiled}` passes over what is there already.
CASES = """
CREATE TEMP TABLE seed_case AS
WITH filed AS (
    SELECT u.*, m.year, m.month, m.salt, m.rial, m.latest, m.quick,
        pg_temp.chance(u.n, m.salt + 1) < m.drafts AS draft,
        pg_temp.chance(u.n, m.salt + 9) < 0.03 AS returns,
        u.exporter AND pg_temp.chance(u.n, m.salt + 8) < 0.8 AS sends,
        pg_temp.chance(u.n, m.salt + 10) * interval '80 minutes' AS took,
        -- One more or one less for some months at a time.
        u.workers + CASE WHEN u.workers > 3
            THEN floor(3 * pg_temp.chance(u.n, m.salt / 48))::int - 1 ELSE 0 END AS people,
        u.output * (1 + u.growth * m.age)
            * (0.94 + 0.12 * pg_temp.chance(u.n, m.salt + 11)) AS pace,
        CASE WHEN pg_temp.chance(u.n, m.salt + 2) < 0.4
             THEN m.last_day + pg_temp.chance(u.n, m.salt + 3) * (m.closes - m.last_day)
             ELSE m.opens + pg_temp.chance(u.n, m.salt + 3) * (m.last_day - m.opens) END AS t0
    FROM seed_unit u CROSS JOIN seed_month m
    WHERE pg_temp.chance(u.n, m.salt) >= m.absent AND pg_temp.chance(u.n, m.salt + 12) < m.part
        {unfiled}
    OFFSET 0
), at_union AS (
    SELECT f.*, c.at_union AS d1,
        CASE WHEN f.closed THEN t0
             WHEN f.quick OR pg_temp.chance(f.n, f.salt + 4) < 0.75
             THEN least(t0 + interval '3 hours' + pg_temp.chance(f.n, f.salt + 5)
                          * CASE WHEN f.quick THEN interval '20 hours' ELSE interval '45 hours' END,
                      coalesce(c.at_union, 'infinity'))
             ELSE coalesce(c.at_union, t0 + interval '2 days') END AS t1
    FROM filed f
    JOIN seed_clock c
        ON c.day = (f.t0 AT TIME ZONE 'Asia/Tehran')::date AND c.province = f.province_id
    OFFSET 0
), at_province AS (
    SELECT f.*, c.at_province AS d2, c.correction, c.counts_until,
        CASE WHEN f.quick OR pg_temp.chance(f.n, f.salt + 6) < 0.8
             THEN least(t1 + interval '2 hours' + pg_temp.chance(f.n, f.salt + 5)
                          * CASE WHEN f.quick THEN interval '20 hours' ELSE interval '45 hours' END,
                      c.at_province)
             ELSE c.at_province END AS t2
    FROM at_union f
    JOIN seed_clock c
        ON c.day = (f.t1 AT TIME ZONE 'Asia/Tehran')::date AND c.province = f.province_id
    OFFSET 0
), at_ministry AS (
    SELECT f.*, c.at_ministry AS d3,
        CASE WHEN f.quick OR pg_temp.chance(f.n, f.salt + 7) < 0.85
             THEN least(t2 + interval '2 hours' + pg_temp.chance(f.n, f.salt + 5)
                          * CASE WHEN f.quick THEN interval '20 hours' ELSE interval '70 hours' END,
                      c.at_ministry)
             ELSE c.at_ministry END AS t3
    FROM at_province f
    JOIN seed_clock c
        ON c.day = (f.t2 AT TIME ZONE 'Asia/Tehran')::date AND c.province = f.province_id
)
SELECT c.*,
    nextval(pg_get_serial_sequence('statistics_submission', 'id')) AS id,
    nextval(pg_get_serial_sequence('statistics_revision', 'id')) AS revision_id,
    nextval('statistics_tracking_number') AS number,
    people / 3 AS official, people / 8 AS contractor, people - people / 3 - people / 8 AS contract
FROM (
    SELECT id AS unit_id, licence_id, n, union_id, organization_id, ministry_id, closed, officer_id,
        owner_id, county, took, division, products, first_product, lines, unusual, sends, year,
        month, salt, rial, people, pace, t0, t1, t2, t3, d1, d2, d3, correction, counts_until,
        CASE WHEN draft THEN 'draft'
             WHEN t1 > %(now)s THEN 'at_union'
             WHEN latest AND returns AND NOT closed AND t1 IS DISTINCT FROM d1 THEN 'returned'
             WHEN t2 > %(now)s THEN 'at_province'
             WHEN t3 > %(now)s THEN 'at_ministry'
             ELSE 'final' END AS state
    FROM at_ministry WHERE NOT %(finished)s OR t3 <= %(now)s ORDER BY t0 - took
) c
"""
UNFILED = """AND NOT EXISTS (SELECT FROM statistics_submission s
            WHERE s.unit_id = u.id AND s.year = m.year AND s.month = m.month)"""

# Versions as people would have made them: 2 opened, 6 filed, one more for each desk.
SUBMISSIONS = """
INSERT INTO statistics_submission
    (id, unit_id, licence_id, year, month, tracking_number, activity, state, desk_id, entered_at,
     due_at, correction_due, counts_until, risk, priority_at, round, version, created_at, filed_at,
     final_at, route_union_id, route_province_id, route_ministry_id, standing_id,
     skipped_union, lapsed_union, lapsed_province, lapsed_ministry, decided_levels,
     standing_review)
SELECT c.id, c.unit_id, c.licence_id, c.year, c.month, c.number::text, 'active', c.state,
    CASE c.state WHEN 'at_union' THEN c.union_id WHEN 'returned' THEN c.union_id
         WHEN 'at_province' THEN c.organization_id WHEN 'at_ministry' THEN c.ministry_id END,
    CASE c.state WHEN 'draft' THEN NULL WHEN 'at_union' THEN t0 WHEN 'returned' THEN t0
         WHEN 'at_province' THEN t1 WHEN 'at_ministry' THEN t2 ELSE t3 END,
    CASE c.state WHEN 'at_union' THEN d1 WHEN 'at_province' THEN d2 WHEN 'at_ministry' THEN d3 END,
    CASE c.state WHEN 'returned' THEN c.correction END,
    CASE c.state WHEN 'returned' THEN c.counts_until END,
    0,
    CASE c.state WHEN 'at_union' THEN coalesce(d1, t0) WHEN 'at_province' THEN coalesce(d2, t1)
         WHEN 'at_ministry' THEN coalesce(d3, t2) END,
    CASE c.state WHEN 'draft' THEN 0 ELSE 1 END,
    CASE c.state WHEN 'draft' THEN 2 WHEN 'at_union' THEN 6 WHEN 'at_province' THEN 7
         WHEN 'returned' THEN 7 WHEN 'at_ministry' THEN 8 ELSE 9 END,
    c.t0 - c.took,
    CASE WHEN c.state <> 'draft' THEN c.t0 END,
    CASE c.state WHEN 'final' THEN c.t3 END,
    CASE WHEN c.state <> 'draft' THEN c.union_id END,
    CASE WHEN c.state <> 'draft' THEN c.organization_id END,
    CASE WHEN c.state <> 'draft' THEN c.ministry_id END,
    CASE c.state WHEN 'final' THEN c.revision_id END,
    c.closed AND c.state <> 'draft',
    c.state IN ('at_province', 'at_ministry', 'final') AND NOT c.closed
        AND t1 IS NOT DISTINCT FROM d1,
    c.state IN ('at_ministry', 'final') AND t2 IS NOT DISTINCT FROM d2,
    c.state = 'final' AND t3 IS NOT DISTINCT FROM d3,
    c.decided, CASE WHEN c.state = 'final' AND c.decided > 0 THEN %(opened)s ELSE 0 END
FROM (
    SELECT c.*,
        CASE WHEN c.state = 'returned'
                  OR c.state IN ('at_province', 'at_ministry', 'final') AND NOT c.closed
                     AND t1 IS DISTINCT FROM d1 THEN 1 ELSE 0 END
            + CASE WHEN c.state IN ('at_ministry', 'final') AND t2 IS DISTINCT FROM d2
                   THEN 2 ELSE 0 END
            + CASE WHEN c.state = 'final' AND t3 IS DISTINCT FROM d3 THEN 4 ELSE 0 END AS decided
    FROM seed_case c
) c ORDER BY c.id
"""

# So much for each worker: the first of its products has most of them. A draft lists its products
# and has no quantity yet; nothing typed is not zero.
PRODUCTION = """
INSERT INTO statistics_productionline (submission_id, position, product_id, quantity)
SELECT c.id, k + 1, p.id, CASE WHEN c.state <> 'draft' THEN greatest(p.step, round((
        c.people * c.pace * p.output * 2.0 * (c.lines - k) / (c.lines * (c.lines + 1))
        * (%(seasons)s::float8[])[1 + d.number %% 7][c.month] / 100
        * (0.94 + 0.12 * pg_temp.chance(c.n * 8 + k, c.salt + 13)))::numeric, p.places)) END
FROM seed_case c
JOIN seed_division d ON d.number = c.division
CROSS JOIN generate_series(0, 4) AS k
JOIN seed_product p ON p.id = d.products[1 + CASE WHEN k = c.lines - 1 AND c.unusual IS NOT NULL
    THEN c.unusual ELSE (c.first_product + k) %% c.products END]
WHERE k < c.lines
"""

DECLARATIONS = """
INSERT INTO statistics_exportdeclaration (submission_id, has_exports)
SELECT id, CASE WHEN state <> 'draft' THEN sends END FROM seed_case
"""

# A part of the first product, at a price near that of its measure and the month's dollar. Lines of
# this load alone: their ids lie behind those of before.
EXPORTS = """
INSERT INTO statistics_exportline
    (submission_id, position, product_id, quantity, tonnes, tonnes_reason, value_usd, value_irr)
SELECT c.id, 1, l.product_id, q.sent, q.sent * coalesce(m.tonne_factor, 0.002), '', u.paid,
    round(u.paid * c.rial * (0.95 + 0.1 * pg_temp.chance(c.n, c.salt + 15))::numeric)
FROM seed_case c
JOIN statistics_productionline l
    ON l.submission_id = c.id AND l.position = 1 AND l.id > %(last_line)s
JOIN seed_product p ON p.id = l.product_id
JOIN catalog_product y ON y.id = p.id
JOIN catalog_measure m ON m.code = y.measure_id
CROSS JOIN LATERAL (SELECT greatest(p.step, round(
    l.quantity * (0.1 + 0.5 * pg_temp.chance(c.n, c.salt + 14))::numeric, p.places)) AS sent) q
CROSS JOIN LATERAL (SELECT round(
    q.sent * p.dollars * (0.9 + 0.2 * pg_temp.chance(c.n, 29))::numeric, 2) AS paid) u
WHERE c.sends AND c.state <> 'draft'
"""

EMPLOYMENT = """
INSERT INTO statistics_employment (submission_id, official, contract, contractor, remarks)
SELECT id, CASE WHEN state <> 'draft' THEN official END,
    CASE WHEN state <> 'draft' THEN contract END,
    CASE WHEN state <> 'draft' THEN contractor END, ''
FROM seed_case
"""

# Before the submissions and their versions: figures of a filed month are frozen.
FIGURES = (
    ("production lines", PRODUCTION),
    ("export declarations", DECLARATIONS),
    ("export lines", EXPORTS),
    ("employment", EMPLOYMENT),
)
