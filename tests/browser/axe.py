"""One page under axe: at a desk and on a phone, light and dark."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser import acts

WIDTHS = (1366, 768, 390)
# Where colours are judged: between a desk and a phone a page has those of the one or the other.
COLOURED = (1366, 390)
AXE = Axe()
# What is far narrower than its letters one by one, axe takes for an icon of a font and never judges
# its contrast: so all joined Persian. The portal's icons are no letters, and axe has no option for
# this: here words are as wide as their letters.
LETTERS_STAND_ALONE = """() => {
    CanvasRenderingContext2D.prototype.measureText = words => ({width: 30 * words.length});
}"""
# Of rows, choices and the like that differ in words alone, the first two are looked at: an even
# and an odd one. What is empty, leads to nothing on the page or says else of itself, differs.
MARK_ALIKE = """() => {
    const words = /^(name|value|href|src|(form)?action|title|alt|placeholder|aria-label|data-.*)$/;
    const leads = /^(for|form|list|headers|aria-(labelledby|describedby|controls|owns))$/;
    const found = new Map();
    for (const {id} of document.querySelectorAll("[id]")) found.set(id, (found.get(id) ?? 0) + 1);
    const said = ({name, value}) => {
        if (name === "id") return `id ${found.get(value) > 1}`;
        if (leads.test(name)) return `${name} ${value.split(" ").every(one => found.has(one))}`;
        return words.test(name) ? `${name} ${!value.trim()}` : `${name} ${value}`;
    };
    const shapes = new Map(), shape = one => {
        const parts = [...[...one.attributes].map(said).sort(), !one.textContent.trim()];
        const whole = [one.tagName, ...parts, "(", ...[...one.children].map(shape), ")"].join(" ");
        shapes.set(one, whole);
        return whole;
    };
    shape(document.body);
    for (const parent of shapes.keys()) {
        const seen = new Map();
        for (const child of parent.children) {
            seen.set(shapes.get(child), (seen.get(shapes.get(child)) ?? 0) + 1);
            if (seen.get(shapes.get(child)) > 2) child.setAttribute("data-alike", "");
        }
    }
}"""
# What stands around the content of a page: nothing of it is looked at.
MARK_FRAME = """() => {
    let one = document.querySelector("main");
    for (; one && one !== document.body; one = one.parentElement)
        for (const beside of one.parentElement.children)
            if (beside !== one) beside.setAttribute("data-alike", "");
}"""
# Without `whole` the style sheets are not fetched once more for the rule on turned screens.
VIOLATIONS = """([dark, whole, coloured]) => axe.run({exclude: [["[data-alike]"]]}, {
    resultTypes: ["violations"], preload: whole,
    ...(dark ? {runOnly: ["color-contrast"]} : {rules: {"color-contrast": {enabled: coloured}}}),
}).then(found => found.violations.map(one => `${one.id} ${one.nodes.map(node => node.target)}`))"""
# What a page asks for or minds stands where it can be seen.
UNSEEN = """() => [...document.querySelectorAll("main :is([name^='why-'], .error-text)")]
    .filter(one => !one.checkVisibility()).map(one => `unseen: ${one.name || one.textContent}`)"""


def bring_axe(page: Page) -> None:
    """Bring axe into the open page, with eyes for joined letters."""
    page.evaluate(AXE.axe_script)
    page.evaluate(LETTERS_STAND_ALONE)


def examine(page: Page) -> None:
    """Fail with every violation and every overflow of the open page, with its width and scheme.

    Judged as at a desk and as on a phone; promise P11 judges between them. The dark scheme changes
    colours and nothing else, so there contrast alone is examined again, once.
    """
    bring_axe(page)
    page.evaluate(MARK_ALIKE)
    faults: list[str] = page.evaluate(UNSEEN)
    # Without motion: contrast is that of colours at rest.
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 768})
        if acts.overflow(page) > 0:
            faults.append(f"{width}: overflows sideways")
        if width in COLOURED:
            light = page.evaluate(VIOLATIONS, [False, width == WIDTHS[0], True])
            faults += [f"{width} light {one}" for one in light]
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    dark = page.evaluate(VIOLATIONS, [True, False, True])
    faults += [f"{width} dark {one}" for one in dark]
    assert faults == [], acts.address(page)


def look(page: Page, path: str, heading: str) -> None:
    """Open a page, make sure it is the meant one, and examine it."""
    page.goto(path)
    expect(page.get_by_role("heading", name=heading).first).to_be_visible()
    examine(page)
