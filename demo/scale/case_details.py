"""What a reviewer opens, for the latest months of a load: steps and decisions."""

# A draft has its first step green and no more.
STEPS = """
INSERT INTO statistics_stepstate
    (submission_id, step, status, version, saved_at, confirmed_at, saved_by_id)
SELECT c.id, step,
    CASE WHEN step = 1 OR c.state <> 'draft' THEN 'confirmed' ELSE 'empty' END,
    (step = 1 OR c.state <> 'draft')::int,
    CASE WHEN step = 1 OR c.state <> 'draft' THEN c.t0 END,
    CASE WHEN step = 1 OR c.state <> 'draft'
         THEN c.t0 - c.took * (ARRAY[1, 0.4, 0.2, 0.1])[step] END,
    CASE WHEN step = 1 OR c.state <> 'draft' THEN c.owner_id END
FROM seed_case c CROSS JOIN generate_series(1, 4) AS step
"""

# Versions as people would have made them: the filing is the sixth. A desk that a case left at the
# very instant of its clock (t = d) did not decide: it lapsed.
DECISIONS = """
INSERT INTO review_decision
    (submission_id, round, version, kind, mark, actor_id, organization_id, from_state, to_state,
     due_at, counts_until, correction_due, reason, field_notes, at)
SELECT c.id, 1, d.version, d.kind, d.mark, d.actor_id, d.desk_id, d.before, d.after, d.due_at,
    CASE WHEN d.kind = 'returned' THEN c.counts_until END,
    CASE WHEN d.kind = 'returned' THEN c.correction END, d.reason, '[]', d.at
FROM seed_case c
JOIN accounts_organization o ON o.id = c.organization_id
CROSS JOIN LATERAL (
    VALUES
    (6, 'filed', '', c.owner_id, NULL, 'draft', 'at_union', NULL, '', c.t0, true),
    (7,
     CASE WHEN c.closed THEN 'skipped' WHEN c.state = 'returned' THEN 'returned'
          WHEN c.t1 IS NOT DISTINCT FROM c.d1 THEN 'lapsed' ELSE 'approved' END,
     CASE WHEN c.closed THEN 'no_access' ELSE '' END,
     CASE WHEN NOT c.closed AND c.t1 IS DISTINCT FROM c.d1 THEN c.officer_id END,
     c.union_id, 'at_union',
     CASE WHEN c.state = 'returned' THEN 'returned' ELSE 'at_province' END,
     CASE WHEN NOT c.closed THEN c.d1 END,
     CASE WHEN c.state = 'returned' THEN 'مقدار تولید با ماه پیش مطابقت ندارد.' ELSE '' END,
     c.t1, c.state <> 'at_union'),
    (8, CASE WHEN c.t2 IS NOT DISTINCT FROM c.d2 THEN 'lapsed' ELSE 'approved' END, '',
     CASE WHEN c.t2 IS DISTINCT FROM c.d2 THEN (%(experts)s::jsonb ->> o.code)::bigint END,
     c.organization_id, 'at_province', 'at_ministry', c.d2, '', c.t2,
     c.state IN ('at_ministry', 'final')),
    (9, CASE WHEN c.t3 IS NOT DISTINCT FROM c.d3 THEN 'lapsed' ELSE 'approved' END, '',
     CASE WHEN c.t3 IS DISTINCT FROM c.d3 THEN %(ministry_expert)s END,
     c.ministry_id, 'at_ministry', 'final', c.d3, '', c.t3, c.state = 'final')
) AS d(version, kind, mark, actor_id, desk_id, before, after, due_at, reason, at, happened)
WHERE d.happened AND c.state <> 'draft'
"""

DETAILS = (("steps", STEPS), ("decisions", DECISIONS))
