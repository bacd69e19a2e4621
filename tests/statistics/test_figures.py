"""Figures as a value: collected, carried through a revision to the last digit, compared, told."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from catalog.models import Product
from statistics.enums import ActivityState
from statistics.figures import (
    EMPTY,
    ExportFigure,
    Figures,
    ProductFigure,
    amount,
    as_json,
    cells,
    collect,
    differences,
    from_json,
    yes_no,
)
from statistics.models import Employment, ExportDeclaration, ProductionLine, Submission
from tests.world import BAG, MEHR, SHOES, World

BAGS = ProductFigure(BAG, "کیسه پلی اتیلن", "تن", "", "", Decimal("20.000"))
SENT = ExportFigure(
    BAG, "کیسه پلی اتیلن", "تن", Decimal(5), Decimal(5), "", Decimal("322.50"), Decimal(6300)
)
FIGURES = Figures(
    year=1398,
    month=7,
    licence="0499999913",
    activity=ActivityState.ACTIVE,
    has_exports=True,
    official=2,
    contract=1,
    contractor=0,
    remarks="",
    production=(BAGS,),
    exports=(SENT,),
)


@pytest.mark.django_db
def test_what_stands_in_the_lines_is_collected_in_the_order_of_the_form(world: World) -> None:
    case = world.ready()
    shoes = Product.objects.get(code=SHOES)
    ProductionLine.objects.create(submission=case, product=shoes, position=0, quantity=0)
    Employment.objects.filter(submission=case).update(remarks="تعمیر خط")
    found = collect(Submission.objects.get(pk=case.pk))
    assert (found.year, found.month, found.licence) == (MEHR.year, MEHR.month, "0499999913")
    assert found.activity == ActivityState.ACTIVE
    assert [(p.code, p.measure, p.quantity) for p in found.production] == [
        (SHOES, "جفت", Decimal(0)),
        (BAG, "تن", Decimal(20)),
    ]
    (sent,) = found.exports
    numbers = [sent.quantity, sent.tonnes, sent.value_usd, sent.value_irr]
    assert numbers == [Decimal(5), Decimal(5), Decimal(322), Decimal(6300)]
    assert (found.has_exports, found.employees, found.remarks) == (True, 3, "تعمیر خط")


@pytest.mark.django_db
def test_what_is_missing_is_collected_as_empty(world: World) -> None:
    case = world.draft()
    Employment.objects.filter(submission=case).delete()
    ExportDeclaration.objects.filter(submission=case).delete()
    found = collect(Submission.objects.get(pk=case.pk))
    assert (found.has_exports, found.official, found.employees) == (None, None, None)
    assert (found.remarks, found.production, found.exports) == ("", (), ())


@pytest.mark.parametrize(
    "quantity", [None, Decimal(0), Decimal("0.001"), Decimal("999999999999999.999")]
)
def test_figures_come_back_to_the_last_digit(quantity: Decimal | None) -> None:
    figures = replace(FIGURES, production=(replace(BAGS, quantity=quantity),))
    assert from_json(json.loads(json.dumps(as_json(figures)))) == figures


def test_zero_and_empty_are_not_the_same() -> None:
    assert amount(Decimal(0), "تن") == "۰ تن"
    assert amount(None, "تن") == EMPTY
    assert amount(1280, "جفت") == "۱٬۲۸۰ جفت"
    assert [yes_no(answer) for answer in (True, False, None)] == ["بلی", "خیر", EMPTY]


def test_the_number_of_people_is_known_when_all_kinds_are() -> None:
    assert FIGURES.employees == 3
    assert replace(FIGURES, contractor=None).employees is None
    assert replace(FIGURES, official=0, contract=0).employees == 0


def test_every_figure_is_told_in_the_words_of_the_form() -> None:
    told = [(cell.key, cell.text) for cell in cells(FIGURES)]
    assert told == [
        ("period:activity", "فعال"),
        ("period:licence", "۰۴۹۹۹۹۹۹۱۳"),
        (f"production:{BAG}", "۲۰ تن"),
        ("exports:has_exports", "بلی"),
        (f"exports:{BAG}:quantity", "۵ تن"),
        (f"exports:{BAG}:tonnes", "۵ تن"),
        (f"exports:{BAG}:usd", "۳۲۲٫۵ دلار"),
        (f"exports:{BAG}:irr", "۶٬۳۰۰ ریال"),
        ("employment:official", "۲ نفر"),
        ("employment:contract", "۱ نفر"),
        ("employment:contractor", "۰ نفر"),
        ("employment:remarks", EMPTY),
    ]


def told(before: Figures, after: Figures) -> list[tuple[str, str, str]]:
    return [(d.key, d.before, d.after) for d in differences(before, after)]


def test_equal_figures_do_not_differ() -> None:
    assert told(FIGURES, FIGURES) == []
    other_form = replace(BAGS, quantity=Decimal("2E+1"))
    assert told(FIGURES, replace(FIGURES, production=(other_form,))) == []


def test_a_changed_figure_is_told_with_both_values() -> None:
    more = replace(FIGURES, production=(replace(BAGS, quantity=Decimal("20.001")),), official=0)
    assert told(FIGURES, more) == [
        (f"production:{BAG}", "۲۰ تن", "۲۰٫۰۰۱ تن"),
        ("employment:official", "۲ نفر", "۰ نفر"),
    ]


def test_products_added_and_taken_off_are_told() -> None:
    shoes = ProductFigure(SHOES, "کفش", "جفت", "", "", Decimal(0))
    other = replace(FIGURES, production=(shoes,), exports=(), has_exports=False)
    assert told(FIGURES, other) == [
        (f"production:{SHOES}", EMPTY, "۰ جفت"),
        ("exports:has_exports", "بلی", "خیر"),
        (f"production:{BAG}", "۲۰ تن", EMPTY),
        (f"exports:{BAG}:quantity", "۵ تن", EMPTY),
        (f"exports:{BAG}:tonnes", "۵ تن", EMPTY),
        (f"exports:{BAG}:usd", "۳۲۲٫۵ دلار", EMPTY),
        (f"exports:{BAG}:irr", "۶٬۳۰۰ ریال", EMPTY),
    ]
    assert [d.label for d in differences(FIGURES, other)][2] == "کیسه پلی اتیلن: مقدار تولید"


def test_a_new_name_in_the_catalogue_is_no_change_of_figures() -> None:
    renamed = replace(FIGURES, production=(replace(BAGS, name="کیسهٔ پلی‌اتیلن"),))
    assert told(FIGURES, renamed) == []


def test_another_measure_is_a_change() -> None:
    grams = replace(FIGURES, production=(replace(BAGS, measure="گرم"),))
    assert told(FIGURES, grams) == [(f"production:{BAG}", "۲۰ تن", "۲۰ گرم")]


@pytest.mark.parametrize(
    ("change", "key", "before", "after"),
    [
        ({"activity": ActivityState.INACTIVE}, "period:activity", "فعال", "غیرفعال"),
        ({"licence": "0499999914"}, "period:licence", "۰۴۹۹۹۹۹۹۱۳", "۰۴۹۹۹۹۹۹۱۴"),
        ({"has_exports": None}, "exports:has_exports", "بلی", EMPTY),
        ({"contractor": None}, "employment:contractor", "۰ نفر", EMPTY),
        ({"remarks": "تعمیر"}, "employment:remarks", EMPTY, "تعمیر"),
    ],
)
def test_no_answer_changes_unseen(
    change: dict[str, object], key: str, before: str, after: str
) -> None:
    assert told(FIGURES, replace(FIGURES, **change)) == [(key, before, after)]  # type: ignore[arg-type]


def test_a_changed_reason_of_the_tonnes_is_a_difference() -> None:
    told = replace(FIGURES, exports=(replace(SENT, tonnes_reason="بارنامهٔ گمرک"),))
    (found,) = differences(FIGURES, told)
    assert (found.key, found.before, found.after) == (
        f"exports:{BAG}:reason",
        EMPTY,
        "بارنامهٔ گمرک",
    )
    other = replace(FIGURES, exports=(replace(SENT, tonnes_reason="وزن خشک"),))
    assert [d.after for d in differences(told, other)] == ["وزن خشک"]
