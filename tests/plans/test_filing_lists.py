"""How the lists behind the numbers of «آمار» are read: a page at a time, whatever the place."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Organization, User
from catalog.models import Product
from config.keyset import PAGE
from statistics.models import ProductionLine, Submission
from tests.plans.explained import CASES, drop, plans, touched

pytestmark = pytest.mark.django_db
MAKERS_BUFFERS = 1500


# A page of filings with all that is told of each; the ids that lead to it are a few pages more.
@pytest.mark.parametrize(
    ("who", "index"),
    [
        ("ministry", "of_month"),
        ("province", "standing_of_province"),
        ("union", "standing_of_union"),
    ],
)
@pytest.mark.parametrize("period", ["139003", "1390q1"])
def test_the_filings_behind_a_number_are_read_a_page_at_a_time(
    country: dict[str, User],
    sign_in: Callable[[User], Client],
    who: str,
    index: str,
    period: str,
) -> None:
    browser = sign_in(country[who])
    lines = ProductionLine.objects.filter(submission__year=1390, submission__month=3)
    product = lines.order_by("pk")[0].product.code
    mine = Submission.objects.filter(year=1390, month=3)
    if who != "ministry":
        column = {"province": "route_province", "union": "route_union"}[who]
        office = Organization.objects.distinct().get(organizationpermission__user=country[who])
        mine = mine.filter(**{column: office})
    last = mine.order_by("-pk")[: PAGE + 1][PAGE].pk

    def touched_by(rows: int = PAGE, **more: str) -> int:
        def act() -> None:
            answer = browser.get(reverse("indicators:filings"), {"period": period, **more})
            assert len(answer.context["rows"]) == rows

        return touched(plans(act))

    # All of a place, and those who made one thing: the first page, and one far behind.
    for after in ("", str(last)):
        assert touched_by(after=after) <= MAKERS_BUFFERS
        assert touched_by(after=after, product=product) <= MAKERS_BUFFERS
    # What nobody made is found to be nothing, and no row is read for it.
    other = Product.objects.order_by("-pk")[0].code
    assert touched_by(0, product=other) <= MAKERS_BUFFERS
    before = touched_by(product=product)
    drop(CASES, index)
    # One more page of memory for each filing shown is dear: elsewhere it is one for each there is.
    assert touched_by(product=product) > before + PAGE
