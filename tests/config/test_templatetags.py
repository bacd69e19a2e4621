"""What a reader sees of figures, codes and moments."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Engine

ENGINE = Engine(builtins=["config.templatetags.kernel"])
SATURDAY = datetime(2026, 10, 24, 7, 38, tzinfo=UTC)
AFTER_TEHRAN_MIDNIGHT = datetime(2026, 10, 23, 20, 30, tzinfo=UTC)


def shown(source: str, value: object) -> str:
    return ENGINE.from_string(source).render(Context({"value": value}))


def test_digits_of_a_text_are_persian() -> None:
    assert shown("{{ value|fa }}", "گام 2") == "گام ۲"


def test_text_with_persian_digits_is_still_escaped() -> None:
    assert shown("{{ value|fa }}", "<b>1</b>") == "&lt;b&gt;۱&lt;/b&gt;"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, "۰"),
        (1405, "۱٬۴۰۵"),
        (Decimal("12500.500"), "۱۲٬۵۰۰٫۵"),
        (Decimal("20.000"), "۲۰"),
        (Decimal("1E+3"), "۱٬۰۰۰"),
    ],
)
def test_figure_has_groups_and_no_idle_zeros(value: Decimal | int, expected: str) -> None:
    assert shown("{{ value|number }}", value) == expected


def test_unanswered_figure_is_blank_not_zero() -> None:
    assert shown("[{{ value|number }}]", None) == "[]"


def test_code_stands_in_a_bidi_island() -> None:
    assert shown("{{ value|code }}", "0471180263") == '<bdi class="code">۰۴۷۱۱۸۰۲۶۳</bdi>'


def test_code_of_latin_letters_keeps_its_latin_digits() -> None:
    assert shown("{{ value|code }}", "M-01") == '<bdi class="code">M-01</bdi>'


def test_quotation_gives_marks_within_it_their_inner_form() -> None:
    assert shown("{{ value|quoted }}", "شرکت «سپید» <b>") == "«شرکت ‹سپید› &lt;b&gt;»"


def test_code_cannot_carry_markup() -> None:
    assert shown("{{ value|code }}", "<i>") == '<bdi class="code">&lt;i&gt;</bdi>'


def test_day_of_a_date() -> None:
    assert shown("{{ value|jdate }}", date(2026, 10, 24)) == "شنبه ۲ آبان ۱۴۰۵"


def test_day_of_a_moment_is_the_day_in_tehran() -> None:
    assert shown("{{ value|jdate }}", AFTER_TEHRAN_MIDNIGHT) == "شنبه ۲ آبان ۱۴۰۵"


def test_time_is_tehran_time() -> None:
    assert shown("{{ value|jtime }}", SATURDAY) == "۱۱:۰۸"


def test_moment_has_day_and_time() -> None:
    assert shown("{{ value|jdatetime }}", SATURDAY) == "شنبه ۲ آبان ۱۴۰۵، ۱۱:۰۸"
