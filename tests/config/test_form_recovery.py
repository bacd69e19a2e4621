"""What was typed when the session ended waits for its person, once, and for nobody else."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote

import pytest
import time_machine as clock
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import reverse
from redis.exceptions import RedisError

from accounts.models import User
from config import autosave, form_recovery
from statistics.enums import State
from statistics.models import Submission
from tests.conftest import StrictClient
from tests.statistics.filing import hidden_version, people, text_of, typed
from tests.world import FILED_AT, World, person
from units.enums import MemberRole
from units.models import UnitMember

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
    lost = answer.headers["Location"].endswith("%3Fkept%3Dlost")
    assert waits == ("kept" in answer.headers["Location"] and not lost)
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
    place = ended(browser, posted(browser, url, **{form_recovery.FIELD: token}), url)
    assert place == f"{url}?kept=lost"
    assert form_recovery.NOT_KEPT in text_of(browser.get(place))


def test_a_form_after_a_week_or_too_long_is_not_kept(
    world: World, url: str, sign_in: Callable[[Any], Client]
) -> None:
    browser = sign_in(world.owner)
    data = posted(browser, url)
    long = data | {"remarks": "ا" * form_recovery.LONGEST}
    assert ended(browser, long, url) == f"{url}?kept=lost"
    with clock.travel(FILED_AT, tick=False):
        old = posted(browser, url)
    assert ended(browser, old, url) == f"{url}?kept=lost"


def test_without_a_cache_people_still_sign_in(
    world: World, url: str, sign_in: Callable[[Any], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: Any, **options: Any) -> Any:
        raise RedisError

    browser = sign_in(world.owner)
    data = posted(browser, url)
    monkeypatch.setattr(cache, "set", away)
    monkeypatch.setattr(cache, "get", away)
    assert ended(browser, data, url) == f"{url}?kept=lost"
    assert browser.get(f"{url}?kept=x").status_code == 200


def keep(rf: RequestFactory, user: User, place: str, text: str = "x") -> str:
    """Keep a form of a person; return the key under which it waits."""
    token = form_recovery.token_of(user, place)
    request = rf.post(place, {form_recovery.FIELD: token, "remarks": text})
    request.user = AnonymousUser()
    return form_recovery.led_back(request).partition("kept=")[2]


def waits(rf: RequestFactory, user: User, place: str, key: str) -> form_recovery.KeptForm | None:
    request = rf.get(place, {"kept": key})
    request.user = user
    return form_recovery.taken(request)


def test_the_newest_forms_of_a_person_wait_and_none_takes_the_place_of_another(
    world: World, rf: RequestFactory
) -> None:
    places = [f"/statistics/{number}/employment/" for number in range(1, 31)]
    keys = [keep(rf, world.owner, place) for place in places]
    found = [waits(rf, world.owner, *pair) is not None for pair in zip(places, keys, strict=True)]
    assert found == [False] * 22 + [True] * 8


def test_two_windows_of_one_page_wait_both(world: World, rf: RequestFactory) -> None:
    place = "/statistics/1/employment/"
    keys = [keep(rf, world.owner, place, text) for text in ("یک", "دو")]
    found = [waits(rf, world.owner, place, key) for key in keys]
    assert [form and form["remarks"] for form in found] == ["یک", "دو"]


def test_large_forms_of_a_person_push_the_oldest_out_and_the_page_says_so(
    world: World, rf: RequestFactory
) -> None:
    place = "/statistics/1/employment/"
    keys = [keep(rf, world.owner, place, "x" * 150_000) for _ in range(3)]
    other = keep(rf, world.union_officer, place, "x" * 150_000)
    first, second, third = (waits(rf, world.owner, place, key) for key in keys)
    assert first is None
    assert second
    assert second.words == ""
    assert third
    assert third.words == form_recovery.OLDER_DROPPED
    assert waits(rf, world.union_officer, place, other)


def test_a_password_is_never_kept(world: World, rf: RequestFactory) -> None:
    token = form_recovery.token_of(world.owner, "/accounts/profile/")
    data = {form_recovery.FIELD: token, "email": "a@example.ir", "old_password": "secret"}
    request = rf.post("/accounts/profile/", data)
    request.user = AnonymousUser()
    key = form_recovery.led_back(request).partition("kept=")[2]
    form = waits(rf, world.owner, "/accounts/profile/", key)
    assert form
    assert form.dict() == {"email": "a@example.ir"}


def test_who_comes_back_by_the_front_door_is_led_to_what_waits(
    world: World, rf: RequestFactory, url: str
) -> None:
    key = keep(rf, world.owner, url)
    browser = StrictClient()
    name = {"username": "owner", "password": "test-pass-1398"}
    led = browser.post("/accounts/login/", name)
    assert led.headers["Location"] == f"{url}?kept={key}"


def test_a_key_that_opens_nothing_says_why(world: World, url: str) -> None:
    browser = StrictClient()
    browser.force_login(world.owner)
    assert form_recovery.GONE in text_of(browser.get(f"{url}?kept=guessed"))


@pytest.mark.parametrize("key", ["9" * 400, "\r", "کلید", "a b"])
def test_what_cannot_be_a_key_is_not_looked_for(
    world: World, url: str, sign_in: Callable[[Any], Client], key: str
) -> None:
    assert sign_in(world.owner).get(url, {"kept": key}).status_code == 200


def test_enter_in_a_form_that_cannot_be_kept_gives_its_text_to_be_copied(
    world: World, sign_in: Callable[[Any], Client]
) -> None:
    case = world.filed()
    decide = reverse("review:decide", args=[case.tracking_number])
    data = {"version": case.version, "reason": "برگ فروش دیده نشد", "enter": "1"}
    answer = sign_in(world.union_officer).post(decide, data)
    assert answer.status_code == 422
    assert answer.context["rows"] == ["برگ فروش دیده نشد"]
    case.refresh_from_db()
    assert case.state == State.AT_UNION


def test_no_password_stands_on_a_page_to_be_copied(
    world: World, sign_in: Callable[[Any], Client]
) -> None:
    typed_in = {"old_password": "lamp-green-61", "note": "متن", "enter": "1"}
    answer = sign_in(world.owner).post(reverse("accounts:password"), typed_in)
    assert answer.status_code == 422
    assert answer.context["rows"] == ["متن"]


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


def test_a_form_without_csrf_and_without_its_person_is_refused(world: World, url: str) -> None:
    browser = StrictClient(enforce_csrf_checks=True)
    browser.force_login(world.owner)
    data = posted(browser, url)
    del data[form_recovery.FIELD], data["csrfmiddlewaretoken"]
    answer = browser.post(url, data)
    assert answer.status_code == 403
    assert "این صفحه کهنه شده بود" in answer.content.decode()


@pytest.mark.parametrize("checks", [True, False])
def test_the_form_of_somebody_else_waits_for_them_and_is_never_done_in_anothers_name(
    world: World, url: str, checks: bool
) -> None:
    delegate = person("delegate", "نمایندهٔ آزمون")
    UnitMember.objects.create(unit=world.unit, user=delegate, role=MemberRole.DELEGATE)
    browser = StrictClient(enforce_csrf_checks=checks)
    browser.force_login(world.owner)
    data = posted(browser, url)
    browser.logout()
    browser.force_login(delegate)
    by_itself = browser.post(url, data, headers={"X-Autosave": "1"})
    assert (by_itself.status_code, by_itself.json()["text"]) == (403, autosave.ANOTHER)
    refused = browser.post(url, data)
    assert refused.status_code == 403
    text = text_of(refused)
    assert "در این مرورگر حساب دیگری وارد شده است" in text
    assert "«نمایندهٔ آزمون»" in text
    assert "نشست شما پایان" not in text
    place = unquote(typed(refused, "next") or "").partition("?next=")[2]
    assert place.startswith(f"{url}?kept=")
    # The other finds nothing of it, and it is not spent by their looking.
    assert "نوبت شب" not in text_of(browser.get(place))
    if not checks:
        led = browser.post("/accounts/logout/", {"next": typed(refused, "next")})
        assert led.headers["Location"] == typed(refused, "next")
    owner = StrictClient()
    owner.force_login(world.owner)
    assert "نوبت شب" in text_of(owner.get(place))
    assert official() is None


@pytest.mark.parametrize("name", ["owner", " Owner", "\u200eowner", "ｏｗｎｅｒ"])
def test_the_button_of_the_sign_in_pressed_twice_signs_in(world: World, name: str) -> None:
    browser = StrictClient(enforce_csrf_checks=True)
    page = browser.get("/accounts/login/?next=/accounts/profile/")
    data = {"username": name, "password": "test-pass-1398", "next": "/accounts/profile/"}
    data["csrfmiddlewaretoken"] = typed(page, "csrfmiddlewaretoken") or ""
    for _ in range(2):
        answer = browser.post("/accounts/login/?next=/accounts/profile/", data, follow=True)
        assert answer.status_code == 200
        assert answer.request["PATH_INFO"] == "/accounts/profile/"


def test_what_was_written_for_a_draft_that_is_gone_can_be_copied(
    world: World, url: str, sign_in: Callable[[Any], Client]
) -> None:
    browser = sign_in(world.owner)
    data = posted(browser, url)
    Submission.objects.all().delete()
    by_itself = browser.post(url, data, headers={"X-Autosave": "1"})
    assert (by_itself.status_code, by_itself.json()["text"]) == (404, autosave.WORDS[404])
    answer = browser.post(url, data)
    assert answer.status_code == 404
    assert "نوبت شب" in text_of(answer)


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
