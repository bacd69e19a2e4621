"""The pages of the product search and tree."""

import pytest
from django.db import connection
from django.template import engines
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.models import Product

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

SEARCH = "/catalog/search/"
TREE = "/catalog/tree/"
HTMX = {"HX-Request": "true"}


def page(client: Client, url: str, headers: dict[str, str] | None = None) -> str:
    """Read the text of a page that answers 200."""
    response = client.get(url, headers=headers)
    assert response.status_code == 200
    assert "HX-Request" in response.headers["Vary"]
    return response.content.decode()


def test_the_addresses_are_the_published_ones() -> None:
    assert reverse("catalog:search") == SEARCH
    assert reverse("catalog:tree") == TREE


@pytest.mark.parametrize("url", [SEARCH, TREE])
def test_nobody_looks_without_signing_in(client: Client, url: str) -> None:
    response = client.get(url)
    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("accounts:login"))


@pytest.mark.parametrize("url", [SEARCH, TREE])
def test_the_pages_are_only_read(person: Client, url: str) -> None:
    assert person.post(url).status_code == 405


def test_a_found_product_shows_name_code_and_measure(person: Client) -> None:
    text = page(person, f"{SEARCH}?q=2520512459")
    assert "کیسه بدون بافت پلاستیکی چند لایه از پلی اتیلن" in text
    assert '<bdi class="code">۲۵۲۰۵۱۲۴۵۹</bdi>' in text
    assert '<td data-label="واحد سنجش">تن</td>' in text
    assert "۱ محصول پیدا شد." in text
    assert 'value="2520512459"' in text


def test_what_is_typed_is_shown_as_text(person: Client) -> None:
    text = page(person, f'{SEARCH}?q="><script>')
    assert "<script>&" not in text
    assert 'value="&quot;&gt;&lt;script&gt;"' in text


def test_htmx_gets_the_results_alone_and_the_back_button_the_page(person: Client) -> None:
    assert "<html" in page(person, f"{SEARCH}?q=کفش")
    part = page(person, f"{SEARCH}?q=کفش", HTMX)
    assert "<html" not in part
    assert "کفش زنانه" in part
    restored = HTMX | {"HX-History-Restore-Request": "true"}
    assert "<html" in page(person, f"{SEARCH}?q=کفش", restored)
    assert "<html" not in page(person, TREE, HTMX)


def test_a_long_list_says_that_there_is_more(person: Client) -> None:
    text = page(person, f"{SEARCH}?q=1", HTMX)
    assert text.count('<th scope="row">') == 20
    assert "۲۰ محصول نخست" in text


def test_an_empty_search_says_what_to_do_next(person: Client) -> None:
    assert "محصول را بجویید" in page(person, SEARCH)
    nothing = page(person, f"{SEARCH}?q=نیست‌اندرجهان")
    assert "محصولی پیدا نشد" in nothing
    assert f'href="{TREE}"' in nothing


def test_each_row_has_room_for_the_form_of_another_page() -> None:
    slot = engines["django"].from_string("<button>{{ product.code }}</button>")
    context = {"products": Product.objects.filter(isic_class="2520")[:2], "caption": "نمونه"}
    filled = render_to_string("catalog/_product_rows.html", context | {"add_form": slot})
    assert filled.count("<button>2520") == 2
    assert "<button>" not in render_to_string("catalog/_product_rows.html", context)


def test_the_tree_opens_down_to_the_products_by_plain_links(person: Client) -> None:
    for node, link in [("", "25"), ("?node=25", "252"), ("?node=252", "2520")]:
        assert f'href="{TREE}?node={link}"' in page(person, TREE + node)
    text = page(person, f"{TREE}?node=2520")
    assert '<bdi class="code">۲۵۲۰۵۱۲۴۵۹</bdi>' in text
    assert 'aria-current="page"' in text


def test_a_branch_without_products_says_what_to_do_next(person: Client) -> None:
    text = page(person, f"{TREE}?node=01")
    assert "در این شاخه محصولی نیست" in text
    assert f'href="{SEARCH}"' in text


@pytest.mark.parametrize("node", ["D", "99x", "00", "۲۵", "2520512459"])
def test_an_unknown_node_is_not_found(person: Client, node: str) -> None:
    assert person.get(TREE, {"node": node}).status_code == 404


@pytest.mark.parametrize("url", [f"{SEARCH}?q=آزمونه", f"{TREE}?node=2520"])
def test_a_page_costs_the_same_for_one_and_three_products(person: Client, url: str) -> None:
    Product.objects.filter(isic_class="2520").delete()
    counts = []
    for number in range(3):
        Product.objects.create(
            code=f"252050000{number}",
            name=f"آزمونه {number}",
            isic_class_id="2520",
            level=5,
            measure_id="kg",
        )
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert page(person, url).count('<th scope="row">') == number + 1
        counts.append(len(queries))
    assert counts[0] == counts[2]
