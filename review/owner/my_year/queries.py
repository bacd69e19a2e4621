"""Reads the months that a unit filed, each with the version that counts for it."""

from collections.abc import Iterable
from dataclasses import dataclass

from catalog.policy.book import PolicyBook, filing_windows
from config.jalali import JalaliMonth
from statistics.enums import Timeliness
from statistics.figures import Figures, from_json
from statistics.models import Revision, Submission
from statistics.timeliness import timeliness
from units.models import Unit


@dataclass(frozen=True)
class OwnMonth:
    """One month that was filed: its figures, and whether they are final or still looked at.

    `organization` (id) is the one whose they are.
    """

    month: JalaliMonth
    tracking: str
    figures: Figures
    final: bool
    timeliness: Timeliness
    organization: int


def filed_years(unit: Unit) -> list[int]:
    """List the years of which the unit filed anything, the latest first."""
    filed = Submission.objects.filter(unit=unit, filed_at__isnull=False)
    return list(filed.order_by("-year").values_list("year", flat=True).distinct())


def last_filed(unit: Unit, year: int | None = None) -> JalaliMonth | None:
    """Find the latest month that the unit filed, of one year where one is named."""
    filed = Submission.objects.filter(unit=unit, filed_at__isnull=False)
    if year is not None:
        filed = filed.filter(year=year)
    found = filed.order_by("-year", "-month").values_list("year", "month").first()
    return JalaliMonth(*found) if found else None


def own_months(
    unit: Unit, months: Iterable[JalaliMonth], book: PolicyBook, province: str
) -> dict[JalaliMonth, OwnMonth]:
    """Read what the unit filed for these months (one query).

    What stands counts while a month is corrected; before a month was ever final, the latest round.
    """
    wanted = set(months)
    rows = Revision.objects.filter(
        submission__unit=unit, submission__year__in={month.year for month in wanted}
    ).select_related("submission")
    found: dict[JalaliMonth, OwnMonth] = {}
    for row in rows.order_by("submission", "round"):
        case = row.submission
        counts = case.standing_id in (None, row.pk)
        if counts and case.period in wanted:
            assert case.filed_at
            found[case.period] = OwnMonth(
                case.period,
                case.tracking_number,
                from_json(row.figures),
                case.standing_id == row.pk,
                timeliness(case.filed_at, filing_windows(book, case.period, province)),
                row.organization_id,
            )
    return found
