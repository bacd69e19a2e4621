"""What is told of an edition that is out rests on what it published."""

from decimal import Decimal

import pytest

from catalog.models import Product
from statistics.enums import EditionKind, Flow
from statistics.publication.desk.summary_queries import all_hidden, hidden_shares, revisions
from tests.statistics.publication.worlds import PublishingWorld, cells, many
from tests.world import BAG, World

pytestmark = pytest.mark.django_db


def test_the_hidden_share_of_a_table_is_what_its_parts_leave_of_the_country(world: World) -> None:
    publishing = PublishingWorld(world)
    # A lone maker in the first place; the second is hidden with him.
    publishing.file([*many(0, [10], 0), *many(1, [20, 18, 16], 100), *many(2, [50, 40, 45], 200)])
    edition = publishing.published()
    rows = {row.flow: row for row in hidden_shares(edition)}
    made = rows[Flow.PRODUCTION]
    found = cells(edition)
    seen = [
        value for (_, where), value in found.items() if where != "IR" and isinstance(value, Decimal)
    ]
    # 199 bags in the country, of which 135 or 54 are told by place.
    assert (made.cells, made.hidden) == (4, 2)
    assert made.of_cells == Decimal("50.0")
    assert (sum(seen), made.of_value) in (
        (Decimal(135), Decimal("32.2")),
        (Decimal(54), Decimal("72.9")),
    )
    hidden, whole, percent = all_hidden(rows.values())
    assert hidden == sum(
        value == "hidden" for flow in Flow for value in cells(edition, flow).values()
    )
    assert whole == sum(len(cells(edition, flow)) for flow in Flow)
    assert percent == (Decimal(hidden) * 100 / whole).quantize(Decimal("0.1"))


def test_what_a_later_edition_changed_is_told_of_the_country_alone(world: World) -> None:
    publishing = PublishingWorld(world)
    publishing.file([*many(1, [20, 18, 16], 100), *many(2, [50, 40, 45], 200)])
    publishing.published(EditionKind.FINAL)
    publishing.file(many(2, [12, 11, 10, 9], 900))
    edition = publishing.published(EditionKind.ANNUAL)
    found = revisions(edition)
    assert found is not None
    assert found.before.number == 1
    bag = Product.objects.get(code=BAG).name
    made = next(each for each in found.changed if each.name == bag)
    # 189 bags, then 42 more.
    assert (made.before.words, made.after.words) == ("۱۸۹", "۲۳۱")
    assert made.change_words == "۲۲٫۲٪ بیشتر"
    assert cells(edition)[BAG, "IR"] == Decimal(231)
    assert all(each.change.value for each in found.changed)


def test_the_first_edition_of_a_month_revises_nothing(world: World) -> None:
    publishing = PublishingWorld(world)
    publishing.file(many(1, [20, 18, 16], 100))
    assert revisions(publishing.published()) is None
