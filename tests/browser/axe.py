"""One page under axe: at three widths, light and dark."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser import acts

WIDTHS = (1366, 768, 390)
AXE = Axe()
VIOLATIONS = """([dark]) => axe.run({
    resultTypes: ["violations"], ...(dark ? {runOnly: ["color-contrast"]} : {}),
}).then(found => found.violations.map(one => `${one.id} ${one.nodes.map(node => node.target)}`))"""
# What a page asks for or minds stands where it can be seen.
UNSEEN = """() => [...document.querySelectorAll("main :is([name^='why-'], .error-text)")]
    .filter(one => !one.checkVisibility()).map(one => `unseen: ${one.name || one.textContent}`)"""


def examine(page: Page) -> None:
    """Fail with every violation and every overflow of the open page, with its width and scheme.

    The dark scheme changes colours and nothing else, so there contrast alone is examined again.
    """
    page.evaluate(AXE.axe_script)
    faults: list[str] = page.evaluate(UNSEEN)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 768})
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            faults.append(f"{width}: overflows sideways")
        # Without motion: contrast is that of colours at rest.
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        faults += [f"{width} light {one}" for one in page.evaluate(VIOLATIONS, [False])]
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        faults += [f"{width} dark {one}" for one in page.evaluate(VIOLATIONS, [True])]
    assert faults == [], acts.address(page)


def look(page: Page, path: str, heading: str) -> None:
    """Open a page, make sure it is the meant one, and examine it."""
    page.goto(path)
    expect(page.get_by_role("heading", name=heading).first).to_be_visible()
    examine(page)
