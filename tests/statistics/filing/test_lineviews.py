"""Step 2 and the picker in the browser: rows as typed, refused, stored, and shown page by page."""

import re
from urllib.parse import urlencode

import pytest

from statistics.enums import StepStatus
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
from tests.world import BAG, MEHR, PIPE, SHOES


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
        (SHOES, "1.5", "جفت: این مقدار عدد کامل است؛ بدون اعشار بنویسید."),
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


@pytest.mark.parametrize(
    ("page", "picker"),
    [("production", "production/products"), ("exports", "exports/products")],
)
def test_the_picker_finds_by_name_code_and_tree_and_adds(
    filer: Filer, page: str, picker: str
) -> None:
    filer.begin().send("production", production((BAG, "5")), "save")
    assert BAG in filer.read(picker, f"?q={BAG[:4]}")
    assert 'value="1920590001"' in filer.read(picker, "?q=کفش")
    assert 'value="1920590001"' in filer.read(picker, "?node=1920")
    assert filer.browser.get(filer.url(picker) + "?node=0000").status_code == 404
    prefix = "lines" if page == "production" else "exports"
    empty = {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0, "has_exports": "yes"}
    answer = filer.send(page, empty | {"add": SHOES, "next": "products"}, "save")
    assert answer.headers["Location"] == filer.url(picker)
    assert "در فهرست هست" in filer.read(picker, "?q=کفش")


def test_the_picker_closes_when_the_month_is_sent(filer: Filer) -> None:
    filer.tracking = filer.world.filed().tracking_number
    answer = filer.browser.get(filer.url("production/products"))
    assert answer.headers["Location"] == f"/statistics/{filer.tracking}/"


@pytest.mark.parametrize(
    ("query", "place"),
    [("?q=کفش", f"?{urlencode({'q': 'کفش'})}"), ("?node=1920", "?node=1920#tree")],
)
def test_after_a_product_was_added_the_search_or_the_branch_is_still_open(
    filer: Filer, query: str, place: str
) -> None:
    filer.begin()
    page = filer.read("production/products", query)
    [form] = [one for one in re.findall(r"<form.*?</form>", page) if f'value="{SHOES}"' in one]
    fields = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', form))
    answer = filer.send("production", fields | {"add": SHOES}, "save")
    assert answer.headers["Location"] == filer.url("production/products") + place
    assert "در فهرست هست" in filer.read("production/products", query)
