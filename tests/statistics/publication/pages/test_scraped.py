"""Everything a reader can get of a page, held against what the edition has: no hidden value."""

import pytest
from django.test import Client

from catalog.models import Product
from statistics.enums import EditionKind
from statistics.models import FrozenCell, Revision
from statistics.publication.pages.addresses import edition_address, month_address
from tests.statistics.filing import text_of
from tests.statistics.publication.pages.scraped import numbers_in, table
from tests.statistics.publication.worlds import MONTH, Maker, PublishingWorld, many
from tests.world import BAG, PIPE, World

pytestmark = pytest.mark.django_db
# Of a lone maker of a product, and of the only unit of a place.
LONE, PLACED = "77123.5", "61327.25"


@pytest.fixture
def publishing(world: World) -> PublishingWorld:
    found = PublishingWorld(world)
    found.file(
        [
            *many(1, [20, 18, 16], 100, people=7),
            *many(2, [50, 40, 45, 30], 200, people=9),
            Maker(300, 0, PLACED, 5_003),
            Maker(301, 1, LONE, 4, product=PIPE),
        ]
    )
    return found


def _pages(publishing: PublishingWorld, client: Client) -> list[str]:
    edition = publishing.published(EditionKind.FINAL)
    pages = []
    for address in (month_address(MONTH), edition_address(edition), "/", "/public/"):
        for query in ("", f"?product={BAG}", f"?product={PIPE}", "?division=all&order=change"):
            pages.append(text_of(client.get(address + query)))
    return pages


def test_a_hidden_value_is_nowhere_on_any_page(publishing: PublishingWorld, client: Client) -> None:
    assert Revision.objects.filter(figures__production__0__quantity=LONE).exists()
    pages = _pages(publishing, client)
    hidden = FrozenCell.objects.filter(status="hidden")
    assert hidden.exists()
    # The lone maker's, the place's and its people, and what is left when others are taken away.
    planted = {LONE, PLACED, "5003", "61327.3", "77124", "77123", "61327"}
    for page in pages:
        assert numbers_in(page) & planted == set()


def test_each_figure_of_a_page_is_a_published_one(
    publishing: PublishingWorld, client: Client
) -> None:
    pages = _pages(publishing, client)
    cells = FrozenCell.objects.filter(flow="production", organization=None)
    stored = {cell.product.name: cell for cell in cells.select_related("product")}
    rows = table(pages[3], "تولید محصول‌ها")
    assert set(stored) <= set(rows)
    for name, cell in stored.items():
        said = rows[name][1]
        if cell.value is not None:
            assert numbers_in(said) == {f"{cell.value.normalize():f}"}
        else:
            assert said == "پوشیده"
    assert Product.objects.get(code=PIPE).name in stored
