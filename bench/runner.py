"""Running the cases one after the other, so that none costs the others their figures."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence

from bench.database import copied, use
from bench.table import BenchRow, failed, read

# A run that cannot be trusted is rejected by this exit code and made again, in a fresh copy.
NOISY = 75
TRIES = 4
# The name of the case follows.
CHILD = (sys.executable, "-m", "bench", "--child", "--case")


def measure_all(
    cases: Sequence[str], prepare: Callable[[], str], name: str
) -> Iterator[list[BenchRow]]:
    """Yield the rows of each case, measured in a copy `<name>_<case>` of the template prepared.

    Every case yields: its figures, or a row that says why there are none.
    """
    try:
        template = prepare()
    except Exception as error:  # noqa: BLE001  whatever it was, the table says so
        yield from ([failed(case, f"no seed: {_reason(error)}")] for case in cases)
        return
    for case in cases:
        print(f"measuring {case} ...", file=sys.stderr, flush=True)
        yield _measure(case, template, f"{name}_{case}")


def _measure(case: str, template: str, name: str) -> list[BenchRow]:
    """Measure one case; a copy that fails to be made or dropped is told beside its figures."""
    rows: list[BenchRow] = []
    try:
        use(name)
        for _ in range(TRIES):
            with copied(template, name):
                done = subprocess.run([*CHILD, case], capture_output=True, text=True, check=False)
                rows = _rows(case, done)
            if done.returncode != NOISY:
                break
    except Exception as error:  # noqa: BLE001  the other cases are measured whatever it was
        rows.append(failed(case, _reason(error)))
    return rows


def _rows(case: str, done: "subprocess.CompletedProcess[str]") -> list[BenchRow]:
    if not done.returncode:
        return read(done.stdout)
    print(done.stderr[-3000:], file=sys.stderr)
    if done.returncode < 0:
        return [failed(case, f"ended by signal {-done.returncode}")]
    said = done.stderr.strip().splitlines()
    return [failed(case, said[-1] if said else f"ended with {done.returncode}")]


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
