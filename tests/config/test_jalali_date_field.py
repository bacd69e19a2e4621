"""A Jalali day in three selects: read as a day, refused where the month has none."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from config.jalali import from_parts
from config.jalali_date_field import JalaliDateField, JalaliDateWidget

YEARS = (1404, 1405)


def test_three_choices_are_a_day() -> None:
    assert JalaliDateField(years=YEARS).clean(["31", "6", "1404"]) == from_parts(1404, 6, 31)


@pytest.mark.parametrize(
    "parts",
    [
        ["31", "7", "1404"],
        ["", "7", "1404"],
        ["1", "13", "1404"],
        ["1", "1", "1399"],
        ["x", "1", ""],
    ],
)
def test_what_is_no_day_is_refused(parts: list[str]) -> None:
    with pytest.raises(ValidationError):
        JalaliDateField(years=YEARS, required=False).clean(parts)


def test_a_day_may_be_left_out_where_it_is_not_asked() -> None:
    assert JalaliDateField(years=YEARS, required=False).clean(["", "", ""]) is None
    with pytest.raises(ValidationError):
        JalaliDateField(years=YEARS).clean(["", "", ""])


def test_a_stored_day_is_shown_in_its_parts() -> None:
    widget = JalaliDateWidget(YEARS)
    assert widget.decompress(dt.date(2025, 9, 22)) == [31, 6, 1404]
    assert widget.decompress(None) == [None, None, None]


def test_the_summary_of_errors_leads_to_the_first_part() -> None:
    shown = JalaliDateWidget(YEARS).render("since", None, {"id": "id_since"})
    assert shown.count('id="id_since"') == 1
    assert 'id="id_since_1"' in shown
