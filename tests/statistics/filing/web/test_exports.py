"""Step 3 in the browser: yes or no, and four numbers for each exported product."""

import re
from decimal import Decimal
from typing import Any

import pytest

from catalog.models import Product
from statistics.enums import StepStatus
from statistics.filing.storage import ExportFigures, PostedLines
from statistics.filing.web.exports import ExportAnswers, ExportsStep
from statistics.filing.web.frame import PostOutcome
from statistics.models import ExportLine, ProductionLine
from tests.statistics.filing import (
    READ,
    REFUSED,
    Filer,
    at_fields,
    exports,
    hidden_version,
    make_products,
    production,
    text_of,
    typed,
)
from tests.statistics.filing.web import posted, step_context
from tests.world import BAG, PIPE, SHOES, World

EXPORT_FIELDS = ("quantity", "tonnes", "value_usd", "value_irr")


def exported(**numbers: str) -> dict[str, Any]:
    """Return one exported row of shoes, counted in pairs, with one number changed."""
    row = {"quantity": "1", "tonnes": "1", "value_usd": "1", "value_irr": "1"} | numbers
    return exports((SHOES, *row.values()))


@pytest.mark.parametrize("field", EXPORT_FIELDS)
def test_every_export_number_that_cannot_be_read_is_refused(filer: Filer, field: str) -> None:
    filer.begin()
    before = filer.stored
    for text in REFUSED:
        answer = filer.send("exports", exported(**{field: text}))
        assert answer.status_code == 422, text
        assert len(at_fields(answer)) == 1, text
        assert (typed(answer, f"exports-0-{field}") or "") == text
        assert filer.stored == before


@pytest.mark.parametrize("field", ["tonnes", "value_usd", "value_irr"])
def test_every_export_number_that_can_be_read_is_stored_exactly(filer: Filer, field: str) -> None:
    filer.begin()
    for text, value in READ:
        if field == "value_irr" and value % 1:
            continue
        # Saved, not confirmed: such values are worth a question, and are read all the same.
        assert filer.send("exports", exported(**{field: text}), "save").status_code == 302
        stored = getattr(filer.figures.exports[0], field)
        assert stored == value


@pytest.mark.parametrize("page", ["production", "exports"])
@pytest.mark.parametrize("missing", ["TOTAL_FORMS", "INITIAL_FORMS"])
def test_a_form_that_came_incomplete_is_refused_kindly(
    filer: Filer, page: str, missing: str
) -> None:
    filer.begin()
    before = filer.stored
    prefix = "lines" if page == "production" else "exports"
    data: dict[str, Any] = production((BAG, "5")) if page == "production" else exported()
    del data[f"{prefix}-{missing}"]
    answer = filer.send(page, data)
    assert answer.status_code == 422
    assert "فرم ناقص رسید؛ صفحه را دوباره باز کنید" in text_of(answer)
    assert filer.stored == before


def test_a_stale_answer_to_step_3_shows_both_answers(filer: Filer) -> None:
    filer.begin().send("exports", exports((BAG, "5", "5", "1", "1")), "save")
    before = filer.stored
    answer = filer.send("exports", exports((BAG, "x"), answer="no") | {"version": 0})
    assert answer.status_code == 409
    assert "<td>بلی</td>" in text_of(answer)
    assert "<td>خیر</td>" in text_of(answer)
    assert "مورد را درست کنید" not in text_of(answer)
    assert filer.stored == before
    many = filer.send("exports", exports((BAG, "6", "6", "2", "1")) | {"version": 0})
    assert "<td>۶ تن</td>" in text_of(many)


@pytest.mark.parametrize("page", ["production", "exports"])
def test_a_refused_post_still_answers_the_version_its_writer_saw(filer: Filer, page: str) -> None:
    good = production((BAG, "5")) if page == "production" else exported()
    bad = production((BAG, "x")) if page == "production" else exported(quantity="x")
    filer.begin().send(page, good, "save")
    refused = filer.send(page, bad | {"version": 0}, "save")
    assert refused.status_code == 422
    assert hidden_version(refused) == "0"


def test_yes_or_no_must_be_chosen_explicitly(filer: Filer) -> None:
    filer.begin()
    answer = filer.send("exports", exports(answer=""))
    assert answer.status_code == 422
    assert at_fields(answer) == [
        "بلی یا خیر را انتخاب کنید؛ اگر صادرات نداشته‌اید، خیر را انتخاب کنید."
    ]
    assert filer.send("exports", exports(answer=""), "save").status_code == 302
    assert filer.figures.has_exports is None
    assert filer.send("exports", exports(answer="maybe")).status_code == 422


def test_no_leaves_no_exported_row(filer: Filer) -> None:
    filer.begin().send("exports", exports((BAG, "5", "5", "1", "1")))
    filer.send("exports", exports((BAG, "x"), answer="no"))
    assert filer.figures.has_exports is False
    assert filer.figures.exports == ()
    assert filer.status("exports") == StepStatus.CONFIRMED


def test_yes_without_a_row_is_not_green(filer: Filer) -> None:
    answer = filer.begin().send("exports", exports())
    assert answer.status_code == 422
    assert "محصول صادرشده را بیفزایید، یا خیر را انتخاب کنید." in text_of(answer)


def test_tonnes_of_a_tonne_product_must_equal_the_amount(filer: Filer) -> None:
    before = filer.begin().stored
    answer = filer.send("exports", exports((BAG, "5", "4", "1", "1", "وزن گمرک")))
    assert answer.status_code == 422
    assert at_fields(answer) == ["واحد این محصول تن است؛ میزان صادرات و مقدار تن باید یکی باشد."]
    assert typed(answer, "exports-0-tonnes") == "4"
    assert filer.stored == before


def test_tonnes_left_empty_are_computed_where_they_can_be(filer: Filer) -> None:
    filer.begin().send("exports", exports((BAG, "5", "", "1", "1"), (PIPE, "2500", "", "1", "1")))
    assert [str(e.tonnes) for e in filer.figures.exports] == ["5.000000", "2.500000"]


def test_tonnes_that_differ_from_the_computed_ask_for_a_reason(filer: Filer) -> None:
    before = filer.begin().stored
    row = (PIPE, "2500", "2.4", "1", "1")
    answer = filer.send("exports", exports(row))
    assert answer.status_code == 422
    assert "با محاسبهٔ سامانه (۲٫۵ تن) یکی نیست؛ علت را بنویسید." in text_of(answer)
    assert filer.stored == before
    assert filer.send("exports", exports((*row, "   "))).status_code == 422
    assert filer.send("exports", exports((*row, "وزن  گمرك"))).status_code == 302
    stored = filer.figures.exports[0]
    assert (str(stored.tonnes), stored.tonnes_reason) == ("2.400000", "وزن گمرک")
    assert "وزن گمرک" in filer.read("exports")


@pytest.mark.parametrize("field", EXPORT_FIELDS)
def test_an_exported_row_needs_all_four_numbers(filer: Filer, field: str) -> None:
    filer.begin()
    answer = filer.send("exports", exported(**{field: ""}))
    assert answer.status_code == 422
    assert at_fields(answer) == ["این مقدار را بنویسید؛ اگر نبوده، صفر بنویسید."]
    assert filer.send("exports", exported(**{field: ""}), "save").status_code == 302
    assert getattr(filer.figures.exports[0], field) is None


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("quantity", "0", "صادرات صفر نوشته نمی‌شود؛ ردیف را بردارید یا مقدار بدهید."),
        ("quantity", "1.5", "جفت: این مقدار عدد کامل است؛ بدون نقطه و ممیز بنویسید، مثل ۶۳٬۰۰۰."),
        ("tonnes", "1.2345678", "تا ۶ رقم اعشار بنویسید."),
        ("value_usd", "1.234", "تا ۲ رقم اعشار بنویسید."),
        ("value_irr", "1.5", "این مقدار عدد کامل است؛ بدون نقطه و ممیز بنویسید، مثل ۶۳٬۰۰۰."),
        ("value_irr", "1" * 19, "این مقدار باید از ۱٬۰۰۰٬۰۰۰٬۰۰۰٬۰۰۰٬۰۰۰٬۰۰۰ کمتر باشد."),
    ],
)
def test_a_refused_export_number_says_what_to_do(
    filer: Filer, field: str, text: str, sentence: str
) -> None:
    answer = filer.begin().send("exports", exported(**{field: text}))
    assert at_fields(answer) == [sentence]


def test_more_exported_than_produced_asks_for_a_reason_and_goes_on(filer: Filer) -> None:
    filer.begin().send("production", production((BAG, "4")))
    row, why = (BAG, "5", "5", "1", "1"), f"why-X-21-exports-{BAG}-quantity"
    before = filer.stored
    answer = filer.send("exports", exports(row))
    assert answer.status_code == 422
    assert f'name="{why}"' in text_of(answer)
    assert filer.stored == before
    assert filer.send("exports", exports(row, **{why: "stock"})).status_code == 302
    assert filer.status("exports") == StepStatus.CONFIRMED
    assert "صادرات ۵ تن، بیش از تولید این ماه" in filer.read("exports")


def test_production_lowered_under_the_exports_turns_step_3_back(filer: Filer) -> None:
    filer.green()
    filer.send("production", production((BAG, "5")))
    assert filer.status("exports") == StepStatus.CONFIRMED
    filer.send("production", production((BAG, "4")))
    assert filer.status("exports") == StepStatus.DRAFT
    assert filer.submission.export_lines.count() == 1
    assert "ثبت اطلاعات شما کامل نشده است." in filer.read("production")


def test_step_3_offers_the_products_of_step_2_first(filer: Filer) -> None:
    filer.begin().send("production", production((BAG, "4"), (SHOES, "2")))
    filer.send("exports", exports((BAG, "1", "1", "1", "1")))
    text = filer.read("exports")
    assert f'name="add" value="{SHOES}"' in text
    assert f'name="add" value="{BAG}"' not in text


def test_step_3_offers_no_product_that_stands_on_another_page(filer: Filer) -> None:
    codes = make_products(51)
    filer.begin().send("production", production(*[(code, "9") for code in codes]))
    filer.send("exports", exports(*[(code, "9", "9", "1", "1") for code in codes]))
    text = filer.read("exports")
    assert 'name="add"' not in text
    assert 'name="goto" value="2"' in text
    assert codes[50] in filer.read("exports", "?page=2")


def test_a_removed_export_row_leaves_the_others(filer: Filer) -> None:
    rows = ((BAG, "5", "5", "1", "1"), (PIPE, "10", "0.01", "1", "1"))
    filer.begin().send("exports", exports(*rows), "save")
    off = exports(*rows) | {"exports-0-DELETE": "on"}
    filer.send("exports", off, "save")
    assert [e.code for e in filer.figures.exports] == [PIPE]
    assert ProductionLine.objects.count() == 0


def step(world: World) -> ExportsStep:
    """Return step 3 of a month that exported nothing yet."""
    return ExportsStep(step_context(world, world.draft().tracking_number))


def item(code: str) -> Product:
    return Product.objects.select_related("measure").get(code=code)


def test_only_the_quantity_of_a_tonne_product_copies_itself(world: World) -> None:
    lines = [ExportLine(product=item(BAG)), ExportLine(product=item(PIPE))]
    at = step(world)
    bag, pipe = at.rows(at.stored_texts(lines), [])
    assert [box.copy_to for box in bag.numbers] == ["id_exports-0-tonnes", "", "", ""]
    assert not any(box.copy_to for box in pipe.numbers)


def test_a_reason_is_shown_only_where_one_is_given_or_asked(world: World) -> None:
    at = step(world)
    lines = [ExportLine(product=item(PIPE)), ExportLine(product=item(PIPE), tonnes_reason="گمرک")]
    plain, given = at.rows(at.stored_texts(lines), [])
    assert plain.reason is None
    assert given.reason is not None
    assert given.reason.text == "گمرک"
    parsed = at.parse(posted(exports((PIPE, "2500", "2.4", "1", "1"))))
    assert parsed.value is None
    (asked,) = at.page(parsed, PostOutcome()).rows
    assert asked.reason is not None
    assert asked.reason.errors


def test_posted_numbers_stay_typed_to_the_service(world: World) -> None:
    at = step(world)
    found = at.parse(posted(exports((BAG, "۵", "5", "322", "۶٬۳۰۰")))).value
    five = ExportFigures(Decimal(5), Decimal(5), Decimal(322), Decimal(6300))
    assert found == ExportAnswers(True, PostedLines({BAG: five}))
    nothing = at.parse(posted(exports((BAG, "x"), answer="no"))).value
    assert nothing == ExportAnswers(False, PostedLines({}))


def test_dollars_alone_are_read_back_as_cents(filer: Filer) -> None:
    filer.begin().send("exports", exports((BAG, "5", "5", "1", "1")), "save")
    page = filer.browser.get(filer.url("exports")).content.decode()
    marked = re.findall(r'<input\s[^>]*name="exports-0-(\w+)"[^>]*data-cents', page)
    assert marked == ["value_usd"]
