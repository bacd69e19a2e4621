"""`python -m bench [--scale small|full] [--case NAME]`: measure, print, write .local/bench.json."""

import argparse
import importlib
import os
import resource
import subprocess
import sys
from pathlib import Path

from bench.table import Row, as_json, read, show, write

ROOT = Path(__file__).resolve().parent.parent
SCALES = {"small": (50_000, 3), "full": (500_000, 12)}
CASES = ("sweep", "queue", "filing", "decide", "search", "activity")


def main() -> int:
    """Run every case in a child process of its own; exit 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--scale", choices=SCALES, default="small")
    parser.add_argument("--case", choices=CASES, action="append")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.environ.setdefault("PORTAL_PROFILE", "test")
    from bench.database import prepare, use

    use(options.scale)
    if options.child:
        return _child(options.case[0])
    prepare(options.scale, *SCALES[options.scale])
    rows: list[Row] = []
    for case in options.case or CASES:
        print(f"measuring {case} ...", file=sys.stderr, flush=True)
        command = [sys.executable, "-m", "bench", "--scale", options.scale]
        done = subprocess.run(
            [*command, "--child", "--case", case], capture_output=True, text=True, check=False
        )
        if done.returncode:
            print(done.stderr[-3000:], file=sys.stderr)
            return done.returncode
        rows += read(done.stdout)
    print(show(rows))
    write(rows, ROOT / ".local" / "bench.json")
    return 0 if all(row.ok for row in rows) else 1


def _child(case: str) -> int:
    import django

    django.setup()
    rows: list[Row] = importlib.import_module(f"bench.cases.{case}").measure()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(as_json([Row(r.case, r.ours, r.floor, r.goal, peak) for r in rows]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
