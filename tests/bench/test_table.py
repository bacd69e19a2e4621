import json
from pathlib import Path

import pytest

from bench.table import BenchRow, as_json, failed, read, show, write

MET = BenchRow("quick", 1.0, 1.0, 2.0, 9.0)
MISSED = BenchRow("slow", 3.0, 1.0, 2.0, 9.0)
FAILED = failed("broken", "ValueError: no\n such row")


@pytest.mark.parametrize(("row", "ok"), [(MET, True), (MISSED, False), (FAILED, False)])
def test_a_goal_missed_and_a_case_that_failed_are_not_ok(row: BenchRow, ok: bool) -> None:
    assert row.ok is ok


def test_a_failed_case_stands_in_the_table_with_its_reason() -> None:
    quick, broken = show([MET, FAILED]).splitlines()[1:]
    assert quick.endswith("yes")
    assert broken.split(None, 1) == ["broken", "failed: ValueError: no such row"]


def test_what_is_written_is_plain_json_and_read_again(tmp_path: Path) -> None:
    rows = [MET, MISSED, FAILED]
    write(rows, tmp_path / "new" / "bench.json")
    text = (tmp_path / "new" / "bench.json").read_text(encoding="utf-8")

    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    assert [row["ok"] for row in json.loads(text, parse_constant=refuse)["rows"]] == [
        True,
        False,
        False,
    ]
    assert read(as_json(rows)) == rows
