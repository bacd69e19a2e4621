"""The standing part of a load: unions, their officers, owners, units and licences.

`chance(id, subject)` is a number in [0, 1) that depends on nothing else, so a load of the same
size is the same wherever it is made.
"""

from review.routing import ministry_sql

CHANCE = """
CREATE FUNCTION pg_temp.chance(id bigint, subject int) RETURNS float8 LANGUAGE sql IMMUTABLE
PARALLEL SAFE AS $$
    SELECT (hashint8extended(id, subject) & 2147483647)::float8 / 2147483648
$$
"""

# Divisions with enough products that six of one unit are different ones.
DIVISIONS = """
CREATE TEMP TABLE seed_division ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY left(code, 2)) AS number,
    array_agg(id ORDER BY code) AS products,
    array_agg(isic_class_id ORDER BY code) AS trades,
    count(*)::int AS size
FROM catalog_product GROUP BY left(code, 2) HAVING count(*) >= 6
"""

# A fifth of all in the largest province, the others by their counties.
COUNTIES = """
CREATE TEMP TABLE seed_county ON COMMIT DROP AS
SELECT c.code, c.province_id, o.id AS organization_id, c.province_id = %(large)s AS large,
    row_number() OVER (PARTITION BY c.province_id = %(large)s ORDER BY c.code) AS number,
    count(*) OVER (PARTITION BY c.province_id = %(large)s) AS total
FROM catalog_county c JOIN accounts_organization o ON o.code = c.organization_code
"""

# Unions of 20 to 60 members, until the units are enough; one in twenty has no access yet.
UNIONS = f"""
CREATE TEMP TABLE seed_union ON COMMIT DROP AS
WITH sized AS (
    SELECT n, 20 + floor(pg_temp.chance(n, 1) * 41)::int AS members,
        pg_temp.chance(n, 2) < 0.2 AS large, pg_temp.chance(n, 5) < 0.05 AS closed
    FROM generate_series(1, %(units)s / 20 + 1) AS n
), counted AS (
    SELECT *, sum(members) OVER (ORDER BY n) - members AS before FROM sized
)
SELECT u.n, u.members, u.before, u.closed, c.code AS county, c.province_id, c.organization_id,
    d.number AS division, {ministry_sql("left(d.trades[1], 2)", "p.parent_id")} AS ministry_id
FROM counted u
JOIN seed_county c
    ON c.large = u.large AND c.number = 1 + floor(pg_temp.chance(u.n, 3) * c.total)::int
JOIN seed_division d ON d.number = 1 + floor(
    pg_temp.chance(u.n, 4) * (SELECT count(*) FROM seed_division))::int
JOIN accounts_organization p ON p.id = c.organization_id
WHERE u.before < %(units)s
"""

ORGANIZATIONS = """
INSERT INTO accounts_organization
    (code, kind, name, parent_id, province_id, county_id, access_granted_at)
SELECT 'scale-' || u.n, 'union', 'اتحادیه صنف شمارهٔ ' || u.n, u.organization_id, u.province_id,
    u.county, CASE WHEN NOT u.closed THEN %(now)s::timestamptz - interval '600 days' END
FROM seed_union u ORDER BY u.n
"""

PEOPLE = """
INSERT INTO accounts_user
    (password, is_superuser, username, full_name, email, mobile, is_active, date_joined)
SELECT '!', false, w.username, w.full_name, '', '', true, %(now)s FROM (
    SELECT 'scale-officer-' || n AS username, 'کارشناس ' || n AS full_name
    FROM seed_union WHERE NOT closed
    UNION ALL
    SELECT 'scale-owner-' || n, 'دارندهٔ ' || n FROM generate_series(1, %(owners)s) AS n
) w
"""

# One row for each permission of the role, as `accounts.grants.grant` writes it.
POSTS = """
INSERT INTO accounts_organizationpermission
    (user_id, content_object_id, permission_id, role, granted_at, until)
SELECT p.id, o.id, right_.id, %(role)s, %(now)s, NULL
FROM seed_union u
JOIN accounts_user p ON p.username = 'scale-officer-' || u.n
JOIN accounts_organization o ON o.code = 'scale-' || u.n
JOIN auth_permission right_ ON right_.codename = ANY(%(permissions)s)
JOIN django_content_type t ON t.id = right_.content_type_id
    AND t.app_label = 'accounts' AND t.model = 'organization'
"""

# Ids of nobody with a right check digit: 998 is no place's code. Each unit is written with its
# licence's place, so that the trigger of the licences has nothing to do.
UNITS = """
CREATE TEMP TABLE seed_unit ON COMMIT DROP AS
SELECT nextval(pg_get_serial_sequence('units_unit', 'id')) AS id,
    nextval(pg_get_serial_sequence('units_licence', 'id')) AS licence_id,
    u.before + k + 1 AS n, o.id AS union_id, u.organization_id, u.ministry_id, u.closed, u.county,
    u.province_id, d.number AS division, d.size AS products,
    floor(pg_temp.chance(u.before + k, 6) * d.size)::int AS first_product,
    p.id AS officer_id, w.id AS owner_id,
    1 + floor(pg_temp.chance(u.before + k, 7) ^ 1.5 * 6)::int AS lines,
    pg_temp.chance(u.before + k, 8) < 0.04 AS exporter
FROM seed_union u
CROSS JOIN LATERAL generate_series(0, u.members - 1) AS k
JOIN accounts_organization o ON o.code = 'scale-' || u.n
JOIN seed_division d ON d.number = u.division
LEFT JOIN accounts_user p ON p.username = 'scale-officer-' || u.n
JOIN accounts_user w ON w.username = 'scale-owner-' || (1 + (u.before + k + 1) %% %(owners)s)
WHERE u.before + k < %(units)s
ORDER BY u.before + k
"""

UNIT_ROWS = """
INSERT INTO units_unit
    (id, name, holder_kind, holder_name, holder_id, guild_id,
     county_id, union_id, trade_id, organization_code)
SELECT u.id, 'کارگاه شمارهٔ ' || u.n, 'natural', 'دارندهٔ ' || (1 + u.n %% %(owners)s),
    '998' || lpad(u.n::text, 6, '0')
        || CASE WHEN c.rest < 2 THEN c.rest ELSE 11 - c.rest END,
    '0998' || lpad(u.n::text, 6, '0'),
    u.county, u.union_id, d.trades[u.first_product + 1], t.organization_code
FROM seed_unit u
JOIN seed_division d ON d.number = u.division
JOIN catalog_county t ON t.code = u.county
CROSS JOIN LATERAL (
    SELECT (235 + u.n / 100000 %% 10 * 7 + u.n / 10000 %% 10 * 6 + u.n / 1000 %% 10 * 5
            + u.n / 100 %% 10 * 4 + u.n / 10 %% 10 * 3 + u.n %% 10 * 2) %% 11 AS rest
) c
"""

LICENCES = """
INSERT INTO units_licence
    (id, unit_id, kind_id, term, number, issued_on, expires_on, trade_id, union_id, county_id,
     address, postal_code)
SELECT u.licence_id, u.id, 'business', 'permanent', '0998' || lpad(u.n::text, 6, '0'),
    %(issued)s, NULL, d.trades[u.first_product + 1], u.union_id, u.county,
    'خیابان نمونه، پلاک ' || (1 + u.n %% 99), '9999999999'
FROM seed_unit u JOIN seed_division d ON d.number = u.division
"""

MEMBERS = """
INSERT INTO units_unitmember (unit_id, user_id, role, since, ended_at)
SELECT u.id, u.owner_id, 'owner', %(now)s, NULL FROM seed_unit u
"""

FRAME = (
    ("chance", CHANCE),
    ("divisions", DIVISIONS),
    ("counties", COUNTIES),
    ("unions", UNIONS),
    ("organizations", ORGANIZATIONS),
    ("people", PEOPLE),
    ("posts", POSTS),
    ("units", UNITS),
    ("unit rows", UNIT_ROWS),
    ("licences", LICENCES),
    ("members", MEMBERS),
)
