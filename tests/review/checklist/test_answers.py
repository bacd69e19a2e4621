"""The union's approval is its three statements: enforced, kept for ever, read above."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
import time_machine as clock
from django.db import DatabaseError, transaction
from django.test import Client

from review import workflow
from review.case.return_reasons import BY_KEY
from review.checklist.answers import AFFIRMED, Checked, StatementError, heard, keep
from review.models import Decision, UnionCheck
from review.sweep.engine import sweep
from review.timeline import decisions_of
from statistics.enums import State
from statistics.models import Submission
from tests.review.cases import STATED, fresh
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


def approve(browser: Client, case: Submission, answers: Mapping[str, str] = STATED) -> Any:
    """Approve as the page of the case would."""
    seen = {"version": case.version, "decision": "approve"}
    return browser.post(address(case, "decide/"), seen | dict(answers))


def heard_of(case: Submission) -> Any:
    """Return what the page says of the union's part."""
    present = fresh(case)
    return heard(present, decisions_of(present))


def test_the_statements_stay_with_the_approval_and_are_read_above(
    world: World, sign_in: SignIn
) -> None:
    case = world.filed()
    union = sign_in(world.union_officer)
    page = text_of(union.get(address(case)))
    assert "محل کسب با نشانی مندرج در پروانه مطابقت دارد" in page
    assert world.licence.address in page
    assert approve(union, case).status_code == 302
    check = UnionCheck.objects.get()
    assert (check.licence, check.place, check.quantity) == ("yes", "yes", "yes")
    assert check.decision == Decision.objects.get(kind="approved")
    for reader in (world.province_officer, world.ministry_officer):
        text = text_of(sign_in(reader).get(address(case)))
        assert f"اظهار {world.union.name} هنگام تأیید:" in text
    assert [answer.value for answer in heard_of(case).answers] == ["بله", "بله", "بله"]


@pytest.mark.parametrize(
    ("checked", "lacks"),
    [
        (None, ["licence", "place", "quantity"]),
        (Checked(), ["licence", "place", "quantity"]),
        (Checked("yes", "yes"), ["quantity"]),
        (Checked("no", "no", "no"), ["licence", "place", "quantity"]),
        (Checked("yes", "no", "yes"), ["place"]),
        (Checked("yes", "yes", "x"), ["quantity"]),
    ],
)
def test_a_union_that_does_not_stand_by_all_three_approves_nothing(
    world: World, checked: Checked | None, lacks: list[str]
) -> None:
    case = world.filed()
    with pytest.raises(StatementError) as refusal:
        workflow.approve(world.union_officer, case.tracking_number, case.version, FILED_AT, checked)
    assert refusal.value.fields == lacks
    assert fresh(case).state == State.AT_UNION
    assert fresh(case).version == case.version
    assert not Decision.objects.filter(kind="approved").exists()


def test_no_statement_is_ticked_beforehand(world: World, sign_in: SignIn) -> None:
    text = text_of(sign_in(world.union_officer).get(address(world.filed())))
    assert 'name="quantity"' in text
    assert "checked" not in text


def test_what_was_not_answered_is_asked_for(world: World, sign_in: SignIn) -> None:
    case = world.filed()
    answer = approve(sign_in(world.union_officer), case, {"licence": "yes"})
    assert answer.status_code == 422
    assert text_of(answer).count("به این مورد پاسخ دهید") == 2
    assert 'value="yes" id="id_licence_0" checked' in text_of(answer)
    assert fresh(case).state == State.AT_UNION


def test_a_no_refuses_the_approval_and_offers_the_return_ready(
    world: World, sign_in: SignIn
) -> None:
    case = world.filed()
    union = sign_in(world.union_officer)
    answer = approve(union, case, STATED | {"place": "no", "quantity": "no"})
    text = text_of(answer)
    assert answer.status_code == 422
    assert text.count("با پاسخ «خیر» تأیید ممکن نیست") == 2
    assert 'for="decide_return">بازگرداندن با علت آماده' in text
    form = answer.context["form"]
    assert form["phrase"].value() == "place"
    assert form["reason"].value() == f"{BY_KEY['place'].text} {BY_KEY['quantity'].text}"
    assert fresh(case).state == State.AT_UNION
    # The return that was offered is one press away, and says each of them once.
    said = {"phrase": form["phrase"].value(), "reason": form["reason"].value()}
    seen = {"version": case.version, "decision": "return"}
    assert union.post(address(case, "decide/"), seen | said).status_code == 302
    assert Decision.objects.get(kind="returned").reason == form["reason"].value()


def test_what_was_typed_for_the_return_is_not_overwritten(world: World, sign_in: SignIn) -> None:
    case = world.filed()
    typed = STATED | {"licence": "no", "reason": "پروانه باطل شده است"}
    answer = approve(sign_in(world.union_officer), case, typed)
    assert answer.context["form"]["reason"].value() == "پروانه باطل شده است"


def test_answers_are_never_changed(world: World) -> None:
    world.at_province()
    for act in (
        lambda: UnionCheck.objects.update(licence="no"),
        lambda: UnionCheck.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            act()
    assert UnionCheck.objects.get().licence == "yes"


def test_a_lapse_says_that_nobody_looked(world: World) -> None:
    case = world.filed()
    assert heard_of(case) is None
    assert case.due_at
    sweep(case.due_at)
    assert heard_of(case).words == f"{world.union.name}: بررسی نشد."


def test_an_approval_of_old_without_answers_says_so_above(world: World) -> None:
    case = world.at_province()
    decision = Decision(kind="approved", round=1, from_state="at_union", organization=world.union)
    words = heard(case, [decision]).words  # type: ignore[union-attr]
    assert words == f"{world.union.name} تأیید کرد و به سه پرسش بازبینی پاسخ نداد."


def test_a_denial_of_old_is_read_as_it_was_given(world: World) -> None:
    case = world.filed()
    returned = workflow.send_back(
        world.union_officer, case.tracking_number, case.version, "ببینید", FILED_AT
    )
    decision = Decision.objects.get(kind="returned")
    keep(decision, Checked("yes", "no"))
    decision.kind = "approved"
    (_, place, quantity) = heard(returned, [decision]).answers  # type: ignore[union-attr]
    assert (place.value, quantity.value) == ("خیر", "پاسخ داده نشد")


def test_a_new_round_begins_without_answers(world: World) -> None:
    case = world.at_province()
    case = workflow.send_back(
        world.province_officer, case.tracking_number, case.version, "ببینید", FILED_AT
    )
    case = workflow.file(world.owner, case.tracking_number, case.version, FILED_AT)
    assert heard_of(case) is None


def test_only_the_union_is_asked_and_heard(world: World, sign_in: SignIn) -> None:
    case = world.at_province()
    checks = UnionCheck.objects.count()
    province = sign_in(world.province_officer)
    assert 'name="quantity"' not in text_of(province.get(address(case)))
    assert approve(province, case, {"licence": "no"}).status_code == 302
    assert UnionCheck.objects.count() == checks


def test_an_answer_of_no_list_is_put_right(world: World, sign_in: SignIn) -> None:
    case = world.filed()
    answer = approve(sign_in(world.union_officer), case, STATED | {"licence": "maybe"})
    assert answer.status_code == 422
    assert fresh(case).state == State.AT_UNION


def test_a_lost_race_keeps_the_answers_and_stores_none(world: World, sign_in: SignIn) -> None:
    case = world.filed()
    union = sign_in(world.union_officer)
    for said in (STATED, {"licence": "yes"}):
        # Also where an answer lacks: the page of today comes back with what changed, never bare.
        data = {"version": 99, "decision": "approve"} | said
        answer = union.post(address(case, "decide/"), data)
        assert answer.status_code == 409
        assert "در این میان تغییر کرده" in text_of(answer)
        assert 'value="yes" id="id_licence_0" checked' in text_of(answer)
        assert 'value="approve" checked' in text_of(answer)
    assert not UnionCheck.objects.exists()


def test_the_owner_does_not_read_the_unions_checks(world: World, sign_in: SignIn) -> None:
    case = world.filed(MEHR)
    approve(sign_in(world.union_officer), case)
    assert "بازبینی اتحادیه" not in text_of(
        sign_in(world.owner).get(f"/statistics/{case.tracking_number}/")
    )


def test_a_union_that_approves_several_stands_by_the_statements_of_each(
    world: World, sign_in: SignIn
) -> None:
    first, second = world.filed(), world.filed(MEHR - 1)
    union = sign_in(world.union_officer)
    ticked = [f"{case.tracking_number}-{case.version}" for case in (first, second)]
    button = text_of(union.get("/review/"))
    for statement in ("پروانه معتبر است", "محل کسب", "میزان تولید"):
        assert statement in button
    assert union.post("/review/bulk/", {"case": ticked}).status_code == 302
    assert UnionCheck.objects.filter(decision__bulk=True).count() == 2
    assert heard_of(first).words == f"اظهار {world.union.name} هنگام تأیید گروهی:"
    assert Checked("yes", "yes", "yes") == AFFIRMED
