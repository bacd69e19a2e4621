"""Product search over ten thousand names against a scan with ILIKE that finds the same rows."""

from collections.abc import Callable
from itertools import islice, product
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Func, QuerySet, Value

from bench.table import BenchRow
from bench.timing import clean, execute, interleaved, median
from catalog.models import Product
from catalog.search import LISTED, search_products
from config.persian import search_words

NAMES = 10_000
LIMIT = 20
ROUNDS = 41
WORDS = "آرد گندم"
# Ways of writing one thing: Arabic letters, a joiner or a space, digits of any script.
SAME = (
    ("کیسه پلی اتیلن", "كيسه پلي اتيلن", "کیسه پلی‌اتیلن"),
    ("آب بسته‌بندی", "آب بسته بندي"),
    ("آرد گندم نوع ۱۲", "آرد گندم نوع ١٢", "آرد گندم نوع 12"),
)


class ILike(Func):
    """The scan's condition on one word."""

    template = "(%(expressions)s)"
    arg_joiner = " ILIKE "
    arity = 2
    output_field = BooleanField()


def measure() -> list[BenchRow]:
    """Fill the catalogue to NAMES products and search as people write."""
    _fill()
    clean("catalog_product")
    for ways in SAME:
        hits = [_codes(search_products(way)) for way in ways]
        assert hits[0], f"the search finds nothing for {ways[0]}"
        assert all(hit == hits[0] for hit in hits), f"ways of writing differ: {ways}"
    found = search_products(WORDS, LIMIT)
    assert _codes(found) == _codes(_scan()), "search and scan find different products"
    assert len(found) == LIMIT
    ours = median(_server_seconds(lambda: search_products(WORDS, LIMIT)) for _ in range(ROUNDS))
    floor = median(_server_seconds(lambda: list(_scan())) for _ in range(ROUNDS))
    objects, scanned = interleaved(lambda: search_products(WORDS, LIMIT), lambda: list(_scan()))
    return [
        BenchRow("search of 10k products, server / ILIKE scan", ours, floor, 0.1),
        # Twenty objects cost more than finding them, and both sides make them.
        BenchRow("search of 10k products, objects / scan, objects", objects, scanned, 0.5),
    ]


def _scan() -> QuerySet[Product]:
    products = Product.objects.select_related("measure").only(*LISTED, "measure__name_fa")
    for word in search_words(WORDS):
        products = products.filter(ILike(F("search_text"), Value(f"%{word}%")))
    return products[:LIMIT]


def _codes(products: Any) -> list[str]:
    return [item.code for item in products]


def _server_seconds(act: Callable[[], object]) -> float:
    """Ask the server how long it plans and runs the statements of an act.

    The way to the server and back costs as much as the search, and would be on both sides.
    """
    statements: list[tuple[str, Any]] = []

    def note(run: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append((sql, params))
        return run(sql, params, many, context)

    with connection.execute_wrapper(note):
        act()
    took = 0.0
    with connection.cursor() as cursor:
        for sql, params in statements:
            # Without timing of each node, whose clock would cost more than the search.
            cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", params)
            [plan] = cursor.fetchone()[0]
            took += plan["Planning Time"] + plan["Execution Time"]
    return took / 1000


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
