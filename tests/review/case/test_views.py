"""The reviewer's inbox, the case, and the two decisions in the browser."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config.keyset import PAGE
from config.repeated_posts import ALREADY
from review import workflow
from review.models import Decision
from statistics.enums import State
from statistics.models import Submission
from tests.review.cases import INBOX, STATED, page
from tests.statistics.filing import at_fields, text_of
from tests.world import BAG, FILED_AT, MEHR, World, licence_for, person
from units.enums import MemberRole
from units.models import UnitMember

pytestmark = pytest.mark.usefixtures("an_hour_later")

SignIn = Callable[[Any], Client]


def decide(browser: Client, case: Submission, act: str = "approve", **data: Any) -> Any:
    """Post a decision as the case page would."""
    said = STATED if act == "approve" else {}
    return browser.post(f"{page(case)}{act}/", {"version": case.version} | said | data)


def stored(case: Submission) -> tuple[str, int, int]:
    """Return where a case stands and how many decisions it has."""
    case = Submission.objects.get(pk=case.pk)
    return case.state, case.version, Decision.objects.filter(submission=case).count()


def test_an_approval_passes_the_case_on_and_opens_the_next(world: World, union: Client) -> None:
    first, second = world.filed(), world.filed(MEHR - 1)
    answer = decide(union, first)
    assert answer.headers["Location"] == page(second)
    assert stored(first)[0] == State.AT_PROVINCE
    assert decide(union, second).headers["Location"] == INBOX
    assert f"«{second.unit.name}»، {second.period} تأیید شد." in text_of(union.get(INBOX))


def test_a_return_keeps_reason_and_fields(world: World, union: Client) -> None:
    case = world.filed()
    answer = decide(
        union,
        case,
        "return",
        reason="  مقدار  را ببينيد ",
        fields_to_correct=[f"production:{BAG}", "employment:official"],
    )
    assert answer.status_code == 302
    decision = Decision.objects.get(kind="returned")
    assert decision.reason == "مقدار را ببینید"
    assert decision.field_notes == [f"production:{BAG}", "employment:official"]
    assert stored(case)[0] == State.RETURNED


@pytest.mark.parametrize("reason", [None, "", "   ", "\u200c\u200f \n"])
def test_a_return_without_a_reason_is_refused(
    world: World, union: Client, reason: str | None
) -> None:
    case = world.filed()
    before = stored(case)
    data: dict[str, Any] = {} if reason is None else {"reason": reason}
    answer = decide(union, case, "return", **data)
    assert answer.status_code == 422
    assert at_fields(answer) == ["علت بازگشت را بنویسید تا واحد بداند چه را درست کند."]
    assert stored(case) == before


@pytest.mark.parametrize(
    "change", [{"reason": "x" * 1001}, {"reason": "ببینید", "fields_to_correct": ["production:0"]}]
)
def test_a_return_that_cannot_be_read_is_refused_and_its_words_stay(
    world: World, union: Client, change: dict[str, Any]
) -> None:
    case = world.filed()
    before = stored(case)
    answer = decide(union, case, "return", **change)
    assert answer.status_code == 422
    assert change["reason"] in text_of(answer)
    assert stored(case) == before


@pytest.mark.parametrize("act", ["approve", "return"])
@pytest.mark.parametrize("version", [0, -1, "", "x", 99])
def test_a_decision_on_what_was_not_seen_is_refused(
    world: World, union: Client, act: str, version: Any
) -> None:
    case = world.filed()
    before = stored(case)
    answer = decide(union, case, act, version=version, reason="مقدار را ببینید")
    assert answer.status_code == 409
    assert "این پرونده در این میان تغییر کرده و تصمیم شما ثبت نشد." in text_of(answer)
    assert stored(case) == before


def test_a_stale_page_shows_what_changed_and_keeps_the_reason(world: World, union: Client) -> None:
    seen = world.filed()
    workflow.send_back(world.union_officer, seen.tracking_number, seen.version, "دیگر", FILED_AT)
    again = Submission.objects.get()
    from decimal import Decimal

    from statistics.enums import Step
    from statistics.filing import services
    from statistics.filing.storage import PostedLines

    version = again.steps.get(step=Step.PRODUCTION).version
    made: PostedLines[Decimal | None] = PostedLines({BAG: Decimal(18)})
    number = again.tracking_number
    again = services.save_production(world.owner, number, version, made, True, FILED_AT)
    workflow.file(world.owner, number, again.version, FILED_AT)
    before = stored(seen)
    answer = decide(union, seen, "return", reason="علت من")
    text = text_of(answer)
    assert answer.status_code == 409
    assert "دور ۲" in text
    assert "بازگشت برای اصلاح" in text
    assert "<del>۲۰ تن</del>←<ins>۱۸ تن</ins>" in text
    assert "علت من" in text
    assert stored(seen) == before


def test_a_second_click_finds_the_case_gone(world: World, union: Client) -> None:
    case = world.filed()
    decide(union, case)
    before = stored(case)
    again = decide(union, case)
    assert again.headers["Location"] == "/review/"
    assert ALREADY in text_of(union.get("/review/"))
    assert stored(case) == before
    # In other words it is no repeat, and the page tells what became of the case.
    other = decide(union, case, "return", reason="مقدار را ببینید")
    assert other.status_code == 409
    assert "تصمیم شما پیش از این ثبت شده است" in text_of(other)


@pytest.mark.parametrize("who", ["province_officer", "ministry_officer"])
@pytest.mark.parametrize("act", ["approve", "return"])
def test_another_levels_officer_must_wait(
    world: World, sign_in: SignIn, who: str, act: str
) -> None:
    case = world.filed()
    before = stored(case)
    answer = decide(sign_in(getattr(world, who)), case, act, reason="مقدار را ببینید")
    assert answer.status_code == 409
    assert stored(case) == before


@pytest.mark.parametrize("act", ["approve", "return"])
def test_nobody_decides_their_own_case(world: World, union: Client, act: str) -> None:
    case = world.filed()
    officer = world.union_officer
    UnitMember.objects.create(unit=world.unit, user=officer, role=MemberRole.DELEGATE)
    before = stored(case)
    assert "این پروندهٔ واحد خود شماست" in text_of(union.get(page(case)))
    assert decide(union, case, act, reason="مقدار را ببینید").status_code == 403
    assert stored(case) == before


@pytest.mark.parametrize("act", ["", "approve/", "return/"])
def test_the_owner_meets_the_case_on_another_page(world: World, sign_in: SignIn, act: str) -> None:
    case = world.filed()
    browser = sign_in(world.owner)
    answer = (
        browser.post(page(case) + act, {"version": case.version, "reason": "x"})
        if act
        else (browser.get(page(case)))
    )
    assert answer.status_code == 403


@pytest.mark.parametrize("act", ["approve", "return"])
def test_a_decision_is_a_post(world: World, union: Client, act: str) -> None:
    assert union.get(f"{page(world.filed())}{act}/").status_code == 405


def test_a_foreign_case_answers_as_a_missing_one(world: World, sign_in: SignIn) -> None:
    case = world.filed()
    browser = sign_in(person("stranger"))
    for act in ("", "approve/", "return/"):
        foreign, missing = (
            browser.post(f"{INBOX}{number}/{act}") if act else browser.get(f"{INBOX}{number}/")
            for number in (case.tracking_number, "99999999999")
        )
        assert (foreign.status_code, missing.status_code) == (404, 404)
        assert foreign.content == missing.content


def test_a_draft_is_seen_by_no_officer(world: World, union: Client) -> None:
    assert union.get(page(world.draft())).status_code == 404


def test_the_case_shows_figures_clock_and_decision_panel(world: World, union: Client) -> None:
    world.final(MEHR - 1)
    text = text_of(union.get(page(world.filed())))
    for words in (
        world.unit.name,
        "۲۰ تن",
        "شهریور ۱۳۹۸",
        "مهر ۱۳۹۷",
        "برابر",
        "۳ روز تا پایان مهلت",
        "(دوشنبه ۶ آبان ۱۳۹۸)",
        "بازگرداندن برای اصلاح",
        "تأیید",
    ):
        assert words in text


def test_a_case_on_another_desk_has_no_decision_panel(world: World, union: Client) -> None:
    text = text_of(union.get(page(world.at_province())))
    assert "بازگرداندن برای اصلاح" not in text
    assert "پرونده اکنون نزد سازمان استان است" in text


def test_the_inbox_shows_ones_own_desk_alone(world: World, union: Client, sign_in: SignIn) -> None:
    mine, passed = world.filed(), world.at_province(MEHR - 1)
    text = text_of(union.get(INBOX))
    assert page(mine) in text
    assert page(passed) not in text
    province = text_of(sign_in(world.province_officer).get(INBOX))
    assert page(passed) in province
    assert page(mine) not in province


def test_what_was_returned_stands_in_its_own_list(world: World, union: Client) -> None:
    case = world.returned()
    assert page(case) not in text_of(union.get(INBOX))
    text = text_of(union.get(INBOX, {"only": "returned"}))
    assert page(case) in text
    assert "واحد، برای اصلاح" in text


def test_an_empty_inbox_says_so(world: World, union: Client) -> None:
    assert "اینجا پرونده‌ای نیست" in text_of(union.get(INBOX))


@pytest.mark.parametrize("who", ["owner"])
def test_the_inbox_is_for_reviewers(world: World, sign_in: SignIn, who: str) -> None:
    assert sign_in(getattr(world, who)).get(INBOX).status_code == 403


@pytest.mark.parametrize(
    "query",
    [{"after": "x"}, {"after": "2020-01-01T00:00:00Z,x"}, {"after": ",1"}, {"only": "other"}]
    + [{"after": f"2020-01-01T00:00:00Z,{pk}"} for pk in ("²", "9" * 30, "1" * 5000, "-1")]
    + [{"after": "2020-13-45T00:00:00Z,1"}, {"after": "2020-01-01T00:00:00,1"}],
)
def test_a_malformed_cursor_or_filter_is_the_beginning(
    world: World, union: Client, query: dict[str, str]
) -> None:
    case = world.filed()
    answer = union.get(INBOX, query)
    assert answer.status_code == 200
    assert page(case) in text_of(answer)


def test_the_inbox_goes_on_by_pages_without_gap_or_repeat(world: World, union: Client) -> None:
    month = MEHR
    numbers = set()
    for n in range(PAGE + 3):
        if n % 10 == 0:
            licence = licence_for(f"04700000{n:02}", "9990000026", world.union, person(f"p{n}"))
            world.licence, world.owner = licence, licence.unit.members.get().user
        numbers.add(world.filed(month - n % 10).tracking_number)
    first = union.get(INBOX)
    seen = _listed(first)
    assert len(seen) == PAGE
    following = union.get(INBOX, {"after": first.context["cursor"]})
    rest = _listed(following)
    assert not set(seen) & set(rest)
    assert set(seen) | set(rest) == numbers
    assert following.context["cursor"] == ""


def test_the_inbox_costs_the_same_for_one_case_and_three(world: World, union: Client) -> None:
    def cost() -> int:
        # Flags are read only where a case has some.
        Submission.objects.update(flags=1)
        with CaptureQueriesContext(connection) as captured:
            assert union.get(INBOX).status_code == 200
        return len(captured)

    world.filed()
    cost()
    one = cost()
    world.filed(MEHR - 1)
    world.filed(MEHR - 2)
    assert cost() == one


def _listed(answer: Any) -> list[str]:
    return [row["submission"].tracking_number for row in answer.context["cases"]]
