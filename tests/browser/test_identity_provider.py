"""Linking an account elsewhere and coming in by it, with a provider that really runs."""

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import ProviderAccount, User
from config.provider_options import ProviderOptions, settings_of
from tests.accounts.identity_provider.provider_process import NAME, Provider, free_port, running
from tests.browser import acts
from tests.browser.acts import PASSWORD, address, press, sign_in, sign_out
from tests.browser.conftest import Browse
from tests.world import person

PICTURES = os.environ.get("PROVIDER_PICTURES", "")
LOGIN, ACCOUNT = "/accounts/login/", "/accounts/provider/"


def look(page: Page, name: str) -> None:
    for width, height in ((390, 844), (1366, 768)):
        page.set_viewport_size({"width": width, "height": height})
        assert acts.overflow(page) <= 0, (name, width)
        if PICTURES:
            page.screenshot(path=Path(PICTURES, f"{name}-{width}.png"), full_page=True)


def told(settings: Any, options: ProviderOptions) -> None:
    settings.IDENTITY_PROVIDER = options
    for name, value in settings_of(options).items():
        setattr(settings, name, value)


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with running() as found:
        yield found


def elsewhere(provider: Provider) -> ProviderOptions:
    """Let people find the provider at another site than the portal's, as they will."""
    there = provider.url.replace("127.0.0.1", "localhost")
    return replace(provider.options(), authorization_url=f"{there}/oauth2/authorize")


def opened(browse: Browse, user: User | None = None, *, javascript: bool = True) -> Page:
    """Open a browser; the provider's page asks for a style elsewhere, which nobody needs."""
    page = browse(user, javascript=javascript)
    page.context.route(re.compile("^https:"), lambda asked: asked.fulfill(content_type="text/css"))
    return page


def agrees(page: Page, subject: str) -> None:
    page.wait_for_url("http://localhost:*/**")
    page.fill("[name=sub]", subject)
    page.get_by_role("button", name="Authorize", exact=True).click()


def test_a_person_links_an_account_elsewhere_and_comes_in_by_it(
    transactional_db: None, browse: Browse, provider: Provider, settings: Any
) -> None:
    told(settings, elsewhere(provider))
    leila = person("leila", "لیلا آزمونی")
    page = opened(browse)
    page.goto(LOGIN)
    look(page, "login")
    sign_in(page, "leila")
    page.goto(ACCOUNT)
    page.get_by_label("رمز عبور فعلی").fill(PASSWORD)
    look(page, "link")
    press(page, "پیوند دادن")
    agrees(page, "leila-there")
    expect(page.get_by_text("حساب شما پیوند خورد")).to_be_visible()
    look(page, "linked")
    assert ProviderAccount.objects.get().user == leila
    sign_out(page)

    page.goto(f"{LOGIN}?next=/accounts/profile/")
    press(page, f"ورود با حساب {NAME}")
    agrees(page, "leila-there")
    expect(page.get_by_role("button", name="خروج", exact=True)).to_be_visible()
    assert address(page) == "/accounts/profile/"

    # Another person with the same account there is refused, and is left with their own.
    other = opened(browse, person("kaveh", "کاوه آزمونی"))
    other.goto(ACCOUNT)
    other.get_by_label("رمز عبور فعلی").fill(PASSWORD)
    press(other, "پیوند دادن")
    agrees(other, "leila-there")
    expect(other.get_by_text("به شخص دیگری در سامانه پیوند خورده است")).to_be_visible()
    look(other, "refused-link")
    other.get_by_role("link", name=f"بازگشت به حساب {NAME}").click()
    expect(other.get_by_role("button", name="پیوند دادن")).to_be_visible()
    assert ProviderAccount.objects.count() == 1


def test_who_is_unknown_or_says_no_there_comes_in_nowhere(
    transactional_db: None, browse: Browse, provider: Provider, settings: Any
) -> None:
    told(settings, elsewhere(provider))
    unknown = opened(browse)
    unknown.goto(LOGIN)
    press(unknown, f"ورود با حساب {NAME}")
    agrees(unknown, "nobody")
    expect(unknown.get_by_role("heading", name="این حساب در سامانه شناخته نیست")).to_be_visible()
    look(unknown, "unknown")

    # Who says no there is told so, and reloading what came back signs nobody in.
    unknown.goto(LOGIN)
    press(unknown, f"ورود با حساب {NAME}")
    unknown.wait_for_url("http://localhost:*/**")
    unknown.get_by_role("button", name="Deny").click()
    expect(unknown.get_by_role("heading", name="انجام نشد")).to_be_visible()
    look(unknown, "denied")
    unknown.reload()
    expect(unknown.get_by_role("heading", name="انجام نشد")).to_be_visible()
    assert not ProviderAccount.objects.exists()


def test_who_turns_back_before_a_link_is_led_to_where_it_was_begun(
    transactional_db: None, browse: Browse, provider: Provider, settings: Any
) -> None:
    # An address that nobody answers: the page that leads there stays, with its ways.
    away = replace(provider.options(), authorization_url=f"http://127.0.0.1:{free_port()}/")
    told(settings, away)
    page = opened(browse, person("leila"), javascript=False)
    page.route(f"{away.authorization_url}**", lambda route: route.fulfill(status=204))
    page.goto(ACCOUNT)
    page.get_by_label("رمز عبور فعلی").fill(PASSWORD)
    press(page, "پیوند دادن")
    look(page, "leaving")
    page.get_by_role("link", name="بازگشت به حساب").click()
    assert address(page) == ACCOUNT


def test_a_provider_that_is_away_is_said_to_be(
    transactional_db: None, browse: Browse, provider: Provider, settings: Any
) -> None:
    told(
        settings,
        replace(elsewhere(provider), token_url=f"http://127.0.0.1:{free_port()}/"),
    )
    page = opened(browse)
    page.goto(LOGIN)
    press(page, f"ورود با حساب {NAME}")
    agrees(page, "leila-there")
    expect(page.get_by_text("اکنون پاسخ نمی‌دهد")).to_be_visible()
    look(page, "away")
    # The browser notes the 503, which is meant.
    browse.watch.forget()
    page.get_by_role("link", name="بازگشت به ورود").click()
    expect(page.get_by_label("نام کاربری")).to_be_visible()
