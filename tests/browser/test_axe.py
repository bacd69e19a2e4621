"""What is left out of a look at a page is like what is looked at: a fault of one row is found."""

import pytest
from playwright.sync_api import Page

from tests.browser.axe import AXE, MARK_ALIKE, VIOLATIONS
from tests.browser.conftest import Browse

HEAD = "<!doctype html><html lang=fa><title>صفحه</title><body><main>"
SOUND = "<tr class=row><td><a href=/there/ title=there>یک</a></td></tr>"


def violations(page: Page, rows: str) -> list[str]:
    page.set_content(f"{HEAD}<h1>فهرست</h1><table>{rows}</table>")
    page.evaluate(AXE.axe_script)
    page.evaluate(MARK_ALIKE)
    found: list[str] = page.evaluate(VIOLATIONS, [False, False])
    return found


def test_rows_that_differ_in_words_alone_are_looked_at_twice(browse: Browse) -> None:
    page = browse()
    assert violations(page, SOUND * 9) == []
    assert page.locator("tr:not([data-alike])").count() == 2
    (found,) = violations(page, SOUND.replace(">یک<", "><").replace(" title=there", "") * 9)
    assert found.count("tr:nth-child") == 2


@pytest.mark.parametrize(
    ("sound", "broken", "rule"),
    [
        (" title=there>یک<", "><", "link-name"),
        ("title=there>یک<", "title=''><", "link-name"),
        ("<a ", "<img src=x><a ", "image-alt"),
        ("<td>", "<td role=nothing>", "aria-roles"),
        ("<td>", "<td><input id=one><label for=two>دو</label>", "label"),
    ],
)
def test_a_fault_of_one_row_among_many_is_found(
    browse: Browse, sound: str, broken: str, rule: str
) -> None:
    rows = SOUND * 6 + SOUND.replace(sound, broken) + SOUND * 6
    assert [found.split()[0] for found in violations(browse(), rows)] == [rule]
