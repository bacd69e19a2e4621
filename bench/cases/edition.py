"""A final edition of a whole month, frozen and thrown away, against one GROUP BY of its lines.

The edition reads the month by holder, chooses what is hidden of every table, audits all of it by
linear programs, and writes cells and contributions.
"""

import resource
from typing import Final

from django.db import transaction
from django.db.models import Count

from accounts.enums import OrganizationKind
from accounts.models import Organization
from bench.people import officer_at
from bench.table import BenchRow
from bench.timing import clean, execute, least
from catalog.policy.book import PolicyBook
from config.jalali import JalaliMonth
from statistics.enums import EditionKind, EditionState
from statistics.models import Submission
from statistics.publication.freezing import FreezeProgress, freeze
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


def measure() -> list[BenchRow]:
    """Freeze the month of which most stands."""
    month, units = fullest()
    named = {"year": month.year, "month": month.month}

    def floor() -> None:
        execute(_FLOOR, named)

    ours, bare = least(lambda: _freeze(month), floor, _cleaned, runs=1)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    goal = GOAL if units >= MANY else None
    return [
        BenchRow(f"edition over {units // 1000}k units / one GROUP BY", ours, bare, goal),
        BenchRow(f"memory of an edition / {MOST_MB} MB", peak, MOST_MB, 1.0, unit="MB"),
    ]


def fullest() -> tuple[JalaliMonth, int]:
    """Find the month of which most stands, and how many units' it is."""
    months = Submission.objects.with_standing().values("year", "month").annotate(n=Count("pk"))
    row = months.order_by("-n", "-year", "-month")[0]
    return JalaliMonth(row["year"], row["month"]), row["n"]


def _freeze(month: JalaliMonth) -> None:
    """Make the edition as its worker does, and let nothing of it stay."""
    office = Organization.objects.get(kind=OrganizationKind.STATISTICS)
    at = opens(month, KIND, PolicyBook.load())
    with transaction.atomic():
        edition = publish(officer_at(office), month, KIND, at)
        # Cells are let in while a worker is at it.
        edition.state, edition.attempt = EditionState.WORKING, 1
        edition.save(update_fields=["state", "attempt"])
        freeze(edition, at, AUDIT_SECONDS, FreezeProgress())
        transaction.set_rollback(True)


def _cleaned() -> None:
    clean("statistics_productionline", "statistics_submission", "statistics_frozencell")
