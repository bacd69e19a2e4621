"""Several months declared inactive on one page: each a filing of its own, warned of once."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine as clock
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.models import User
from catalog.policy_definitions import PolicyKey
from config import form_recovery
from config.jalali import JalaliMonth
from config.persian import to_persian_digits
from review import workflow
from review.models import Decision
from statistics.enums import ActivityState, State
from statistics.errors import StateConflictError
from statistics.models import Submission
from tests.review.cases import policy
from tests.statistics.filing import text_of, typed
from tests.world import FILED_AT, MEHR, WARNING, World, licence_for, person
from units.models import Unit

URL = "/statistics/inactive/"
TWO = ["139806", "139807"]


@pytest.fixture
def browser(
    world: World, time_machine: clock.TimeMachineFixture, sign_in: Callable[[Any], Client]
) -> Client:
    """Return the owner's browser on the third of Aban 1398; duty began in Khordad."""
    time_machine.move_to(FILED_AT, tick=False)
    policy(PolicyKey.OBLIGATION_FROM, 139803)
    return sign_in(world.owner)


def answers(unit: Unit, months: list[str], **changes: Any) -> dict[str, Any]:
    """Return the page as posted."""
    typed = {"unit": unit.pk, "months": months, "official": "۱", "contract": "0", "contractor": "0"}
    return typed | changes


def states() -> dict[int, str]:
    """Return where each month stands."""
    return {s.period.to_int(): s.state for s in Submission.objects.order_by("pk")}


def test_the_due_months_that_are_not_begun_are_offered(world: World, browser: Client) -> None:
    world.draft(MEHR - 2)
    text = text_of(browser.get(URL))
    for month in (MEHR, MEHR - 1, MEHR - 3, MEHR - 4):
        assert f'value="{month.to_int()}"' in text
    for month in (MEHR + 1, MEHR - 2, MEHR - 5):
        assert f'value="{month.to_int()}"' not in text


def test_the_warning_is_read_before_anything_is_written(world: World, browser: Client) -> None:
    text = text_of(browser.post(URL, answers(world.unit, TWO, action="check")))
    assert WARNING in text
    for words in ("شهریور ۱۳۹۸", "مهر ۱۳۹۸", "۱ نفر"):
        assert words in text
    assert not Submission.objects.exists()


def test_each_month_is_filed_with_its_own_number(world: World, browser: Client) -> None:
    answer = browser.post(URL, answers(world.unit, TWO, action="confirm"))
    assert answer.status_code == 200
    assert states() == {139806: State.AT_UNION, 139807: State.AT_UNION}
    for case in Submission.objects.order_by("pk"):
        assert case.activity == ActivityState.INACTIVE
        assert (case.employment.official, case.employment.total) == (1, 1)
        assert case.exports.has_exports is False
        assert case.revisions.get().figures["activity"] == ActivityState.INACTIVE
        assert to_persian_digits(case.tracking_number) in text_of(answer)
    assert Decision.objects.count() == 2


def test_a_month_that_stands_is_said_and_left(world: World, browser: Client) -> None:
    standing = world.final(MEHR)
    checked = text_of(browser.post(URL, answers(world.unit, TWO, action="check")))
    assert "از پیش هست و دست نمی‌خورد" in checked
    done = text_of(browser.post(URL, answers(world.unit, TWO, action="confirm")))
    assert "از پیش بود و دست نخورد" in done
    assert states() == {139806: State.AT_UNION, 139807: State.FINAL}
    assert Submission.objects.get(pk=standing.pk).version == standing.version


def test_sending_twice_files_nothing_twice(world: World, browser: Client) -> None:
    for _ in range(2):
        browser.post(URL, answers(world.unit, TWO, action="confirm"))
    assert Decision.objects.count() == 2


def test_a_month_that_cannot_be_sent_leaves_the_others_and_no_draft(
    world: World, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = workflow.file

    def refuses_mehr(user: User, number: str, *rest: Any) -> Submission:
        case = Submission.objects.get(tracking_number=number)
        if case.period == MEHR:
            raise StateConflictError(case, ["نشد"])
        return file(user, number, *rest)

    monkeypatch.setattr(workflow, "file", refuses_mehr)
    text = text_of(browser.post(URL, answers(world.unit, TWO, action="confirm")))
    assert "نشد" in text
    assert states() == {139806: State.AT_UNION}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"months": []}, "دست‌کم یک ماه را انتخاب کنید."),
        ({"months": ["139808"]}, "آبان ۱۳۹۸"),
        ({"months": ["139609"]}, "پس از آذر ۱۳۹۶ صادر شده است"),
        ({"months": ["139813"]}, "ماه را از فهرست انتخاب کنید."),
        ({"months": ["x"]}, "ماه را از فهرست انتخاب کنید."),
        ({"official": ""}, "این مقدار را بنویسید"),
        ({"contract": "1/5"}, "1/5"),
        ({"unit": "x"}, "واحد این فرم شناخته نشد"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_kept(
    world: World, browser: Client, changes: dict[str, Any], words: str
) -> None:
    typed = answers(world.unit, TWO, action="confirm", contractor="۷") | changes
    answer = browser.post(URL, typed)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert 'value="۷"' in text_of(answer)
    assert not Submission.objects.exists()


def test_going_back_keeps_what_was_typed(world: World, browser: Client) -> None:
    answer = browser.post(URL, answers(world.unit, TWO, action="edit", contractor="۷"))
    assert answer.status_code == 200
    text = text_of(answer)
    assert 'value="۷"' in text
    assert text.count("checked") == 2
    assert not Submission.objects.exists()


def test_who_has_no_unit_is_asked_for_none(world: World, sign_in: Callable[[Any], Client]) -> None:
    typed = answers(world.unit, TWO, action="confirm")
    assert sign_in(person("nobody")).post(URL, typed).status_code == 422
    assert not Submission.objects.exists()


def test_the_unit_of_somebody_else_is_not_there(world: World, browser: Client) -> None:
    other = licence_for("0488888888", "9990000026", world.union, person("stranger"))
    answer = browser.post(URL, answers(other.unit, TWO, action="confirm"))
    assert answer.status_code == 422
    assert other.unit.guild_id not in text_of(answer)
    assert not Submission.objects.exists()


def test_one_of_several_units_is_chosen(world: World, browser: Client) -> None:
    second = licence_for("0488888888", "9990000018", world.union, world.owner)
    Unit.objects.filter(pk=second.unit.pk).update(name="کارگاه دوم")
    assert "<b>کارگاه دوم</b>" in text_of(browser.get(f"{URL}?unit={second.unit.pk}"))
    browser.post(URL, answers(second.unit, ["139807"], action="confirm"))
    assert Submission.objects.get().unit == second.unit


def test_home_leads_here_when_two_months_are_not_begun(world: World, browser: Client) -> None:
    assert f'href="{URL}"' in text_of(browser.get("/statistics/"))
    for month in range(3, 7):
        world.draft(JalaliMonth(1398, month))
    assert f'href="{URL}"' not in text_of(browser.get("/statistics/"))


def test_what_was_typed_waits_when_the_session_ends_and_is_sent_only_when_asked_again(
    world: World, browser: Client
) -> None:
    page = browser.get(URL)
    token = {form_recovery.FIELD: typed(page, form_recovery.FIELD)}
    data = answers(world.unit, TWO, remarks="تعمیر سالن", action="confirm") | token
    Session.objects.all().delete()
    led = browser.post(URL, data)
    assert led.headers["Location"].startswith("/accounts/login/?next=")
    signed = browser.post(
        led.headers["Location"], {"username": "owner", "password": "test-pass-1398"}
    )
    again = browser.get(signed.headers["Location"])
    text = text_of(again)
    assert "نوشته‌های شما مانده است؛ دوباره ارسال کنید." in text
    assert (typed(again, "official"), "تعمیر سالن" in text) == ("۱", True)
    checked = re.findall(r'value="(\d{6})"[^>]* checked', text)
    assert sorted(checked) == TWO
    assert not Submission.objects.exists()
    assert "نوشته‌های شما مانده" not in text_of(browser.get(signed.headers["Location"]))


def test_the_check_page_too_names_its_person(world: World, browser: Client) -> None:
    page = browser.post(URL, answers(world.unit, TWO, action="check"))
    assert typed(page, form_recovery.FIELD)
