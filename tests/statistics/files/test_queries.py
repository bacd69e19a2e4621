"""Final months only, and never a row beyond the filters or the reach of an office."""

from typing import Any

import pytest

from accounts.enums import OrganizationKind
from accounts.models import Organization
from catalog.models import County, IsicNode, Product, Province
from config.jalali import JalaliMonth
from statistics.enums import ExportKind
from statistics.files.queries import count_rows, unions_named
from statistics.models import Revision
from tests.access import _far
from tests.by_hand import make_final
from tests.statistics.files import FIGURES, choice, records
from tests.world import BAG, FILED_AT, MEHR, SHOES, World


def months(**changes: Any) -> list[JalaliMonth]:
    """Return the months whose rows a choice finds, in its order."""
    found = [JalaliMonth(int(row["سال"]), int(row["ماه"])) for row in records(**changes)]
    # Whether a file is small is judged by this number.
    assert count_rows(choice(**changes)) == len(found)
    return found


@pytest.mark.parametrize(
    "stage", ["draft", "ready", "filed", "at_province", "at_ministry", "returned"]
)
def test_figures_that_are_not_final_never_leave(world: World, stage: str) -> None:
    getattr(world, stage)()
    assert [months(kind=kind) for kind in FIGURES] == [[], [], []]


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
def test_another_place_another_trade_and_another_office_stay_out(
    world: World, kind: ExportKind
) -> None:
    far = _far(world)
    near = world.final()
    away = far.filed()
    make_final(away, FILED_AT)
    assert len(months(kind=kind)) == 2
    for wanted, world_ in ((near, world), (away, far)):
        licence = world_.licence
        filters: list[dict[str, Any]] = [
            {"province": licence.county.province},
            {"county": licence.county},
            {"union": world_.union},
            {"office": world_.province},
        ]
        for filter_ in filters:
            found = [row["شماره رهگیری"] for row in records(kind=kind, **filter_)]
            assert found == [wanted.tracking_number], filter_
    elsewhere: list[dict[str, Any]] = [
        {"province": Province.objects.get(code="23"), "union": world.union},
        {"county": County.objects.exclude(pk=world.licence.county_id)[0], "office": world.province},
        {"office": world.province, "union": far.union},
        {"isic": IsicNode.objects.get(code="19")},
    ]
    assert [months(kind=kind, **filter_) for filter_ in elsewhere] == [[], [], [], []]
    # The ministry and the statistics office take the whole country.
    assert len(months(kind=kind, office=world.ministry)) == 2


def test_a_level_of_isic_holds_its_classes(world: World) -> None:
    world.final()
    for code in ("25", "252", "2520"):
        assert months(isic=IsicNode.objects.get(code=code)) == [MEHR]


@pytest.mark.parametrize("kind", [ExportKind.PRODUCTION, ExportKind.EXPORTS])
def test_another_product_stays_out(world: World, kind: ExportKind) -> None:
    world.final()
    assert months(kind=kind, product=Product.objects.get(code=BAG)) == [MEHR]
    assert months(kind=kind, product=Product.objects.get(code=SHOES)) == []


@pytest.mark.parametrize("kind", [ExportKind.PRODUCTION, ExportKind.EXPORTS])
def test_a_row_is_what_was_filed_whatever_the_catalogue_says_now(
    world: World, kind: ExportKind
) -> None:
    world.final()
    [before] = records(kind=kind)
    Product.objects.filter(code=BAG).update(measure="kg", name="نام دیگر")
    assert records(kind=kind) == [before]
    assert (before["واحد سنجش"], before["نام محصول"]) == ("تن", "کیسه پلی اتیلن")


def test_a_row_stands_where_its_unit_stood_when_it_filed(world: World) -> None:
    case = world.final()
    licence = case.licence
    licence.county = _far(world).licence.county
    licence.save()
    assert months(county=Revision.objects.get().county) == [MEHR]
    assert months(county=licence.county) == []


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
    assert [union.name for union in unions_named(typed, world.province)] == found
    assert unions_named(typed, _far(world).province) == []
