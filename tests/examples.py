"""The recorded examples that the pure modules must satisfy."""

import csv
import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "vectors"


def examples(file: str, key: str) -> list[Any]:
    """Read one list of examples out of a JSON file of vectors."""
    found: list[Any] = json.loads((FOLDER / file).read_text(encoding="utf-8"))[key]
    return found


def rows(file: str) -> list[dict[str, str]]:
    with (FOLDER / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
