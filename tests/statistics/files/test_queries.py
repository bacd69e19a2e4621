"""Final months only, and never a row beyond the filters."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import OrganizationKind
from accounts.models import Organization
from catalog.models import Product, Province
from config.jalali import JalaliMonth
from statistics.enums import ExportKind
from statistics.files.columns import MEASURE
from statistics.files.queries import final_rows, rows_of, unions_named
from tests.access import _far
from tests.by_hand import make_final
from tests.statistics.files import EVERYTHING, choice, values, written
from tests.world import BAG, FILED_AT, MEHR, SHOES, World


def months(**changes: Any) -> list[JalaliMonth]:
    """Return the months whose rows a choice finds, in its order."""
    return [row.submission.period for row in final_rows(choice(**changes))]


@pytest.mark.parametrize("kind", ExportKind)
@pytest.mark.parametrize(
    "stage", ["draft", "ready", "filed", "at_province", "at_ministry", "returned"]
)
def test_what_is_not_final_never_leaves(world: World, stage: str, kind: ExportKind) -> None:
    getattr(world, stage)()
    assert months(kind=kind) == []


@pytest.mark.parametrize("kind", ExportKind)
def test_both_ends_of_the_period_belong_to_it(world: World, kind: ExportKind) -> None:
    for month in (MEHR - 8, MEHR - 7, MEHR - 1, MEHR):
        world.final(month)
    assert (MEHR - 8).year == 1397
    assert months(kind=kind) == [MEHR - 8, MEHR - 7, MEHR - 1, MEHR]
    assert months(kind=kind, first=MEHR - 7, last=MEHR - 1) == [MEHR - 7, MEHR - 1]
    assert months(kind=kind, first=MEHR - 8, last=MEHR - 8) == [MEHR - 8]
    assert months(kind=kind, first=MEHR, last=MEHR + 12) == [MEHR]


@pytest.mark.parametrize("kind", ExportKind)
def test_another_province_and_another_union_stay_out(world: World, kind: ExportKind) -> None:
    far = _far(world)
    near = world.final()
    away = far.filed()
    make_final(away, FILED_AT)
    assert len(months(kind=kind)) == 2
    for wanted, world_ in ((near, world), (away, far)):
        by_province = choice(kind=kind, province=world_.licence.county.province)
        by_union = choice(kind=kind, union=world_.union)
        for chosen in (by_province, by_union):
            assert [row.submission_id for row in final_rows(chosen)] == [wanted.pk]
    nowhere = choice(kind=kind, province=Province.objects.get(code="23"), union=world.union)
    assert list(final_rows(nowhere)) == []


@pytest.mark.parametrize("kind", [ExportKind.PRODUCTION, ExportKind.EXPORTS])
def test_another_product_stays_out(world: World, kind: ExportKind) -> None:
    world.final()
    assert months(kind=kind, product=Product.objects.get(code=BAG)) == [MEHR]
    assert months(kind=kind, product=Product.objects.get(code=SHOES)) == []


@pytest.mark.parametrize("kind", ExportKind)
def test_a_file_costs_four_statements(world: World, kind: ExportKind) -> None:
    for month in (MEHR - 2, MEHR - 1, MEHR):
        world.final(month)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        written(kind, EVERYTHING.format, rows_of(choice(kind=kind)))
    # How the cursor is planned, the cursor, the months under correction, and the first batch.
    assert len(queries) == 4


@pytest.mark.parametrize("kind", [ExportKind.PRODUCTION, ExportKind.EXPORTS])
def test_a_quantity_stands_in_the_measure_it_was_filed_in(world: World, kind: ExportKind) -> None:
    world.final()
    Product.objects.filter(code=BAG).update(measure="kg")
    (row,) = values(choice(kind=kind))
    assert row[MEASURE] == "تن"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("اتحادیه پلاستیک ملکان", ["اتحادیه پلاستیک ملکان"]),
        ("ملكان پلاستيك", ["اتحادیه پلاستیک ملکان"]),
        ("اتحادیه کفش", ["اتحادیه کفش", "اتحادیه کفش"]),
        ("کفش", ["اتحادیه کفش", "اتحادیه کفش", "اتحادیه کفش دوزان"]),
        ("سازمان", []),
        ("؟", []),
    ],
)
def test_a_union_is_found_by_its_whole_name_or_by_words(
    world: World, typed: str, found: list[str]
) -> None:
    for number, name in enumerate(("اتحادیه کفش", "اتحادیه کفش", "اتحادیه کفش دوزان")):
        Organization.objects.create(
            code=f"u{number}", kind=OrganizationKind.UNION, name=name, parent=world.province
        )
    assert [union.name for union in unions_named(typed)] == found
