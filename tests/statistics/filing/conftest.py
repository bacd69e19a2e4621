"""The statistics office, which edits what a month may name."""

from collections.abc import Callable
from typing import Any

import pytest

from catalog.editing import services as editor
from catalog.editing.services import CatalogueEdit
from catalog.models import Product
from config.jalali import JalaliMonth
from tests.world import BAG, FILED_AT, MEHR, World, person

LAST = MEHR - 1


@pytest.fixture
def edit(world: World) -> Callable[..., CatalogueEdit]:
    """Give a function that makes an act of the statistics office."""
    user = person("stats")
    return lambda version=1: CatalogueEdit(user, version, "نامهٔ ۱۲", FILED_AT)


@pytest.fixture
def retire(edit: Any) -> Callable[..., object]:
    """Give a function that retires a product after a month, with a successor or none."""

    def act(code: str = BAG, until: JalaliMonth = LAST, successor: str = "") -> object:
        version = Product.objects.get(code=code).version
        return editor.retire_product(edit(version), code, until, successor)

    return act
