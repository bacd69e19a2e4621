"""What was filed of a month of a load, whole: the version that stands once it is final."""

import json

from catalog.models import Product
from demo.scale.skew import dollars_of, output_of

# A product as `statistics.figures` writes it, up to the quantity; Persian is escaped as Python
# escapes it, since digests are taken over that text.
PRODUCTS = """
CREATE TEMP TABLE seed_product AS
SELECT *, (10::numeric ^ -places) AS step
FROM unnest(%(ids)s::bigint[], %(made)s::text[], %(sent)s::text[], %(outputs)s::float8[],
            %(dollars)s::int[], %(places)s::int[]) AS p(id, made, sent, output, dollars, places)
"""

# Keys in order and spaces as `json.dumps` writes them, for the same reason. Lines of this load
# alone: their ids lie behind those of before.
REVISIONS = """
INSERT INTO statistics_revision
    (id, submission_id, round, figures, idle, previous_digest, digest, filed_at, filed_by_id,
     county_id, union_id, organization_id, trade_id)
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
    SELECT c.*, '{"activity": "active", "contract": ' || contract || ', "contractor": '
        || contractor || ', "exports": [' || coalesce(s.items, '')
        || '], "flags": [], "has_exports": ' || sends::text
        || ', "licence": "0998' || lpad(n::text, 6, '0') || '", "month": ' || month
        || ', "official": ' || official || ', "production": [' || m.items
        || '], "remarks": "", "version": ' || %(version)s
        || ', "year": ' || year || '}' AS figures,
        d.trades[c.first_product + 1] AS trade
    FROM seed_case c JOIN made m ON m.id = c.id LEFT JOIN sent s ON s.id = c.id
    JOIN seed_division d ON d.number = c.division
    WHERE c.state <> 'draft'
)
SELECT revision_id, id, 1, figures::jsonb, false, '', encode(sha256(convert_to(
    '["' || number || '", 1, ' || figures || ', ""]', 'UTF8')), 'hex'), t0, owner_id,
    county, union_id, organization_id, trade
FROM worded ORDER BY id
"""


def product_words() -> dict[str, list[object]]:
    """Tell of each product how its figures open, what a worker makes, its price and places."""
    columns: dict[str, list[object]] = {
        name: [] for name in ("ids", "made", "sent", "outputs", "dollars", "places")
    }
    for product in Product.objects.select_related("measure").order_by("pk"):
        names = {
            "code": product.code,
            "measure": product.measure.name_fa,
            "measure_code": product.measure_id,
            "name": product.name,
        }
        goods = {"goods_description": product.goods_description, "goods_id": product.goods_id}
        columns["ids"].append(product.pk)
        columns["made"].append(_opening(names | goods))
        columns["sent"].append(_opening(names))
        columns["outputs"].append(output_of(product))
        columns["dollars"].append(dollars_of(product))
        # As many as people give: tenths where the measure has any.
        columns["places"].append(min(1, product.measure.decimals))
    return columns


def _opening(names: dict[str, str]) -> str:
    return json.dumps(names, sort_keys=True).removesuffix("}") + ', "quantity": "'
