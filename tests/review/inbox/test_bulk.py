"""Many approvals by one button: only what needs no look of its own, each case by itself."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.enums import OrganizationKind, Role
from accounts.grants import grant
from accounts.models import Organization
from config.keyset import PAGE
from review import workflow
from review.checklist.answers import AFFIRMED
from review.correspondence.correction_requests import request_correction
from review.correspondence.services import ask
from review.inbox.bulk import approve_all
from review.inbox.choices import choice_of
from review.models import Decision
from statistics.enums import State
from statistics.errors import NotAllowedError
from statistics.filing import services
from statistics.filing.storage import ExportFigures, PostedLines
from statistics.models import Submission
from tests.review.case.test_flags import unusual
from tests.review.cases import INBOX, another_union, fresh, owns_too
from tests.statistics.filing import text_of
from tests.world import FILED_AT, MEHR, PIPE, World, licence_for, officer, person

pytestmark = pytest.mark.usefixtures("an_hour_later")
SignIn = Callable[[Any], Client]
BULK = "/review/bulk/"


def post(browser: Client, *cases: Submission, **data: Any) -> Any:
    """Tick cases as they were seen and press the button."""
    return browser.post(BULK, {"case": [choice_of(case) for case in cases]} | data)


def states(*cases: Submission) -> list[str]:
    """Return where the cases stand now."""
    return [fresh(case).state for case in cases]


def foreign(world: World) -> Submission:
    """Return a filed case of another union's member."""
    licence, owner = world.licence, world.owner
    world.owner = person("far")
    world.licence = licence_for("0488888888", "9990000026", another_union(world), world.owner)
    case = world.filed()
    world.licence, world.owner = licence, owner
    return case


def explained(world: World, month: Any) -> Submission:
    """Return a filed month whose exported tonnes are not the computed ones, with the reason."""
    ready = world.ready(month)
    odd = ExportFigures(Decimal(1000), Decimal(2), Decimal(900), Decimal(18000), "گمرک")
    number = ready.tracking_number
    made = PostedLines({PIPE: Decimal(5000)})
    services.save_production(world.owner, number, 1, made, True, FILED_AT)
    saved = services.save_exports(
        world.owner, number, 1, True, PostedLines({PIPE: odd}), True, FILED_AT
    )
    return workflow.file(world.owner, number, saved.version, FILED_AT)


def test_ticked_cases_go_on_and_are_named(world: World, union: Client) -> None:
    first, second, third = world.filed(), world.filed(MEHR - 1), world.filed(MEHR - 2)
    answer = post(union, first, second, only="plain")
    assert answer.headers["Location"] == "/review/?only=plain"
    assert states(first, second, third) == [State.AT_PROVINCE, State.AT_PROVINCE, State.AT_UNION]
    name = world.unit.name
    text = text_of(union.get(INBOX))
    assert f"۲ پرونده تأیید شد: «{name}»، {MEHR}؛ «{name}»، {MEHR - 1}." in text
    approved = Decision.objects.filter(kind="approved")
    assert {d.actor for d in approved} == {world.union_officer}
    # Each with the three statements of its own, which the button said.
    assert approved.filter(union_check__quantity="yes", bulk=True).count() == 2


def test_what_was_decided_meanwhile_is_named_and_the_others_go_on(
    world: World, union: Client
) -> None:
    seen, other = world.filed(), world.filed(MEHR - 1)
    workflow.approve(world.union_officer, seen.tracking_number, seen.version, FILED_AT, AFFIRMED)
    assert post(union, seen, other).status_code == 302
    assert states(seen, other) == [State.AT_PROVINCE, State.AT_PROVINCE]
    text = text_of(union.get(INBOX))
    assert f"۱ پرونده تأیید شد: «{world.unit.name}»، {MEHR - 1}." in text
    assert f"{MEHR}: در این میان تغییر کرده است؛ اکنون نزد سازمان استان." in text


def test_when_none_could_be_approved_the_race_was_lost(world: World, union: Client) -> None:
    case = world.filed()
    workflow.approve(world.union_officer, case.tracking_number, case.version, FILED_AT, AFFIRMED)
    decisions = Decision.objects.count()
    answer = post(union, case)
    assert answer.status_code == 409
    assert "در این میان تغییر کرده است" in text_of(answer)
    assert Decision.objects.count() == decisions


def test_what_wants_a_look_is_left_and_the_others_go_on(world: World, union: Client) -> None:
    calm = world.filed(MEHR - 1)
    strange = unusual(world)
    # Of other days, as months of one day with equal figures are pointed out themselves.
    asked = world.filed(MEHR - 2, FILED_AT - dt.timedelta(days=1))
    ask(world.union_officer, asked.tracking_number, asked.version, "چرا؟", FILED_AT)
    wanted = world.filed(MEHR - 3, FILED_AT - dt.timedelta(days=2))
    request_correction(world.owner, wanted.tracking_number, wanted.version, "کم است", FILED_AT)
    tonnes = explained(world, MEHR - 4)
    alone = [strange, fresh(asked), fresh(wanted), tonnes]
    assert post(union, calm, *alone).status_code == 302
    assert states(calm) == [State.AT_PROVINCE]
    assert states(*alone) == [State.AT_UNION] * 4
    text = text_of(union.get(INBOX))
    for why in ("هشدار دارد", "پرسش دارد", "درخواست اصلاح دارد", "تناژ با توضیح دارد"):
        assert f"{why} و جداگانه بررسی می‌شود" in text


def test_a_row_has_a_box_or_says_why_not(world: World, union: Client) -> None:
    calm = world.filed(MEHR - 1)
    strange = unusual(world)
    text = text_of(union.get(INBOX))
    assert f'value="{choice_of(calm)}"' in text
    assert f'value="{choice_of(strange)}"' not in text
    assert 'تکی<span class="sub">هشدار دارد</span>' in text


def test_nobody_approves_their_own_case_among_others(world: World, union: Client) -> None:
    mine = world.filed()
    owns_too(world, world.union_officer)
    text = text_of(union.get(INBOX))
    assert choice_of(mine) not in text
    assert "واحد خود شماست" in text
    answer = post(union, mine)
    assert answer.status_code == 409
    assert "همکار دیگری باید دربارهٔ آن تصمیم بگیرد" in text_of(answer)
    assert states(mine) == [State.AT_UNION]


def test_one_out_of_scope_and_nothing_happens(world: World, union: Client) -> None:
    mine, far = world.filed(), foreign(world)
    draft = world.draft(MEHR - 1)
    for strange in (choice_of(far), choice_of(draft), "99999999999-1", "x", "1-1", "²-1", ""):
        answer = union.post(BULK, {"case": [choice_of(mine), strange]})
        assert answer.status_code == 404, strange
    assert states(mine, far) == [State.AT_UNION, State.AT_UNION]
    assert set(Decision.objects.values_list("kind", flat=True)) == {"filed"}


def test_who_reads_a_case_and_never_decides_on_it_changes_nothing(world: World) -> None:
    mine, far = world.filed(), foreign(world)
    county = Organization.objects.create(
        code="c", kind=OrganizationKind.COUNTY_OFFICE, name="شهرستان", county=world.union.county
    )
    both = officer("both", Role.UNION_OFFICER, world.union)
    grant(both, Role.COUNTY_OFFICER, county)
    seen = {case.tracking_number: case.version for case in (mine, far)}
    assert Submission.objects.in_reach_of(both).filter(pk=far.pk).exists()
    with pytest.raises(NotAllowedError):
        approve_all(both, seen, FILED_AT)
    assert states(mine, far) == [State.AT_UNION, State.AT_UNION]


def test_nothing_ticked_or_more_than_a_page_is_refused(world: World, union: Client) -> None:
    case = world.filed()
    none = union.post(BULK)
    assert none.status_code == 422
    assert "پرونده‌ای انتخاب نکرده‌اید" in text_of(none)
    many = union.post(BULK, {"case": [choice_of(case)] * (PAGE + 1)})
    assert many.status_code == 422
    assert "یک‌باره تا ۲۵ پرونده" in text_of(many)
    assert states(case) == [State.AT_UNION]


def test_a_case_of_another_level_is_left(world: World, sign_in: SignIn) -> None:
    case = world.filed()
    answer = post(sign_in(world.ministry_officer), case)
    assert answer.status_code == 409
    assert states(case) == [State.AT_UNION]


@pytest.mark.parametrize("who", ["owner", "county"])
def test_who_decides_nowhere_is_refused(world: World, sign_in: SignIn, who: str) -> None:
    case = world.filed()
    county = Organization.objects.create(
        code="c", kind=OrganizationKind.COUNTY_OFFICE, name="شهرستان", county=world.union.county
    )
    user = world.owner if who == "owner" else officer("county", Role.COUNTY_OFFICER, county)
    assert post(sign_in(user), case).status_code == 403
    assert states(case) == [State.AT_UNION]


def test_a_ministrys_approval_of_many_makes_them_final(world: World, sign_in: SignIn) -> None:
    cases = [world.at_ministry(), world.at_ministry(MEHR - 1)]
    assert post(sign_in(world.ministry_officer), *cases).status_code == 302
    assert states(*cases) == [State.FINAL, State.FINAL]


def test_a_case_that_left_the_reach_meanwhile_is_left_and_said(
    world: World, union: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = world.filed(), world.filed(MEHR - 1)
    real = workflow.approve

    def approve(user: Any, number: str, *given: Any, **more: Any) -> Submission:
        if number == second.tracking_number:
            raise Submission.DoesNotExist
        return real(user, number, *given, **more)

    monkeypatch.setattr(workflow, "approve", approve)
    answer = post(union, first, second)
    assert answer.status_code == 302
    assert states(first, second) == [State.AT_PROVINCE, State.AT_UNION]
