"""A final edition of a whole month, frozen and thrown away, against GROUP BYs of its lines.

The edition reads the month by holder, chooses what is hidden of every table, audits all of it by
linear programs, and writes cells and contributions. Its mirror reads the month before too, unit by
unit, so it has a row and a floor of its own.
"""

import resource
from dataclasses import dataclass
from typing import Final

from django.db import connection, transaction
from django.db.models import Count

from accounts.enums import OrganizationKind
from accounts.models import Organization
from bench.people import officer_at
from bench.table import BenchRow
from bench.timing import Stopwatch, clean, execute, least, seconds
from catalog.policy.book import PolicyBook
from config.jalali import JalaliMonth
from statistics.enums import EditionKind, EditionState
from statistics.models import Submission
from statistics.publication import freezing
from statistics.publication.rules import opens
from statistics.publication.services import publish
from statistics.publication.worker import AUDIT_SECONDS

KIND: Final = EditionKind.FINAL
# The goal is of half a million units: the audit asks no more of them than of fewer.
MANY: Final = 400_000
GOAL, MOST_MB = 4.0, 600
# What is made of lines of production alone, by who made what where; nothing leaves the database.
_FLOOR: Final = """SELECT count(*), sum(quantity) FROM (
    SELECT line.product_id, s.route_province_id, u.holder_id, sum(line.quantity) AS quantity
    FROM statistics_productionline line
    JOIN statistics_submission s ON s.id = line.submission_id
    JOIN units_unit u ON u.id = s.unit_id
    WHERE s.standing_id IS NOT NULL AND s.year = %(year)s AND s.month = %(month)s
    GROUP BY 1, 2, 3) AS made"""


# What the mirror cannot do without: what each holder made where, of people and of the month before.
_MIRROR_FLOOR: Final = """SELECT count(*), sum(made.part), sum(made.whole) FROM (
    SELECT line.product_id, s.route_province_id, u.holder_id, sum(line.quantity) AS part,
        sum(earlier.quantity) AS whole
    FROM statistics_productionline line
    JOIN statistics_submission s ON s.id = line.submission_id
    JOIN units_unit u ON u.id = s.unit_id
    LEFT JOIN (
        statistics_submission before
        JOIN statistics_productionline earlier ON earlier.submission_id = before.id
    ) ON before.unit_id = s.unit_id AND earlier.product_id = line.product_id
        AND before.year = %(year_before)s AND before.month = %(month_before)s
    WHERE s.standing_id IS NOT NULL AND s.year = %(year)s AND s.month = %(month)s
    GROUP BY 1, 2, 3) AS made"""

_CELLS: Final = """SELECT count(*) FILTER (WHERE status = 'hidden'), count(*)
    FROM statistics_frozencell WHERE edition_id = %s"""
# Of each product what lies in hidden organizations; products of all sizes count alike.
_QUANTITY: Final = """SELECT avg(hidden) FROM (
    SELECT coalesce(sum(made) FILTER (WHERE status = 'hidden'), 0) / sum(made) AS hidden
    FROM (
        SELECT product_id, measure_id, organization_id, edition_id, flow,
            (SELECT sum(part) FROM unnest("values") AS part) AS made
        FROM statistics_frozencontribution
    ) AS kept
    JOIN statistics_frozencell cell
        USING (product_id, measure_id, organization_id, edition_id, flow)
    WHERE edition_id = %s AND flow = 'production'
    GROUP BY product_id, measure_id HAVING sum(made) > 0) AS shares"""


@dataclass
class _Hidden:
    """How much an edition hides: of all cells, and of the quantity of a product; read so long."""

    cells: int = 0
    all_cells: int = 0
    quantity: float = 0.0
    spent: float = 0.0

    def read(self, edition: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_CELLS, [edition])
            [(self.cells, self.all_cells)] = cursor.fetchall()
            cursor.execute(_QUANTITY, [edition])
            self.quantity = float(cursor.fetchall()[0][0])


def measure() -> list[BenchRow]:
    """Freeze the month of which most stands."""
    month, units = fullest()
    before = month - 1
    named = {"year": month.year, "month": month.month}
    named |= {"year_before": before.year, "month_before": before.month}
    of_mirror, hidden = Stopwatch(), _Hidden()
    whole, bare = least(
        lambda: _freeze(month, of_mirror, hidden), lambda: execute(_FLOOR, named), _cleaned, runs=1
    )
    _cleaned()
    bare_mirror = seconds(lambda: execute(_MIRROR_FLOOR, named))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    goal, size = (GOAL if units >= MANY else None), f"{units // 1000}k units"
    tables = whole - of_mirror.spent - hidden.spent
    return [
        BenchRow(f"edition over {size} / one GROUP BY", tables, bare, goal),
        BenchRow("its mirror / one GROUP BY of two months", of_mirror.spent, bare_mirror, goal),
        BenchRow(f"memory of an edition / {MOST_MB} MB", peak, MOST_MB, 1.0, unit="MB"),
        BenchRow("cells it hides / all", hidden.cells, hidden.all_cells, None, unit="cells"),
        BenchRow(
            "quantity it hides, mean of products / all", 100 * hidden.quantity, 100, None, unit="%"
        ),
    ]


def fullest() -> tuple[JalaliMonth, int]:
    """Find the month of which most stands, and how many units' it is."""
    months = Submission.objects.with_standing().values("year", "month").annotate(n=Count("pk"))
    row = months.order_by("-n", "-year", "-month")[0]
    return JalaliMonth(row["year"], row["month"]), row["n"]


def _freeze(month: JalaliMonth, of_mirror: Stopwatch, hidden: _Hidden) -> None:
    """Make the edition as its worker does, and let nothing of it stay."""
    office = Organization.objects.get(kind=OrganizationKind.STATISTICS)
    at = opens(month, KIND, PolicyBook.load())
    with transaction.atomic():
        edition = publish(officer_at(office), month, KIND, at)
        # Cells are let in while a worker is at it.
        edition.state, edition.attempt = EditionState.WORKING, 1
        edition.save(update_fields=["state", "attempt"])
        with of_mirror.around(freezing, "freeze_mirror"):
            freezing.freeze(edition, at, AUDIT_SECONDS, freezing.FreezeProgress())
        hidden.spent = seconds(lambda: hidden.read(edition.pk))
        transaction.set_rollback(True)


def _cleaned() -> None:
    clean("statistics_productionline", "statistics_submission", "statistics_frozencell")
