"""`python -m promises [--nightly] [--promise P2]`: try, print, write .local/promise.json."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from promises.pytest_plugin import NIGHTLY, PIECES, ROOT, Tally

PROMISES = {
    "P1": "nothing acknowledged is lost",
    "P2": "one decision wins",
    "P3": "deadlines are exact whatever the scheduler does",
    "P4": "nobody reaches what is not theirs",
    "P5": "no unit's figure can be worked out",
    "P6": "history is whole",
    "P7": "the model holds",
    "P8": "bad input is answered, never fatal",
    "P9": "exports are inert",
    "P10": "it can be restored and upgraded",
    "P11": "accessible",
    "P12": "the browser is safe",
}
# One more than two cores: restarts, clocks and browsers are waited for.
PROCESSES = "3"
# Five times the longest piece: one that hangs is named.
LONGEST_SECONDS = 1200
# pytest's codes that still give a table: all passed, some failed.
JUDGED = (0, 1)


def main() -> int:
    """Try the promises in a pytest of their own; exit 1 when one is broken."""
    parser = argparse.ArgumentParser(prog="make promise")
    parser.add_argument("--nightly", action="store_true", help="the large size")
    parser.add_argument("--promise", choices=PROMISES, action="append")
    options = parser.parse_args()
    names = options.promise or list(PROMISES)
    files = [str(path.relative_to(ROOT)) for name in names for path in _files(name)]
    # One piece after the other: who has done with theirs takes the next one of the list.
    dealt = ["--dist", "load", "--maxschedchunk", "1"]
    command = [sys.executable, "-m", "pytest", "-n", PROCESSES, *dealt, "-q"]
    # A nightly piece may take its hours.
    command += ["--timeout", "0" if options.nightly else str(LONGEST_SECONDS), *files]
    with tempfile.TemporaryDirectory() as pieces_folder:
        told = {NIGHTLY: "1" if options.nightly else "0", PIECES: pieces_folder}
        done = subprocess.run(command, cwd=ROOT, env=os.environ | told, check=False)
        pieces = {name: _pieces(Path(pieces_folder), name) for name in names}
    rows = [_row(name, pieces[name]) for name in names]
    print(_table(rows))
    print("\n".join(_notes(pieces)))
    target = ROOT / ".local" / "promise.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps({"rows": rows}, ensure_ascii=False, indent=1), encoding="utf-8")
    if done.returncode not in JUDGED:
        return done.returncode
    return int(done.returncode or not all(row["ok"] for row in rows))


def _files(name: str) -> list[Path]:
    found = sorted((ROOT / "promises").glob(f"{name.lower()}_*.py"))
    assert found, f"no file shows {name}"
    return found


def _pieces(folder: Path, name: str) -> list[Tally]:
    texts = (path.read_text(encoding="utf-8") for path in sorted(folder.glob(f"{name}-*.json")))
    return [Tally(**json.loads(text)) for text in texts]


def _row(name: str, pieces: list[Tally]) -> dict[str, object]:
    """Add up one promise in the shape of the bench: `ours` kept of `floor` tried, goal all."""
    total: dict[str, int] = defaultdict(int)
    for piece in pieces:
        total["tried"] += piece.tried
        total["kept"] += piece.kept
    kept, tried = total["kept"], total["tried"]
    ratio = kept / tried if tried else 0.0
    case = f"{name} {PROMISES[name]}"
    # A promise that was never tried is not kept.
    ok = bool(tried) and kept == tried
    return {
        "case": case,
        "ours": kept,
        "floor": tried,
        "ratio": ratio,
        "goal": 1.0,
        "peak_mb": 0.0,
        "ok": ok,
    }


def _table(rows: list[dict[str, object]]) -> str:
    head = f"{'promise':<58}{'kept':>9}{'tried':>9}  ok"
    lines = [
        f"{r['case']:<58}{r['ours']:>9}{r['floor']:>9}  {'yes' if r['ok'] else 'NO'}" for r in rows
    ]
    return "\n".join(["", head, *lines])


def _notes(pieces: dict[str, list[Tally]]) -> list[str]:
    """Collect what the runs showed besides, and the first ways in which a promise was broken."""
    told = []
    for name, tallies in pieces.items():
        told += [f"  {name}  {sentence}" for tally in tallies for sentence in tally.said]
        told += [f"  {name}  BROKEN {how}" for tally in tallies for how in tally.broken]
    return told


if __name__ == "__main__":
    sys.exit(main())
