"""What a person without a mouse does: Tab until the wanted control has the focus, then a key."""

import re

import pytest
from playwright.sync_api import Page

MOST_TABS = 90
SAID = """(() => {
    const at = document.activeElement;
    return at.ariaLabel ?? (at.labels?.[0] ?? at).textContent;
})()"""


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control has the focus whose whole name fits the expression."""
    met: list[str] = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        met.append(" ".join(page.evaluate(SAID).split()))
        if re.fullmatch(name, met[-1]):
            return
    pytest.fail(f"no way by Tab to «{name}», only to {met}")


def enter(page: Page, name: str) -> None:
    """Go to a button or a link and press Enter."""
    tab_to(page, name)
    page.keyboard.press("Enter")


def write(page: Page, name: str, text: str) -> None:
    tab_to(page, name)
    page.keyboard.type(text)
