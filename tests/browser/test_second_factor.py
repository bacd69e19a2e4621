"""The second factor, a lost phone and an account elsewhere, in a browser under the portal's CSP."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page, ViewportSize, expect

from accounts.enums import Role
from accounts.models import ProviderAccount
from config.persian import to_ascii_digits
from config.provider_options import settings_of
from tests.accounts.identity_provider.provider_process import NAME, Provider, running
from tests.accounts.second_factor.phones import shown_for, with_phone
from tests.browser.acts import PASSWORD, address, press, sign_in, sign_out
from tests.browser.axe import examine
from tests.browser.conftest import Browse
from tests.world import World, officer

PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
def required(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True


def set_up(page: Page) -> tuple[str, list[str]]:
    """Type the shown secret into a programme, confirm; return it and the recovery codes."""
    expect(page.get_by_alt_text("تصویر رمز دوم")).to_be_visible()
    page.get_by_text("تصویر را نمی‌توانم بخوانم").click()
    secret = page.locator(".secret").inner_text()
    page.get_by_label("کد شش‌رقمی").fill(shown_for(secret))
    page.keyboard.press("Enter")
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    texts = page.locator(".recovery-codes bdi").all_inner_texts()
    press(page, "کدها را نگه داشتم")
    return secret, [to_ascii_digits(text) for text in texts]


def say_code(page: Page, code: str) -> None:
    page.get_by_label("رمز دوم").fill(code)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("javascript", [True, False])
def test_an_officer_sets_the_factor_up_and_signs_in_with_it(
    shared_world: World,
    browse: Browse,
    clock: time_machine.Traveller,
    required: None,
    javascript: bool,
) -> None:
    page = browse(javascript=javascript)
    page.set_viewport_size(PHONE)
    page.goto("/review/")
    sign_in(page, "union-officer")
    secret, codes = set_up(page)
    # Where they wanted to go at first.
    assert address(page) == "/review/"
    sign_out(page)
    clock.shift(60)
    sign_in(page, "union-officer")
    say_code(page, shown_for(secret))
    expect(page.get_by_role("button", name="خروج", exact=True)).to_be_visible()
    sign_out(page)
    sign_in(page, "union-officer")
    say_code(page, codes[0])
    expect(page.get_by_text("۹ کد بازیابی مانده است")).to_be_visible()


def test_a_lost_phone_is_reset_by_two_people(
    shared_world: World, browse: Browse, clock: time_machine.Traveller, required: None
) -> None:
    expert = officer("expert", Role.PROVINCE_EXPERT, shared_world.province)
    with_phone(expert)
    officer("head", Role.PROVINCE_HEAD, shared_world.province)
    asker, second, lost = browse(), browse(), browse()
    for page, name in ((asker, "province-officer"), (second, "head")):
        page.goto("/accounts/second-factor/resets/")
        sign_in(page, name)
        set_up(page)
        assert address(page) == "/accounts/second-factor/resets/"
    asker.get_by_label("نام کاربری همکار").fill("expert")
    asker.get_by_label("دلیل").fill("گوشی گم شده است؛ حضوری آمد")
    press(asker, "ثبت درخواست")
    expect(asker.get_by_text("تأیید با همکار دیگری است")).to_be_visible()
    second.reload()
    press(second, "تأیید و برداشتن رمز دوم")
    expect(second.get_by_text("درخواستی در انتظار نیست")).to_be_visible()
    lost.goto("/accounts/login/")
    sign_in(lost, "expert")
    set_up(lost)
    expect(lost.get_by_role("button", name="خروج", exact=True)).to_be_visible()


def test_its_pages_can_be_read_by_everybody(
    shared_world: World, browse: Browse, clock: time_machine.Traveller, required: None
) -> None:
    page = browse()
    page.goto("/accounts/login/")
    sign_in(page, "province-officer")
    page.get_by_text("تصویر را نمی‌توانم بخوانم").click()
    examine(page)
    secret = page.locator(".secret").inner_text()
    page.get_by_label("کد شش‌رقمی").fill(shown_for(secret))
    press(page, "تأیید کد")
    expect(page.locator(".recovery-codes")).to_be_visible()
    examine(page)
    for part in ("", "renew/", "resets/"):
        page.goto(f"/accounts/second-factor/{part}")
        examine(page)
    sign_out(page)
    sign_in(page, "province-officer")
    say_code(page, "123456")
    expect(page.get_by_role("alert")).to_be_visible()
    examine(page)


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with running() as found:
        yield found


@pytest.mark.parametrize("javascript", [True, False])
def test_an_account_elsewhere_is_linked_and_signs_in(
    shared_world: World, browse: Browse, provider: Provider, settings: Any, javascript: bool
) -> None:
    options = provider.options()
    settings.IDENTITY_PROVIDER = options
    for name, value in settings_of(options).items():
        setattr(settings, name, value)
    page = browse(shared_world.owner, javascript=javascript)
    # The provider's pages want a style sheet of the open network.
    page.route(re.compile("^https:"), lambda route: route.fulfill(body="", content_type="text/css"))
    page.goto("/accounts/provider/")
    page.get_by_label("رمز عبور فعلی").fill(PASSWORD)
    press(page, "پیوند دادن")
    say_who_there(page)
    expect(page.get_by_text("حساب شما پیوند خورد")).to_be_visible()
    assert ProviderAccount.objects.get().user == shared_world.owner
    sign_out(page)
    page.goto("/accounts/login/?next=/accounts/profile/")
    press(page, f"ورود با حساب {NAME}")
    say_who_there(page)
    page.wait_for_url(re.compile("/accounts/profile/$"))
    expect(page.get_by_role("heading", name="حساب من")).to_be_visible()


def say_who_there(page: Page) -> None:
    """Sign in at the provider's own page."""
    page.wait_for_url(re.compile("/oauth2/authorize"))
    page.locator("input[name=sub]").fill("subject-1")
    page.locator("form button").first.click()
