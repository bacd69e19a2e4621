"""Finding products by words, by code and down the tree."""

import pytest
from django.db import connection
from django.db.models import Value
from pytest_django import DjangoAssertNumQueries

from catalog.fields import HasWords
from catalog.models import IsicNode, Product
from catalog.search import search_products, tree_children

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

SAMPLE = "2520512459"


def codes(q: str) -> list[str]:
    return [product.code for product in search_products(q)]


@pytest.mark.parametrize(
    "same",
    [
        ("پلی اتیلن", "پلي اتيلن", "پلی‌اتیلن", "اتیلن پلی", "پل اتیل", "  پلی\u00a0اتیلن "),
        ("کیسه", "كيسه", "کیسة", "کـیسه", "\u202bکیسه\u202c"),
        ("2520", "۲۵۲۰", "٢٥٢٠"),
        (SAMPLE, "۲۵۲۰۵۱۲۴۵۹", "٢٥٢٠٥١٢٤٥٩", " 2520512459 "),
        ("آجر", "اجر"),
    ],
    ids=lambda same: same[0],
)
def test_every_way_of_writing_finds_the_same(same: tuple[str, ...]) -> None:
    found = codes(same[0])
    assert found
    assert all(codes(q) == found for q in same[1:])


def test_every_word_must_occur_each_as_a_beginning() -> None:
    assert codes("سوس کال") == ["1511590001"]
    assert codes("سوسیس کفش") == []
    assert codes("وسیس") == []


def test_a_product_is_found_by_code_class_and_goods_id() -> None:
    assert codes(SAMPLE)[0] == SAMPLE
    assert codes("2220620440145") == [SAMPLE]
    assert set(codes("2520")) == {
        product.code for product in Product.objects.filter(isic_class="2520")
    }
    assert codes("کیسه ۲۵۲۰۵") == [SAMPLE, "2520590001"]


def test_the_typed_code_comes_first_then_codes_that_begin_so() -> None:
    common = {"isic_class_id": "1511", "level": 5, "measure_id": "kg"}
    Product.objects.create(code="1511500009", name="آرد 2520512459 نشان", **common)
    assert codes(SAMPLE) == [SAMPLE, "1511500009"]
    assert codes("25205124") == [SAMPLE, "1511500009"]


def test_results_come_in_persian_order() -> None:
    names = [product.name for product in search_products("کفش")]
    assert names.index("کفش بچگانه") < names.index("کفش چرمی مردانه") < names.index("کفش زنانه")


@pytest.mark.parametrize(
    "q", ["", "   ", "\x00", "&|!():*'\\", "<->", "،؛", "\u200c", "'; DROP TABLE x; --", "a" * 9000]
)
def test_nothing_meaningful_finds_nothing(q: str) -> None:
    assert search_products(q) == []


@pytest.mark.parametrize("q", ["کیسه\x00", "کیسه & | !", "کیسه:*", "'کیسه'", "(کیسه", "کیسه%"])
def test_marks_around_a_word_do_no_harm(q: str) -> None:
    assert codes(q) == codes("کیسه")


def test_no_more_than_the_limit_is_returned() -> None:
    assert len(search_products("1", limit=3)) == 3


@pytest.mark.parametrize("q", [SAMPLE, "کفش", "1"])
def test_a_search_is_one_query_whatever_it_finds(
    q: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert [product.measure.name_fa for product in search_products(q)]


def test_the_search_uses_its_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        found = Product.objects.filter(HasWords("search_text", Value("کیسه:*")))
        assert "Index Cond: (to_tsvector('simple'" in found.explain()


@pytest.mark.parametrize(
    ("code", "trail", "below", "queries"),
    [
        (None, [], ["15", "16", "17"], 2),
        ("25", ["25"], ["251", "252"], 3),
        ("252", ["25", "252"], ["2520"], 3),
        ("2520", ["25", "252", "2520"], [], 2),
        ("01", ["01"], [], 2),
    ],
)
def test_the_tree_leads_from_division_to_class(
    code: str | None,
    trail: list[str],
    below: list[str],
    queries: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(queries):
        level = tree_children(code)
        assert [node.code for node in level.trail] == trail
        assert [branch.node.code for branch in level.branches][:3] == below


def test_branches_count_their_products_and_a_class_shows_them() -> None:
    root = tree_children(None)
    assert sum(branch.products for branch in root.branches) == Product.objects.count()
    (plastics,) = tree_children("252").branches
    products = tree_children("2520").products
    assert plastics.products == len(products) == Product.objects.filter(isic_class="2520").count()
    assert SAMPLE in {product.code for product in products}


@pytest.mark.parametrize("code", ["D", "00", "2529", "25205", "x", "۲۵", "25\x00", " 25"])
def test_an_unknown_node_is_said_to_be_unknown(code: str) -> None:
    with pytest.raises(IsicNode.DoesNotExist):
        tree_children(code)
