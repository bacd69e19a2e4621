"""`python -m bench [--scale small|full] [--case NAME]`: measure, print, write .local/bench.json."""

import argparse
import importlib
import os
import resource
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from bench.table import BenchRow, as_json, read, show, write

ROOT = Path(__file__).resolve().parent.parent
SCALES = {
    "small": ("--units", "50000", "--months", "3"),
    "full": ("--units", "500000", "--months", "12", "--detailed", "2"),
}
# A run that cannot be trusted is rejected by this exit code and made again, in a fresh copy.
NOISY = 75
TRIES = 4
CASES = (
    "sweep",
    "beside",
    "queue",
    "filing",
    "web",
    "decide",
    "search",
    "activity",
    "burden",
)


def main() -> int:
    """Run every case in a child process and a database of its own; exit 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--scale", choices=SCALES, default="small")
    parser.add_argument("--case", choices=CASES, action="append")
    parser.add_argument("--name", default="bench", help="of the copy measured; one for each run")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        return _child(options.case[0])
    os.environ.setdefault("PORTAL_PROFILE", "test")
    from bench.database import copied, prepare, use

    template = prepare(options.scale, *SCALES[options.scale])
    name = f"{options.name}_{options.scale}_run"
    use(name)
    rows: list[BenchRow] = []
    unmeasured = []
    for case in options.case or CASES:
        for _ in range(TRIES):
            print(f"measuring {case} ...", file=sys.stderr, flush=True)
            command = [sys.executable, "-m", "bench", "--child", "--case", case]
            with copied(template, name):
                done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode != NOISY:
                break
        if done.returncode:
            print(done.stderr[-3000:], file=sys.stderr)
            unmeasured.append(case)
        else:
            rows += read(done.stdout)
    print(show(rows))
    for case in unmeasured:
        print(f"{case}: not measured, see above")
    write(rows, ROOT / ".local" / "bench.json")
    return 0 if all(row.ok for row in rows) and not unmeasured else 1


def _child(case: str) -> int:
    import django

    django.setup()
    from bench.timing import Noisy

    try:
        rows: list[BenchRow] = importlib.import_module(f"bench.cases.{case}").measure()
    except Noisy:
        print(f"{case}: the machine is too noisy for a trusted figure", file=sys.stderr)
        return NOISY
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(as_json([replace(row, peak_mb=peak) for row in rows]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
