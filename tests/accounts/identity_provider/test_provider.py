"""Signing in with an account elsewhere, tried against a provider that really runs."""

import html
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.test import Client
from django.utils import timezone

from accounts.enums import AccessKind
from accounts.models import AccessEvent, Notice, ProviderAccount, User
from config.provider_options import ProviderOptions, settings_of
from tests.accounts.identity_provider.provider_process import NAME, Provider, free_port, running
from tests.accounts.second_factor.phones import ENTER, PASSWORD, SETUP, shown, with_phone
from tests.world import World, person

LOGIN, PROFILE = "/accounts/login/", "/accounts/profile/"
ACCOUNT, START = "/accounts/provider/", "/accounts/provider/start/"
SUBJECT, HOLDER = "subject-1", "9990000018"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with running() as found:
        yield found


@pytest.fixture(scope="module")
def another() -> Iterator[Provider]:
    with running() as found:
        yield found


def told(settings: Any, options: ProviderOptions) -> None:
    """Configure the portal as its environment would."""
    settings.IDENTITY_PROVIDER = options
    for name, value in settings_of(options).items():
        setattr(settings, name, value)


@pytest.fixture(autouse=True)
def _configured(settings: Any, provider: Provider) -> None:
    told(settings, provider.options())


@pytest.fixture
def leila(db: None) -> User:
    return person("leila")


@pytest.fixture
def browser() -> Client:
    # Coming back is a GET that signs in: the one of the portal that writes.
    return Client()


def begun(browser: Client, **sent: str) -> str:
    """Press the button; return the address at the provider to which the page leads."""
    return leads_to(browser.post(START, sent))


def leads_to(answer: Any) -> str:
    assert answer.status_code == 200
    found = re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', answer.content.decode())
    assert found
    return html.unescape(found[1])


def linked(user: User, provider: Provider) -> ProviderAccount:
    return ProviderAccount.objects.create(
        user=user, issuer=provider.url, subject=SUBJECT, linked_at=timezone.now()
    )


def failures() -> list[str]:
    rows = AccessEvent.objects.filter(kind=AccessKind.FAILED).order_by("pk")
    return list(rows.values_list("detail", flat=True))


def test_a_linked_account_signs_in(leila: User, browser: Client, provider: Provider) -> None:
    linked(leila, provider)
    assert f"ورود با حساب {NAME}" in browser.get(LOGIN).content.decode()
    back = provider.send_back(begun(browser, next=PROFILE), SUBJECT)
    before = browser.cookies["sessionid"].value
    assert browser.get(back).headers["Location"] == PROFILE
    assert browser.cookies["sessionid"].value != before
    assert browser.get(PROFILE).status_code == 200
    assert AccessEvent.objects.filter(user=leila, kind=AccessKind.SIGNED_IN).count() == 1


def test_the_request_carries_state_nonce_and_the_digest_of_a_secret(
    leila: User, browser: Client
) -> None:
    asked = parse_qs(urlsplit(begun(browser)).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert all(len(asked[name][0]) >= 32 for name in ("state", "nonce", "code_challenge"))
    assert asked["redirect_uri"] == ["http://testserver/accounts/provider/callback/"]


@pytest.mark.parametrize("there", ["https://evil.example/", "//evil.example/", "javascript:x"])
def test_nobody_is_led_elsewhere(
    leila: User, browser: Client, provider: Provider, there: str
) -> None:
    linked(leila, provider)
    back = provider.send_back(begun(browser, next=there), SUBJECT)
    assert browser.get(back).headers["Location"] == "/"


def test_an_officer_shows_the_second_factor_all_the_same(
    world: World, browser: Client, provider: Provider, settings: Any
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    linked(world.union_officer, provider)
    back = provider.send_back(begun(browser), SUBJECT)
    assert browser.get(back).headers["Location"] == SETUP
    device = with_phone(world.union_officer)
    back = provider.send_back(begun(browser, next="/review/"), SUBJECT)
    assert browser.get(back).headers["Location"] == ENTER
    assert browser.get("/review/").status_code == 302
    assert browser.post(ENTER, {"code": shown(device)}).headers["Location"] == "/review/"


def test_an_unknown_account_makes_nothing(leila: User, browser: Client, provider: Provider) -> None:
    # The same address of mail is no link.
    User.objects.update(email="subject-2@example.ir")
    provider.knows("subject-2", email="subject-2@example.ir")
    answer = browser.get(provider.send_back(begun(browser), "subject-2"))
    assert answer.status_code == 422
    assert "این حساب در سامانه شناخته نیست" in answer.content.decode()
    # To the place where an owner makes an account, as from the sign-in.
    assert 'href="/accounts/sign-up/"' in answer.content.decode()
    assert not ProviderAccount.objects.exists()
    assert User.objects.count() == 1
    assert failures() == ["unknown account"]


def test_a_switched_off_account_is_not_opened(
    leila: User, browser: Client, provider: Provider
) -> None:
    linked(leila, provider)
    User.objects.update(is_active=False)
    assert browser.get(provider.send_back(begun(browser), SUBJECT)).status_code == 422


def signed_in(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def test_a_person_links_their_account_with_their_password(leila: User, provider: Provider) -> None:
    browser = signed_in(leila)
    assert ACCOUNT in browser.get(PROFILE).content.decode()
    assert browser.post(ACCOUNT, {"current_password": "wrong"}).status_code == 422
    there = leads_to(browser.post(ACCOUNT, {"current_password": PASSWORD}))
    assert browser.get(provider.send_back(there, SUBJECT)).headers["Location"] == ACCOUNT
    row = ProviderAccount.objects.get()
    assert (row.user, row.issuer, row.subject) == (leila, provider.url, SUBJECT)
    assert Notice.objects.filter(user=leila, title=f"ورود با حساب {NAME} برای شما فعال شد").exists()
    assert AccessEvent.objects.filter(user=leila, kind=AccessKind.LINKED).count() == 1
    assert browser.post(ACCOUNT, {"current_password": PASSWORD}).headers["Location"] == ACCOUNT
    assert not ProviderAccount.objects.exists()
    assert AccessEvent.objects.filter(user=leila, kind=AccessKind.LINKED).count() == 2


def test_an_account_of_anothers_is_not_linked(leila: User, provider: Provider) -> None:
    linked(person("kaveh"), provider)
    browser = signed_in(leila)
    there = leads_to(browser.post(ACCOUNT, {"current_password": PASSWORD}))
    answer = browser.get(provider.send_back(there, SUBJECT))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "به شخص دیگری در سامانه پیوند خورده است" in page
    # Who is signed in was not signing in, and goes back to where the link was begun.
    assert f"پیوند با حساب {NAME} انجام نشد" in page
    assert "ورود با حساب" not in page
    assert f'href="{ACCOUNT}"' in page
    assert LOGIN not in page


def test_a_link_begun_by_one_is_not_ended_by_another(leila: User, provider: Provider) -> None:
    browser = signed_in(leila)
    there = leads_to(browser.post(ACCOUNT, {"current_password": PASSWORD}))
    states = browser.session["oidc_states"]
    browser.force_login(person("kaveh"))
    held = browser.session
    held["oidc_states"] = states
    held.save()
    assert browser.get(provider.send_back(there, SUBJECT)).status_code == 422
    assert not ProviderAccount.objects.exists()


@pytest.mark.parametrize(
    ("claim", "found"),
    # The second it knows and does not tell: only the scope «phone» would have it told.
    [("national_id", True), ("phone_number", False)],
)
def test_a_national_id_the_provider_vouches_for_finds_its_owner(
    world: World, browser: Client, provider: Provider, settings: Any, claim: str, found: bool
) -> None:
    told(settings, provider.options(holder_claim=claim))
    provider.knows("subject-3", **{claim: HOLDER})
    owner = person(HOLDER)
    answer = browser.get(provider.send_back(begun(browser), "subject-3"))
    if found:
        assert answer.headers["Location"] == "/"
        assert ProviderAccount.objects.get().user == owner
        assert Notice.objects.filter(user=owner).exists()
    else:
        assert answer.status_code == 422


def test_an_officers_account_is_never_found_by_a_claim(
    world: World, browser: Client, provider: Provider, settings: Any
) -> None:
    told(settings, provider.options(holder_claim="national_id"))
    User.objects.filter(pk=world.union_officer.pk).update(username=HOLDER)
    provider.knows("subject-4", national_id=HOLDER)
    assert browser.get(provider.send_back(begun(browser), "subject-4")).status_code == 422
    assert not ProviderAccount.objects.exists()


def refused(answer: Any, status: int = 422) -> None:
    assert answer.status_code == status
    assert f"ورود با حساب {NAME} انجام نشد" in answer.content.decode()
    assert not AccessEvent.objects.filter(kind=AccessKind.SIGNED_IN).exists()


def test_a_state_serves_once(leila: User, browser: Client, provider: Provider) -> None:
    linked(leila, provider)
    back = provider.send_back(begun(browser), SUBJECT)
    browser.get(back)
    again = browser.get(back)
    assert again.status_code == 422
    # The person is in all the same: nothing leads to a sign-in.
    assert "بازگشت به خانه" in again.content.decode()
    assert LOGIN not in again.content.decode()
    assert AccessEvent.objects.filter(kind=AccessKind.SIGNED_IN).count() == 1


@pytest.mark.parametrize("query", ["", "code=x&state=y", "error=access_denied&state=y", "state=y"])
def test_what_nobody_began_here_counts_for_nothing(
    leila: User, browser: Client, query: str
) -> None:
    refused(browser.get(f"/accounts/provider/callback/?{query}"))
    # A page elsewhere can make any browser ask it: no line, so no lock.
    assert failures() == []


def test_somebody_who_says_no_there_is_not_signed_in(
    leila: User, browser: Client, provider: Provider
) -> None:
    there = begun(browser)
    denied = requests.post(there, data={"action": "deny"}, allow_redirects=False, timeout=60)
    led = urlsplit(denied.headers["Location"])
    state = parse_qs(urlsplit(there).query)["state"][0]
    answer = browser.get(f"{led.path}?{led.query}&state={state}")
    refused(answer)
    assert failures() == ["refused"]
    # Nothing is wrong with what came back: the person is told of the «no» alone.
    assert "شاید خود شما آن را لغو کرده‌اید" in answer.content.decode()
    # A provider may forget whose «no» it was.
    answer = browser.get(f"{led.path}?{led.query}")
    assert "شاید خود شما آن را لغو کرده‌اید" in answer.content.decode()


def test_a_wrong_nonce_is_refused(leila: User, browser: Client, provider: Provider) -> None:
    linked(leila, provider)
    back = provider.send_back(begun(browser), SUBJECT)
    held = browser.session
    for state in held["oidc_states"].values():
        state["nonce"] = "x" * 32
    held.save()
    refused(browser.get(back))


def test_a_token_signed_by_another_is_refused(
    leila: User, browser: Client, provider: Provider, another: Provider, settings: Any
) -> None:
    linked(leila, provider)
    told(settings, provider.options(jwks_url=f"{another.url}/jwks"))
    refused(browser.get(provider.send_back(begun(browser), SUBJECT)))
    assert failures() == ["InvalidSignatureError"]


@pytest.mark.parametrize(
    ("other", "fault"),
    [
        ({"issuer": "http://127.0.0.1:1"}, "InvalidIssuerError"),
        ({"algorithm": "ES256"}, "InvalidKeyError"),
    ],
)
def test_a_token_made_for_others_is_refused(
    leila: User, browser: Client, provider: Provider, settings: Any, other: Any, fault: str
) -> None:
    linked(leila, provider)
    back = provider.send_back(begun(browser), SUBJECT)
    told(settings, provider.options(**other))
    refused(browser.get(back))
    assert failures() == [fault]


def test_an_old_token_is_refused(leila: User, browser: Client, settings: Any) -> None:
    with running("-e", "-600") as late:
        told(settings, late.options())
        linked(leila, late)
        refused(browser.get(late.send_back(begun(browser), SUBJECT)))
    assert failures() == ["ExpiredSignatureError"]


def test_a_provider_that_is_away_is_said_to_be(
    leila: User, browser: Client, provider: Provider, settings: Any
) -> None:
    back = provider.send_back(begun(browser), SUBJECT)
    told(settings, provider.options(token_url=f"http://127.0.0.1:{free_port()}/"))
    answer = browser.get(back)
    refused(answer, 503)
    assert "اکنون پاسخ نمی‌دهد" in answer.content.decode()
    assert answer.headers["Retry-After"]


def test_what_is_no_token_is_refused(
    leila: User, browser: Client, provider: Provider, settings: Any
) -> None:
    back = provider.send_back(begun(browser), SUBJECT)
    told(settings, provider.options(token_url=f"{provider.url}/jwks"))
    refused(browser.get(back))


def test_without_a_provider_there_is_nothing(leila: User, browser: Client, settings: Any) -> None:
    settings.IDENTITY_PROVIDER = None
    assert "ورود با حساب" not in browser.get(LOGIN).content.decode()
    assert browser.post(START).status_code == 404
    assert browser.get("/accounts/provider/callback/?code=x&state=y").status_code == 404
    browser.force_login(leila)
    assert browser.get(ACCOUNT).status_code == 404
    assert ACCOUNT not in browser.get(PROFILE).content.decode()
