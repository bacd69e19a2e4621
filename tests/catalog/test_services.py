"""Loading the reference data."""

import re
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection

from catalog.enums import IsicLevel, PolicyKey
from catalog.models import County, Holiday, IsicNode, Measure, Policy, Product, Province
from catalog.services import FIRST_POLICY_DAY, load_reference
from config.jalali import from_parts
from config.persian import normalize
from tests.catalog.conftest import FIXTURES

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the fixtures that a test may change."""
    return Path(shutil.copytree(FIXTURES, tmp_path / "fixtures"))


def change(file: Path, old: str, new: str) -> None:
    """Replace a text that occurs in a file."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_the_whole_of_isic_revision_3_is_loaded(reference: None) -> None:
    counts = [IsicNode.objects.filter(level=level).count() for level in IsicLevel]
    assert counts == [17, 60, 159, 292]
    assert IsicNode.objects.get(code="2520").path == "D/25/252/2520"


def test_lists_are_complete_and_tied_together(reference: None) -> None:
    assert Province.objects.count() == 31
    assert County.objects.count() == 481
    assert Measure.objects.count() == 28
    assert Product.objects.count() == 382
    organizations = set(County.objects.order_by("code").values_list("organization_code", flat=True))
    assert len(organizations) == 32
    assert organizations - set(Province.objects.values_list("code", flat=True)) == {"08S"}
    assert not County.objects.filter(organization_code="08S").exclude(province="08").exists()


def test_the_product_of_the_guide_is_known(reference: None) -> None:
    product = Product.objects.get(code="2520512459")
    assert product.goods_id == "2220620440145"
    assert product.measure.name_fa == "تن"
    assert product.measure.tonne_factor == 1
    assert product.source == "guide"


def test_titles_are_stored_in_the_form_that_is_searched(reference: None) -> None:
    for text in Product.objects.order_by("code").values_list("name", flat=True):
        assert text == normalize(text)


def test_holidays_are_days_of_the_official_calendar(reference: None) -> None:
    assert Holiday.objects.filter(date=from_parts(1405, 1, 1)).exists()
    assert Holiday.objects.get(date=from_parts(1398, 3, 15)).name == "عید سعید فطر / قیام ۱۵ خرداد"


def test_the_first_policy_holds_from_the_beginning_and_names_its_clause(reference: None) -> None:
    values = {row.key: row.value for row in Policy.objects.all()}
    assert values == {
        "union_days": 3,
        "province_days": 3,
        "ministry_days": 5,
        "correction_days": 2,
        "filing_on_time_day": 5,
        "filing_allowed_day": 10,
        "obligation_from": 140401,
        "new_unit_grace_months": 3,
        "inactive_after_months": 3,
        "working_days": 0,
    }
    row = Policy.objects.get(key=PolicyKey.PROVINCE_DAYS)
    assert row.source_clause == "دستورالعمل ۵۰۱۳، بند ۴"
    assert row.effective_from == FIRST_POLICY_DAY


def test_a_second_run_changes_nothing(reference: None) -> None:
    assert set(load_reference(FIXTURES).values()) == {0}


def test_only_what_changed_in_the_files_is_written(reference: None, folder: Path) -> None:
    change(folder / "products.csv", "سوسیس و کالباس", "سوسيس")
    change(folder / "isic.csv", "کشت محصولات زراعی؛ سبزی‌کاری؛ باغداری", "زراعت")
    written = load_reference(folder)
    assert written["products"] == 1
    assert written["isic"] == 1
    assert sum(written.values()) == 2
    product = Product.objects.get(code="1511590001")
    assert product.name == "سوسیس"
    assert product.search_text == "سوسیس 1511590001"
    assert IsicNode.objects.get(code="011").title_fa == "زراعت"


def test_what_the_files_do_not_name_stays(reference: None) -> None:
    group, member = Product.objects.filter(isic_class="1511").order_by("code")[:2]
    Product.objects.filter(pk=member.pk).update(parent=group)
    Product.objects.create(
        code="1511500001", name="افزوده", isic_class_id="1511", level=5, measure_id="kg"
    )
    assert load_reference(FIXTURES)["products"] == 0
    assert Product.objects.get(pk=member.pk).parent == group
    assert Product.objects.filter(code="1511500001").exists()


def test_a_policy_given_before_is_not_given_again(reference: None) -> None:
    Policy.objects.create(
        key=PolicyKey.UNION_DAYS, value=None, effective_from=from_parts(1404, 7, 1)
    )
    assert load_reference(FIXTURES)["policy"] == 0


def test_a_product_of_an_unknown_class_is_refused(folder: Path) -> None:
    change(folder / "products.csv", "1511590001,1511", "9999590001,9999")
    load_reference(folder)
    with pytest.raises(IntegrityError):
        # References are checked at the end of a transaction, which a test never reaches.
        connection.check_constraints()


def test_the_command_says_what_it_wrote_and_when_there_is_nothing_to_do() -> None:
    first, second = StringIO(), StringIO()
    call_command("load_reference", stdout=first)
    call_command("load_reference", stdout=second)
    assert re.search(r"products +382\n", first.getvalue())
    assert "Nothing to change" not in first.getvalue()
    assert re.search(r"products +0\n", second.getvalue())
    assert "Nothing to change" in second.getvalue()
