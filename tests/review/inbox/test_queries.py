"""The cases on one's desks and the numbers above them."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from accounts.enums import OrganizationKind, Role
from accounts.models import Organization, User
from catalog.models import County, Province
from review.deadlines import Clocks, Weight
from review.inbox.queries import InboxCounters, counters, desk_ids, next_case, queue, read_page
from review.sweep.engine import sweep
from statistics.models import Submission
from tests.review.case.test_flags import unusual
from tests.review.cases import owns_too
from tests.world import FILED_AT, MEHR, World, licence_for, officer, person, tehran
from units.models import Licence


def months(world: World, only: str = "", at: dt.datetime = FILED_AT) -> list[int]:
    """Return the months that wait for the union, in order."""
    return [case.month for case in queue(world.union_officer, at, only)]


def test_the_most_urgent_stands_first(world: World) -> None:
    world.filed(MEHR, FILED_AT)
    world.filed(MEHR - 1, FILED_AT - dt.timedelta(days=2))
    world.filed(MEHR - 2, FILED_AT - dt.timedelta(days=1))
    assert months(world) == [6, 5, 7]
    first = next_case(world.union_officer, FILED_AT)
    assert first is not None
    assert first.month == 6


def test_risk_and_time_left_order_the_inbox(world: World) -> None:
    """One point of risk is six hours: four points outweigh a day less, three do not."""
    for back, days, risk in ((0, 0, 4), (1, 0, 3), (2, 1, 0), (3, 1, 1)):
        case = world.filed(MEHR - back, FILED_AT - dt.timedelta(days=days))
        place = Clocks.load().place(case.due_at, FILED_AT, Weight(risk), "03")
        assert case.due_at
        assert place == case.due_at - dt.timedelta(hours=6 * risk)
        Submission.objects.filter(pk=case.pk).update(risk=risk, priority_at=place)
    # A day sooner with a point, the same instant by id, then who has less risk.
    assert months(world) == [4, 7, 5, 6]


def test_flagged_and_plain_part_the_queue(world: World) -> None:
    world.filed(MEHR - 1)
    unusual(world)
    assert months(world, "flagged") == [7]
    assert months(world, "plain") == [6]
    assert counters(world.union_officer, FILED_AT).flagged == 1


def test_each_case_is_shown_with_the_county_of_its_licence(world: World) -> None:
    first = world.filed()
    world.licence = licence_for("0488888888", "9990000026", world.union, world.owner)
    second = world.filed()
    place = first.licence.county
    other = County.objects.create(
        code="0398",
        name="دیگر",
        province=place.province,
        organization_code=place.organization_code,
    )
    Licence.objects.filter(pk=second.licence_id).update(county=other)
    rows: list[Any] = read_page(world.union_officer, FILED_AT).rows
    shown = {case.pk: case.county_name for case in rows}
    assert shown == {first.pk: first.licence.county.name, second.pk: other.name}


def test_after_a_decision_comes_no_case_of_ones_own(world: World) -> None:
    own = world.filed()
    owns_too(world, world.union_officer)
    assert next_case(world.union_officer, FILED_AT) is None
    world.owner = person("other")
    world.licence = licence_for("0488888888", "9990000026", world.union, world.owner)
    theirs = world.filed()
    assert next_case(world.union_officer, FILED_AT) == theirs
    assert list(queue(world.union_officer, FILED_AT)) == [own, theirs]


def test_tomorrow_holds_what_moves_by_itself_until_its_end(world: World) -> None:
    world.filed(MEHR, FILED_AT)
    assert months(world, "tomorrow", tehran(1398, 8, 4, 23, 59)) == []
    assert months(world, "tomorrow", tehran(1398, 8, 5, 0, 0)) == [7]


def test_what_returned_waits_apart_and_goes_overdue(world: World) -> None:
    world.returned()
    assert months(world) == []
    assert months(world, "returned") == [7]
    due = tehran(1398, 8, 6, 0, 0)
    before = counters(world.union_officer, due - dt.timedelta(seconds=1))
    assert before == InboxCounters(0, 0, 1, 0)
    assert counters(world.union_officer, due) == InboxCounters(0, 0, 1, 1)


def test_a_second_round_is_found_again(world: World) -> None:
    from review import workflow

    world.filed(MEHR - 1)
    case = world.returned()
    workflow.file(world.owner, case.tracking_number, case.version, FILED_AT)
    assert months(world, "again") == [7]
    assert counters(world.union_officer, FILED_AT).waiting == 2


def test_a_case_that_is_done_waits_for_nobody(world: World) -> None:
    world.final()
    for who in (world.union_officer, world.province_officer, world.ministry_officer):
        assert not queue(who, FILED_AT).exists()
        assert next_case(who, FILED_AT) is None


def test_province_and_ministry_read_what_lies_at_the_levels_under_them(world: World) -> None:
    union, province, ministry = (
        world.filed(MEHR),
        world.at_province(MEHR - 1),
        world.at_ministry(MEHR - 2),
    )

    def below(user: User) -> list[int]:
        return [case.pk for case in queue(user, FILED_AT, "below").order_by("pk")]

    assert below(world.province_officer) == [union.pk]
    assert below(world.ministry_officer) == [union.pk, province.pk]
    assert below(world.union_officer) == []
    # What lies at one's own desk is there to be decided.
    assert ministry.pk in queue(world.ministry_officer, FILED_AT).values_list("pk", flat=True)


def test_another_province_does_not_read_what_lies_at_these_unions(world: World) -> None:
    world.filed()
    gilan = Province.objects.create(code="01", name="گیلان", iso="IR-01")
    office = Organization.objects.create(
        code="01",
        kind=OrganizationKind.PROVINCE,
        name="گیلان",
        parent=world.ministry,
        province=gilan,
    )
    other = officer("gilan", Role.PROVINCE_EXPERT, office)
    assert not queue(other, FILED_AT, "below").exists()


@pytest.mark.parametrize("who", ["owner", "stranger"])
def test_who_decides_nowhere_has_no_queue(world: World, who: str) -> None:
    world.filed()
    user = world.owner if who == "owner" else person("stranger")
    assert desk_ids(user) == []
    assert not queue(user, FILED_AT).exists()
    assert counters(user, FILED_AT) == InboxCounters(0, 0, 0, 0)


def test_a_count_says_how_much_of_it_people_have_passed_on(world: World) -> None:
    assert {parts.whole for parts in counters(world.province_officer, FILED_AT).reviewed} == {0}
    world.at_province()
    lapsing = world.filed(MEHR - 1)
    world.filed(MEHR - 2)
    assert counters(world.union_officer, FILED_AT).reviewed[0].whole == 0
    Submission.objects.filter(pk=lapsing.pk).update(due_at=FILED_AT)
    sweep(FILED_AT)
    found = counters(world.province_officer, FILED_AT)
    assert (found.waiting, found.reviewed[0].opened_share) == (2, Decimal(50))
