"""What was typed when the session ended waits for its person, once, and for nobody else."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine as clock
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client, RequestFactory
from redis.exceptions import RedisError

from accounts.enums import Role
from accounts.models import User
from config import form_recovery
from config.jalali import tehran_day
from review.complaints.services import complain_of_return
from review.correspondence.correction_requests import request_correction
from review.correspondence.services import ask
from review.models import Answer, Complaint, Contact, CorrectionRequest, Decision, Question
from review.workflow import approve, send_back
from statistics.models import DailyEntry, Submission
from tests.conftest import StrictClient
from tests.statistics.files import statistician
from tests.statistics.filing import hidden_version, people, text_of, typed
from tests.world import BAG, FILED_AT, World, officer, person
from units.enums import MemberRole
from units.models import Unit, UnitMember

WORDS = "کارتن به جای کیلوگرم نوشته شد"
REMAINED = "نوشته‌های شما مانده است؛ ذخیره کنید."


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """Begin and end with nothing in the cache."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def url(world: World) -> str:
    return f"/statistics/{world.draft().tracking_number}/employment/"


def posted(browser: Client, url: str, **changes: Any) -> dict[str, Any]:
    """Read step 4 as its page, open in a browser, would post it."""
    page = browser.get(url)
    token = typed(page, form_recovery.FIELD)
    seen: dict[str, Any] = {"version": hidden_version(page)}
    data: dict[str, Any] = people(official="9", remarks="نوبت شب") | seen
    csrf = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode())
    assert csrf
    return (
        data
        | {form_recovery.FIELD: token, "csrfmiddlewaretoken": csrf[1], "action": "save"}
        | changes
    )


def ended(browser: Client, data: dict[str, Any], url: str, username: str = "owner") -> str:
    """Post after the session ended; return where the person finds the form again."""
    Session.objects.all().delete()
    answer = browser.post(url, data)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/?next=")
    waits = "نوشته‌هایتان مانده است" in text_of(browser.get(answer.headers["Location"]))
    assert waits == ("kept" in answer.headers["Location"])
    signed = browser.post(
        answer.headers["Location"], {"username": username, "password": "test-pass-1398"}
    )
    assert signed.status_code == 302
    place: str = signed.headers["Location"]
    return place


def official() -> int | None:
    return Submission.objects.get().employment.official


def test_after_sign_in_the_same_person_finds_the_posted_form_again_and_saves_it(
    world: World, url: str, sign_in: Callable[[Any], Client]
) -> None:
    browser = sign_in(world.owner)
    place = ended(browser, posted(browser, url), url)
    assert place.startswith(f"{url}?kept=")
    page = browser.get(place)
    assert REMAINED in text_of(page)
    assert (typed(page, "official"), hidden_version(page)) == ("9", "0")
    assert "نوبت شب" in text_of(page)
    assert official() is None
    saved = browser.post(place, people(official="9") | {"version": "0", "action": "save"})
    assert saved.headers["Location"] == url
    assert official() == 9


def test_a_kept_form_is_shown_once(
    world: World, url: str, sign_in: Callable[[Any], Client]
) -> None:
    browser = sign_in(world.owner)
    place = ended(browser, posted(browser, url), url)
    assert REMAINED in text_of(browser.get(place))
    again = browser.get(place)
    assert REMAINED not in text_of(again)
    assert typed(again, "official") is None


def test_nobody_else_finds_it(world: World, url: str, sign_in: Callable[[Any], Client]) -> None:
    delegate = person("delegate")
    UnitMember.objects.create(unit=world.unit, user=delegate, role=MemberRole.DELEGATE)
    browser = sign_in(world.owner)
    place = ended(browser, posted(browser, url), url)
    other = sign_in(delegate).get(place)
    assert other.status_code == 200
    assert (typed(other, "official"), REMAINED in text_of(other)) == (None, False)
    assert sign_in(person("stranger")).get(place).status_code == 404
    assert REMAINED in text_of(browser.get(place))


def test_the_key_opens_nothing_at_another_page(
    world: World, url: str, sign_in: Callable[[Any], Client]
) -> None:
    browser = sign_in(world.owner)
    place = ended(browser, posted(browser, url), url)
    elsewhere = place.replace("employment", "production")
    assert REMAINED not in text_of(browser.get(elsewhere))
    assert REMAINED not in text_of(browser.get(f"{url}?kept=guessed"))
    assert REMAINED in text_of(browser.get(place))


def test_what_another_window_saved_meanwhile_is_not_overwritten_unseen(
    world: World, url: str, sign_in: Callable[[Any], Client]
) -> None:
    browser = sign_in(world.owner)
    data = posted(browser, url)
    browser.post(url, people(official="4") | {"version": "0", "action": "save"})
    place = ended(browser, data, url)
    page = browser.get(place)
    repeated = data | {"version": hidden_version(page)}
    assert browser.post(place, repeated).status_code == 409
    assert official() == 4


@pytest.mark.parametrize("token", ["", "1", "1:x:y", "\u06f1"])
def test_a_form_that_names_nobody_is_not_kept(
    world: World, url: str, sign_in: Callable[[Any], Client], token: str
) -> None:
    browser = sign_in(world.owner)
    assert ended(browser, posted(browser, url, **{form_recovery.FIELD: token}), url) == url


def test_a_form_after_a_week_or_too_long_is_not_kept(
    world: World, url: str, sign_in: Callable[[Any], Client]
) -> None:
    browser = sign_in(world.owner)
    data = posted(browser, url)
    long = data | {"remarks": "ا" * form_recovery.LONGEST}
    assert ended(browser, long, url) == url
    with clock.travel(FILED_AT, tick=False):
        old = posted(browser, url)
    assert ended(browser, old, url) == url


def test_without_a_cache_people_still_sign_in(
    world: World, url: str, sign_in: Callable[[Any], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: Any, **options: Any) -> Any:
        raise RedisError

    browser = sign_in(world.owner)
    data = posted(browser, url)
    monkeypatch.setattr(cache, "set", away)
    monkeypatch.setattr(cache, "get", away)
    assert ended(browser, data, url) == url
    assert browser.get(f"{url}?kept=x").status_code == 200


def test_one_person_keeps_a_handful_of_forms_at_most(
    world: World, rf: RequestFactory, url: str
) -> None:
    token = form_recovery.token_of(world.owner)
    for number in range(100):
        request = rf.post(f"{url}?page={number}", {form_recovery.FIELD: token})
        request.user = world.owner
        assert form_recovery.keep(request)
    held = [form_recovery._slot(str(world.owner.pk), f"x{number}") for number in range(100)]
    assert len(cache.get_many(held)) <= form_recovery.SLOTS


def test_a_replaced_csrf_token_brings_the_form_back_and_saves_nothing(
    world: World, url: str
) -> None:
    browser = StrictClient(enforce_csrf_checks=True)
    browser.force_login(world.owner)
    data = posted(browser, url)
    browser.cookies["csrftoken"] = "b" * 32
    answer = browser.post(url, data)
    assert answer.status_code == 302
    place = answer.headers["Location"]
    assert place.startswith(f"{url}?kept=")
    page = browser.get(place)
    assert REMAINED in text_of(page)
    assert typed(page, "official") == "9"
    assert official() is None


@pytest.mark.parametrize("token", ["none", "other"])
def test_a_form_without_csrf_and_without_its_person_is_refused(
    world: World, url: str, token: str
) -> None:
    browser = StrictClient(enforce_csrf_checks=True)
    browser.force_login(world.owner)
    data = posted(browser, url)
    data[form_recovery.FIELD] = form_recovery.token_of(person("other")) if token == "other" else ""
    del data["csrfmiddlewaretoken"]
    answer = browser.post(url, data)
    assert answer.status_code == 403
    assert "این صفحه کهنه شده بود" in answer.content.decode()


def test_a_new_month_typed_before_the_session_ended_comes_back_too(
    world: World, sign_in: Callable[[Any], Client]
) -> None:
    browser = sign_in(world.owner)
    url = "/statistics/new/"
    page = browser.get(url)
    data = {"licence": world.licence.number, "year": 1398, "month": 7, "activity": "inactive"}
    place = ended(browser, data | {form_recovery.FIELD: typed(page, form_recovery.FIELD)}, url)
    text = text_of(browser.get(place))
    assert REMAINED in text
    assert re.search(r'value="inactive"[^>]*checked', text)
    assert not Submission.objects.exists()


@dataclass(frozen=True)
class Sheet:
    """A form that is written on: whose, on which page, with what, posted to which part of it."""

    user: User
    page: str
    data: dict[str, Any]
    part: str = ""
    said: str = WORDS

    @property
    def action(self) -> str:
        return f"{self.page}{self.part}"


def sheet(world: World, name: str) -> Sheet:
    """Lay out one of the forms on which people write to each other."""
    union, owner, unit = world.union_officer, world.owner, world.unit.pk
    case = world.final() if name == "request" else world.filed()
    number, seen = case.tracking_number, {"version": case.version}
    desk, home = f"/review/{number}/", f"/statistics/{number}/"
    if name == "answer":
        asked = ask(union, number, case.version, "چرا؟", FILED_AT).pk
        return Sheet(owner, home, {"question": asked, "text": WORDS}, "answer/")
    if name == "reply":
        request_correction(owner, number, case.version, "اشتباه", FILED_AT)
        data = {"version": case.version + 1, "action": "refuse", "words": WORDS}
        return Sheet(union, desk, data, "correction/")
    if name in ("complaint", "verdict"):
        send_back(union, number, case.version, "ببینید", FILED_AT)
    if name == "verdict":
        complaint = complain_of_return(owner, number, "درست است", FILED_AT)
        there = f"/review/complaints/{complaint.pk}/"
        return Sheet(world.province_officer, there, {"verdict": "declined", "answer": WORDS})
    if name == "inactivity":
        Unit.objects.update(activity="inactive", missed_months=4)
    day = tehran_day(FILED_AT).isoformat()
    reached = {"on": day, "way": "phone", "result": "other", "note": WORDS}
    noted = {"day": 3, "code": BAG, "quantity": "12.5"}
    return {
        "return": Sheet(union, desk, seen | {"reason": WORDS}, "return/"),
        "question": Sheet(union, desk, seen | {"text": WORDS}, "question/"),
        "contact": Sheet(union, f"/review/followup/{unit}/1398/6/", reached),
        "request": Sheet(owner, f"{home}correction/", seen | {"reason": WORDS}),
        "complaint": Sheet(owner, f"{home}complaint/", {"text": WORDS}),
        "inactivity": Sheet(owner, f"/statistics/complaint/{unit}/", {"text": WORDS}),
        "notebook": Sheet(owner, f"/statistics/notebook/{unit}/1398/6/", noted, said="12.5"),
    }[name]


REVIEWERS = ["return", "question", "reply", "verdict", "contact"]
OWNERS = ["answer", "request", "complaint", "inactivity", "notebook"]


@pytest.mark.parametrize("name", [*REVIEWERS, *OWNERS])
def test_what_people_write_to_each_other_waits_on_its_page_and_is_sent_once_more(
    world: World,
    sign_in: Callable[[Any], Client],
    time_machine: clock.TimeMachineFixture,
    name: str,
) -> None:
    time_machine.move_to(FILED_AT, tick=False)
    form = sheet(world, name)
    browser = sign_in(form.user)
    token = typed(browser.get(form.page), form_recovery.FIELD)
    done = rows_written()
    place = ended(
        browser, form.data | {form_recovery.FIELD: token}, form.action, form.user.username
    )
    assert place.startswith(f"{form.page}?kept=")
    text = text_of(browser.get(place))
    assert "نوشته‌های شما مانده است" in text
    assert form.said in text
    assert rows_written() == done
    assert browser.post(form.action, form.data).status_code == 302
    assert rows_written() != done


def test_words_about_a_case_that_left_the_desk_meanwhile_are_shown_with_what_happened(
    world: World, sign_in: Callable[[Any], Client]
) -> None:
    form = sheet(world, "return")
    browser = sign_in(form.user)
    token = typed(browser.get(form.page), form_recovery.FIELD)
    number = form.page.strip("/").rpartition("/")[2]
    approve(officer("second", Role.UNION_OFFICER, world.union), number, 6, FILED_AT)
    place = ended(
        browser, form.data | {form_recovery.FIELD: token}, form.action, form.user.username
    )
    text = text_of(browser.get(place))
    assert f"نوشتهٔ شما فرستاده نشد:</b>«{WORDS}»" in text
    assert "این پرونده در این میان تغییر کرده و تصمیم شما ثبت نشد" in text
    assert Submission.objects.get().state == "at_province"


def rows_written() -> tuple[int, ...]:
    said = (Decision, Question, Answer, CorrectionRequest, Complaint, Contact, DailyEntry)
    refused = CorrectionRequest.objects.filter(outcome="refused").count()
    answered = Complaint.objects.exclude(answered_at=None).count()
    return (*(model.objects.count() for model in said), refused, answered)


OFFICE = [
    ("/policy/union_days/add/", {"value": "9", "reason": WORDS}),
    ("/selected/units/new/", {"guild_id": "0499999913", "criterion": WORDS}),
    (f"/catalog/products/{BAG}/describe/", {"version": "0", "name": "", "reason": WORDS}),
]


@pytest.mark.parametrize(("page", "data"), OFFICE)
def test_what_the_statistics_office_was_writing_waits_on_its_page(
    world: World, sign_in: Callable[[Any], Client], page: str, data: dict[str, str]
) -> None:
    writer = statistician(world)
    browser = sign_in(writer)
    token = typed(browser.get(page), form_recovery.FIELD)
    shown = browser.get(ended(browser, data | {form_recovery.FIELD: token}, page, writer.username))
    assert shown.status_code == 200
    assert "نوشته‌های شما مانده است؛ دوباره بفرستید." in text_of(shown)
    assert WORDS in text_of(shown)
    assert 'class="errors"' not in shown.content.decode()
    assert all(typed(shown, name) == text for name, text in data.items() if text.isdigit())


def test_days_of_leave_wait_too(world: World, sign_in: Callable[[Any], Client]) -> None:
    officer("colleague", Role.PROVINCE_EXPERT, world.province)
    browser = sign_in(world.province_officer)
    page = browser.get("/accounts/leave/")
    data = {
        form_recovery.FIELD: typed(page, form_recovery.FIELD),
        "since_year": "1398",
        "since_month": "9",
    }
    place = ended(browser, data, "/accounts/leave/", world.province_officer.username)
    assert "نوشته‌های شما مانده است" in text_of(browser.get(place))
