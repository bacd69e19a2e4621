"""Candidates are counted in one statement as a plain recount has them; who is none is left out."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from catalog.policy.book import filing_windows
from oversight.best_units.queries import candidates
from oversight.best_units.rules import BestCounts, BestTerms
from review.deadlines import Clocks
from statistics.enums import Timeliness
from statistics.models import Submission
from statistics.timeliness import timeliness
from tests.oversight.best_units import (
    BAHMAN,
    ESFAND,
    IN_TIME,
    LATE,
    NOW,
    YEAR,
    another_unit,
    approved,
    corrected,
    month,
    two_months_owed,
    whole_year,
)
from tests.world import World, tehran
from units.enums import LicenceStatus
from units.models import LicenceState, Unit

pytestmark = pytest.mark.django_db
TERMS = BestTerms(40, 30, 15, 15, 2, 10, 63, YEAR)


def recounted(unit: Unit) -> BestCounts:
    """Count the final months of the year one by one."""
    book = Clocks.load().book
    cases = {
        case.period: case
        for case in Submission.objects.of_month(unit.pk, BAHMAN)
        | Submission.objects.of_month(unit.pk, ESFAND)
        | Submission.objects.of_month(unit.pk, ESFAND - 12)
    }
    due = [cases[when] for when in (BAHMAN, ESFAND)]
    made: dict[str, list[Decimal]] = {}
    for case in due:
        if before := cases.get(case.period - 12):
            old, new = _made(before), _made(case)
            for code in old.keys() & new.keys():
                made.setdefault(code, []).append(new[code] - old[code])
    in_time = [
        timeliness(case.revisions.get(round=1).filed_at, filing_windows(book, case.period, "03"))
        for case in due
    ]
    return BestCounts(
        due=len(due),
        on_time=in_time.count(Timeliness.ON_TIME),
        unreturned=sum(bool(case.standing and case.standing.round == 1) for case in due),
        exporting=sum(bool(_standing(case)["exports"]) for case in due),
        goods=len(made),
        risen=sum(sum(grown) > 0 for grown in made.values()),
    )


def _made(case: Submission) -> dict[str, Decimal]:
    lines = _standing(case)["production"]
    return {line["code"]: Decimal(line["quantity"]) for line in lines}


def _standing(case: Submission) -> dict[str, Any]:
    assert case.standing
    found: dict[str, Any] = case.standing.figures
    return found


def test_candidates_are_counted_as_a_plain_recount_has_them(world: World) -> None:
    two_months_owed()
    best, slow, home = (another_unit(world, n, f"واحد {n}") for n in (1, 2, 3))
    whole_year(best)
    approved(best, month(best, ESFAND - 12, IN_TIME[BAHMAN], tonnes=5), IN_TIME[BAHMAN])
    approved(slow, month(slow, BAHMAN, LATE), LATE)
    approved(slow, corrected(slow, month(slow, ESFAND, IN_TIME[ESFAND]), LATE), LATE)
    whole_year(home, sends=False)
    found = candidates(world.province, YEAR, NOW)
    assert {one.unit: one.counts for one in found} == {
        of.unit.pk: recounted(of.unit) for of in (best, slow, home)
    }
    assert [(one.name, one.rank) for one in found] == [("واحد 1", 1), ("واحد 3", 2), ("واحد 2", 3)]
    assert found[0].counts == BestCounts(2, 2, 2, 2, 1, 1)
    assert found[1].counts == BestCounts(2, 2, 2, 0, 0, 0)
    assert found[2].counts == BestCounts(2, 1, 1, 2, 0, 0)


def test_who_owes_a_month_waits_for_one_or_does_not_work_is_no_candidate(world: World) -> None:
    two_months_owed()
    silent, waiting, halted, closed, whole = (
        another_unit(world, n, f"واحد {n}") for n in range(1, 6)
    )
    approved(silent, month(silent, BAHMAN, IN_TIME[BAHMAN]), IN_TIME[BAHMAN])
    approved(waiting, month(waiting, BAHMAN, IN_TIME[BAHMAN]), IN_TIME[BAHMAN])
    month(waiting, ESFAND, IN_TIME[ESFAND])
    for of in (halted, closed, whole):
        whole_year(of)
    LicenceState.objects.create(
        licence=halted.licence, status=LicenceStatus.SUSPENDED, since=date(2019, 4, 20)
    )
    Unit.objects.filter(pk=closed.unit.pk).update(closed_on=date(2019, 4, 20))
    assert [one.unit for one in candidates(world.province, YEAR, NOW)] == [whole.unit.pk]


def test_growth_weighs_nothing_where_there_is_no_year_before() -> None:
    assert BestCounts(12, 12, 12, 12, 0, 0).score(TERMS) == 1
    assert BestCounts(12, 12, 12, 12, 4, 1).score(TERMS) < 1
    nothing = BestTerms(0, 0, 0, 0, 12, 10, 63, YEAR)
    assert BestCounts(12, 12, 12, 12, 4, 1).score(nothing) == 0


def test_the_last_day_is_the_first_of_khordad() -> None:
    assert TERMS.closes == tehran(1398, 3, 2, 0)
    # A leap year before changes nothing.
    assert BestTerms(1, 1, 1, 1, 12, 10, 63, 1399).closes == tehran(1400, 3, 2, 0)
