"""Days as people and programs write them into sheets."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.jalali import short_day
from config.uploads.tables.cells import UnreadableCellError
from config.uploads.tables.days import read_day

MAY_DAY = dt.date(2026, 5, 1)


@pytest.mark.parametrize(
    "text",
    [
        "1405/02/11",
        "۱۴۰۵/۲/۱۱",
        "١٤٠٥-٠٢-١١",
        "1405.2.11",
        "1405 / 02 / 11",
        "14050211",
        "\x01n14050211",
        "۱۱ اردیبهشت ۱۴۰۵",
        "11 ارديبهشت 1405",
        "2026-05-01",
        "2026/5/1",
        "20260501",
        "2026-05-01 00:00:00",
        "2026-05-01T13:30:00.000",
        "\x01d2026-05-01",
        "\x01d2026-05-01 13:30:00",
        "\u200f1405/02/11\u200f",
    ],
)
def test_a_day_that_can_be_only_one_is_read(text: str) -> None:
    assert read_day(text) == MAY_DAY


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("25/02/1405", dt.date(2026, 5, 15)),
        ("۳۱-۰۲-۱۴۰۵", dt.date(2026, 5, 21)),
        ("02/02/1405", dt.date(2026, 4, 22)),
        ("13/05/2026", dt.date(2026, 5, 13)),
        ("05/13/2026", dt.date(2026, 5, 13)),
        ("30/12/1403", dt.date(2025, 3, 20)),
    ],
)
def test_a_year_at_the_end_is_read_where_day_and_month_are_sure(text: str, day: dt.date) -> None:
    assert read_day(text) == day


@pytest.mark.parametrize(
    ("text", "fault", "remedy"),
    [
        (
            "11/02/1405",
            "معلوم نیست کدام عدد ماه است و کدام روز.",
            "سال را اول بنویسید: ۱۴۰۵/۰۲/۱۱ یا ۱۴۰۵/۱۱/۰۲.",
        ),
        (
            "5/1/2026",
            "معلوم نیست کدام عدد ماه است و کدام روز.",
            "سال را اول بنویسید: ۲۰۲۶/۰۱/۰۵ یا ۲۰۲۶/۰۵/۰۱.",
        ),
        ("05/02/11", "سال چهار رقم نیست.", "تاریخ را مثل ۱۴۰۵/۰۲/۱۱ بنویسید."),
        ("1405/13/02", "ماه ۱۳ نیست.", "ماه را از ۱ تا ۱۲ بنویسید."),
        ("1405/00/02", "ماه ۰ نیست.", "ماه را از ۱ تا ۱۲ بنویسید."),
        ("1404/12/30", "ماه ۱۲ سال ۱۴۰۴ روز ۳۰ ندارد.", "روز را درست کنید."),
        ("2026-02-29", "ماه ۲ سال ۲۰۲۶ روز ۲۹ ندارد.", "روز را درست کنید."),
        ("1205/02/11", "سال ۱۲۰۵ نه شمسی است و نه میلادی.", "تاریخ را مثل ۱۴۰۵/۰۲/۱۱ بنویسید."),
        (
            "46143",
            "به جای تاریخ، عددی نوشته شده است که اکسل با آن روزها را می‌شمارد.",
            "اگر ۱۴۰۵/۰۲/۱۱ است همان را بنویسید، یا قالب ستون را تاریخ (Date) کنید.",
        ),
        (
            "\x01n-180750",
            "برنامه سال شمسی را سال میلادی گرفته است.",
            "قالب ستون را متن (Text) کنید و تاریخ را مثل ۱۴۰۵/۰۲/۱۱ بنویسید.",
        ),
        # 1405 typed into a cell that shows days.
        (
            "\x01d1903-11-05",
            "در این سلول تاریخ میلادی «۱۹۰۳-۱۱-۰۵» است.",
            "قالب ستون را متن (Text) کنید و تاریخ را مثل ۱۴۰۵/۰۲/۱۱ بنویسید.",
        ),
        ("1405/02-11", "تاریخ خوانده نشد.", "تاریخ را مثل ۱۴۰۵/۰۲/۱۱ بنویسید."),
        ("1405", "تاریخ خوانده نشد.", "تاریخ را مثل ۱۴۰۵/۰۲/۱۱ بنویسید."),
        ("دیروز", "تاریخ خوانده نشد.", "تاریخ را مثل ۱۴۰۵/۰۲/۱۱ بنویسید."),
        ("05021405", "تاریخ خوانده نشد.", "تاریخ را مثل ۱۴۰۵/۰۲/۱۱ بنویسید."),
        ("-", "تاریخ خوانده نشد.", "تاریخ را مثل ۱۴۰۵/۰۲/۱۱ بنویسید."),
        (
            "\x01t01:02:00",
            "اکسل این مقدار را ساعت کرده است.",
            "قالب ستون را متن (Text) کنید و مقدار را دوباره بنویسید.",
        ),
    ],
)
def test_a_day_that_is_not_sure_is_refused(text: str, fault: str, remedy: str) -> None:
    with pytest.raises(UnreadableCellError) as refused:
        read_day(text)
    assert (refused.value.fault, refused.value.remedy) == (fault, remedy)


def test_an_empty_cell_is_no_day() -> None:
    assert read_day("\u200c") is None


@given(st.dates(dt.date(1921, 3, 21), dt.date(2121, 3, 20)))
def test_every_day_is_read_as_written_in_either_calendar(day: dt.date) -> None:
    assert read_day(short_day(day)) == day
    assert read_day(day.isoformat()) == day
    assert read_day(f"\x01d{day.isoformat()}") == day


@given(st.text(max_size=20))
def test_any_text_is_read_or_refused_in_sentences(text: str) -> None:
    said = ["."]
    try:
        read_day(text)
    except UnreadableCellError as refused:
        said = [refused.fault, refused.remedy]
    assert all(one.endswith(".") for one in said)
