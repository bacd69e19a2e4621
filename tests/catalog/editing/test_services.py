"""Editing the catalogue: what is refused, what is written, what the history says."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from catalog.editing import services
from catalog.editing.errors import EditConflictError, EditRefusedError
from catalog.editing.queries import below, history, next_code
from catalog.editing.services import CatalogueEdit, Description
from catalog.models import CatalogueChange, IsicNode, Measure, Product
from catalog.search import products_in, search_products
from config.jalali import JalaliMonth
from tests.world import BAG, FILED_AT, MEHR, PIPE, SHOES, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]

SACK = "2520500001"


@pytest.fixture
def editor() -> User:
    return person("stats", "نسرین نمونه‌ای")


@pytest.fixture
def act(editor: User) -> Callable[..., CatalogueEdit]:
    return lambda version=1, reason="نامهٔ ۱۲": CatalogueEdit(editor, version, reason, FILED_AT)


def ton() -> Measure:
    return Measure.objects.get(code="ton")


def turns(row: Product | IsicNode) -> list[tuple[str, str, str]]:
    return [(turn.label, turn.before, turn.after) for turn in history(row)[0].turns]


def test_a_new_product_hangs_on_its_class_and_begins_with_its_month(act: Any) -> None:
    services.create_product(act(), SACK, Description("گونی پلاستیکی"), ton(), MEHR)
    product = Product.objects.get(code=SACK)
    assert (product.isic_class_id, product.level, product.since) == ("2520", 5, MEHR)
    assert product.code in {p.code for p in search_products("گونی")}
    assert product.is_valid_in(MEHR)
    assert not product.is_valid_in(MEHR - 1)
    assert turns(product) == [
        ("نام", "—", "گونی پلاستیکی"),
        ("واحد سنجش", "—", "تن"),
        ("از ماه", "—", "مهر ۱۳۹۸"),
    ]


@pytest.mark.parametrize(
    ("code", "name", "field"),
    [
        ("9999500001", "گونی", "code"),
        (BAG, "گونی", "code"),
        (SACK, "کيسه پلي‌اتيلن", "name"),
    ],
)
def test_a_new_product_without_class_or_with_a_used_code_or_name_is_refused(
    act: Any, code: str, name: str, field: str
) -> None:
    with pytest.raises(EditRefusedError) as refusal:
        services.create_product(act(), code, Description(name), ton(), MEHR)
    assert refusal.value.field == field


def test_a_new_name_is_found_and_the_history_says_who_what_when_and_why(
    act: Any, editor: User
) -> None:
    services.describe_product(act(), BAG, Description("ساک دستی", "2220620440145"))
    product = Product.objects.get(code=BAG)
    assert [p.code for p in search_products("ساک")] == [BAG]
    assert product.version == 2
    (entry,) = history(product)
    assert (entry.change.actor, entry.change.at) == (editor, FILED_AT)
    assert (entry.title, entry.change.reason) == ("تغییر نام و شرح", "نامهٔ ۱۲")
    assert turns(product) == [
        ("نام", "کیسه پلی اتیلن", "ساک دستی"),
        ("شناسه کالا", "—", "۲۲۲۰۶۲۰۴۴۰۱۴۵"),
    ]


def test_nothing_changed_is_no_change(act: Any) -> None:
    with pytest.raises(EditRefusedError):
        services.describe_product(act(), BAG, Description("کیسه پلی اتیلن"))
    with pytest.raises(EditRefusedError):
        services.rename_node(act(), "2520", "پلاستیک")
    assert not CatalogueChange.objects.exists()


def test_a_retired_product_ends_with_its_last_month_and_names_what_follows(act: Any) -> None:
    services.retire_product(act(), BAG, MEHR, PIPE)
    bag = Product.objects.get(code=BAG)
    assert (bag.until, bag.successor) == (MEHR, Product.objects.get(code=PIPE))
    assert bag.is_valid_in(MEHR)
    assert not bag.is_valid_in(MEHR + 1)
    assert turns(bag) == [("آخرین ماه اعتبار", "—", "مهر ۱۳۹۸"), ("جانشین", "—", "۲۵۲۰۵۹۰۰۰۳")]


@pytest.mark.parametrize("successor", [BAG, "2520599999", SHOES])
def test_a_successor_is_another_product_that_is_valid_afterwards(act: Any, successor: str) -> None:
    services.retire_product(act(), SHOES, MEHR)
    with pytest.raises(EditRefusedError) as refusal:
        services.retire_product(act(), BAG, MEHR, successor)
    assert refusal.value.field == "successor"
    assert Product.objects.get(code=BAG).until is None


def test_a_retired_product_is_retired_once_and_comes_back(act: Any) -> None:
    services.retire_product(act(), BAG, MEHR, PIPE)
    with pytest.raises(EditRefusedError):
        services.retire_product(act(2), BAG, MEHR)
    services.restore_product(act(2), BAG)
    bag = Product.objects.get(code=BAG)
    assert (bag.until, bag.successor, bag.version) == (None, None, 3)
    assert [entry.title for entry in history(bag)] == ["بازگرداندن به فهرست", "خروج از فهرست"]
    assert turns(bag)[0] == ("آخرین ماه اعتبار", "مهر ۱۳۹۸", "—")
    with pytest.raises(EditRefusedError):
        services.restore_product(act(3), BAG)


def test_a_product_is_not_retired_before_it_began(act: Any) -> None:
    services.create_product(act(), SACK, Description("گونی"), ton(), MEHR)
    with pytest.raises(EditRefusedError):
        services.retire_product(act(), SACK, MEHR - 1)
    services.retire_product(act(), SACK, MEHR)


def test_a_measure_changes_from_a_month_on(act: Any) -> None:
    services.change_measure(act(), PIPE, ton(), MEHR)
    months = (MEHR - 1, MEHR, MEHR + 1)
    assert [products_in(m, [PIPE])[PIPE].measure_id for m in months] == ["kg", "ton", "ton"]
    pipe = Product.objects.get(code=PIPE)
    assert turns(pipe) == [("واحد سنجش", "کیلوگرم", "تن"), ("از ماه", "—", "مهر ۱۳۹۸")]


def test_a_measure_taken_back_in_its_own_month_was_never_changed(act: Any) -> None:
    services.change_measure(act(), PIPE, ton(), MEHR)
    services.change_measure(act(2), PIPE, Measure.objects.get(code="kg"), MEHR)
    pipe = Product.objects.get(code=PIPE)
    assert not pipe.former_measures.exists()
    assert products_in(MEHR, [PIPE])[PIPE].measure_id == "kg"
    assert len(history(pipe)) == 2


def test_a_third_measure_in_the_same_month_takes_the_place_of_the_second(act: Any) -> None:
    services.change_measure(act(), PIPE, ton(), MEHR)
    services.change_measure(act(2), PIPE, Measure.objects.get(code="pair"), MEHR)
    measures = [products_in(m, [PIPE])[PIPE].measure_id for m in (MEHR - 1, MEHR)]
    assert measures == ["kg", "pair"]


@pytest.mark.parametrize(
    ("measure", "since", "field"), [("kg", MEHR, "measure"), ("pair", MEHR - 1, "since")]
)
def test_a_measure_is_changed_forward_and_to_another(
    act: Any, measure: str, since: JalaliMonth, field: str
) -> None:
    services.change_measure(act(), PIPE, ton(), MEHR)
    services.change_measure(act(2), PIPE, Measure.objects.get(code="kg"), MEHR + 2)
    with pytest.raises(EditRefusedError) as refusal:
        services.change_measure(act(3), PIPE, Measure.objects.get(code=measure), since)
    assert refusal.value.field == field


def test_a_measure_changes_only_while_the_product_is_valid(act: Any) -> None:
    services.retire_product(act(), PIPE, MEHR)
    with pytest.raises(EditRefusedError):
        services.change_measure(act(2), PIPE, ton(), MEHR + 1)
    services.create_product(act(), SACK, Description("گونی"), ton(), MEHR)
    with pytest.raises(EditRefusedError):
        services.change_measure(act(), SACK, Measure.objects.get(code="kg"), MEHR)


def test_who_saw_an_older_version_changes_nothing(act: Any) -> None:
    services.describe_product(act(), BAG, Description("ساک"))
    commands: list[Callable[[], object]] = [
        lambda: services.describe_product(act(), BAG, Description("کیف")),
        lambda: services.retire_product(act(), BAG, MEHR),
        lambda: services.restore_product(act(), BAG),
        lambda: services.change_measure(act(), BAG, Measure.objects.get(code="kg"), MEHR),
    ]
    for command in commands:
        with pytest.raises(EditConflictError):
            command()
    assert CatalogueChange.objects.count() == 1


def test_an_activity_is_renamed(act: Any) -> None:
    services.rename_node(act(), "2520", "ظروف پلاستیکی")
    node = IsicNode.objects.get(code="2520")
    assert (node.title_fa, node.title_source, node.version) == ("ظروف پلاستیکی", "office", 2)
    assert turns(node) == [("عنوان", "پلاستیک", "ظروف پلاستیکی")]
    with pytest.raises(EditConflictError):
        services.rename_node(act(), "2520", "x")


def test_an_activity_is_retired_once_nothing_below_it_lasts_longer(act: Any) -> None:
    with pytest.raises(EditRefusedError):
        services.retire_node(act(), "1920", MEHR)
    services.retire_product(act(), SHOES, MEHR + 1)
    with pytest.raises(EditRefusedError):
        services.retire_node(act(), "1920", MEHR)
    services.retire_node(act(), "1920", MEHR + 1)
    assert IsicNode.objects.get(code="1920").until == MEHR + 1
    with pytest.raises(EditRefusedError):
        services.retire_node(act(), "192", MEHR)
    services.retire_node(act(), "192", MEHR + 1)


def test_nothing_begins_or_comes_back_in_a_retired_class(act: Any) -> None:
    services.retire_product(act(), SHOES, MEHR)
    services.retire_node(act(), "1920", MEHR)
    services.retire_node(act(), "192", MEHR)
    with pytest.raises(EditRefusedError):
        services.create_product(act(), "1920500001", Description("چکمه"), ton(), MEHR + 1)
    with pytest.raises(EditRefusedError):
        services.restore_product(act(2), SHOES)
    with pytest.raises(EditRefusedError):
        services.restore_node(act(2), "1920")
    services.restore_node(act(2), "192")
    services.restore_node(act(2), "1920")
    services.restore_product(act(2), SHOES)


def test_the_tree_of_the_editors_has_empty_branches_too() -> None:
    assert [(n.code, count) for n, count in below(None).children] == [("D", 3)]
    Product.objects.filter(code=SHOES).delete()
    level = below(IsicNode.objects.get(code="D"))
    assert [(n.code, count) for n, count in level.children] == [("19", 0), ("25", 2)]
    inner = below(IsicNode.objects.get(code="2520"))
    assert {p.code for p in inner.products} == {BAG, PIPE}


def test_the_next_code_follows_the_highest_of_the_class() -> None:
    assert next_code("2520") == "2520590004"
    assert next_code("0111") == "0111500001"
