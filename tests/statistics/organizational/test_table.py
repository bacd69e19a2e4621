"""The report: by indicator, office and period, with what is missing; on the page and as a file."""

import csv
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from statistics.organizational.queries import IndicatorBook, reporting_offices
from statistics.organizational.table_queries import StatisticsTable
from tests.statistics.organizational.cases import (
    MONTH,
    affiliate,
    changed,
    confirmed,
    indicator,
    stats_of,
    written,
)
from tests.statistics.organizational.test_views import seen
from tests.world import MEHR, World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("third_of_aban")]
SignIn = Callable[[Any], Any]
TABLE = "/organizational/table/"


def test_a_line_for_everybody_who_is_asked_the_missing_among_them(world: World) -> None:
    indicator(world)
    affiliate(world)
    confirmed(world, ("100",), MONTH.before)
    confirmed(world, ("120",))
    table = StatisticsTable(IndicatorBook.load(), reporting_offices(), [MONTH])
    lines = {line.office.code: line for line in table.lines}
    assert len(lines) == 3
    assert table.missing == 2
    near = lines["03"]
    assert (str(near.value), str(near.before), near.change.words) == ("۱۲۰", "۱۰۰", "۲۰٪ بیشتر")
    assert (near.standing_word, lines["aff-1"].standing_word) == ("تأییدشده", "ثبت نشده")


def test_a_draft_counts_for_nothing(world: World) -> None:
    indicator(world)
    written(world.province_officer, world.province, ("9",))
    [line] = StatisticsTable(IndicatorBook.load(), [world.province], [MONTH]).lines
    assert line.missing
    assert line.standing_word == "در حال تکمیل"


def test_what_was_reported_keeps_its_measure_after_a_change(world: World) -> None:
    one = indicator(world, measure="کیلوگرم")
    confirmed(world, ("5000",), MONTH.before)
    changed(world, one, MEHR, measure="تن")
    confirmed(world, ("5",))
    table = StatisticsTable(IndicatorBook.load(), [world.province], [MONTH, MONTH.before])
    now, before = table.lines
    assert (now.terms.measure, before.terms.measure) == ("تن", "کیلوگرم")
    assert now.change.words == "واحد سنجش تغییر کرده است"


def test_one_of_both_over_time(world: World, sign_in: SignIn) -> None:
    indicator(world)
    confirmed(world, ("100",), MONTH.before)
    confirmed(world, ("-",), reason="واحد بازدید منحل شد")
    browser = sign_in(stats_of(world))
    page = seen(browser.get(f"{TABLE}?office=03&indicator=m-01&period={MONTH.code}"))
    assert "مهر ۱۳۹۸ فقره ندارد ۱۰۰ دیگر ندارد" in page
    assert "۱۰ رقم از ۱۲ ثبت یا تأیید نشده است" in page


@pytest.mark.parametrize("query", ["period=x", "office=nope", "indicator=nope", "period=139808"])
def test_what_is_not_there_is_said_so(world: World, sign_in: SignIn, query: str) -> None:
    indicator(world)
    assert sign_in(stats_of(world)).get(f"{TABLE}?{query}").status_code == 404


def test_an_empty_report_says_so(world: World, sign_in: SignIn) -> None:
    assert "در این دوره شاخصی نیست" in seen(sign_in(stats_of(world)).get(TABLE))


def test_the_file_is_inert_and_says_what_is_missing(world: World, sign_in: SignIn) -> None:
    indicator(world, name="=1+1")
    confirmed(world, ("120",))
    answer = sign_in(stats_of(world)).get(f"{TABLE}csv/?office=03&period={MONTH.code}")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    heading, *rows = csv.reader(io.StringIO(text, newline=""))
    lines = [dict(zip(heading, row, strict=True)) for row in rows]
    assert len(lines) == 12
    first, second = lines[:2]
    assert not first["شاخص"].startswith("=")
    assert (first["دوره"], first["مقدار"], first["پاسخ"]) == ("مهر ۱۳۹۸", "120", "عدد")
    assert (second["مقدار"], second["پاسخ"]) == ("", "ثبت نشده")
    book = sign_in(stats_of(world)).get(f"{TABLE}xlsx/?office=03&period={MONTH.code}")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(book.streaming_content))).worksheets[0]
    assert sheet.sheet_view.rightToLeft
    assert [cell.value for cell in sheet[1]][:2] == ["کد شاخص", "شاخص"]
    assert (sheet["B2"].data_type, sheet["F2"].value, sheet["F3"].value) == ("s", 120, None)
    assert sign_in(stats_of(world)).get(f"{TABLE}pdf/").status_code == 404


def test_the_page_stays_light_with_many_offices(
    world: World, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    from accounts.models import Organization

    for code in ("m-01", "m-02", "m-03"):
        indicator(world, code)
    Organization.objects.bulk_create(
        Organization(
            code=f"x-{n}", kind="affiliate", name=f"شرکت وابستهٔ شمارهٔ {n}", parent=world.ministry
        )
        for n in range(60)
    )
    browser = sign_in(stats_of(world))
    with django_assert_max_num_queries(24):
        answer = browser.get(TABLE)
    assert answer.status_code == 200
