"""The standing part of a load: unions, their officers, owners, units and licences.

`chance(n, subject)` is a number in [0, 1) that depends on nothing else, and unions, units and
holders are told by their numbers: a load of one size is the same wherever it is made. `PLAN` lays
all of it out in temporary tables; `FRAME` writes the part in hand, every union or the one that
`only` names, and leaves alone what is there already.
"""

from review.routing import ministry_sql

CHANCE = """
CREATE OR REPLACE FUNCTION pg_temp.chance(id bigint, subject int) RETURNS float8 LANGUAGE sql
IMMUTABLE PARALLEL SAFE AS $$
    SELECT (hashint8extended(id, subject) & 2147483647)::float8 / 2147483648
$$
"""

# By division: its trades in an order of chance, the products of each together. What the catalogue
# knows for some months only is left out, as a load goes back further.
DIVISIONS = """
CREATE TEMP TABLE seed_division AS
SELECT row_number() OVER (ORDER BY left(code, 2)) AS number, left(code, 2) AS code,
    array_agg(id ORDER BY hashtextextended(isic_class_id, 1), hashtextextended(code, 2))
        AS products,
    array_agg(isic_class_id ORDER BY hashtextextended(isic_class_id, 1), hashtextextended(code, 2))
        AS trades,
    count(*)::int AS size
FROM catalog_product WHERE from_year IS NULL AND to_year IS NULL GROUP BY left(code, 2)
"""

# Counties on a line of length 1, each as long as its share of all units.
COUNTIES = """
CREATE TEMP TABLE seed_county AS
WITH placed AS (
    SELECT c.code, c.name, c.province_id, o.id AS organization_id, o.code AS office, o.parent_id,
        p.share, c.code = ANY(%(capitals)s) AS capital,
        0.05 + pg_temp.chance(hashtextextended(c.code, 3), 1) ^ 2 AS size
    FROM catalog_county c
    JOIN accounts_organization o ON o.code = c.organization_code
    JOIN unnest(%(provinces)s::text[], %(shares)s::float8[]) AS p(code, share)
        ON p.code = c.province_id
), weighed AS (
    SELECT *, CASE WHEN capital THEN %(capital_share)s ELSE (1 - %(capital_share)s) * size
        / sum(size) OVER (PARTITION BY province_id, capital) END AS weight
    FROM placed
), shared AS (
    SELECT *, share / (SELECT sum(s) FROM unnest(%(shares)s::float8[]) AS s)
        * weight / sum(weight) OVER (PARTITION BY province_id) AS part
    FROM weighed
)
SELECT *, sum(part) OVER (ORDER BY code) - part AS begins, sum(part) OVER (ORDER BY code) AS ends
FROM shared
"""

# The trades of a provincial organization on such a line: by how many products a division has, and
# by what is at home there. Its workshops make five products at most, from the first one on.
TRADES = """
CREATE TEMP TABLE seed_trade AS
WITH drawn AS (
    SELECT o.organization_id, d.number, d.size,
        floor(d.size * pg_temp.chance(hashtextextended(o.office || d.code, 3), 4)
            ^ %(province_power)s)::int AS first_product,
        1 - pg_temp.chance(hashtextextended(o.office || d.code, 3), 2) AS one,
        pg_temp.chance(hashtextextended(o.office || d.code, 3), 3) AS two
    FROM (SELECT DISTINCT organization_id, office FROM seed_county) o CROSS JOIN seed_division d
), weighed AS (
    SELECT organization_id, number, first_product,
        size * exp(%(deviation)s * sqrt(-2 * ln(one)) * cos(2 * pi() * two)) AS weight
    FROM drawn
), shared AS (
    SELECT *, weight / sum(weight) OVER (PARTITION BY organization_id) AS part FROM weighed
)
SELECT organization_id, number, first_product,
    sum(part) OVER (PARTITION BY organization_id ORDER BY number) - part AS begins,
    sum(part) OVER (PARTITION BY organization_id ORDER BY number) AS ends
FROM shared
"""

# Unions until the units are enough, spread evenly over the line of the counties: of few unions too
# a province has its share. The first union of an organization makes the `staple`, where there is
# one: what is made everywhere. Some have no access yet. A second one of a trade in a county is told
# from the first by its district.
UNIONS = f"""
CREATE TEMP TABLE seed_union AS
WITH sized AS (
    SELECT n, %(fewest)s + floor(pg_temp.chance(n, 1) * (%(most)s + 1 - %(fewest)s))::int
            AS members,
        n * 0.6180339887498949 %% 1 AS spot, pg_temp.chance(n, 5) < %(closed)s AS closed
    FROM generate_series(1, %(units)s / %(fewest)s + 1) AS n
), counted AS (
    SELECT *, sum(members) OVER (ORDER BY n) - members AS before FROM sized
), placed AS (
    SELECT u.n, u.members, u.before, u.closed, c.code AS county, c.name AS county_name,
        c.province_id, c.organization_id, c.parent_id,
        row_number() OVER (PARTITION BY c.organization_id ORDER BY u.n) = 1 AS first
    FROM counted u
    JOIN seed_county c ON c.begins <= u.spot AND u.spot < c.ends
    WHERE u.before < %(units)s
), staple AS (
    SELECT d.number, array_position(d.products, p.id) - 1 AS first_product
    FROM seed_division d
    JOIN catalog_product p ON p.code = %(staple)s::text AND p.id = ANY(d.products)
), named AS (
    SELECT u.n, least(u.members, %(units)s - u.before) AS members, u.before, u.closed,
        u.county, u.province_id, u.organization_id, u.parent_id, d.number AS division,
        d.trades, coalesce(s.first_product, t.first_product) AS first_product,
        coalesce(stem.name, 'اتحادیه صنف تولیدکنندگان') || ' ' || u.county_name AS name
    FROM placed u
    JOIN seed_trade t ON t.organization_id = u.organization_id
        AND t.begins <= pg_temp.chance(u.n, 4) AND pg_temp.chance(u.n, 4) < t.ends
    LEFT JOIN staple s ON u.first
    JOIN seed_division d ON d.number = coalesce(s.number, t.number)
    LEFT JOIN LATERAL (
        SELECT s.name FROM unnest(%(stem_divisions)s::text[], %(stems)s::text[]) AS s(code, name)
        WHERE s.code = d.code ORDER BY pg_temp.chance(u.n, hashtext(s.name)), s.name LIMIT 1
    ) stem ON true
), told AS (
    SELECT u.*, row_number() OVER (PARTITION BY name ORDER BY n) + (
            SELECT count(*) FROM accounts_organization o
            WHERE o.name = u.name AND o.code NOT LIKE 'scale-%%') AS district
    FROM named u
)
SELECT n, members, before, closed, county, province_id, organization_id, division, first_product,
    {ministry_sql("left(trades[1], 2)", "parent_id")} AS ministry_id,
    name || CASE WHEN district > 1 THEN '، ناحیهٔ '
        || translate(district::text, '0123456789', '۰۱۲۳۴۵۶۷۸۹') ELSE '' END AS name
FROM told
"""

# Who holds which unit: holders in a row, each with as many places as units, and the units dealt to
# the places as their unions come, but for those that lie apart. Some holders share an account
# where there are fewer of them.
HOLDERS = """
CREATE TEMP TABLE seed_holder AS
WITH sized AS (
    SELECT h, CASE WHEN pg_temp.chance(h, 21) < %(several)s
        THEN 2 + floor(7 * pg_temp.chance(h, 22) ^ 2)::int ELSE 1 END AS units
    FROM generate_series(1, %(units)s) AS h
), laid AS (
    SELECT *, sum(units) OVER (ORDER BY h) - units AS before FROM sized
), places AS (
    SELECT h, before + k AS place FROM laid CROSS JOIN LATERAL generate_series(1, units) AS k
    WHERE before < %(units)s
), dealt AS (
    SELECT u.n AS union_n, u.before + k AS n,
        row_number() OVER (ORDER BY CASE WHEN pg_temp.chance(u.before + k, 23) < %(apart)s
            THEN pg_temp.chance(u.before + k, 24) * %(units)s ELSE u.before + k END,
            u.before + k) AS place
    FROM seed_union u CROSS JOIN LATERAL generate_series(1, u.members) AS k
)
SELECT d.n, d.union_n, p.h AS holder, 1 + p.h %% %(accounts)s AS account,
    (%(first_names)s::text[])[1 + floor(
        pg_temp.chance(p.h, 31) * cardinality(%(first_names)s::text[]))::int] || ' '
    || (%(last_names)s::text[])[1 + floor(
        pg_temp.chance(p.h, 32) * cardinality(%(last_names)s::text[]))::int] AS name
FROM dealt d JOIN places p ON p.place = d.place
"""

PLAN = (
    ("chance", CHANCE),
    ("divisions", DIVISIONS),
    ("counties", COUNTIES),
    ("trades", TRADES),
    ("unions", UNIONS),
    ("holders", HOLDERS),
)
# Dropped behind a load: whoever keeps the connection may load again.
PLANNED = ("seed_division", "seed_county", "seed_trade", "seed_union", "seed_holder")

ORGANIZATIONS = """
INSERT INTO accounts_organization
    (code, kind, name, parent_id, province_id, county_id, access_granted_at)
SELECT 'scale-' || u.n, 'union', u.name, u.organization_id, u.province_id, u.county,
    CASE WHEN NOT u.closed THEN %(granted)s::timestamptz END
FROM seed_union u WHERE %(only)s::int IS NULL OR u.n = %(only)s ORDER BY u.n
ON CONFLICT (code) DO NOTHING
"""

PEOPLE = """
INSERT INTO accounts_user
    (password, is_superuser, username, full_name, email, mobile, is_active, date_joined)
SELECT '!', false, w.username, w.full_name, '', '', true, %(since)s FROM (
    SELECT 'scale-officer-' || u.n AS username,
        (%(first_names)s::text[])[1 + floor(
            pg_temp.chance(u.n, 33) * cardinality(%(first_names)s::text[]))::int] || ' '
        || (%(last_names)s::text[])[1 + floor(
            pg_temp.chance(u.n, 34) * cardinality(%(last_names)s::text[]))::int] AS full_name
    FROM seed_union u WHERE NOT closed AND (%(only)s::int IS NULL OR u.n = %(only)s)
    UNION ALL
    (SELECT DISTINCT ON (h.account) 'scale-owner-' || h.account, h.name FROM seed_holder h
     WHERE %(only)s::int IS NULL OR h.union_n = %(only)s ORDER BY h.account, h.holder)
) w ON CONFLICT (username) DO NOTHING
"""

# One row for each permission of the role, as `accounts.grants.grant` writes it.
POSTS = """
INSERT INTO accounts_organizationpermission
    (user_id, content_object_id, permission_id, role, granted_at, until)
SELECT p.id, o.id, right_.id, %(role)s, %(since)s, NULL
FROM seed_union u
JOIN accounts_user p ON p.username = 'scale-officer-' || u.n
JOIN accounts_organization o ON o.code = 'scale-' || u.n
JOIN auth_permission right_ ON right_.codename = ANY(%(permissions)s)
JOIN django_content_type t ON t.id = right_.content_type_id
    AND t.app_label = 'accounts' AND t.model = 'organization'
"""

# What a unit is like for good. `work` is what its workers make, in workers of the usual output.
UNITS = """
CREATE TEMP TABLE seed_unit AS
SELECT coalesce(unit_id, nextval(pg_get_serial_sequence('units_unit', 'id'))) AS id,
    coalesce(old_licence, nextval(pg_get_serial_sequence('units_licence', 'id'))) AS licence_id,
    unit_id IS NULL AS fresh, u.*,
    least(products, 1 + floor(pg_temp.chance(n, 7) ^ 1.2 * 5)::int) AS lines,
    CASE WHEN products > 5 AND pg_temp.chance(n, 25) < %(unusual)s
         THEN (first_product + 5 + floor((products - 5)
             * pg_temp.chance(n, 6) ^ %(unusual_power)s)::int) %% products END AS unusual,
    least(%(most_workers)s, floor(%(least_workers)s
        * (1 - pg_temp.chance(n, 8)) ^ (-1 / %(workers_tail)s)))::int AS workers,
    (one / (1 - one)) ^ %(output_tail)s AS output,
    (pg_temp.chance(n, 26) - 0.45) * 0.012 AS growth,
    pg_temp.chance(n, 27) < 0.04 AS exporter
FROM (
    SELECT h.n, h.holder, h.name AS holder_name, o.id AS union_id, u.organization_id,
        u.ministry_id, u.closed, u.county, u.province_id, u.division, u.first_product,
        d.size AS products, p.id AS officer_id, w.id AS owner_id, x.id AS unit_id,
        l.id AS old_licence, 0.001 + 0.998 * pg_temp.chance(h.n, 28) AS one
    FROM seed_holder h
    JOIN seed_union u ON u.n = h.union_n
    JOIN accounts_organization o ON o.code = 'scale-' || u.n
    JOIN seed_division d ON d.number = u.division
    JOIN accounts_user w ON w.username = 'scale-owner-' || h.account
    LEFT JOIN accounts_user p ON p.username = 'scale-officer-' || u.n
    LEFT JOIN units_unit x ON x.guild_id = '0998' || lpad(h.n::text, 6, '0')
    LEFT JOIN units_licence l ON l.unit_id = x.id AND l.number = x.guild_id
    WHERE (%(only)s::int IS NULL OR h.union_n = %(only)s) AND x.closed_on IS NULL
    ORDER BY h.n
) u
"""

# Ids of nobody with a right check digit: 998 is no place's code. Each unit is written with its
# licence's place, so that the trigger of the licences has nothing to do.
UNIT_ROWS = """
INSERT INTO units_unit
    (id, name, holder_kind, holder_name, holder_id, guild_id,
     county_id, union_id, trade_id, organization_code)
SELECT u.id,
    (%(kinds)s::text[])[1 + floor(
        pg_temp.chance(u.n, 35) * cardinality(%(kinds)s::text[]))::int] || ' '
    || (%(words)s::text[])[1 + floor(
        pg_temp.chance(u.n, 36) * cardinality(%(words)s::text[]))::int]
    || rtrim(' ' || (%(places)s::text[])[1 + floor(
        pg_temp.chance(u.n, 37) * cardinality(%(places)s::text[]))::int]),
    'natural', u.holder_name,
    '998' || lpad(u.holder::text, 6, '0')
        || CASE WHEN c.rest < 2 THEN c.rest ELSE 11 - c.rest END,
    '0998' || lpad(u.n::text, 6, '0'),
    u.county, u.union_id, d.trades[u.first_product + 1], t.organization_code
FROM seed_unit u
JOIN seed_division d ON d.number = u.division
JOIN catalog_county t ON t.code = u.county
CROSS JOIN LATERAL (
    SELECT (235 + holder / 100000 %% 10 * 7 + holder / 10000 %% 10 * 6 + holder / 1000 %% 10 * 5
            + holder / 100 %% 10 * 4 + holder / 10 %% 10 * 3 + holder %% 10 * 2) %% 11 AS rest
) c
WHERE u.fresh
"""

LICENCES = """
INSERT INTO units_licence
    (id, unit_id, kind_id, term, number, issued_on, expires_on, trade_id, union_id, county_id,
     address, postal_code)
SELECT u.licence_id, u.id, 'business', 'permanent', '0998' || lpad(u.n::text, 6, '0'),
    %(issued)s, NULL, d.trades[u.first_product + 1], u.union_id, u.county,
    'خیابان نمونه، پلاک ' || (1 + u.n %% 99), '9999999999'
FROM seed_unit u JOIN seed_division d ON d.number = u.division WHERE u.fresh
"""

MEMBERS = """
INSERT INTO units_unitmember (unit_id, user_id, role, since, ended_at)
SELECT u.id, u.owner_id, 'owner', %(since)s, NULL FROM seed_unit u WHERE u.fresh
"""

OFFICES = (("organizations", ORGANIZATIONS), ("people", PEOPLE))
FRAME = (
    ("units", UNITS),
    ("unit rows", UNIT_ROWS),
    ("licences", LICENCES),
    ("members", MEMBERS),
)
