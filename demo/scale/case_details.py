"""What a reviewer opens, for the latest months of a load: steps, revisions and decisions."""

import json

from catalog.models import Product

STEPS = """
INSERT INTO statistics_stepstate (submission_id, step, status, version, saved_at, saved_by_id)
SELECT c.id, step,
    CASE WHEN step = 1 OR c.state <> 'draft' THEN 'confirmed' ELSE 'empty' END,
    (step = 1 OR c.state <> 'draft')::int,
    CASE WHEN step = 1 OR c.state <> 'draft' THEN c.t0 END,
    CASE WHEN step = 1 OR c.state <> 'draft' THEN c.owner_id END
FROM seed_case c CROSS JOIN generate_series(1, 4) AS step
"""

# A product as `statistics.figures` writes it, up to the quantity; Persian is escaped as Python
# escapes it, since digests are taken over that text.
PRODUCTS = """
CREATE TEMP TABLE seed_product ON COMMIT DROP AS
SELECT * FROM unnest(%(ids)s::bigint[], %(made)s::text[], %(sent)s::text[]) AS p(id, made, sent)
"""

REVISIONS = """
INSERT INTO statistics_revision
    (submission_id, round, figures, previous_digest, digest, filed_at, filed_by_id)
WITH made AS (
    SELECT l.submission_id AS id,
        string_agg(p.made || l.quantity || '"}', ', ' ORDER BY l.position) AS items
    FROM statistics_productionline l JOIN seed_product p ON p.id = l.product_id
    WHERE l.id > %(last_line)s GROUP BY l.submission_id
), sent AS (
    SELECT l.submission_id AS id, string_agg(
        p.sent || l.quantity || '", "tonnes": "' || l.tonnes || '", "tonnes_reason": "", '
        || '"value_irr": "' || l.value_irr || '", "value_usd": "' || l.value_usd || '"}', ', '
    ) AS items
    FROM statistics_exportline l JOIN seed_product p ON p.id = l.product_id
    WHERE l.id > %(last_export)s GROUP BY l.submission_id
), worded AS (
    SELECT c.*, '{"activity": "active", "contract": ' || 2 + n %% 7 || ', "contractor": 0, '
        || '"exports": [' || coalesce(s.items, '') || '], "has_exports": ' || exporter::text
        || ', "licence": "0998' || lpad(n::text, 6, '0') || '", "month": ' || %(month)s
        || ', "official": ' || 1 + n %% 4 || ', "production": [' || m.items
        || '], "remarks": "", "year": ' || %(year)s || '}' AS figures
    FROM seed_case c JOIN made m ON m.id = c.id LEFT JOIN sent s ON s.id = c.id
    WHERE c.state <> 'draft'
)
SELECT id, 1, figures::jsonb, '', encode(sha256(convert_to(
    '["' || number || '", 1, ' || figures || ', ""]', 'UTF8')), 'hex'), t0, owner_id
FROM worded ORDER BY id
"""

DECISIONS = """
INSERT INTO review_decision
    (submission_id, round, version, kind, mark, actor_id, organization_id, from_state, to_state,
     due_at, reason, field_notes, at)
SELECT c.id, 1, d.version, d.kind, d.mark, d.actor_id, d.desk_id, d.before, d.after, d.due_at,
    d.reason, '[]', d.at
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
     CASE WHEN c.state = 'returned' THEN 'مقدار تولید با ماه پیش نمی‌خواند.' ELSE '' END,
     c.t1, c.state <> 'at_union'),
    (8, CASE WHEN c.t2 IS NOT DISTINCT FROM c.d2 THEN 'lapsed' ELSE 'approved' END, '',
     CASE WHEN c.t2 IS DISTINCT FROM c.d2 THEN (%(experts)s::jsonb ->> o.code)::bigint END,
     c.organization_id, 'at_province', 'at_ministry', c.d2, '', c.t2,
     c.state IN ('at_ministry', 'final')),
    (9, CASE WHEN c.t3 IS NOT DISTINCT FROM c.d3 THEN 'lapsed' ELSE 'approved' END, '',
     CASE WHEN c.t3 IS DISTINCT FROM c.d3 THEN %(ministry_expert)s END,
     %(ministry)s, 'at_ministry', 'final', c.d3, '', c.t3, c.state = 'final')
) AS d(version, kind, mark, actor_id, desk_id, before, after, due_at, reason, at, happened)
WHERE d.happened AND c.state <> 'draft'
"""

DETAILS = (("steps", STEPS), ("revisions", REVISIONS), ("decisions", DECISIONS))


def product_words() -> dict[str, list[object]]:
    """Return id and the opening of a production and an export figure for every product."""
    ids: list[object] = []
    made: list[object] = []
    sent: list[object] = []
    for product in Product.objects.select_related("measure").order_by("pk"):
        names = {
            "code": product.code,
            "measure": product.measure.name_fa,
            "name": product.name,
        }
        goods = {"goods_description": product.goods_description, "goods_id": product.goods_id}
        ids.append(product.pk)
        made.append(_opening(names | goods))
        sent.append(_opening(names))
    return {"ids": ids, "made": made, "sent": sent}


def _opening(names: dict[str, str]) -> str:
    return json.dumps(names, sort_keys=True).removesuffix("}") + ', "quantity": "'
