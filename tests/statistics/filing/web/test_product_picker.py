"""The picker of products: search, tree, and what is added."""

import re
from urllib.parse import urlencode

import pytest

from tests.statistics.filing import (
    Filer,
    production,
)
from tests.world import BAG, SHOES


@pytest.mark.parametrize(
    ("page", "picker"),
    [("production", "production/products"), ("exports", "exports/products")],
)
def test_the_picker_finds_by_name_code_and_tree_and_adds(
    filer: Filer, page: str, picker: str
) -> None:
    filer.begin().send("production", production((BAG, "5")), "save")
    assert BAG in filer.read(picker, f"?q={BAG[:4]}")
    assert 'value="1920590001"' in filer.read(picker, "?q=کفش")
    assert 'value="1920590001"' in filer.read(picker, "?node=1920")
    assert filer.browser.get(filer.url(picker) + "?node=0000").status_code == 404
    prefix = "lines" if page == "production" else "exports"
    empty = {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0, "has_exports": "yes"}
    answer = filer.send(page, empty | {"add": SHOES, "next": "products"}, "save")
    assert answer.headers["Location"] == filer.url(picker)
    assert "در فهرست هست" in filer.read(picker, "?q=کفش")


def test_the_picker_closes_when_the_month_is_sent(filer: Filer) -> None:
    filer.tracking = filer.world.filed().tracking_number
    answer = filer.browser.get(filer.url("production/products"))
    assert answer.headers["Location"] == f"/statistics/{filer.tracking}/"


@pytest.mark.parametrize(
    ("query", "place"),
    [("?q=کفش", f"?{urlencode({'q': 'کفش'})}"), ("?node=1920", "?node=1920#tree")],
)
def test_after_a_product_was_added_the_search_or_the_branch_is_still_open(
    filer: Filer, query: str, place: str
) -> None:
    filer.begin()
    page = filer.read("production/products", query)
    [form] = [one for one in re.findall(r"<form.*?</form>", page) if f'value="{SHOES}"' in one]
    fields = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', form))
    answer = filer.send("production", fields | {"add": SHOES}, "save")
    assert answer.headers["Location"] == filer.url("production/products") + place
    assert "در فهرست هست" in filer.read("production/products", query)
