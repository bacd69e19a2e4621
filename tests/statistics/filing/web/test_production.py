"""Step 2 in the browser: quantities as they are typed, stored, refused and paged."""

from decimal import Decimal

import pytest

from catalog.models import Product
from statistics.enums import StepStatus
from statistics.filing.previous_months import EarlierQuantity
from statistics.filing.storage import PostedLines
from statistics.filing.web.frame import PostOutcome
from statistics.filing.web.production import ProductionStep, stored_texts
from statistics.models import ProductionLine
from tests.statistics.filing import (
    READ,
    REFUSED,
    Filer,
    at_fields,
    hidden_version,
    make_products,
    production,
    text_of,
    typed,
)
from tests.statistics.filing.web import posted, step_context
from tests.world import BAG, MEHR, PIPE, SHOES, World


def test_every_quantity_that_cannot_be_read_is_refused_and_kept_as_typed(filer: Filer) -> None:
    filer.begin()
    before = filer.stored
    for text in REFUSED:
        answer = filer.send("production", production((BAG, text)))
        assert answer.status_code == 422, text
        assert len(at_fields(answer)) == 1, text
        assert (typed(answer, "lines-0-quantity") or "") == text
        assert filer.stored == before


def test_every_quantity_that_can_be_read_is_stored_exactly(filer: Filer) -> None:
    filer.begin()
    for text, value in READ:
        assert filer.send("production", production((BAG, text))).status_code == 302
        stored = filer.figures.production[0].quantity
        assert stored == value


@pytest.mark.parametrize(
    ("code", "text", "sentence"),
    [
        (BAG, "", "مقدار را بنویسید؛ اگر تولید نشده، صفر بنویسید."),
        (BAG, "-1", "مقدار را بدون علامت مثبت یا منفی بنویسید، مثل ۱۲٫۵."),
        (BAG, "12/5", "به جای «/» برای اعشار ممیز یا نقطه بگذارید، مثل ۱۲٫۵."),
        (BAG, "1.2345", "تا ۳ رقم اعشار بنویسید."),
        (SHOES, "1.5", "جفت: این مقدار عدد کامل است؛ بدون نقطه و ممیز بنویسید، مثل ۶۳٬۰۰۰."),
        (BAG, "1,000,000,000,000", "این مقدار باید از ۱٬۰۰۰٬۰۰۰٬۰۰۰٬۰۰۰ کمتر باشد."),
        ("9999999999", "1", "این کد در فهرست محصولات نیست؛"),
    ],
)
def test_a_refused_row_says_what_to_do_at_its_field(
    filer: Filer, code: str, text: str, sentence: str
) -> None:
    filer.begin()
    before = filer.stored
    answer = filer.send("production", production((PIPE, "3"), (code, text)))
    assert answer.status_code == 422
    [said] = at_fields(answer)
    assert sentence in said
    assert typed(answer, "lines-0-quantity") == "3"
    assert typed(answer, "lines-1-product") == code
    assert filer.stored == before


def test_whole_pairs_and_the_finest_kilogram_are_taken(filer: Filer) -> None:
    filer.begin().send("production", production((SHOES, "۱٬۲۸۰"), (PIPE, "0.001")))
    assert [str(p.quantity) for p in filer.figures.production] == ["1280.000", "0.001"]


def test_a_draft_may_leave_a_quantity_empty_and_empty_is_not_zero(filer: Filer) -> None:
    filer.begin().send("production", production((BAG, ""), (PIPE, "0")), "save")
    assert filer.figures.produced == {BAG: None, PIPE: 0}
    assert filer.status("production") == StepStatus.DRAFT
    answer = filer.send("production", production((PIPE, "4")))
    assert answer.status_code == 422
    assert "کیسه پلی اتیلن: مقدار را بنویسید؛ اگر تولید نشده، صفر بنویسید." in text_of(answer)
    assert filer.figures.produced == {BAG: None, PIPE: 0}


def test_an_explicit_zero_makes_the_step_green(filer: Filer) -> None:
    filer.begin().send("production", production((BAG, "۰")))
    assert filer.status("production") == StepStatus.CONFIRMED
    assert filer.figures.produced == {BAG: 0}


def test_step_2_without_any_product_is_not_green(filer: Filer) -> None:
    answer = filer.begin().send("production", production())
    assert answer.status_code == 422
    assert "دست‌کم یک محصول بیفزایید" in text_of(answer)


def test_a_posted_code_that_was_not_listed_is_added(filer: Filer) -> None:
    filer.begin().send("production", production(("۲۵۲۰۵۱۲۴۵۹", "20"), (SHOES, "3")), "save")
    assert filer.figures.produced == {BAG: 20, SHOES: 3}


def test_a_product_posted_twice_is_refused(filer: Filer) -> None:
    filer.begin()
    before = filer.stored
    answer = filer.send("production", production((BAG, "1"), (PIPE, "2"), (BAG, "3")))
    assert answer.status_code == 422
    assert at_fields(answer) == ["این محصول در فهرست هست."]
    assert [typed(answer, f"lines-{n}-quantity") for n in range(3)] == ["1", "2", "3"]
    assert filer.stored == before


@pytest.mark.parametrize(
    ("code", "sentence"),
    [(BAG, "این محصول در فهرست هست."), ("9999999999", "این کد در فهرست محصولات نیست")],
)
def test_adding_what_is_listed_or_unknown_is_refused(
    filer: Filer, code: str, sentence: str
) -> None:
    filer.begin().send("production", production((BAG, "5")), "save")
    before = filer.stored
    answer = filer.send("production", production((BAG, "6"), add=code), "save")
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert typed(answer, "lines-0-quantity") == "6"
    assert filer.stored == before


def test_the_add_button_saves_the_rows_and_adds_one_empty(filer: Filer) -> None:
    filer.begin().send("production", production((BAG, "5"), add=SHOES), "save")
    assert filer.figures.produced == {BAG: 5, SHOES: None}


def test_the_delete_button_takes_a_row_off_whatever_is_typed_in_it(filer: Filer) -> None:
    filer.begin().send("production", production((BAG, "5"), (SHOES, "1")), "save")
    off = production((BAG, "x"), (SHOES, "2")) | {"lines-0-DELETE": "on"}
    assert filer.send("production", off, "save").status_code == 302
    assert filer.figures.produced == {SHOES: 2}


@pytest.mark.parametrize("code", ["", "1" * 30, "9999999999"])
def test_taking_off_a_row_that_is_none_changes_nothing(filer: Filer, code: str) -> None:
    filer.begin().send("production", production((BAG, "5")), "save")
    off = production((code, "")) | {"lines-0-DELETE": "on"}
    assert filer.send("production", off, "save").status_code == 302
    assert filer.figures.produced == {BAG: 5}


def test_a_row_in_which_nothing_was_sent_is_no_row(filer: Filer) -> None:
    data = production((BAG, "5")) | {"lines-TOTAL_FORMS": 3}
    assert filer.begin().send("production", data).status_code == 302
    assert filer.figures.produced == {BAG: 5}


def test_a_quantity_without_a_product_is_refused(filer: Filer) -> None:
    answer = filer.begin().send("production", production(("", "5")))
    assert answer.status_code == 422
    assert typed(answer, "lines-0-quantity") == "5"


def test_more_rows_than_one_post_may_bring_are_refused_kindly(filer: Filer) -> None:
    codes = make_products(301)
    before = filer.begin().stored
    answer = filer.send("production", production(*[(code, "1") for code in codes]))
    assert answer.status_code == 422
    assert "بیش از ۳۰۰ ردیف یک‌جا ذخیره نمی‌شود" in text_of(answer)
    assert filer.stored == before


def test_ten_thousand_rows_are_refused_kindly(filer: Filer) -> None:
    before = filer.begin().stored
    rows = [("2520400000", "1")] * 10_000
    answer = filer.send("production", production(*rows))
    assert answer.status_code == 413
    assert "در چند بار" in text_of(answer)
    assert filer.stored == before


def test_260_products_are_saved_page_by_page_and_nothing_is_lost(filer: Filer) -> None:
    codes = make_products(260)
    filer.begin().send("production", production(*[(code, "") for code in codes]), "save")
    for page in range(1, 7):
        text = filer.read("production", f"?page={page}")
        shown = codes[(page - 1) * 50 : page * 50]
        assert text.count('-product" value=') == len(shown)
        rows = production(*[(code, str(page)) for code in shown], goto=min(page + 1, 6))
        answer = filer.send("production", rows, "save", f"?page={page}")
        assert answer.headers["Location"] == filer.url("production") + f"?page={min(page + 1, 6)}"
    wanted = {code: n // 50 + 1 for n, code in enumerate(codes)}
    assert filer.figures.produced == wanted
    assert list(filer.figures.produced) == codes
    assert filer.send("production", production()).status_code == 302
    assert filer.status("production") == StepStatus.CONFIRMED


@pytest.mark.parametrize("goto", ["²", "x", "", "9" * 5000, "-1"])
def test_another_page_of_rows_may_be_asked_for_in_any_words(filer: Filer, goto: str) -> None:
    answer = filer.begin().send("production", production((BAG, "5"), goto=goto), "save")
    assert answer.status_code == 302
    assert filer.browser.get(filer.url("production"), {"page": goto}).status_code == 200


def test_a_save_over_another_windows_shows_both_and_stores_nothing(filer: Filer) -> None:
    filer.begin().send("production", production((BAG, "5"), (PIPE, "7")), "save")
    before = filer.stored
    answer = filer.send("production", production((BAG, "9"), (PIPE, "7")) | {"version": 0})
    text = text_of(answer)
    assert answer.status_code == 409
    assert "<td>۵ تن</td>" in text
    assert "<td>۹ تن</td>" in text
    assert "<td>۷ کیلوگرم</td>" not in text
    assert typed(answer, "lines-0-quantity") == "9"
    assert filer.stored == before
    again = production((BAG, "9")) | {"version": hidden_version(answer)}
    assert filer.send("production", again).status_code == 302
    assert filer.figures.produced == {BAG: 9, PIPE: 7}


def test_last_months_quantity_stands_beside_the_field(filer: Filer) -> None:
    filer.world.filed(MEHR - 1)
    text = filer.begin().read("production")
    assert "شهریور ۱۳۹۸:<b>۲۰</b>" in text
    assert typed(filer.browser.get(filer.url("production")), "lines-0-quantity") is None
    refused = filer.send("production", production((BAG, "x")))
    assert "شهریور ۱۳۹۸:<b>۲۰</b>" in text_of(refused)


def test_the_fixed_words_of_steps_2_and_3(filer: Filer) -> None:
    filer.begin()
    assert (
        "محصولاتی که مقدار تولید آنها با خط تیره مشخص گردیده اند می بایست دوباره از درخت "
        "محصولات انتخاب گردند." in filer.read("production")
    )
    assert "برای افزودن / حذف محصول" in filer.read("production")
    assert "آیا در این دوره صادرات محصول داشته اید؟" in filer.read("exports")
    filer.send("production", production((BAG, "4")), "save")
    for heading in ("نام محصول", "کد محصول", "شناسه کالا", "واحد سنجش", "مقدار تولید"):
        assert heading in filer.read("production")


def step(world: World) -> ProductionStep:
    """Return step 2 of a month that lists one product."""
    return ProductionStep(step_context(world, world.draft().tracking_number))


def item(code: str) -> Product:
    return Product.objects.select_related("measure").get(code=code)


def test_a_stored_row_shows_its_figure_in_persian_and_its_place(world: World) -> None:
    lines = [
        ProductionLine(product=item(BAG), quantity=Decimal("1250.500")),
        ProductionLine(product=item(SHOES)),
    ]
    rows = step(world).rows(stored_texts(lines), [], 51)
    assert [(row.number, row.name) for row in rows] == [
        (51, "کیسه پلی اتیلن"),
        (52, "کفش چرمی مردانه"),
    ]
    assert [row.quantity.text for row in rows] == ["۱٬۲۵۰٫۵", ""]
    box = next(iter(rows)).quantity
    assert (box.id, box.name, box.unit) == ("id_lines-0-quantity", "lines-0-quantity", "تن")


def test_a_typed_row_keeps_what_was_typed_beside_what_is_wrong(world: World) -> None:
    at = step(world)
    parsed = at.parse(posted(production((BAG, "12/5"), ("1" * 10, "2"))))
    assert parsed.value is None
    bag, unknown = at.page(parsed, PostOutcome()).rows
    assert (bag.quantity.text, bag.faulty) == ("12/5", True)
    assert bag.quantity.errors
    assert (unknown.name, unknown.item, unknown.faulty) == ("1" * 10, None, True)


def test_a_posted_quantity_stays_typed_to_the_service_and_to_the_row(world: World) -> None:
    world.filed(MEHR - 1)
    at = step(world)
    parsed = at.parse(posted(production((BAG, "۱۲٫۵"), (SHOES, ""))))
    assert parsed.value == PostedLines({BAG: Decimal("12.5"), SHOES: None})
    assert parsed.faults == []
    bag, shoes = at.page(parsed, PostOutcome()).rows
    assert (bag.quantity.label, bag.quantity.text) == ("مقدار تولید", "۱۲٫۵")
    assert bag.previous == (EarlierQuantity("شهریور ۱۳۹۸", Decimal(20)),)
    assert (shoes.quantity.text, shoes.previous) == ("", ())
    at.save(parsed.value, posted({"version": 0}))
    stored = at.context.submission.production.get(product__code=BAG)
    assert stored.quantity == Decimal("12.5")


def test_what_the_buttons_ask_for_goes_with_the_lines(world: World) -> None:
    at = step(world)
    asked = {"add": PIPE, "off": BAG, "swap": f"{SHOES}:{PIPE}"}
    parsed = at.parse(posted(production((BAG, "1")) | asked))
    assert parsed.value == PostedLines(
        {BAG: Decimal(1)}, frozenset({BAG}), added=PIPE, swapped=(SHOES, PIPE)
    )
