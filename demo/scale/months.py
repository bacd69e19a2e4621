"""One month of a load: when each unit filed, how far its case came by now, and its figures.

A case walks from desk to desk: a person decides within two days or the clock runs out. What has
happened by `now` is its standing, so that older months are final and the latest in every state.
"""

# Due instants by arrival day and province, computed by `review.deadlines`.
CLOCK = """
CREATE TEMP TABLE seed_clock ON COMMIT DROP AS
SELECT * FROM unnest(%(days)s::date[], %(provinces)s::text[], %(unions)s::timestamptz[],
                     %(organizations)s::timestamptz[], %(ministries)s::timestamptz[],
                     %(corrections)s::timestamptz[], %(counts)s::timestamptz[])
    AS c(day, province, at_union, at_province, at_ministry, correction, counts_until)
"""

# t0 filed, `took` after it was begun; t1 left the union, t2 the province, t3 the ministry; d1-d3
# when each clock runs out. Four of ten file on the last day of the window, the others over all of
# it. OFFSET 0 keeps each instant from being computed again by all that is built on it.
CASES = """
CREATE TEMP TABLE seed_case ON COMMIT DROP AS
WITH filed AS (
    SELECT u.*, pg_temp.chance(u.id, %(salt)s + 1) < %(drafts)s AS draft,
        pg_temp.chance(u.id, %(salt)s + 9) < 0.03 AS returns,
        pg_temp.chance(u.id, %(salt)s + 10) * interval '80 minutes' AS took,
        CASE WHEN pg_temp.chance(u.id, %(salt)s + 2) < 0.4
             THEN %(last_day)s::timestamptz
                 + pg_temp.chance(u.id, %(salt)s + 3) * (%(closes)s - %(last_day)s)
             ELSE %(opens)s::timestamptz
                 + pg_temp.chance(u.id, %(salt)s + 3) * (%(last_day)s - %(opens)s) END AS t0
    FROM seed_unit u
    WHERE pg_temp.chance(u.id, %(salt)s) >= %(absent)s
    OFFSET 0
), at_union AS (
    SELECT f.*, c.at_union AS d1,
        CASE WHEN f.closed THEN t0
             WHEN pg_temp.chance(f.id, %(salt)s + 4) < 0.75
             THEN least(t0 + interval '3 hours'
                      + pg_temp.chance(f.id, %(salt)s + 5) * interval '45 hours',
                      coalesce(c.at_union, 'infinity'))
             ELSE coalesce(c.at_union, t0 + interval '2 days') END AS t1
    FROM filed f
    JOIN seed_clock c
        ON c.day = (f.t0 AT TIME ZONE 'Asia/Tehran')::date AND c.province = f.province_id
    OFFSET 0
), at_province AS (
    SELECT f.*, c.at_province AS d2, c.correction, c.counts_until,
        CASE WHEN pg_temp.chance(f.id, %(salt)s + 6) < 0.8
             THEN least(t1 + interval '2 hours'
                      + pg_temp.chance(f.id, %(salt)s + 5) * interval '45 hours', c.at_province)
             ELSE c.at_province END AS t2
    FROM at_union f
    JOIN seed_clock c
        ON c.day = (f.t1 AT TIME ZONE 'Asia/Tehran')::date AND c.province = f.province_id
    OFFSET 0
), at_ministry AS (
    SELECT f.*, c.at_ministry AS d3,
        CASE WHEN pg_temp.chance(f.id, %(salt)s + 7) < 0.85
             THEN least(t2 + interval '2 hours'
                      + pg_temp.chance(f.id, %(salt)s + 5) * interval '70 hours', c.at_ministry)
             ELSE c.at_ministry END AS t3
    FROM at_province f
    JOIN seed_clock c
        ON c.day = (f.t2 AT TIME ZONE 'Asia/Tehran')::date AND c.province = f.province_id
)
SELECT id AS unit_id, licence_id, n, union_id, organization_id, ministry_id, closed, officer_id,
    owner_id, county, took,
    division, products, first_product, lines, exporter, t0, t1, t2, t3, d1, d2, d3, correction,
    counts_until,
    %(first_id)s + row_number() OVER (ORDER BY t0 - took) AS id,
    %(first_revision)s + row_number() OVER (ORDER BY t0 - took) AS revision_id,
    %(last_number)s + %(first_id)s + row_number() OVER (ORDER BY t0 - took) AS number,
    CASE WHEN draft THEN 'draft'
         WHEN t1 > %(now)s THEN 'at_union'
         WHEN %(latest)s AND returns AND NOT closed AND t1 IS DISTINCT FROM d1 THEN 'returned'
         WHEN t2 > %(now)s THEN 'at_province'
         WHEN t3 > %(now)s THEN 'at_ministry'
         ELSE 'final' END AS state,
    floor(500 + 1500 * pg_temp.chance(id, 11))::int * %(season)s AS base
FROM at_ministry ORDER BY t0 - took
"""

# Versions as people would have made them: 2 opened, 6 filed, one more for each desk.
SUBMISSIONS = """
INSERT INTO statistics_submission
    (id, unit_id, licence_id, year, month, tracking_number, activity, state, desk_id, entered_at,
     due_at, correction_due, counts_until, risk, priority_at, round, version, created_at, filed_at,
     final_at, route_union_id, route_province_id, route_ministry_id, standing_id,
     skipped_union, lapsed_union, lapsed_province, lapsed_ministry, decided_levels,
     standing_review)
SELECT c.id, c.unit_id, c.licence_id, %(year)s, %(month)s, c.number::text, 'active', c.state,
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

# A draft lists its products and has no quantity yet; nothing typed is not zero.
PRODUCTION = """
INSERT INTO statistics_productionline (submission_id, position, product_id, quantity)
SELECT c.id, k + 1, d.products[(c.first_product + k) %% c.products + 1],
    CASE WHEN c.state <> 'draft' THEN (c.base * (k + 2) / 200)::numeric END
FROM seed_case c
JOIN seed_division d ON d.number = c.division
JOIN (VALUES (0), (1), (2), (3), (4), (5)) AS of(k) ON k < c.lines
"""

DECLARATIONS = """
INSERT INTO statistics_exportdeclaration (submission_id, has_exports)
SELECT id, CASE WHEN state <> 'draft' THEN exporter END FROM seed_case
"""

EXPORTS = """
INSERT INTO statistics_exportline
    (submission_id, position, product_id, quantity, tonnes, tonnes_reason, value_usd, value_irr)
SELECT c.id, 1, p.id, q.sent, q.sent * coalesce(m.tonne_factor, 0.002), '', q.sent * 9,
    q.sent * 8100000
FROM seed_case c
JOIN seed_division d ON d.number = c.division
JOIN catalog_product p ON p.id = d.products[c.first_product %% c.products + 1]
JOIN catalog_measure m ON m.code = p.measure_id
CROSS JOIN LATERAL (SELECT (c.base / 400)::numeric AS sent) q
WHERE c.exporter AND c.state <> 'draft'
"""

EMPLOYMENT = """
INSERT INTO statistics_employment (submission_id, official, contract, contractor, remarks)
SELECT id, CASE WHEN state <> 'draft' THEN 1 + n %% 4 END,
    CASE WHEN state <> 'draft' THEN 2 + n %% 7 END,
    CASE WHEN state <> 'draft' THEN 0 END, ''
FROM seed_case
"""

MONTH = (
    ("submissions", SUBMISSIONS),
    ("production lines", PRODUCTION),
    ("export declarations", DECLARATIONS),
    ("export lines", EXPORTS),
    ("employment", EMPLOYMENT),
)
