"""The union's three checks: asked on its approval, kept for ever, read by the levels above."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine as clock
from django.db import DatabaseError, transaction
from django.test import Client

from review import workflow
from review.checklist.answers import Checked, heard
from review.models import Decision, UnionCheck
from review.sweep.engine import sweep
from review.timeline import decisions_of
from statistics.enums import State
from statistics.models import Submission
from tests.review.cases import fresh
from tests.statistics.filing import text_of
from tests.world import FILED_AT, MEHR, World

pytestmark = pytest.mark.django_db
SignIn = Callable[[Any], Client]


@pytest.fixture(autouse=True)
def _third_of_aban(time_machine: clock.TimeMachineFixture) -> None:
    time_machine.move_to(FILED_AT, tick=False)


def address(case: Submission, act: str = "") -> str:
    """Return the address of a case, or of an act on it."""
    return f"/review/{case.tracking_number}/{act}"


def approve(browser: Client, case: Submission, **answers: str) -> Any:
    """Approve as the page of the case would."""
    return browser.post(address(case, "approve/"), {"version": case.version} | answers)


def test_the_answers_stay_with_the_approval_and_are_read_above(
    world: World, sign_in: SignIn
) -> None:
    case = world.filed()
    union = sign_in(world.union_officer)
    page = text_of(union.get(address(case)))
    assert "نشانی محل فعالیت همان است" in page
    assert world.licence.address in page
    assert approve(union, case, licence="yes", place="no").status_code == 302
    check = UnionCheck.objects.get()
    assert (check.licence, check.place, check.quantity) == ("yes", "no", "")
    assert check.decision == Decision.objects.get(kind="approved")
    for reader in (world.province_officer, world.ministry_officer):
        text = text_of(sign_in(reader).get(address(case)))
        assert f"پاسخ {world.union.name} هنگام تایید:" in text
        assert "پاسخ داده نشد" in text
    (licence, place, quantity) = heard_of(case).answers
    assert (licence.value, place.value, quantity.value) == ("بله", "خیر", "پاسخ داده نشد")


def heard_of(case: Submission) -> Any:
    """Return what the page says of the union's part."""
    present = fresh(case)
    return heard(present, decisions_of(present))


def test_answers_are_never_changed(world: World) -> None:
    case = world.filed()
    workflow.approve(
        world.union_officer, case.tracking_number, case.version, FILED_AT, Checked("yes")
    )
    for act in (
        lambda: UnionCheck.objects.update(licence="no"),
        lambda: UnionCheck.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            act()
    assert UnionCheck.objects.get().licence == "yes"


def test_an_approval_without_answers_says_so_above(world: World, sign_in: SignIn) -> None:
    case = world.filed()
    assert approve(sign_in(world.union_officer), case).status_code == 302
    assert not UnionCheck.objects.exists()
    text = text_of(sign_in(world.province_officer).get(address(case)))
    assert "تایید کرد و به سه پرسش بازبینی پاسخ نداد." in text


def test_a_lapse_says_that_nobody_looked(world: World) -> None:
    case = world.filed()
    assert heard_of(case) is None
    assert case.due_at
    sweep(case.due_at)
    assert heard_of(case).words == f"{world.union.name}: بررسی نشد."


def test_a_new_round_begins_without_answers(world: World) -> None:
    case = world.filed()
    case = workflow.approve(
        world.union_officer, case.tracking_number, case.version, FILED_AT, Checked("yes", "yes")
    )
    case = workflow.send_back(
        world.province_officer, case.tracking_number, case.version, "ببینید", FILED_AT
    )
    case = workflow.file(world.owner, case.tracking_number, case.version, FILED_AT)
    assert heard_of(case) is None


def test_only_the_union_is_asked_and_heard(world: World, sign_in: SignIn) -> None:
    case = world.at_province()
    province = sign_in(world.province_officer)
    assert 'name="quantity"' not in text_of(province.get(address(case)))
    assert approve(province, case, licence="yes").status_code == 302
    assert not UnionCheck.objects.exists()


def test_an_answer_of_no_list_is_put_right(world: World, sign_in: SignIn) -> None:
    case = world.filed()
    assert approve(sign_in(world.union_officer), case, licence="maybe").status_code == 422
    assert fresh(case).state == State.AT_UNION


def test_a_lost_race_keeps_the_answers_and_stores_none(world: World, sign_in: SignIn) -> None:
    case = world.filed()
    union = sign_in(world.union_officer)
    answer = union.post(address(case, "approve/"), {"version": 99, "licence": "yes"})
    assert answer.status_code == 409
    assert 'value="yes" id="id_licence_0" checked' in text_of(answer).replace(" required", "")
    assert not UnionCheck.objects.exists()


def test_the_owner_does_not_read_the_unions_checks(world: World, sign_in: SignIn) -> None:
    case = world.filed(MEHR)
    approve(sign_in(world.union_officer), case, licence="no", place="no", quantity="no")
    assert "بازبینی اتحادیه" not in text_of(
        sign_in(world.owner).get(f"/statistics/{case.tracking_number}/")
    )
