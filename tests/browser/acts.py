"""What people do in the browser, said once: signing in, the four steps, the last confirmation."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.world import BAG, WARNING, person

PASSWORD = "test-pass-1398"
ONWARD = "تایید به گام بعد"
KEEP = "ذخیره موقت"
SEND = "ثبت تصمیم"
FINISH = "تایید نهایی اطلاعات"
DONE = "ثبت اطلاعات با موفقیت انجام شد."
PATIENCE_SECONDS = 60.0
ANOTHER = "در این مرورگر حساب دیگری وارد شده است"


def overflow(page: Page) -> int:
    """Measure by how many pixels the open page is wider than its window, once it is there."""
    # Behind a click the next page may have begun and have nothing in it.
    page.wait_for_load_state()
    wider: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return wider


def count(
    monkeypatch: pytest.MonkeyPatch,
    module: Any,
    name: str,
    behind: Callable[[], object] = lambda: None,
) -> list[str]:
    """Give a list that grows as a service is called; `behind` its work something may happen."""
    real: Callable[..., Any] = getattr(module, name)
    calls: list[str] = []

    def counted(*args: Any, **options: Any) -> Any:
        calls.append(name)
        try:
            return real(*args, **options)
        finally:
            behind()

    monkeypatch.setattr(module, name, counted)
    return calls


@contextmanager
def slow(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> Iterator[list[str]]:
    """Let a service do its work, yet answer only at the end of the block; give its calls."""
    over = Event()
    try:
        yield count(monkeypatch, module, name, lambda: over.wait(PATIENCE_SECONDS))
    finally:
        over.set()


def address(page: Page) -> str:
    return urlsplit(page.url).path


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def choose(page: Page, choice: str) -> None:
    """Choose an act of a case: what belongs to it opens."""
    page.locator(f"[name=decision][value={choice}]").check()


def decide(page: Page, choice: str, affirm: bool = False) -> None:
    """Choose one of the three acts of a case and send it; a union affirms its statements."""
    choose(page, choice)
    for name in ("licence", "place", "quantity") if affirm else ():
        page.locator(f"[name={name}][value=yes]").check()
    press(page, SEND)


def sign_in(page: Page, username: str) -> None:
    """Sign in by name and password, from the page that asks for them."""
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    press(page, "ورود")


def come_in(page: Page, username: str) -> None:
    """Sign in from the front door."""
    page.goto("/")
    page.get_by_role("link", name="ورود", exact=True).first.click()
    sign_in(page, username)


def sign_out(page: Page) -> None:
    press(page, "خروج")


def another_signs_in(page: Page) -> None:
    """Let somebody else sign in in another tab of the browser."""
    other = person("another", "شخص دیگر")
    tab = page.context.new_page()
    tab.goto("/accounts/sessions/")
    sign_out(tab)
    sign_in(tab, other.username)
    expect(tab.get_by_role("button", name="خروج", exact=True)).to_be_visible()
    tab.close()


def choose_mehr(page: Page) -> None:
    """Do step 1: Mehr 1398 for the one licence, searched by holder id and guild id."""
    page.get_by_role("main").get_by_role("link", name="اینجا").click()
    page.fill("#holder_id", "9990000018")
    page.fill("#guild_id", "۰۴۹۹۹۹۹۹۱۳")
    press(page, "جستجو")
    row = page.get_by_role("row", name="کارگاه پلاستیک نمونه")
    expect(row).to_contain_text("۳۰ دی ۱۳۹۶")
    expect(row).to_contain_text("آذربایجان شرقی")
    expect(row).to_contain_text("ملکان")
    row.get_by_role("radio").check()
    page.select_option("[name=year]", "1398")
    page.select_option("[name=month]", "7")
    page.check("[name=activity][value=active]")
    press(page, ONWARD)
    expect(page.get_by_role("heading", level=1)).to_have_text("میزان تولید در مهر")


def write_production(page: Page, quantity: str) -> None:
    """Do step 2: the quantity of the one listed product."""
    page.fill("[name=lines-0-quantity]", quantity)
    press(page, ONWARD)


def write_exports(page: Page) -> None:
    """Do step 3: yes, 5 of the product, 5 t, 322 USD, 6300 IRR."""
    expect(page.get_by_role("heading", level=1)).to_have_text("صادرات در مهر")
    page.check("[name=has_exports][value=yes]")
    page.click(f"button[name=add][value='{BAG}']")
    expect(page.locator("[name=has_exports][value=yes]")).to_be_checked()
    page.fill("[name=exports-0-quantity]", "5")
    page.fill("[name=exports-0-tonnes]", "5")
    page.fill("[name=exports-0-value_usd]", "322")
    page.fill("[name=exports-0-value_irr]", "۶٬۳۰۰")
    press(page, ONWARD)


def write_employment(page: Page) -> None:
    """Do step 4: two official people, one under contract, none of a contractor."""
    expect(page.get_by_role("heading", level=1)).to_have_text("اشتغال در مهر")
    for name, people in (("official", "2"), ("contract", "1"), ("contractor", "0")):
        page.fill(f"[name={name}]", people)
    press(page, ONWARD)


def read_and_finish(page: Page) -> str:
    """Read the check page with its warning, confirm for good, read the tracking number."""
    expect(page.get_by_text(WARNING)).to_be_visible()
    press(page, FINISH)
    expect(page.get_by_role("heading", level=1)).to_have_text(DONE)
    number = page.locator(".tracking").inner_text()
    assert len(number) == 11
    assert number.isdecimal()
    return number
