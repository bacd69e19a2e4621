"""A month of the country as one file, against COPY of the same figures to this process."""

import resource
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from tempfile import TemporaryFile
from typing import Final

from django.db import connection
from django.db.models import Count

from bench.table import BenchRow
from bench.timing import clean, seconds
from catalog.models import Province
from config.jalali import JalaliMonth
from statistics.enums import ExportFormat, ExportKind, State
from statistics.files.queries import ExportChoice
from statistics.files.services import Progress, write_file
from statistics.models import Submission

RUNS = 3
GOALS = {ExportFormat.CSV: 1.7, ExportFormat.XLSX: 2.0}
# How much more memory the whole country may take than one small province.
MOST_MB = 32
PATIENCE = 600
# The same rows as they lie in the tables: lines of final months with all names beside them, in
# order; no day is written in Jalali and nothing looks after what a cell may do.
_FLOOR: Final = """COPY (
    SELECT s.year, s.month, province.name, county.name, guild.name, unit.name, unit.guild_id,
        unit.holder_id, l.trade_id, l.number, s.tracking_number, s.round, s.final_at,
        s.lapsed_union, s.lapsed_province, s.lapsed_ministry, s.skipped_union, p.code, p.name,
        p.goods_id, m.name_fa, line.quantity
    FROM statistics_productionline line
    JOIN statistics_submission s ON s.id = line.submission_id
    JOIN units_licence l ON l.id = s.licence_id
    JOIN units_unit unit ON unit.id = s.unit_id
    JOIN catalog_county county ON county.code = l.county_id
    JOIN catalog_province province ON province.code = county.province_id
    JOIN accounts_organization guild ON guild.id = l.union_id
    JOIN catalog_product p ON p.id = line.product_id
    JOIN catalog_measure m ON m.code = p.measure_id
    WHERE s.state = 'final' AND s.year = {year} AND s.month = {month}
    ORDER BY l.county_id, s.id, line.position
) TO STDOUT"""


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


def _write(chosen: ExportChoice) -> int:
    with TemporaryFile() as file:
        return write_file(file, chosen, Progress(), PATIENCE)


def _copy(chosen: ExportChoice) -> None:
    statement = _FLOOR.format(year=chosen.first.year, month=chosen.first.month)
    with connection.cursor() as cursor, cursor.copy(statement) as rows:
        for _ in rows:
            pass


def _least(act: Callable[[], object]) -> float:
    return min(seconds(act) for _ in range(RUNS))


def _peak() -> float:
    # Linux counts it in kilobytes.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
