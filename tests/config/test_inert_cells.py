"""No text is ever taken for a formula, and none is lost for it."""

import pytest

from config.inert_cells import inert_csv, is_live, plain


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "==1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\tword",
        "\rword",
        "\nword",
        " =1",
        "\u00a0=1",
        '"=1',
        "'=1",
        "«=1",
        "＝1",
        "＋1",
        "－1",
        "＠a",
        "\u200f=1",
        "\ufeff=1",
        "\u2066 '\" =1",
    ],
)
def test_what_could_be_a_formula_is_kept_as_text(text: str) -> None:
    assert is_live(text)
    assert inert_csv(text) == f"'{text}"


@pytest.mark.parametrize(
    "text",
    ["", "کیسه پلی‌اتیلن", "۱۲٫۵", "A=1", "نوع ۲-ب", "خرید + فروش", "'نقل قول'", "5;6", "a@b.ir"],
)
def test_plain_words_stay_as_they_are(text: str) -> None:
    assert not is_live(text)
    assert inert_csv(text) == text


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("الف;=1+1", "الف;'=1+1"),
        ("a|@b", "a|'@b"),
        ("سطر\n-1", "سطر\n'-1"),
        ('a;" =1', "a;'\" =1"),
        ("\t=1", "'\t'=1"),
        ("a;b=1", "a;b=1"),
    ],
)
def test_a_cell_that_another_separator_would_make_is_text_too(text: str, safe: str) -> None:
    assert inert_csv(text) == safe


def test_what_a_sheet_cannot_hold_is_left_out_before_the_sign_is_looked_for() -> None:
    assert plain("\x01a\x0bb\ufffe\n") == "ab\n"
    assert inert_csv("\x01=1+1") == "'=1+1"
