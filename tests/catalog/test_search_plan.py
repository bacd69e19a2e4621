"""The search of a large catalogue goes by its index, not through all names."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Product
from catalog.search import search_products
from tests.references import load_lists

NAMES = 4000


@pytest.mark.parametrize("words", ["آرد گندم", "نوع ۱۲", "كيسه پلي"])
def test_a_search_reads_the_index_of_words(db: None, words: str) -> None:
    load_lists()
    stems = list(Product.objects.order_by("code"))
    made = []
    for number in range(NAMES):
        stem = stems[number % len(stems)]
        item = Product(
            code=f"{stem.isic_class_id}6{number:05}",
            name=f"{stem.name} نوع {number}",
            isic_class_id=stem.isic_class_id,
            level=6,
            measure_id=stem.measure_id,
            source="test",
        )
        item.set_search_text()
        made.append(item)
    Product.objects.bulk_create(made)
    with CaptureQueriesContext(connection) as captured, connection.cursor() as cursor:
        cursor.execute("ANALYZE catalog_product")
        assert search_products(words)
        sql = next(q["sql"] for q in captured.captured_queries if "@@" in q["sql"])
        cursor.execute(f"EXPLAIN {sql}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "product_words" in plan
    assert "Seq Scan on catalog_product" not in plan
