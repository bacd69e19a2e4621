"""A month of the country as one file, against COPY of the same rows to this process."""

import resource
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from tempfile import TemporaryFile

from django.db import connection, transaction
from django.db.models import Count

from bench.table import BenchRow
from bench.timing import clean, seconds
from catalog.models import Province
from config.jalali import JalaliMonth
from statistics.enums import ExportFormat, ExportKind, State
from statistics.files.columns import TABLES
from statistics.files.queries import ExportChoice, values_of
from statistics.files.services import write_file
from statistics.models import Submission

RUNS = 3
GOALS = {ExportFormat.CSV: 1.7, ExportFormat.XLSX: 2.0}
# How much more memory the whole country may take than one small province.
MOST_MB = 32


def measure() -> list[BenchRow]:
    """Write the month of which most is final, in both formats."""
    clean("statistics_productionline", "statistics_submission")
    rows = []
    for format_, goal in GOALS.items():
        chosen = ExportChoice(ExportKind.PRODUCTION, format_, *_month(), "bench")
        small = replace(chosen, province=Province.objects.order_by("-code")[0])
        _write(small)
        before = _peak()
        count = _write(chosen)
        grown = _peak() - before
        ours = _least(partial(_write, chosen))
        floor = _least(partial(_copy, chosen))
        name = f"export of {count:,} rows, {format_.upper()}"
        rows.append(BenchRow(f"{name} / COPY", ours, floor, goal))
        rows.append(BenchRow(f"{name}, memory", grown, MOST_MB, 1.0, unit="MB"))
    return rows


def _month() -> tuple[JalaliMonth, JalaliMonth]:
    final = Submission.objects.filter(state=State.FINAL).values("year", "month")
    most = final.annotate(count=Count("pk")).order_by("-count", "year", "month")[0]
    month = JalaliMonth(most["year"], most["month"])
    return month, month


@transaction.atomic
def _write(chosen: ExportChoice) -> int:
    with TemporaryFile() as file:
        return write_file(file, chosen)


@transaction.atomic
def _copy(chosen: ExportChoice) -> None:
    sql, params = values_of(chosen, TABLES[chosen.kind]).query.sql_with_params()
    with connection.cursor() as cursor, cursor.copy(f"COPY ({sql}) TO STDOUT", params) as rows:
        for _ in rows:
            pass


def _least(act: Callable[[], object]) -> float:
    return min(seconds(act) for _ in range(RUNS))


def _peak() -> float:
    # Linux counts it in kilobytes.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
