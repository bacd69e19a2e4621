"""What is left out of a look at a page is like what is looked at, and Persian is looked at."""

from typing import Literal

import pytest
from playwright.sync_api import Page

from tests.browser.axe import MARK_ALIKE, MARK_FRAME, VIOLATIONS, bring_axe
from tests.browser.conftest import Browse

HEAD = "<!doctype html><html lang=fa><title>صفحه</title><body><main>"
SOUND = "<tr class=row><td><a href=/there/ title=there>یک</a></td></tr>"

PALE = """([colour, many]) => {
    for (let one = 0; one < many; one++) document.querySelector("main").append(Object.assign(
        document.createElement("p"),
        {id: `pale-${one}`, textContent: "میزان تولید در مهر"},
    ));
    for (const one of document.querySelectorAll("[id^=pale]")) one.style.color = colour;
}"""


def violations(page: Page, rows: str) -> list[str]:
    page.set_content(f"{HEAD}<h1>فهرست</h1><table>{rows}</table>")
    bring_axe(page)
    page.evaluate(MARK_ALIKE)
    found: list[str] = page.evaluate(VIOLATIONS, [False, False, True])
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
        ("<td>", "<td><span style='color:#eee;background:#fff'>میزان</span>", "color-contrast"),
    ],
)
def test_a_fault_of_one_row_among_many_is_found(
    browse: Browse, sound: str, broken: str, rule: str
) -> None:
    rows = SOUND * 6 + SOUND.replace(sound, broken) + SOUND * 6
    assert [found.split()[0] for found in violations(browse(), rows)] == [rule]


def test_beside_a_frame_that_is_left_out_the_content_is_looked_at(browse: Browse) -> None:
    page, faulty = browse(), "<a href=/there/></a>"
    page.set_content(
        "<!doctype html><html lang=fa><title>صفحه</title><body>"
        f"<nav>{faulty}</nav><div><aside>{faulty}</aside><main><h1>خانه</h1>{faulty}</main></div>"
    )
    bring_axe(page)
    (whole,) = page.evaluate(VIOLATIONS, [False, False, False])
    assert [f"{part} > a" in whole for part in ("nav", "aside", "main")] == [True] * 3
    page.evaluate(MARK_FRAME)
    assert page.evaluate(VIOLATIONS, [False, False, False]) == ["link-name main > a"]


@pytest.mark.parametrize(("scheme", "pale"), [("light", "#ccc"), ("dark", "#333")])
def test_joined_persian_in_the_portals_own_font_is_judged_by_its_contrast(
    browse: Browse, scheme: Literal["light", "dark"], pale: str
) -> None:
    page = browse()
    page.emulate_media(color_scheme=scheme)
    page.goto("/accounts/login/")
    # Of more than three texts in one font: of the first three axe learns what the font is.
    page.evaluate(PALE, [pale, 5])
    assert page.evaluate("document.fonts.check('16px \"Vazirmatn Variable\"', 'متن')")
    bring_axe(page)
    (found,) = page.evaluate(VIOLATIONS, [True, False])
    assert found.split()[0] == "color-contrast"
    assert [f"#pale-{one}" in found for one in range(5)] == [True] * 5
