"""Rows in all that the pages of a large country lean on besides its cases.

A table of a few rows is rightly read whole, so a plan over it says nothing: each gets so many that
only its index is cheap. Triggers that guard single edits are the business of other tests.
"""

from django.db import connection

from accounts.models import Notice, Organization, OrganizationPermission, User, UserSession
from review.models import Answer, CorrectionRequest, Question
from statistics.models import ExportLine, InfluentialFigure, RaisedFlag, Submission
from units.models import Licence, Unit, UnitMember

# What grows with the country; catalogue, counties and permissions stay small.
LARGE = {
    model._meta.db_table
    for model in (
        *(Submission, ExportLine, RaisedFlag, InfluentialFigure),
        *(Question, Answer, CorrectionRequest),
        *(Unit, Licence, UnitMember),
        *(User, UserSession, Organization, OrganizationPermission, Notice),
    )
} | {"django_session"}

# Two lines a case, one of two hundred explained.
EXPORTS = """
INSERT INTO statistics_exportline (submission_id, position, product_id, tonnes_reason)
SELECT s.id, p.k, p.id, CASE WHEN s.id %% 200 = 0 THEN 'بسته‌بندی' ELSE '' END
FROM statistics_submission s
CROSS JOIN (SELECT id, row_number() OVER (ORDER BY id) AS k FROM catalog_product LIMIT 2) AS p
ON CONFLICT DO NOTHING
"""
FLAGS = """
INSERT INTO statistics_raisedflag
    (submission_id, rule, key, value, text, basis, short, reason, note)
SELECT id, 'S1', 'p' || k, '1', 'متن', 'مبنا', 'جهش', '', ''
FROM statistics_submission CROSS JOIN generate_series(1, 2) AS k
"""
# What says so of a case has its figure.
INFLUENTIAL = """
INSERT INTO statistics_influentialfigure
    (submission_id, product_id, measure_id, quantity, expected, total)
SELECT s.id, p.id, p.measure_id, 90, 41, 306 FROM statistics_submission s
CROSS JOIN (SELECT id, measure_id FROM catalog_product ORDER BY id LIMIT 1) AS p
"""
QUESTIONS = """
INSERT INTO review_question (submission_id, round, organization_id, text, asked_by_id, asked_at)
SELECT s.id, k, %(desk)s, 'چرا؟', %(user)s, s.created_at
FROM statistics_submission s CROSS JOIN generate_series(1, 2) AS k WHERE s.id %% 5 = 0
"""
ANSWERS = """
INSERT INTO review_answer (question_id, text, answered_by_id, answered_at)
SELECT id, 'چنین', asked_by_id, asked_at FROM review_question WHERE id %% 2 = 0
"""
# One a case, of which few wait for their answer.
REQUESTS = """
INSERT INTO review_correctionrequest
    (submission_id, reason, asked_by_id, asked_at, outcome, answer,
     answered_by_id, answered_at, organization_id)
SELECT id, 'اشتباه', %(user)s, created_at,
    CASE WHEN open THEN '' ELSE 'refused' END, CASE WHEN open THEN '' ELSE 'نه' END,
    CASE WHEN NOT open THEN %(user)s END, CASE WHEN NOT open THEN created_at END,
    CASE WHEN NOT open THEN %(desk)s END
FROM (SELECT id, created_at, id %% 1000 = 0 AS open FROM statistics_submission) AS s
"""
# Units that file no more, and cases of long ago: what waits is a small part of all.
UNITS = """
INSERT INTO units_unit (name, holder_kind, holder_name, holder_id, guild_id)
SELECT name, holder_kind, holder_name, holder_id, ''
FROM units_unit CROSS JOIN generate_series(1, 4) AS k
"""
LICENCES = """
INSERT INTO units_licence (unit_id, kind_id, term, number, issued_on, trade_id, union_id,
    county_id, address, postal_code)
SELECT u.id, l.kind_id, l.term, 'crowd-' || u.id, l.issued_on, l.trade_id, l.union_id,
    l.county_id, '', l.postal_code
FROM units_unit u CROSS JOIN (SELECT * FROM units_licence ORDER BY id LIMIT 1) AS l
WHERE u.guild_id = ''
"""
PAST = """
INSERT INTO statistics_submission (unit_id, licence_id, year, month, tracking_number, activity,
    state, risk, round, version, created_at,
    skipped_union, lapsed_union, lapsed_province, lapsed_ministry)
SELECT l.unit_id, l.id, 1390, m, (20000000000 + l.id * 100 + m)::text, 'active',
    'draft', 0, 1, 9, l.issued_on, false, false, false, false
FROM units_licence l CROSS JOIN generate_series(1, 6) AS m
"""
PAST_FILED = """
INSERT INTO statistics_revision
    (submission_id, round, figures, previous_digest, digest, filed_at, filed_by_id,
     county_id, union_id, organization_id, trade_id)
SELECT s.id, 1, jsonb_build_object('production', jsonb_build_array(
    jsonb_build_object('code', p.code, 'quantity', '5', 'measure_code', p.measure_id))),
    '', '', s.created_at, %(user)s, l.county_id, l.union_id, u.parent_id, l.trade_id
FROM statistics_submission s JOIN units_licence l ON l.id = s.licence_id
JOIN accounts_organization u ON u.id = l.union_id
CROSS JOIN (SELECT * FROM catalog_product ORDER BY id LIMIT 1) AS p WHERE s.year = 1390
"""
# Everybody made the same.
PAST_MADE = """
INSERT INTO statistics_productionline (submission_id, position, product_id, quantity)
SELECT s.id, 1, p.id, 5 FROM statistics_submission s
CROSS JOIN (SELECT * FROM catalog_product ORDER BY id LIMIT 1) AS p WHERE s.year = 1390
"""
PAST_FINAL = """
UPDATE statistics_submission s SET state = 'final', filed_at = s.created_at,
    final_at = s.created_at, standing_id = r.id, route_union_id = l.union_id,
    route_province_id = p.id, route_ministry_id = p.parent_id
FROM statistics_revision r, units_licence l, accounts_organization u, accounts_organization p
WHERE s.year = 1390 AND r.submission_id = s.id AND l.id = s.licence_id AND u.id = l.union_id
  AND p.id = u.parent_id
"""
PEOPLE = """
INSERT INTO accounts_user
    (password, is_superuser, username, full_name, email, mobile, is_active, date_joined)
SELECT '!', false, 'crowd-' || k, 'کسی', '', '', true, now() FROM generate_series(1, 4000) AS k
"""
OFFICES = """
INSERT INTO accounts_organization (code, kind, name, parent_id, province_id)
SELECT 'crowd-' || k, 'union', 'اتحادیه', o.id, o.province_id
FROM generate_series(1, 4000) AS k
JOIN accounts_organization o ON o.kind = 'province' AND o.province_id = %(province)s
"""
POSTS = """
INSERT INTO accounts_organizationpermission
    (user_id, content_object_id, permission_id, role, granted_at)
SELECT u.id, o.id, p.permission_id, p.role, now()
FROM accounts_user u JOIN accounts_organization o ON o.code = u.username
CROSS JOIN (SELECT permission_id, role FROM accounts_organizationpermission LIMIT 1) AS p
"""
NOTICES = """
INSERT INTO accounts_notice (user_id, kind, title, body, url, created_at, read_at)
SELECT id, 'case', 'خبر', '', '/', now(), CASE WHEN k > 1 THEN now() END
FROM accounts_user CROSS JOIN generate_series(1, 5) AS k
"""
SESSIONS = """
INSERT INTO django_session (session_key, session_data, expire_date)
SELECT md5(username), '', now() FROM accounts_user
"""
CROWD = (
    *(EXPORTS, FLAGS, INFLUENTIAL, QUESTIONS, ANSWERS, REQUESTS),
    *(PEOPLE, OFFICES, POSTS, NOTICES, SESSIONS, UNITS, LICENCES),
    *(PAST, PAST_FILED, PAST_MADE, PAST_FINAL),
)
GUARDED = ("statistics_exportline", "statistics_raisedflag", "statistics_productionline")


def gather(desk: Organization, user: User, province: str) -> None:
    """Add the crowd: what is asked and answered is asked by `user` from `desk`."""
    values: dict[str, int | str] = {"desk": desk.pk, "user": user.pk, "province": province}
    with connection.cursor() as cursor:
        # ALTER TABLE refuses while deferred checks of the rows before are waiting.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in GUARDED:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER frozen")
        for statement in CROWD:
            cursor.execute(statement, values)
        for table in GUARDED:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER frozen")
        # Without it the planner would still take the tables for small.
        cursor.execute(f"ANALYZE statistics_productionline, {', '.join(sorted(LARGE))}")
