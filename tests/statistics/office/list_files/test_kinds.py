"""Lists brought by file: each judged without a trace, stored, brought again, taken back."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
import time_machine as clock
from django.utils import timezone

from accounts.models import Organization, User
from catalog.models import CatalogueChange, Holiday, IsicNode, ListChange, Measure, Product
from config.jalali import JalaliMonth, from_parts
from statistics.models import ListedUnit, ObligationList, SelectedProduct, SelectedUnit
from statistics.obligation.lists import ListTerms, open_list
from statistics.office.list_files import list_kind
from tests.statistics.files import statistician
from tests.world import BAG, FILED_AT, PIPE, SHOES, World
from units.enums import ImportStage, RowState, RowVerdict
from units.imports import services, worker
from units.imports.board import board_of
from units.imports.errors import DependedUponError
from units.imports.kinds import kind_called, kind_of
from units.models import Import, ImportRow, Unit

Rows = Sequence[Mapping[str, str]]
KEYS = (
    "offices",
    "isic",
    "products",
    "measures",
    "holidays",
    "selected_units",
    "selected_products",
    "listed_units",
)
NEVER_DELETED = {"isic", "products"}
TERMS = {"since": "1398/08/10", "criterion": "سهم بزرگ", "source": "نامهٔ ۱۲"}
# A new row of each list.
NEW: dict[str, dict[str, str]] = {
    "offices": {
        "code": "u-0301-12",
        "name": "اتحادیهٔ کیف ملکان",
        "kind": "اتحادیه",
        "office": "03",
        "county": "0301",
    },
    "isic": {"code": "2529", "title": "سایر پلاستیک", "since": "1398/09"},
    "products": {"code": "2520512999", "name": "ساک", "measure": "کیلوگرم", "since": "1398/09"},
    "measures": {
        "code": "oz",
        "name": "اونس",
        "name_en": "ounce",
        "kind": "جرم",
        "tonne_factor": "۰٫۰۰۰۰۲۸۳",
        "decimals": "2",
    },
    "holidays": {
        "day": "1398/09/15",
        "name": "روز برآوردی",
        "kind": "قمری",
        "status": "برآوردی",
    },
    "selected_units": {"guild_id": "0499999913", **TERMS},
    "selected_products": {"code": BAG, **TERMS},
    "listed_units": {"list": "واحدهای نمونه", "guild_id": "0499999913", "source": "نامهٔ ۱۲"},
}


@pytest.fixture
def office(world: World, time_machine: clock.TimeMachineFixture) -> User:
    time_machine.move_to(FILED_AT, tick=False)
    user = statistician(world)
    open_list(user, ListTerms("واحدهای نمونه", JalaliMonth(1398, 1), "نامهٔ ۱۲"), timezone.now())
    return user


def csv_of(key: str, rows: Rows) -> bytes:
    """Write rows below the headings of their kind."""
    kind = kind_called(key)
    assert kind
    headings = {column.key: column.heading for column in kind.columns(Import())}
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headings.values())
    writer.writerows([row.get(name, "") for name in headings] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def checked(user: User, key: str, rows: Rows) -> Import:
    kind = kind_called(key)
    assert kind
    run = services.upload(user, kind, None, "list.csv", csv_of(key, rows), timezone.now())
    worker.run_waiting()
    run.refresh_from_db()
    assert run.stage == ImportStage.CHECKED, run.failure
    return run


def stored(user: User, key: str, rows: Rows) -> Import:
    run = checked(user, key, rows)
    services.confirm(user, run, run.version, timezone.now())
    worker.run_waiting()
    run.refresh_from_db()
    return run


def undone(user: User, run: Import) -> Import:
    services.take_back(user, run, timezone.now())
    worker.run_waiting()
    run.refresh_from_db()
    return run


def rows_of_all_lists() -> list[Any]:
    models = (
        *(Organization, IsicNode, Product, Measure, Holiday, SelectedUnit, SelectedProduct),
        *(ListedUnit, ObligationList, ListChange, CatalogueChange),
    )
    return [list(model.objects.order_by("pk").values_list()) for model in models]


def fault(user: User, key: str, **changes: str) -> dict[str, str]:
    """Bring one row that is wrong in one way, and read what is said of it."""
    run = checked(user, key, [{**NEW[key], **changes}])
    row = ImportRow.objects.get(imported=run)
    assert row.verdict == RowVerdict.REFUSED, row.changes
    found: dict[str, str] = row.faults[0]
    return found


@pytest.mark.parametrize(
    ("key", "column", "words"),
    [
        ("holidays", "kind", "یکی از: خورشیدی، قمری"),
        ("holidays", "status", "یکی از: قطعی، از تقویم رسمی، برآوردی."),
        ("measures", "kind", "یکی از: جرم، "),
        ("offices", "kind", "یکی از: اتحادیه، ادارهٔ شهرستان."),
    ],
)
def test_who_fills_a_choice_reads_its_words(
    office: User, key: str, column: str, words: str
) -> None:
    run = Import(kind=key)
    columns = {one.key: one for one in kind_of(run).columns(run)}
    assert columns[column].help.startswith(words)


@pytest.mark.parametrize("key", KEYS)
def test_a_dry_run_leaves_no_trace(office: User, key: str) -> None:
    before = rows_of_all_lists()
    run = checked(office, key, [NEW[key]])
    assert (run.new, run.refused) == (1, 0)
    assert rows_of_all_lists() == before
    assert ImportRow.objects.get(imported=run).changes


@pytest.mark.parametrize("key", KEYS)
def test_what_is_stored_is_unchanged_when_it_is_brought_again(office: User, key: str) -> None:
    run = stored(office, key, [NEW[key]])
    assert (run.stage, run.overtaken) == (ImportStage.STORED, 0)
    before = rows_of_all_lists()
    again = checked(office, key, [NEW[key]])
    assert (again.new, again.changed, again.unchanged) == (0, 0, 1)
    assert rows_of_all_lists() == before


def test_a_page_looks_at_the_first_rows_alone(
    office: User, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    """What changed behind them keeps the file from being taken back all the same."""
    monkeypatch.setattr(list_kind, "LOOKED_AT", 1)
    rows = [{**NEW["measures"], "code": code, "name": code} for code in ("m1", "m2", "m3")]
    run = stored(office, "measures", rows)
    Measure.objects.filter(pk="m3").update(name_fa="دیگر")
    with django_assert_max_num_queries(2):
        assert board_of(run, "", "", timezone.now()).obstacles == []
    with pytest.raises(DependedUponError):
        services.take_back(office, run, timezone.now())


@pytest.mark.parametrize("key", sorted({*KEYS} - NEVER_DELETED))
def test_a_new_row_is_taken_back(office: User, key: str) -> None:
    run = undone(office, stored(office, key, [NEW[key]]))
    row = ImportRow.objects.get(imported=run)
    assert (run.stage, row.state) == (ImportStage.UNDONE, RowState.UNDONE), row.faults
    if key not in ("selected_units", "selected_products"):
        # Those stay as what they were, and hold on their last day.
        assert checked(office, key, [NEW[key]]).new == 1


@pytest.mark.parametrize("key", sorted(NEVER_DELETED))
def test_what_the_history_names_stays_when_its_file_is_taken_back(office: User, key: str) -> None:
    run = undone(office, stored(office, key, [NEW[key]]))
    assert ImportRow.objects.get(imported=run).state == RowState.KEPT
    assert checked(office, key, [NEW[key]]).unchanged == 1


def test_a_product_follows_its_file_and_goes_back(office: User) -> None:
    rows = [
        {"code": BAG, "name": "کیسه", "measure": "kg", "since": "1398/09"},
        {"code": SHOES, "until": "1398/12"},
    ]
    run = stored(office, "products", rows)
    bag, shoes = Product.objects.get(code=BAG), Product.objects.get(code=SHOES)
    assert (bag.name, bag.measure_id, shoes.until) == ("کیسه", "kg", JalaliMonth(1398, 12))
    # Months before keep the measure they had.
    assert [former.measure_id for former in bag.former_measures.order_by("pk")] == ["ton"]
    change = CatalogueChange.objects.filter(product=bag).latest("pk")
    assert (change.actor_id, change.reason) == (office.pk, "فایل «list.csv»")
    undone(office, run)
    assert Product.objects.get(code=SHOES).until is None
    row = ImportRow.objects.get(imported=run, code=BAG)
    assert (row.state, row.faults[0]["fault"][:10]) == (RowState.KEPT, "واحد سنجش ")


def test_a_class_and_its_product_may_stand_in_two_files_and_parents_in_one(office: User) -> None:
    nodes = [{"code": "253", "title": "گروه نو", "since": "1398/08"}]
    nodes.append({"code": "2530", "title": "طبقهٔ نو", "since": "1398/08"})
    assert stored(office, "isic", nodes).new == 2
    assert IsicNode.objects.get(pk="2530").path == "D/25/253/2530"


@pytest.mark.parametrize(
    ("key", "changes", "column", "words"),
    [
        ("offices", {"office": "99"}, "سازمان استان", "در فهرست نیست"),
        ("offices", {"county": "0999"}, "کد شهرستان", "در فهرست نیست"),
        ("offices", {"name": ""}, "نام", "برای ردیف جدید لازم است"),
        ("offices", {"code": "union", "kind": "ادارهٔ شهرستان"}, "نوع", "با فایل عوض نمی‌شود"),
        ("isic", {"code": "99"}, "کد ISIC", "تنها گروه و طبقه"),
        ("isic", {"since": "1398/13"}, "از ماه", "خوانده نشد"),
        ("products", {"code": "252051299"}, "کد محصول", "ده رقم|۱۰ رقم"),
        ("products", {"code": "9999512999"}, "کد محصول", "طبقه‌ای از ISIC نیست"),
        ("products", {"measure": "کیلوگرن"}, "واحد سنجش", "نزدیک‌ترین: کیلوگرم"),
        ("products", {"name": "کیسه پلی‌اتیلن"}, "نام", "در همین طبقه به این نام هست"),
        (
            "measures",
            {"code": "kg", "name": "", "tonne_factor": "0.01"},
            "ضریب تبدیل به تن",
            "نمی‌کند",
        ),
        ("measures", {"tonne_factor": "12/5"}, "ضریب تبدیل به تن", ""),
        ("measures", {"tonne_factor": "1e3"}, "ضریب تبدیل به تن", ""),
        ("holidays", {"day": "1398/13/01"}, "روز", ""),
        ("holidays", {"status": "شاید"}, "قطعیت", "در فهرست نیست"),
        ("selected_units", {"guild_id": "0499999921"}, "شناسه صنفی", "واحدی با این شناسه نیست"),
        ("selected_units", {"until": "1398/08/01"}, "تا پایان روز", "پیش از نخستین روز"),
        ("selected_products", {"code": "2520512000"}, "کد محصول", "در فهرست نیست"),
        ("listed_units", {"list": "فهرست دیگر"}, "فهرست تکلیف", "در فهرست نیست"),
    ],
)
def test_a_row_that_cannot_stand_is_told_by_its_column(
    office: User, key: str, changes: dict[str, str], column: str, words: str
) -> None:
    found = fault(office, key, **changes)
    assert found["column"] == column, found
    assert any(word in found["fault"] for word in words.split("|")), found


def test_two_rows_of_one_thing_are_one_and_a_refusal(office: User) -> None:
    run = checked(office, "measures", [NEW["measures"], NEW["measures"]])
    assert (run.new, run.refused) == (1, 1)


def test_997_stand_and_three_are_named(office: User) -> None:
    rows = [{**NEW["measures"], "code": f"u{n}", "name": f"واحد {n}"} for n in range(97)]
    rows += [{**NEW["measures"], "code": "بد"}, {"code": "x"}, {"code": "kg", "decimals": "1"}]
    run = checked(office, "measures", rows)
    assert (run.new, run.refused) == (97, 3)


def test_what_an_office_changed_meanwhile_is_left(office: User) -> None:
    run = checked(office, "measures", [{"code": "kg", "name": "کیلو"}])
    Measure.objects.filter(pk="kg").update(name_fa="کیلوگرم (وزن)")
    services.confirm(office, run, run.version, timezone.now())
    worker.run_waiting()
    run.refresh_from_db()
    assert (run.overtaken, Measure.objects.get(pk="kg").name_fa) == (1, "کیلوگرم (وزن)")


def test_a_measure_in_use_is_not_taken_back(office: User) -> None:
    run = stored(office, "measures", [NEW["measures"]])
    Product.objects.filter(code=PIPE).update(measure="oz")
    undone(office, run)
    row = ImportRow.objects.get(imported=run)
    assert (row.state, row.faults[0]["fault"]) == (
        RowState.KEPT,
        "چیز دیگری به آن وابسته است.",
    )


def test_a_listed_unit_owes_from_its_list_after_its_file(office: User, world: World) -> None:
    stored(office, "listed_units", [NEW["listed_units"]])
    assert Unit.objects.get(pk=world.unit.pk).obliged_from == from_parts(1398, 1, 1)


def test_formulas_and_signs_stay_text(office: User) -> None:
    stored(office, "measures", [{**NEW["measures"], "name": "=1+1"}])
    assert Measure.objects.get(pk="oz").name_fa == "=1+1"
