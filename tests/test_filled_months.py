"""A copied month is the month that the services save."""

import pytest

from catalog.models import Product
from statistics.models import Submission
from tests import filled_months
from tests.filled_months import COPIED, values
from tests.world import BAG, FILED_AT, MEHR, World

pytestmark = pytest.mark.django_db


def written(case: Submission) -> dict[str, object]:
    case = Submission.objects.get(pk=case.pk)
    apart = ("unit", "month", "tracking_number", "created_at", "year")
    rows = {
        model.__name__: [
            values(row, "submission")
            for row in model._default_manager.filter(submission=case).order_by("pk")
        ]
        for model in COPIED
    }
    return {"month": values(case, *apart), **rows}


def test_a_copied_month_is_what_the_services_save(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filled_months, "_kept", [])
    saved = written(world.ready(MEHR))
    copied = written(world.ready(MEHR - 1, FILED_AT))
    assert copied == saved
    assert len(filled_months._kept) == 1


def test_another_product_is_saved_by_the_services_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filled_months, "_kept", [])
    world.ready(MEHR)
    Product.objects.filter(code=BAG).update(name="کیسهٔ دیگر")
    world.ready(MEHR - 1)
    assert len(filled_months._kept) == 2
