"""What the database refuses in the code lists."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from catalog.enums import IsicLevel, MeasureKind
from catalog.models import IsicNode, Measure, Product

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


def product(**changes: Any) -> Product:
    facts = {"code": "2520500001", "name": "نمونه", "isic_class_id": "2520", "level": 5}
    return Product(**facts | {"measure_id": "kg"} | changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"code": "2520912459"},
        {"code": "252051245"},
        {"code": "252051245a"},
        {"code": "۲۵۲۰۵۰۰۰۰۱"},
        {"code": "2411500001"},
        {"code": "2520512459"},
        {"goods_id": "222062044014"},
    ],
    ids=str,
)
def test_a_product_with_an_impossible_or_used_code_is_refused(changes: dict[str, str]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        product(**changes).save()


def test_a_saved_product_is_found_by_its_present_name() -> None:
    saved = product(goods_description="کيسهٔ آبي")
    saved.save()
    assert saved.search_text == "نمونه 2520500001 کیسه ابی"
    saved.name = "پاکت"
    saved.save(update_fields=["name"])
    assert Product.objects.get(pk=saved.pk).search_text == "پاکت 2520500001 کیسه ابی"


def test_only_sections_stand_at_the_top_of_isic() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        IsicNode.objects.create(code="99x", level=IsicLevel.GROUP, title_fa="نمونه")


@pytest.mark.parametrize(
    ("kind", "factor"), [(MeasureKind.MASS, None), (MeasureKind.MASS, 0), (MeasureKind.COUNT, 1)]
)
def test_a_measure_has_tonnes_when_and_only_when_it_is_mass(
    kind: MeasureKind, factor: int | None
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.create(
            code="x", name_fa="نمونه", kind=kind, tonne_factor=factor, decimals=0
        )
