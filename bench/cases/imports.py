"""100,000 units by file, with licence and mobile, against COPY of the same rows into their tables.

Reading, judging, keeping the dry run and storing are one figure: the worker's own code, in a
process of its own, whose memory is counted with that of the bounded reader it starts.
"""

import csv
import io
import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from bench.table import BenchRow

ROWS = 100_000
GOALS = {"csv": 12.0, "xlsx": 20.0}
# Of the worker and the reader it starts, together.
MOST_MB = 300
RUNS = 2
HEADINGS = (
    "شناسه صنفی",
    "کد ملی دارنده",
    "نام واحد",
    "نام دارنده",
    "شماره پروانه",
    "تاریخ صدور",
    "تاریخ اعتبار",
    "کد رشته",
    "اتحادیه",
    "شهرستان",
    "نشانی",
    "کد پستی",
    "تلفن همراه دارنده",
)
GUILD = "0997"
RESET = (
    "TRUNCATE units_importrow, units_import, units_registrychange, accounts_notice,"
    " accounts_outbox CASCADE",
    "DELETE FROM units_contactnumber WHERE number LIKE '0900%'",
    f"DELETE FROM units_licence WHERE number LIKE '{GUILD}%'",
    f"DELETE FROM units_unit WHERE guild_id LIKE '{GUILD}%'",
)


@dataclass(frozen=True)
class Place:
    """Where a made unit lies, as the file names it and as the tables hold it."""

    union: int
    union_code: str
    county: str
    organization: str
    trade: str


def measure() -> list[BenchRow]:
    """Measure both formats, then the same file again."""
    from bench.timing import seconds

    places = _places()
    rows = []
    for ending, goal in GOALS.items():
        data = _file(places, ending)
        floors, ours, peaks = [], [], []
        for _ in range(RUNS):
            _reset()
            floors.append(seconds(lambda: _copy(places)))
            _reset()
            took = _imported(data, ending)
            ours.append(took["seconds"])
            peaks.append(took["peak"])
        name = f"import of {ROWS:,} units, {ending.upper()}"
        rows.append(BenchRow(f"{name} / COPY", min(ours), min(floors), goal))
        rows.append(BenchRow(f"{name}, memory", max(peaks), MOST_MB, 1.0, unit="MB"))
        again = _imported(data, ending)
        assert again["stored"] == 0, again
        rows.append(
            BenchRow(f"the same {ending.upper()} again / COPY", again["seconds"], min(floors), goal)
        )
    return rows


def _reset() -> None:
    from bench.timing import clean, execute

    for sql in RESET:
        execute(sql)
    clean("units_unit", "units_licence", "units_contactnumber")


def _places() -> list[Place]:
    from accounts.models import Organization
    from catalog.models import IsicNode

    trades = list(IsicNode.objects.filter(level="class").order_by("code").values_list("code"))
    unions = Organization.objects.filter(kind="union", county__isnull=False).order_by("pk")[:500]
    rows: Any = unions.values_list("pk", "code", "county", "county__organization_code")
    return [
        Place(row[0], row[1], row[2], row[3], trades[number % len(trades)][0])
        for number, row in enumerate(rows)
    ]


def _holder(number: int) -> str:
    # No id has nothing but zeros in its middle.
    digits = f"997{number + 1:06d}"
    rest = sum(int(digit) * (10 - at) for at, digit in enumerate(digits)) % 11
    return digits + str(rest if rest < 2 else 11 - rest)


def _mobile(number: int) -> str:
    return f"0900{number:07d}"


def _cells(places: list[Place]) -> Iterator[list[Any]]:
    for number in range(ROWS):
        place = places[number % len(places)]
        yield [
            f"{GUILD}{number:06d}",
            _holder(number),
            f"کارگاه {number}",
            f"مینا نمونه {number}",
            f"{GUILD}{number:06d}",
            f"139{number % 9}/{1 + number % 12:02}/{1 + number % 29:02}",
            "1410/02/11",
            place.trade,
            place.union_code,
            place.county,
            f"خیابان آزادی، پلاک {number}",
            f"{5133300000 + number}",
            _mobile(number),
        ]


def _file(places: list[Place], ending: str) -> bytes:
    from statistics.files.writers import Sheet, write_xlsx

    if ending == "xlsx":
        with TemporaryFile() as file:
            write_xlsx(file, Sheet("واحدها", list(HEADINGS), _cells(places)))
            file.seek(0)
            return file.read()
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    writer.writerows(_cells(places))
    return out.getvalue().encode("utf-8-sig")


def _copy(places: list[Place]) -> None:
    """Copy the rows themselves, with ids and places, as they would lie in the tables."""
    from django.db import connection, transaction

    unit = (
        "COPY units_unit (id, name, holder_kind, holder_name, holder_id, guild_id, county_id,"
        " union_id, trade_id, organization_code) FROM STDIN"
    )
    licence = (
        "COPY units_licence (unit_id, kind_id, term, number, issued_on, expires_on, trade_id,"
        " union_id, county_id, address, postal_code) FROM STDIN"
    )
    mobile = (
        "COPY units_contactnumber (unit_id, role, name, number, source, added_at, registered)"
        " FROM STDIN"
    )
    first = 10_000_000
    with transaction.atomic(), connection.cursor() as cursor:
        with cursor.copy(unit) as copy:
            for number, cells in enumerate(_cells(places)):
                place = places[number % len(places)]
                copy.write_row(
                    (
                        *(first + number, cells[2], "natural", cells[3], cells[1], cells[0]),
                        *(place.county, place.union, place.trade, place.organization),
                    )
                )
        with cursor.copy(licence) as copy:
            for number, cells in enumerate(_cells(places)):
                place = places[number % len(places)]
                copy.write_row(
                    (
                        *(first + number, "business", "permanent", cells[4]),
                        *("2015-03-21", "2031-05-01", place.trade, place.union, place.county),
                        *(cells[10], cells[11]),
                    )
                )
        with cursor.copy(mobile) as copy:
            for number in range(ROWS):
                told = (first + number, "holder", "", _mobile(number), "registry")
                copy.write_row((*told, "2019-10-25T07:30:00Z", True))


def _imported(data: bytes, ending: str) -> dict[str, float]:
    """Bring a file, and let a process of its own read and store it."""
    from django.utils import timezone

    from accounts.models import User
    from config.uploads import storage
    from units.models import Import

    user = User.objects.order_by("pk")[0]
    run = Import.objects.create(
        kind="units",
        name=f"list.{ending}",
        stored=storage.put(data),
        sha256="0" * 64,
        size=len(data),
        by=user,
        at=timezone.now(),
    )
    command = [sys.executable, "-m", "bench.cases.imports", str(run.pk)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stderr[-2000:], file=sys.stderr)
        done.check_returncode()
    storage.drop(run.stored)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _work(pk: int) -> None:
    """Read and store one import; say how long it took and the most memory at once."""
    import django

    django.setup()
    from django.utils import timezone

    from units.imports import services, worker
    from units.models import Import, ImportRow

    begun = time.perf_counter()
    worker.run_waiting()
    run = Import.objects.get(pk=pk)
    if run.to_store:
        Import.objects.filter(pk=pk).update(
            stage="waiting",
            confirmed_by=run.by,
            confirmed_at=timezone.now(),
            total=run.to_store,
            done=0,
        )
        services.wake_worker()
        worker.run_waiting()
    run.refresh_from_db()
    if run.refused:
        faults = ImportRow.objects.filter(imported=run, verdict="refused").values_list("faults")
        raise AssertionError(list(faults[:3]))
    assert run.stage in ("stored", "checked"), (run.stage, run.failure)
    took = time.perf_counter() - begun
    # The reader runs beside this process, so both count.
    used = _own_peak() + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(json.dumps({"seconds": took, "peak": used, "stored": run.to_store}))


def _own_peak() -> float:
    """Read it of this program alone: `getrusage` begins with what started it, the bench itself."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found
    return int(found[1]) / 1024


if __name__ == "__main__":
    _work(int(sys.argv[1]))
