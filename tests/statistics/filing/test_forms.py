"""The forms of the four steps, apart from any page."""

from decimal import Decimal

import pytest

from statistics.filing.forms import (
    EmploymentForm,
    HasExportsForm,
    PeriodForm,
    ProductionLines,
    ProductionRowForm,
)
from tests.examples import examples
from tests.statistics.filing import production
from tests.world import BAG, FILED_AT, MEHR, PIPE, World, licence_for

NUMBERS = examples("identifiers.json", "number")


@pytest.mark.parametrize("case", NUMBERS, ids=lambda case: repr(case["in"]))
def test_a_quantity_is_read_as_recorded(case: dict[str, str | None]) -> None:
    row = ProductionRowForm({"product": BAG, "quantity": case["in"]}, confirming=True)
    assert row.is_valid() is (case["out"] is not None)
    if case["out"] is not None:
        assert row.figures == Decimal(case["out"])


@pytest.mark.parametrize("case", NUMBERS, ids=lambda case: repr(case["in"]))
def test_people_are_whole_numbers(case: dict[str, str | None]) -> None:
    text, value = case["in"], case["out"]
    form = EmploymentForm({"official": "0", "contract": text, "contractor": "0"}, confirming=True)
    whole = value is not None and "." not in value and int(value) < 100_000
    assert form.is_valid() is whole
    if whole:
        assert form.people.contract == int(value or "")


@pytest.mark.parametrize("confirming", [True, False])
def test_an_empty_quantity_is_none_in_a_draft_and_refused_by_a_confirmation(
    confirming: bool,
) -> None:
    row = ProductionRowForm({"product": BAG, "quantity": "  "}, confirming=confirming)
    assert row.is_valid() is not confirming
    assert row.figures is None


def test_a_stored_quantity_is_shown_as_persian_writes_it() -> None:
    row = ProductionRowForm(initial={"product": BAG, "quantity": Decimal("1280.500")})
    assert 'value="۱٬۲۸۰٫۵"' in str(row["quantity"])


def test_the_years_go_from_the_first_licence_to_the_running_one(world: World) -> None:
    form = PeriodForm(licences=[world.licence], at=FILED_AT)
    assert [value for value, _ in form.fields["year"].choices] == [1398, 1397, 1396]  # type: ignore[attr-defined]
    nobody = PeriodForm(licences=[], at=FILED_AT)
    assert [value for value, _ in nobody.fields["year"].choices] == [1398]  # type: ignore[attr-defined]


def test_only_ones_own_licence_opens_a_month(world: World) -> None:
    other = licence_for("0488888888", "9990000026", world.union, world.union_officer)
    data = {"licence": other.number, "year": "1398", "month": "7", "activity": "active"}
    form = PeriodForm(data, licences=[world.licence], at=FILED_AT, confirming=True)
    assert form.errors == {"licence": ["پروانه را از فهرست انتخاب کنید."]}
    data["licence"] = world.licence.number
    mine = PeriodForm(data, licences=[world.licence], at=FILED_AT, confirming=True)
    assert mine.is_valid()
    assert (mine.period.licence, mine.period.month) == (world.licence, MEHR)


def test_the_answer_to_exports_is_yes_no_or_open() -> None:
    for text, answer in (("yes", True), ("no", False), ("", None)):
        form = HasExportsForm({"has_exports": text})
        assert form.is_valid()
        assert form.cleaned_data["has_exports"] is answer
    assert not HasExportsForm({}, confirming=True).is_valid()
    assert not HasExportsForm({"has_exports": "on"}).is_valid()


def test_a_row_taken_off_is_not_kept_unless_the_product_is_posted_again(world: World) -> None:
    data = production((BAG, "1"), (PIPE, "2"), (BAG, "3")) | {"lines-0-DELETE": "on"}
    rows = ProductionLines(data, prefix="lines", month=MEHR)
    assert rows.is_valid()
    listing = rows.listing()
    assert listing.values == {PIPE: 2, BAG: 3}
    assert listing.removed == frozenset()


def test_each_row_is_tied_to_its_product(world: World) -> None:
    rows = ProductionLines(production((BAG, "1"), ("1" * 10, "2")), prefix="lines", month=MEHR)
    assert not rows.is_valid()
    assert [form.item and form.item.code for form in rows.forms] == [BAG, None]
