"""Headings in any spelling mean their column."""

from dataclasses import replace

import pytest

from config.uploads.tables.columns import heading_key, letter, match_headings, named
from tests.config.uploads.tables import COLUMNS, HEAD


@pytest.mark.parametrize(
    "heading",
    [
        "شناسه صنفی",
        "شناسه‌صنفی",
        "شناسة صنفي",
        " * شناسهٔ\nصنفی:",
        "شناسه صنفی (۱۰ رقم)",
        "«شناسه صنفی» [الزامی]",
        "شناسه_صنفی",
        "شِناسه صنفـــی",
    ],
)
def test_the_spelling_of_a_heading_does_not_matter(heading: str) -> None:
    assert heading_key(heading) == heading_key("شناسه صنفی")
    assert match_headings(["", heading], COLUMNS) == {1: COLUMNS[0]}


def test_another_name_of_a_column_means_it_too_and_an_unknown_one_means_none() -> None:
    assert match_headings(["آدرس", "آدرس دوم", ""], COLUMNS) == {0: COLUMNS[4]}
    assert [*match_headings(HEAD, COLUMNS).values()] == list(COLUMNS)


def test_two_columns_of_one_name_are_a_fault_of_their_declaration() -> None:
    twin = replace(COLUMNS[1], other_headings=("آدرس",))
    with pytest.raises(ValueError, match=r"two columns are called .*ادرس"):
        match_headings([], [twin, COLUMNS[4]])


@pytest.mark.parametrize(("place", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (59, "BH")])
def test_columns_are_lettered_as_in_sheets(place: int, name: str) -> None:
    assert letter(place) == name


def test_many_headings_are_named_by_the_first_ones() -> None:
    assert named(["الف", "ب"]) == "«الف»، «ب»"
    assert named([str(at) for at in range(9)], 2) == "«0»، «1» و …"
