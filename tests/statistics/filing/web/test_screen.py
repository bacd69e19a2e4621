"""What a step's page says: the way to a fault, the unit in hand, what is left to do."""

import re
from html import unescape
from typing import Any

import pytest

from catalog.models import Product
from review import workflow
from tests.statistics.filing import Filer, exports, make_products, people, production, text_of
from tests.world import BAG, FILED_AT, MEHR, PIPE, World

DONE = "ثبت اطلاعات با موفقیت انجام شد."


def follow(filer: Filer, page: str, data: dict[str, Any]) -> str:
    answer = filer.send(page, data)
    assert answer.status_code == 302, text_of(answer)
    return text_of(filer.browser.get(answer.headers["Location"]))


@pytest.mark.parametrize("page", ["production", "exports"])
def test_a_refused_page_of_a_long_list_keeps_its_pages_and_leads_to_the_fault(
    filer: Filer, page: str
) -> None:
    codes = make_products(60)
    filer.begin()
    if page == "production":
        filled = production(*[(code, "1") for code in codes[:50]])
        filer.send(page, production(*[(code, "") for code in codes]), "save")
        field = f"id_lines-{codes.index(codes[55]) - 50}-quantity"
        rest = production(*[(code, "1") for code in codes[50:] if code != codes[55]])
    else:
        row = ("1", "1", "1", "1")
        filled = exports(*[(code, *row) for code in codes[:50]])
        filer.send(page, exports(*[(code, "", "", "", "") for code in codes]), "save")
        field = f"id_exports-{codes.index(codes[55]) - 50}-quantity"
        rest = exports(*[(code, *row) for code in codes[50:] if code != codes[55]])
    filer.send(page, rest, "save")
    answer = filer.send(page, filled)
    assert answer.status_code == 422
    assert "صفحهٔ ۱ از ۲" in text_of(answer)
    html = unescape(answer.content.decode())
    assert f'href="{filer.url(page)}?page=2#{field}"' in html


def test_yes_without_a_row_still_offers_the_products_of_step_2(filer: Filer) -> None:
    filer.begin().send("production", production((BAG, "9")))
    answer = filer.send("exports", exports())
    assert answer.status_code == 422
    assert f'name="add" value="{BAG}"' in text_of(answer)


def test_the_errors_of_step_4_name_their_fields(filer: Filer) -> None:
    answer = filer.begin().send("employment", people("", "", ""))
    found = re.findall(r'<a href="#id_(\w+)">([^<]*)</a>', text_of(answer))
    assert [name for name, _ in found] == ["official", "contract", "contractor"]
    assert [words.partition(":")[0] for _, words in found] == [
        "تعداد کارکنان رسمی",
        "تعداد کارکنان قراردادی",
        "تعداد کارکنان پیمانکاری",
    ]


def test_step_4_begins_with_the_people_of_the_last_month_until_it_is_saved(filer: Filer) -> None:
    filer.world.filed(MEHR - 1)
    filer.begin()
    page = filer.read("employment")
    assert 'name="official" value="۲"' in page
    assert "از ماه پیش آورده شده" in page
    assert filer.figures.official is None
    filer.send("employment", people("", "", ""), "save")
    assert "از ماه پیش آورده شده" not in filer.read("employment")


def test_a_product_without_a_goods_id_says_so_and_shows_no_dash(filer: Filer) -> None:
    Product.objects.filter(code=BAG).update(goods_id="", goods_description="")
    filer.begin().send("production", production((BAG, "9")), "save")
    row = filer.read("production").partition("کیسه پلی اتیلن")[2].partition("</tr>")[0]
    assert row.count("ندارد") == 1
    assert "—" not in row


def test_a_confirmed_step_says_what_is_left_and_never_that_the_month_is_sent(
    filer: Filer,
) -> None:
    filer.begin()
    said = follow(filer, "production", production((BAG, "9")))
    assert f"{DONE} گام ۲ تأیید شد؛ ۲ گام و تأیید نهایی مانده است." in said
    said = follow(filer, "exports", exports(answer="no"))
    assert "گام ۳ تأیید شد؛ ۱ گام و تأیید نهایی مانده است." in said
    assert DONE not in follow(filer, "employment", people())


def test_the_unit_in_hand_stands_in_the_title_of_every_step(filer: Filer) -> None:
    filer.begin()
    for page in ("period", "production", "exports", "employment", "month"):
        title = filer.read(page).partition("<title>")[2].partition("</title>")[0]
        assert "کارگاه پلاستیک نمونه، مهر ۱۳۹۸" in title, page


@pytest.mark.parametrize("page", ["exports", "month"])
def test_the_measure_of_an_exported_product_has_a_column(filer: Filer, page: str) -> None:
    filer.begin().send("exports", exports((PIPE, "2500")), "save")
    text = filer.read(page)
    assert '<th scope="col">واحد سنجش</th>' in text
    assert '<td data-label="واحد سنجش">کیلوگرم</td>' in text


def test_a_dash_is_one_box_and_the_return_leads_to_it(filer: Filer, retire: Any) -> None:
    filer.tracking = filer.world.filed().tracking_number
    case = filer.submission
    workflow.send_back(
        filer.world.union_officer,
        case.tracking_number,
        case.version,
        "مقدار را ببینید",
        FILED_AT,
        [f"production:{BAG}"],
    )
    retire()
    text = filer.read("production")
    assert f'<a href="#dash-{BAG}">کیسه پلی اتیلن</a>' in text
    assert "در صفحه‌ای دیگر از این گام" not in text
    # The return's note alone is amber beside the row of the dash itself.
    assert text.count('class="notice warn"') == 1


def test_the_tab_of_reports_shows_the_steps_as_the_others_do(filer: Filer, retire: Any) -> None:
    filer.green()
    retire()
    for page in ("production", "report"):
        tabs = filer.read(page).partition('<ol class="steps"')[2].partition("</ol>")[0]
        assert "پیش‌نویس" in tabs, page


def test_the_receipt_of_a_second_round_says_so_and_sums_the_month_up(
    filer: Filer, world: World
) -> None:
    filer.tracking = world.returned().tracking_number
    case = filer.submission
    workflow.file(world.owner, case.tracking_number, case.version, FILED_AT)
    text = filer.read("receipt")
    for words in (
        "دور ۲: پس از اصلاح دوباره ارسال شد.",
        "۰۴۹۹۹۹۹۹۱۳",
        "لیلا نمونه‌پور",
        "اتحادیه پلاستیک ملکان",
        "<dt>کیسه پلی اتیلن</dt><dd>۲۰ تن</dd>",
        "<dt>صادرات کیسه پلی اتیلن</dt><dd>۵ تن</dd>",
        "<dt>تعداد کل کارکنان</dt><dd>۳ نفر</dd>",
        "تاریخ چاپ: جمعه ۳ آبان ۱۳۹۸",
    ):
        assert words in text, words


def test_pasted_remarks_are_refused_whole_and_never_cut(filer: Filer) -> None:
    filer.begin()
    page = filer.read("employment")
    assert "maxlength" not in page.partition('name="remarks"')[2].partition(">")[0]
    answer = filer.send("employment", people(remarks="الف " * 300), "save")
    assert answer.status_code == 422
    text = text_of(answer)
    assert "حداکثر ۱۰۰۰ نویسه جا دارد و ۱۱۹۹ نویسه نوشته شده است" in text
    assert text.count("الف") == 300
