"""Weighs a month as it is filed; what is stored then holds for all desks of the round."""

from collections.abc import Collection
from datetime import datetime

from catalog.policy.book import PolicyBook
from catalog.policy_definitions import PolicyKey
from config.jalali import tehran_day
from statistics.influence.queries import cells_of
from statistics.influence.rules import CellBounds, Influence, OwnFigure, strongest
from statistics.matched_samples import half_up
from statistics.models import InfluentialFigure, Submission

_EXPECTED_PLACES = 6


def weigh(
    submission: Submission, figures: Collection[OwnFigure], book: PolicyBook, at: datetime
) -> None:
    """Set how far the round moves a published total, and keep the figure that moves it much.

    One query where anything was ever made. The submission itself is saved by its caller.
    """
    if submission.influential:
        # Of the round before.
        InfluentialFigure.objects.filter(submission=submission).delete()
    found = _strongest(submission, figures, book) if figures else None
    least = book.number(PolicyKey.INFLUENCE_PERCENT, tehran_day(at))
    submission.influence = found.kept if found else None
    submission.influential = found is not None and found.percent >= least
    if found and submission.influential:
        _keep(submission, found)


def _strongest(
    submission: Submission, figures: Collection[OwnFigure], book: PolicyBook
) -> Influence | None:
    month = submission.period
    keys = (
        PolicyKey.DISCLOSURE_MIN_HOLDERS,
        PolicyKey.GROWTH_MIN_HOLDERS,
        PolicyKey.GROWTH_MIN_BASE_SHARE,
    )
    bounds = CellBounds(*(book.number(key, month.first_day, month=month) for key in keys))
    return strongest(figures, cells_of([figure.code for figure in figures], month), bounds)


def _keep(submission: Submission, found: Influence) -> None:
    InfluentialFigure.objects.create(
        submission=submission,
        product_id=found.cell.product,
        measure_id=found.cell.measure,
        quantity=found.figure.quantity,
        expected=half_up(found.expected, _EXPECTED_PLACES),
        total=half_up(found.cell.total, _EXPECTED_PLACES),
    )
