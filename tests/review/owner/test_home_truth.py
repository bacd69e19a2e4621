"""Every sentence on the home of a unit is true by the rule of duty, whatever its months are.

The oracle is the rule itself asked at the moment that a sentence speaks of, with the months as they
are stored; the situations are those by which the three ways of writing the rule are held equal.
"""

from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from catalog.policy.book import PolicyBook
from config.jalali import end_of_day_instant
from review.owner.unit_rows import Rank, answer, ranked, unit_row
from statistics.enums import State
from statistics.filing.checks import period_fault
from statistics.models import Submission
from statistics.obligation.outlook import AHEAD, Outlook, outlooks
from statistics.obligation.queries import filed_months, status_of
from statistics.obligation.rules import DutyRules, due_months, judge
from statistics.obligation.year_calendar import MISSING, NOT_NEEDED, OPEN, sentence, year_calendar
from tests.statistics.obligation.test_one_truth import MORDAD_11, Facts, facts, moment, write
from tests.world import World

INSTANT = timedelta(microseconds=1)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(facts=facts())
def test_every_sentence_of_the_home_is_true(world: World, facts: Facts) -> None:
    check(world, facts)


RETURNED = (State.RETURNED, False, 1)
FILED = (State.FINAL, False, 0)


@pytest.mark.parametrize(
    ("licences", "states", "filings", "guild_id"),
    [
        # Suspended from 3 Khordad: two months missed, none to come, and the last one refused.
        ([(-400, None)], [(0, 65, None)], {}, True),
        # Ended in Khordad, in Tir; revoked; new; without a guild id; nothing filed; all filed.
        ([(-400, 470)], [], {}, True),
        ([(-400, 500)], [], {4: FILED}, True),
        ([(-400, None)], [(0, 100, None)], {3: FILED}, True),
        ([(100, None)], [], {}, True),
        ([(-400, None)], [], {}, False),
        ([(-400, None)], [], {}, True),
        ([(-400, None)], [], dict.fromkeys(range(4, 9), FILED), True),
        # A return that stops counting a moment from now keeps the run short.
        ([(-400, None)], [], {7: RETURNED}, True),
        ([(-400, None)], [(0, 110, None)], {5: RETURNED}, True),
    ],
)
def test_every_sentence_is_true_of_units_that_differ_from_their_province(
    world: World,
    licences: list[tuple[int, int | None]],
    states: list[tuple[int, int, int | None]],
    filings: dict[int, tuple[str, bool, int]],
    guild_id: bool,
) -> None:
    held = [(*terms, "business") for terms in licences]
    check(world, Facts([], held, states, filings, guild_id, MORDAD_11))


def check(world: World, facts: Facts) -> None:
    with transaction.atomic():
        write(world, facts)
        # Between midnights too: a day's end is not the only moment at which people look.
        now = moment(facts.now) + timedelta(hours=facts.now % 24)
        [found] = outlooks(world.owner, now)
        rules = DutyRules(PolicyBook.load())
        assert found.status == status_of(world.unit, now)
        check_cells(found, rules, now)
        check_way(found, now)
        check_threat(world, found, rules, now)
        check_row(found, rules, now)
        transaction.set_rollback(True)


def check_cells(found: Outlook, rules: DutyRules, now: datetime) -> None:
    due = due_months(
        found.licences, rules.obliged(found.province, found.last, found.unit.obliged_from)
    )
    assert list(found.due) == due
    for cell in year_calendar(found).cells:
        if cell.word in (MISSING, OPEN):
            assert cell.month in due
            assert cell.month not in found.begun
            passed = rules.final_instant(found.province, cell.month) <= now
            assert passed is (cell.word == MISSING)
            assert may_begin(found, cell.month, now)
        elif cell.word == NOT_NEEDED:
            assert cell.month not in due
    for month in found.unopened:
        assert may_begin(found, month, now)


def may_begin(found: Outlook, month: object, now: datetime) -> bool:
    """Ask step 1 itself."""
    licence = found.serving(month)  # type: ignore[arg-type]
    return licence is not None and period_fault(licence, month, now) is None  # type: ignore[arg-type]


def check_way(found: Outlook, now: datetime) -> None:
    """The month that is named is taken by step 1, and filing it alone is enough."""
    assert (found.way is None) is (found.status.missed == 0)
    if found.way is None:
        return
    assert may_begin(found, found.way, now)
    begun = found.begun.get(found.way)
    assert begun is None or begun.editable
    filed = filed_months(Submission.objects.filter(unit=found.unit).order_by("pk"), now)
    passed = list(found.due[: found.passed])
    after = judge(passed, filed | {found.way: False}, found.rule)
    assert after.missed == 0
    assert not after.inactive


def check_threat(world: World, found: Outlook, rules: DutyRules, now: datetime) -> None:
    """A day is named only when the unit is inactive from its end on, and none is left out."""
    say, _ = sentence(found)
    if found.inactive_by:
        assert "غیرفعال می‌شود" in say
        end = end_of_day_instant(found.inactive_by)
        assert status_of(world.unit, end).inactive
        assert not status_of(world.unit, end - INSTANT).inactive
    elif found.status.missed and not found.status.inactive:
        if not (found.ending and found.ending.inactive):
            assert "غیرفعال می‌شود" not in say
        for ahead in range(-2, AHEAD - 3):
            end = rules.final_instant(found.province, found.last + ahead)
            assert end <= now or not status_of(world.unit, end).inactive
    if found.ending:
        end = end_of_day_instant(found.ending.day)
        after = status_of(world.unit, end)
        assert (after.missed, after.inactive) == (found.ending.missed, found.ending.inactive)
        assert found.ending.month in filed_months(
            Submission.objects.filter(unit=found.unit).order_by("pk"), end - INSTANT
        )


def check_row(found: Outlook, rules: DutyRules, now: datetime) -> None:
    """The rank says no better and no worse than it is; all is well only when it is."""
    [(rank, _)] = ranked([found], set())
    row = unit_row(rank, found, [], {}, now)
    taken = any(period_fault(licence, found.last, now) is None for licence in found.licences)
    assert (rank is Rank.INACTIVE) is found.status.inactive
    if rank is Rank.BLOCKED:
        assert not taken
        assert found.last not in found.due
        assert found.status.missed == 0
    if rank in (Rank.DONE, Rank.GAPS):
        # A licence of a kind without statistics begins nothing.
        begun = [x.issued_on for x in found.licences if x.kind.files]
        begun_later = min(begun, default=date.max) > found.last.last_day
        assert taken or begun_later
        filed = filed_months(Submission.objects.filter(unit=found.unit).order_by("pk"), now)
        lacking = [month for month in found.due if month not in filed]
        assert len(lacking) == found.status.gaps
        assert (rank is Rank.DONE) is not bool(lacking)
    if "غیرفعال می‌شود" in row.strong:
        assert found.inactive_by
    words = " ".join(part for _, part in answer([(rank, found)], now))
    assert ("غیرفعال است" in words) is found.status.inactive
