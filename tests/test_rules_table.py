"""docs/rules.md names code and tests: every name in its tables exists."""

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest

from tests.ranks import APPS

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "rules.md"
CODE = re.compile(rf"`((?:{'|'.join(APPS)})(?:\.\w+)+)`")
TEST = re.compile(r"`([a-z_/]+)::(test_\w+)`")


def rows(text: str) -> list[str]:
    """Read the rows of the tables that name code: clause, rule, code, test."""
    kept, inside = [], False
    for line in text.splitlines():
        if not line.startswith("|"):
            inside = False
        elif line.startswith("|---"):
            inside = line.count("|") == 5
        elif inside:
            kept.append(line)
    return kept


def faults(text: str) -> list[str]:
    """Find what the tables name and nobody has, and rows that name nothing."""
    found = []
    for row in rows(text):
        _, clause, _, code, tests, _ = row.split("|")
        names, cases = CODE.findall(code), TEST.findall(tests)
        found += [f"no code: {name}" for name in names if not exists(name)]
        found += [f"no test: {file}::{name}" for file, name in cases if name not in cases_of(file)]
        if not names or not cases:
            found.append(f"nothing named: {clause.strip()}")
    return found


def exists(name: str) -> bool:
    """Tell whether a dotted name is a thing in a module, or a part of one."""
    parts = name.split(".")
    for length in range(len(parts) - 1, 0, -1):
        try:
            thing = import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            if not hasattr(thing, part):
                return False
            thing = getattr(thing, part)
        return True
    return False


def cases_of(file: str) -> set[str]:
    """Read the names of the tests in `tests/<file>.py`."""
    path = ROOT / "tests" / f"{file}.py"
    if not path.is_file():
        return set()
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return {node.name for node in nodes if isinstance(node, ast.FunctionDef)}


def test_every_function_and_test_of_the_rules_exists() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert len(rows(text)) > 40
    assert faults(text) == []


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (
            "| §1 | x | `units.enums.never` | `test_rules_table::test_a_wrong_name_is_found` |",
            "no code: units.enums.never",
        ),
        (
            "| §1 | x | `units.eligibility.refusal` | `test_rules_table::test_never` |",
            "no test: test_rules_table::test_never",
        ),
        ("| §1 | x | soon | soon |", "nothing named: §1"),
    ],
)
def test_a_wrong_name_is_found(row: str, fault: str) -> None:
    assert faults(f"| clause | rule | code | test |\n|---|---|---|---|\n{row}\n") == [fault]
