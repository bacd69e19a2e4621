"""Each decision has a number of its own, and says it in its first line."""

from collections import Counter
from pathlib import Path

DECISIONS = sorted((Path(__file__).resolve().parent.parent / "docs" / "decisions").glob("*.md"))


def test_no_two_decisions_have_one_number() -> None:
    numbers = Counter(path.name.partition("-")[0] for path in DECISIONS)
    assert [number for number, many in numbers.items() if many > 1] == []


def test_a_decision_is_headed_by_its_number() -> None:
    wrong = [
        path.name
        for path in DECISIONS
        if not path.read_text(encoding="utf-8").startswith(f"# {path.name.partition('-')[0]} · ")
    ]
    assert wrong == []
