"""Loading the reference data."""

import re
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from accounts.models import User
from catalog.editing.services import CatalogueEdit, Description, describe_product, rename_node
from catalog.enums import IsicLevel
from catalog.list_files import BrokenListError
from catalog.models import (
    CatalogueChange,
    County,
    Holiday,
    IsicNode,
    Measure,
    Policy,
    Product,
    Province,
)
from catalog.policy_definitions import PolicyKey
from catalog.services import FIRST_POLICY_DAY, load_reference
from config.jalali import from_parts
from config.persian import normalize
from tests.world import FIXTURES, tehran

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FIXTURES, tmp_path / "fixtures"))


def change(file: Path, old: str, new: str) -> None:
    """Replace a text that occurs in a file."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_isic_revision_3_is_loaded_but_for_what_no_guild_makes(reference: None) -> None:
    counts = [IsicNode.objects.filter(level=level).count() for level in IsicLevel]
    assert counts == [17, 60, 158, 289]
    # Wines, nuclear fuel, weapons: no guild licence is given for them.
    assert not IsicNode.objects.filter(code__in=["1552", "2330", "2927"]).exists()
    assert IsicNode.objects.get(code="2520").path == "D/25/252/2520"


def test_lists_are_complete_and_tied_together(reference: None) -> None:
    assert Province.objects.count() == 31
    assert County.objects.count() == 481
    assert Measure.objects.count() == 36
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


FIRST_VALUES = {
    "union_days": 3,
    "province_days": 3,
    "ministry_days": 5,
    "correction_days": 2,
    "filing_on_time_day": 5,
    "filing_allowed_day": 10,
    "obligation_from": 140401,
    "new_unit_grace_months": 3,
    "inactive_after_months": 3,
    "min_active_days": 15,
    "activity_window_months": 4,
    "returned_counts_days": 10,
    "remind_on_time_days": 2,
    "remind_allowed_days": 2,
    "remind_inactive_days": 3,
    "remind_correction_days": 3,
    "remind_expiry_far_days": 60,
    "remind_expiry_near_days": 15,
    "rule_capacity_percent": 120,
    "working_days": 0,
    "weekend": 64,
    "peers_minimum": 3,
    "rule_least_months": 3,
    "rule_most_months": 12,
    "rule_spreads": 3,
    "rule_change_percent": 50,
    "rule_shift_percent": 15,
    "rule_unit_value_percent": 50,
    "rule_people_percent": 50,
    "rule_people_least": 5,
    "rule_export_percent": 60,
    "rule_dollar_rate": None,
    "rule_rate_low": 1,
    "rule_rate_high": 10_000_000,
    "rule_rate_percent": 40,
    "rule_lumped_months": 3,
    "rule_same_digits": 3,
    "rule_peers_least": 10,
    "rule_peers_percent": 5,
    "rule_peers_months": 3,
    "rule_off": 0,
    "influence_percent": 5,
    "risk_most": 8,
    "risk_hours": 6,
    "risk_selected": 2,
    "complaint_days": 10,
    "sweep_late_minutes": 15,
    "sweep_many": 25_000,
    "sweep_kept_days": 90,
    "evaluation_least": 10,
    "best_on_time": 40,
    "best_unreturned": 30,
    "best_growth": 15,
    "best_exports": 15,
    "best_least_months": 12,
    "best_most": 10,
    "best_last_day": 63,
    "evidence_files": 10,
    "evidence_megabytes": 5,
    "import_files_person": 10,
    "import_files_office": 30,
    "import_megabytes": 2_000,
    "import_kept_days": 14,
    "figure_files_person": 5,
    "figure_file_days": 7,
    "estimate_min_tqrr": 50,
    "estimate_normal_tqrr": 70,
    "growth_min_holders": 5,
    "growth_min_base_share": 50,
    "disclosure_min_holders": 3,
    "disclosure_percent": 15,
    "disclosure_kept_months": 12,
    "mirror_min_holders": 10,
    "edition_final_months": 3,
    "edition_annual_months": 6,
    "codes_of_a_network": 600,
    "factor_reset_days": 3,
    "mobile_by_file_days": 7,
    "visits_of_visitor": 20,
    "visit_rest_months": 6,
    "visit_photos": 6,
    "support_from": 140401,
    "sms_day_rials": 2_000_000_000,
    "sms_part_rials": 2_500,
}


def test_the_first_policy_holds_from_the_beginning_and_names_its_clause(reference: None) -> None:
    values = {row.key: row.value for row in Policy.objects.all()}
    assert values == FIRST_VALUES
    row = Policy.objects.get(key=PolicyKey.PROVINCE_DAYS)
    assert row.source_clause == "دستورالعمل الزام به روزرسانی اطلاعات و ارائه آمار، بند ۴"
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


def test_a_title_that_the_files_changed_stands_in_the_history(
    reference: None, folder: Path
) -> None:
    change(folder / "products.csv", "سوسیس و کالباس", "سوسيس")
    load_reference(folder)
    kept = CatalogueChange.objects.get()
    assert (kept.kind, kept.actor) == ("loaded", None)
    assert kept.product == Product.objects.get(code="1511590001")
    assert (kept.before, kept.after) == ({"name": "سوسیس و کالباس"}, {"name": "سوسیس"})


def test_what_the_office_has_edited_is_not_loaded_over(reference: None, folder: Path) -> None:
    user = User.objects.create_user("stats", full_name="لیلا نمونه‌پور")
    act = CatalogueEdit(user, 1, "نام رسمی", tehran(1405, 7, 1))
    describe_product(act, "1511590001", Description("فرآورده‌های گوشتی"))
    rename_node(act, "011", "زراعت")
    change(folder / "products.csv", "سوسیس و کالباس", "سوسيس")
    assert load_reference(folder)["products"] == 0
    assert Product.objects.get(code="1511590001").name == "فرآورده‌های گوشتی"
    assert IsicNode.objects.get(code="011").title_fa == "زراعت"


def test_a_known_products_measure_is_not_loaded_over(reference: None, folder: Path) -> None:
    change(folder / "products.csv", "سوسیس و کالباس,kg", "سوسیس و کالباس,ton")
    assert load_reference(folder)["products"] == 0
    assert Product.objects.get(code="1511590001").measure_id == "kg"


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


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1511590001,1511", "9999590001,9999"),
        ("1511590001,1511", "1511590001,1512"),
        ("1511590001,1511", "1511590001,151"),
    ],
    ids=["no such class", "of another class", "a group"],
)
def test_a_product_that_hangs_on_no_class_is_refused_by_its_code(
    folder: Path, old: str, new: str
) -> None:
    change(folder / "products.csv", old, new)
    with pytest.raises(BrokenListError, match=new.partition(",")[0]):
        load_reference(folder)
    assert not Product.objects.exists()


def test_the_command_says_what_it_wrote_and_when_there_is_nothing_to_do() -> None:
    first, second = StringIO(), StringIO()
    call_command("load_reference", stdout=first)
    call_command("load_reference", stdout=second)
    assert re.search(r"products +382\n", first.getvalue())
    assert "Nothing to change" not in first.getvalue()
    assert re.search(r"products +0\n", second.getvalue())
    assert "Nothing to change" in second.getvalue()
