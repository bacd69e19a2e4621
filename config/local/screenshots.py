"""`make shots`: a picture of every page for every role, at two widths, from the demonstration.

The first page of each kind is also taken in the dark, as print has it, and as much of it as a
screen of 768 px shows at once; pages open to all, which are the same to everybody, are not.

With `--guide` it takes instead what the guides show (config/local/guide_pictures.py).

It walks as a person would: each entry of the role's menu, every link on those pages, and the
pages of each month it meets on the way. Of pages that differ only in numbers three are taken.
"""

import argparse
import re
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from config.local import demo, guide_pictures

SHOTS = demo.ROOT / ".local" / "shots"
ANONYMOUS = "anonymous"
ALIKE = 3
MONTHS = 12
PARTS = (
    "",
    "month/",
    "period/",
    "production/",
    "production/products/",
    "exports/",
    "exports/products/",
    "employment/",
    "confirm/",
    "receipt/",
    "report/",
    "delete/",
    "correction/",
    "evidence/",
    "complaint/",
)
OPEN_PAGES = (
    "/accounts/login/",
    "/help/",
    "/help/questions/",
    "/help/steps/",
    "/",
    "/public/",
    "/public/months/",
    "/public/method/",
    "/public/rules/",
    "/public/policy/",
    "/no-such-page/",
)
COMMON = ("/help/", "/public/")
OTHER_PAGES = (
    "/catalog/search/?q=2520",
    "/statistics/inactive/",
    "/statistics/notebook/",
    "/policy/simulations/",
    "/sweeps/",
    "/review/?only=selected",
    "/review/followup/?tab=missing",
    "/review/followup/?tab=near",
    "/review/complaints/",
    "/selected/?list=products",
    "/lists/holidays/?year=1406",
    "/lists/offices/?q=کفش",
    "/accounts/leave/",
    "/service-desk/list/",
    "/service-desk/log/",
    "/inquiries/new/",
    "/inquiries/refusals/",
    "/calendar/",
    "/statistics/questionnaire/",
)
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LINKS = "links => links.map(link => link.href)"


@dataclass(frozen=True)
class Look:
    """One way to look at a page: `name` ends the picture's name, `whole` goes past the screen."""

    name: str
    width: int
    height: int = 768
    dark: bool = False
    printed: bool = False
    whole: bool = True


LOOKS = (Look("1366", 1366), Look("390", 390, 844))
MAIN_LOOKS = (
    *LOOKS,
    Look("1366-dark", 1366, dark=True),
    Look("390-dark", 390, 844, dark=True),
    Look("screen", 1366, whole=False),
    # A sheet of A4 between its margins, at 96 to the inch.
    Look("print", 720, 1040, printed=True),
)


@dataclass
class Walk:
    """What one role has seen: pictures taken, and what was wrong on the way."""

    role: str
    address: str
    taken: int = 0
    troubles: list[str] = field(default_factory=list)
    shapes: Counter[str] = field(default_factory=Counter)
    known: set[str] = field(default_factory=set)

    def watch(self, page: Page) -> None:
        """Keep what the console and broken scripts say."""
        page.on("console", lambda said: self._hear(page, said.type, said.text))
        page.on("pageerror", lambda error: self._hear(page, "error", error.message))

    def take(self, page: Page, path: str) -> list[str]:
        """Take a page in every look; return the addresses it links to.

        A page seen before, one that leads elsewhere, and a fourth of a kind are left out.
        """
        shape = _shape(path)
        if path in self.known or self.shapes[shape] >= ALIKE:
            return []
        self.known.add(path)
        answer = page.context.request.get(self.address + path, max_redirects=0)
        if "text/html" not in answer.headers.get("content-type", "") or answer.status in (301, 302):
            return []
        if answer.status >= 500:
            self.troubles.append(f"{path} answers {answer.status}")
        self.shapes[shape] += 1
        name = shape if self.shapes[shape] == 1 else f"{shape}-{self.shapes[shape]}"
        first = self.shapes[shape] == 1
        common = self.role != ANONYMOUS and path.startswith(COMMON)
        for look in MAIN_LOOKS if first and not common else LOOKS:
            page.set_viewport_size({"width": look.width, "height": look.height})
            page.emulate_media(
                color_scheme="dark" if look.dark else "light",
                media="print" if look.printed else "screen",
            )
            page.goto(self.address + path)
            guide_pictures.settled(page)
            picture = SHOTS / self.role / f"{name}-{look.name}.png"
            page.screenshot(path=picture, full_page=look.whole)
            self.taken += 1
            if (over := page.evaluate(OVERFLOW)) > 0:
                self.troubles.append(f"{path} at {look.name}: {over} px wider than the screen")
        return [self.path_of(url) for url in page.locator("a[href]").evaluate_all(LINKS)]

    def path_of(self, url: str) -> str:
        """Cut the address within the portal out of a link; empty for one elsewhere."""
        parts = urlsplit(url)
        if not url.startswith(self.address):
            return ""
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def _hear(self, page: Page, kind: str, text: str) -> None:
        # A page that itself answers 4xx is said to have failed: its picture is wanted.
        if kind in ("error", "warning") and "Failed to load resource" not in text:
            self.troubles.append(f"{urlsplit(page.url).path}: {text}")


def _shape(path: str) -> str:
    """Name a page's kind: its address with every number, letter of the tree and threshold as N."""
    alike = re.sub(r"\d+|(?<=/nodes/)[A-Z](?=/)|(?<=^/policy/)[a-z_]+_[a-z_]+(?=/)", "N", path)
    return re.sub(r"[^\w=]+", "-", alike).strip("-") or "first"


def _months(paths: set[str]) -> Iterator[str]:
    """Yield the pages of the months that were met."""
    numbers = {n for path in paths for n in re.findall(r"^/statistics/(\d{11})/", path)}
    for number in sorted(numbers, reverse=True)[:MONTHS]:
        yield from (f"/statistics/{number}/{part}" for part in PARTS)


def _walk(context: BrowserContext, walk: Walk) -> Walk:
    """Take everything one role reaches within a link of its menu."""
    page = context.new_page()
    walk.watch(page)
    start = list(OPEN_PAGES)
    if walk.role != ANONYMOUS:
        guide_pictures.sign_in(page, walk.address, walk.role)
        start = [walk.path_of(page.url), *_menu(page, walk), *OTHER_PAGES]
    met: set[str] = set()
    for path in start:
        met.update(walk.take(page, path))
    # The latest first: they stand in more states than the old ones.
    for path in [*sorted(filter(None, met), reverse=True), *_months(met)]:
        walk.take(page, path)
    return walk


def _menu(page: Page, walk: Walk) -> list[str]:
    links = page.locator("header a[href], nav a[href]").evaluate_all(LINKS)
    return [path for path in map(walk.path_of, links) if path]


def _roles(page: Page, address: str) -> list[str]:
    """Read the accounts which the sign-in page of the demonstration names."""
    page.goto(f"{address}/accounts/login/")
    return page.locator("tbody tr td:first-child").all_inner_texts()


def _address(port: int) -> str:
    """Find where the demonstration answers; start it when it does not run."""
    if not demo.WEB.process():
        demo.start(port)
    web = demo.WEB.process()
    if web is None:
        raise demo.DemoError("The demonstration does not run: see make logs.")
    arguments = web.cmdline()
    return f"http://{arguments[arguments.index('--bind') + 1]}"


def _take_all(browser: Browser, address: str, only: list[str]) -> list[Walk]:
    first = guide_pictures.new_context(browser)
    roles = [ANONYMOUS, *_roles(first.new_page(), address)]
    walks = []
    for role in roles:
        if only and role not in only:
            continue
        shutil.rmtree(SHOTS / role, ignore_errors=True)
        context = guide_pictures.new_context(browser)
        walks.append(_walk(context, Walk(role, address)))
        context.close()
        print(f"{role}: {walks[-1].taken} pictures", flush=True)
    return walks


def main() -> None:
    """Read the command line, take the pictures, say what was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("roles", nargs="*", help="only these; the default is all")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--guide", action="store_true", help="only the pictures of the guide")
    options = parser.parse_args()
    chromium = shutil.which("chromium")
    if not chromium:
        sys.exit("The pictures need Chromium: sudo apt-get install chromium")
    address = _address(options.port)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        if options.guide:
            print("\n".join(guide_pictures.take_all(browser, address)))
            browser.close()
            return
        walks = _take_all(browser, address, options.roles)
        browser.close()
    troubles = [f"{walk.role}: {trouble}" for walk in walks for trouble in walk.troubles]
    print(f"{sum(walk.taken for walk in walks)} pictures in {SHOTS.relative_to(Path.cwd())}")
    print("\n".join(troubles) or "No console errors, nothing wider than the screen.")


if __name__ == "__main__":
    main()
