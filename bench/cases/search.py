"""Product search over ten thousand names against a scan with ILIKE."""

from itertools import islice, product

from django.db import connection

from bench.table import Row
from bench.timing import clean, execute, interleaved
from catalog.models import Product
from catalog.queries import search_products

NAMES = 10_000
SAME = ("کیسه پلی اتیلن", "كيسه پلي اتيلن", "کیسه پلی‌اتیلن")


def measure() -> list[Row]:
    """Fill the catalogue to NAMES products and search as people write."""
    _fill()
    clean("catalog_product")
    hits = [[p.code for p in search_products(q)] for q in SAME]
    assert hits[0], "the search finds nothing"
    assert hits[0] == hits[1] == hits[2], "ways of writing one name find different products"
    ours, floor = interleaved(lambda: search_products("کیسه پلی"), _scan)
    return [Row("search of 10k products / ILIKE scan", ours, floor, 0.1)]


def _scan() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM catalog_product WHERE name ILIKE %s ORDER BY name LIMIT 20",
            ["%کیسه%پلی%"],
        )
        cursor.fetchall()


def _fill() -> None:
    have = Product.objects.count()
    if have >= NAMES:
        return
    stems = list(Product.objects.order_by("code"))
    made = []
    for serial, (stem, number) in enumerate(
        islice(product(stems, range(100)), NAMES - have), start=10_000
    ):
        item = Product(
            code=f"{stem.code[:4]}6{serial}",
            name=f"{stem.name} نوع {number}",
            isic_class_id=stem.isic_class_id,
            level=6,
            measure_id=stem.measure_id,
            source="bench",
        )
        item.set_search_text()
        made.append(item)
    Product.objects.bulk_create(made)
    execute("ANALYZE catalog_product")
