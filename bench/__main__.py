"""`python -m bench [--scale small|full] [--case NAME]`: measure, print, write .local/bench.json."""

import argparse
import gc
import importlib
import os
import resource
import sys
from dataclasses import replace
from pathlib import Path

from bench.database import drop_leftovers, prepare
from bench.runner import NOISY, measure_all
from bench.table import BenchRow, as_json, show, write

TARGET = Path(__file__).resolve().parent.parent / ".local" / "bench.json"
SCALES = {
    "small": ("--units", "50000", "--months", "3"),
    "full": ("--units", "500000", "--months", "12", "--detailed", "2"),
}
CASES = (
    "sweep",
    "totals",
    "figures",
    "edition",
    "public",
    "load_during_sweep",
    "queue",
    "filing",
    "web",
    "decide",
    "search",
    "find",
    "activity",
    "inquiry",
    "user_effort",
    "export",
    "imports",
)


def main() -> int:
    """Run every case in a child process and a database of its own.

    Exit 1 when a goal is missed or a case failed; the table is written in any case.
    """
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--scale", choices=SCALES, default="small")
    parser.add_argument("--case", choices=CASES, action="append")
    parser.add_argument("--name", default="bench", help="of the copies measured; one for each run")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        return _child(options.case[0])
    os.environ.setdefault("PORTAL_PROFILE", "test")
    # Never a template's name, so that dropping what an earlier run left keeps the seed.
    name = f"{options.name}_{options.scale}_run"
    rows: list[BenchRow] = []
    try:
        for found in measure_all(
            options.case or CASES, lambda: _template(options.scale, name), name
        ):
            rows += found
            write(rows, TARGET)
    finally:
        print(show(rows))
        write(rows, TARGET)
    return 0 if all(row.ok for row in rows) else 1


def _template(scale: str, copies: str) -> str:
    """Prepare the template of a scale, after dropping what an earlier run left of these copies."""
    template = prepare(scale, *SCALES[scale])
    if stuck := drop_leftovers(copies):
        print(f"left from an earlier run: {', '.join(stuck)}", file=sys.stderr)
    return template


def _child(case: str) -> int:
    """Measure one case; its figures alone are on standard output, where a solver speaks too."""
    answer = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    import django

    django.setup()
    # As a web process does (config.loaded_code).
    gc.collect()
    gc.freeze()
    from bench.timing import NoisyError

    try:
        rows: list[BenchRow] = importlib.import_module(f"bench.cases.{case}").measure()
    except NoisyError:
        print(f"{case}: the machine is too noisy for a trusted figure", file=sys.stderr)
        return NOISY
    # Linux counts it in kilobytes.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(as_json([replace(row, peak_mb=peak) for row in rows]), file=answer, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
