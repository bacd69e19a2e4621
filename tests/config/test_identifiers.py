"""Identifiers, against the recorded vectors."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from config import identifiers
from config.persian import to_ascii_digits
from tests.examples import examples

CHECKS: dict[str, Callable[[str], bool]] = {
    "national_id": identifiers.is_national_id,
    "legal_id": identifiers.is_legal_id,
    "guild_id": identifiers.is_guild_id,
    "goods_id": identifiers.is_goods_id,
}
CASES = [(kind, case) for kind in CHECKS for case in examples("identifiers.json", kind)]
FIXTURE = Path(__file__).parents[2] / "fixtures" / "isic.csv"


@pytest.mark.parametrize(("kind", "case"), CASES, ids=lambda part: str(part)[:60])
def test_an_identifier_is_told_as_recorded(kind: str, case: dict[str, Any]) -> None:
    check = CHECKS[kind]
    assert check(case["in"]) is (case["valid"] is True)
    assert check(to_ascii_digits(case["in"])) is bool(case["valid"])


@pytest.mark.parametrize("case", examples("identifiers.json", "product_code"), ids=str)
def test_a_product_code_has_a_known_class_and_the_right_shape(case: dict[str, Any]) -> None:
    with FIXTURE.open(encoding="utf-8", newline="") as lines:
        classes = {row["code"] for row in csv.DictReader(lines) if row["level"] == "class"}
    code = case["in"]
    assert (identifiers.is_product_code(code) and code[:4] in classes) is case["valid"]


@pytest.mark.parametrize("check", [*CHECKS.values(), identifiers.is_product_code])
def test_a_line_break_or_foreign_digit_is_no_part_of_an_identifier(
    check: Callable[[str], bool],
) -> None:
    for text in ("1362136042\n", "۱۳۶۲۱۳۶۰۴۲", "10380284790\n", "2520512459\n", "2220620440145\n"):
        assert not check(text)
