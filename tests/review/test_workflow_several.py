"""Several months of one unit returned for one reason: all of them or none."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine as clock
from django.test import Client

from review import workflow
from review.case.context import open_months
from review.checklist.answers import AFFIRMED
from review.inbox.choices import choice_of
from review.models import Decision
from statistics.enums import State
from statistics.errors import CaseConflictError, NotAllowedError, StaleVersionError
from statistics.models import Submission
from tests.review.cases import another_union, fresh, kinds, owns_too
from tests.statistics.filing import at_fields, text_of
from tests.world import BAG, FILED_AT, MEHR, World, licence_for, person

pytestmark = pytest.mark.django_db
WHY = "ارقام سه ماه برابر است"


def seen(*cases: Submission) -> dict[str, int]:
    """Return the versions of cases as they were read."""
    return {case.tracking_number: case.version for case in cases}


def states(*cases: Submission) -> list[str]:
    """Return where the cases stand now."""
    return [fresh(case).state for case in cases]


def test_all_return_with_one_reason_and_the_fields_of_the_one_that_was_read(world: World) -> None:
    read, other = world.filed(), world.filed(MEHR - 1)
    notes = {read.tracking_number: [f"production:{BAG}"]}
    workflow.send_back_all(world.union_officer, seen(read, other), WHY, FILED_AT, notes)
    assert states(read, other) == [State.RETURNED, State.RETURNED]
    rows = Decision.objects.filter(kind="returned").order_by("submission")
    assert [(d.reason, d.field_notes) for d in rows] == [(WHY, [f"production:{BAG}"]), (WHY, [])]
    assert all(fresh(case).correction_due for case in (read, other))


def test_one_that_changed_meanwhile_keeps_all_where_they_are(world: World) -> None:
    read, other = world.filed(), world.filed(MEHR - 1)
    workflow.approve(world.union_officer, other.tracking_number, other.version, FILED_AT, AFFIRMED)
    with pytest.raises(StaleVersionError) as lost:
        workflow.send_back_all(world.union_officer, seen(read, other), WHY, FILED_AT)
    assert lost.value.submission.pk == other.pk
    assert states(read, other) == [State.AT_UNION, State.AT_PROVINCE]
    assert kinds(read) == ["filed"]


def test_a_month_at_another_desk_keeps_all_where_they_are(world: World) -> None:
    read, passed = world.filed(), world.at_province(MEHR - 1)
    with pytest.raises(CaseConflictError):
        workflow.send_back_all(world.union_officer, seen(read, passed), WHY, FILED_AT)
    assert states(read, passed) == [State.AT_UNION, State.AT_PROVINCE]


def test_a_month_of_another_unit_is_not_there(world: World) -> None:
    read, licence, owner = world.filed(), world.licence, world.owner
    world.owner = person("other")
    for union in (world.union, another_union(world)):
        guild = f"04888888{union.pk % 100:02}"
        world.licence = licence_for(guild, "9990000026", union, world.owner)
        far = world.filed()
        with pytest.raises(Submission.DoesNotExist):
            workflow.send_back_all(world.union_officer, seen(read, far), WHY, FILED_AT)
        assert states(read, far) == [State.AT_UNION, State.AT_UNION]
    world.licence, world.owner = licence, owner


def test_nobody_returns_months_of_their_own_unit(world: World) -> None:
    cases = [world.filed(), world.filed(MEHR - 1)]
    owns_too(world, world.union_officer)
    with pytest.raises(NotAllowedError):
        workflow.send_back_all(world.union_officer, seen(*cases), WHY, FILED_AT)
    assert states(*cases) == [State.AT_UNION, State.AT_UNION]


def test_a_return_of_several_needs_its_reason(world: World) -> None:
    case = world.filed()
    with pytest.raises(ValueError, match="reason"):
        workflow.send_back_all(world.union_officer, seen(case), " ", FILED_AT)


def test_the_page_offers_the_open_months_of_the_unit_at_the_desk(world: World) -> None:
    case, open_, passed = world.filed(), world.filed(MEHR - 1), world.at_province(MEHR - 2)
    returned = world.returned(MEHR - 3)
    assert open_months(world.union_officer, case) == [open_]
    assert open_months(world.province_officer, passed) == []
    assert open_months(world.union_officer, returned) == []


@pytest.fixture
def union(
    world: World, sign_in: Callable[[Any], Client], time_machine: clock.TimeMachineFixture
) -> Client:
    """Return the union officer's browser, on the day of filing."""
    time_machine.move_to(FILED_AT, tick=False)
    return sign_in(world.union_officer)


def post(browser: Client, case: Submission, *also: Submission | str, **data: Any) -> Any:
    """Post the return form of a case with other months ticked."""
    ticked = [each if isinstance(each, str) else choice_of(each) for each in also]
    path = f"/review/{case.tracking_number}/return/"
    return browser.post(path, {"version": case.version, "reason": WHY, "also": ticked} | data)


def test_ticked_months_return_with_the_case(world: World, union: Client) -> None:
    case, other, left = world.filed(), world.filed(MEHR - 1), world.filed(MEHR - 2)
    assert str(MEHR - 1) in text_of(union.get(f"/review/{case.tracking_number}/"))
    assert post(union, case, other).status_code == 302
    assert states(case, other, left) == [State.RETURNED, State.RETURNED, State.AT_UNION]
    assert f"{MEHR} و ۱ ماه دیگر برای اصلاح بازگردانده شد." in text_of(union.get("/review/"))


def test_a_lost_month_is_named_and_the_reason_stays(world: World, union: Client) -> None:
    case, other = world.filed(), world.filed(MEHR - 1)
    workflow.approve(world.union_officer, other.tracking_number, other.version, FILED_AT, AFFIRMED)
    answer = post(union, case, other)
    assert answer.status_code == 409
    text = text_of(answer)
    assert f"{MEHR - 1} در این میان تغییر کرد؛ هیچ‌یک از ماه‌ها بازگردانده نشد." in text
    assert WHY in text
    assert states(case) == [State.AT_UNION]


@pytest.mark.parametrize("text", ["99999999999-1"])
def test_a_month_that_is_not_there_is_404(world: World, union: Client, text: str) -> None:
    case = world.filed()
    assert post(union, case, text).status_code == 404
    assert states(case) == [State.AT_UNION]


@pytest.mark.parametrize("text", ["x", "1-1", "²²²²²²²²²²²-1"])
def test_what_no_box_holds_is_put_right(world: World, union: Client, text: str) -> None:
    case = world.filed()
    answer = post(union, case, text)
    assert answer.status_code == 422
    assert at_fields(answer) == ["ماه‌ها را از فهرست انتخاب کنید."]
    assert states(case) == [State.AT_UNION]
