"""The decision panel: three acts in one form, none chosen beforehand; and what stands beside it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from review import workflow
from review.inbox.queries import queue
from review.models import Decision, Question
from statistics.enums import State
from tests.review.case.test_flags import unusual
from tests.review.cases import STATED, fresh, owns_too, page
from tests.statistics.filing import text_of
from tests.world import FILED_AT, MEHR, World

pytestmark = pytest.mark.usefixtures("an_hour_later")
SignIn = Callable[[Any], Client]


def post(browser: Client, case: Any, **data: Any) -> Any:
    """Send the panel as the page of the case would."""
    return browser.post(f"{page(case)}decide/", {"version": case.version} | data)


def test_one_form_has_three_acts_and_none_is_chosen(world: World, union: Client) -> None:
    case = world.filed()
    answer = union.get(page(case))
    text = text_of(answer)
    assert text.count(f'action="{page(case)}decide/"') == 1
    for act in ("approve", "return", "question"):
        assert f'name="decision" id="decide_{act}" value="{act}"' in text
    assert "checked" not in text
    assert not answer.context["form"]["phrase"].value()


@pytest.mark.parametrize(
    ("data", "state"),
    [
        ({"decision": "approve"} | STATED, State.AT_PROVINCE),
        ({"decision": "return", "reason": "مقدار را ببینید"}, State.RETURNED),
        ({"decision": "question", "text": "چرا؟"}, State.AT_UNION),
    ],
)
def test_what_was_chosen_is_done_and_nothing_else(
    world: World, union: Client, data: dict[str, str], state: State
) -> None:
    case = world.filed()
    # The other two are filled in as well: what was not chosen is not done.
    typed = {"reason": "ببینید", "text": "چرا؟"} | STATED | data
    assert post(union, case, **typed).status_code == 302
    assert fresh(case).state == state
    assert Question.objects.exists() == (state == State.AT_UNION)


@pytest.mark.parametrize("decision", [None, "", "delete"])
def test_without_a_choice_nothing_happens_and_everything_typed_stays(
    world: World, union: Client, decision: str | None
) -> None:
    case = world.filed()
    chosen = {} if decision is None else {"decision": decision}
    typed = {"reason": "مقدار را ببینید", "text": "برگ فروش دارید؟", "licence": "yes"} | chosen
    answer = post(union, case, **typed)
    text = text_of(answer)
    assert answer.status_code == 422
    assert 'id="undecided" role="alert">یکی را انتخاب کنید.' in text
    for words in ("مقدار را ببینید", "برگ فروش دارید؟", 'value="yes" id="id_licence_0" checked'):
        assert words in text
    assert Decision.objects.filter(submission=case).count() == 1


def test_a_fault_stands_inside_the_choice_it_belongs_to(world: World, union: Client) -> None:
    case = world.filed()
    text = text_of(post(union, case, decision="return"))
    assert 'value="return" checked' in text
    assert "علت بازگشت را بنویسید" in text
    assert 'value="approve" checked' not in text


@pytest.mark.parametrize("decision", ["approve", "return", "question", ""])
def test_a_stale_page_is_told_so_whatever_was_typed(
    world: World, union: Client, decision: str
) -> None:
    case = world.filed()
    # Nothing is typed either: the page of today never comes back as if it had been seen.
    answer = post(union, case, decision=decision, version=case.version - 1)
    assert answer.status_code == 409
    assert "در این میان تغییر کرده" in text_of(answer)
    assert fresh(case).version == case.version


def test_ones_own_case_has_no_panel(world: World, union: Client) -> None:
    case = world.filed()
    owns_too(world, world.union_officer)
    assert 'name="decision"' not in text_of(union.get(page(case)))
    assert post(union, case, decision="approve", **STATED).status_code == 403


def test_the_case_tells_its_place_in_the_queue(world: World, union: Client) -> None:
    for back in range(3):
        world.filed(MEHR - back)
    first, second, third = queue(world.union_officer, FILED_AT)
    text = text_of(union.get(page(second)))
    assert "پروندهٔ ۲ از ۳" in text
    assert f'<a href="{page(first)}">پیشین</a>' in text
    assert f'<a href="{page(third)}">بعدی</a>' in text
    assert ">پیشین<" not in text_of(union.get(page(first)))


def test_the_registry_and_the_number_to_call_stand_at_hand(world: World, union: Client) -> None:
    User.objects.filter(pk=world.owner.pk).update(mobile="09000000001")
    case = world.filed()
    text = text_of(union.get(page(case)))
    for words in ("شماره پروانه", "اعتبار پروانه", "رشته (ISIC)", "نشانی محل کسب", "کد ملی"):
        assert words in text
    assert 'href="tel:09000000001"' in text
    assert world.licence.address in text
    contact = union.get(f"/review/followup/{world.unit.pk}/{MEHR.year}/{MEHR.month}/")
    assert 'href="tel:09000000001"' in text_of(contact)


def test_a_flagged_figure_is_marked_in_the_table(world: World, union: Client) -> None:
    calm = world.filed(MEHR - 1)
    assert "is-odd" not in text_of(union.get(page(calm)))
    assert "is-odd" in text_of(union.get(page(unusual(world))))


def test_the_date_told_with_a_return_stays_with_its_decision(world: World) -> None:
    case = world.filed()
    back = workflow.send_back(
        world.union_officer, case.tracking_number, case.version, "ببینید", FILED_AT
    )
    assert Decision.objects.get(kind="returned").correction_due == back.correction_due
