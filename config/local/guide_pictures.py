"""The pictures of the guides: which page, as whom, how wide. `make guide`.

Numbers of cases differ from one demonstration to the next, so a month's page is found by a link
that stands on the home of its owner.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, FloatRect, Page

from config.local import demo
from config.local.processes import until

GUIDES: Final = demo.ROOT / "docs" / "guide"
FOLDER: Final = GUIDES / "pictures"
PASSWORD: Final = "demo-1405"
# Only ever waited out by what fails.
PATIENCE_MS: Final = 60_000
DESK, PHONE = 1366, 390
# A guide opens on a slow line too.
LARGEST_BYTES: Final = 120_000
HOME, INBOX, SIGN_UP = "/statistics/", "/review/", "/accounts/sign-up/"
ACCESS, POSTS, CAMPAIGN = "/access/", "/appointments/", "/campaign/"
PUBLIC, ORDERS, VISITS, OFFICE_FIGURES = "/public/", "/orders/", "/visits/", "/organizational/"
WITHOUT_ACCOUNT = "/units/?only=no_account"
RETURNED = r"/statistics/(\d{11})/correct/"
FINAL = r"/statistics/(\d{11})/"
DRAFT = r"/statistics/(\d{11})/delete/"
CASE = r"/review/(\d{11})/"
FIGURES = "/figures/"
FILINGS = r"/figures/filings/\?(period=\d+&product=\d+&measure=\w+)"
REQUEST, POST, UNIT = (rf"/{room}/(\d+)/" for room in ("access", "appointments", "units"))
VISIT = r"/visits/(\d+)/write/"
# Whose month is opened for the pictures, and deleted after them.
WRITER = "delegate"
_PATHS: Final = "all => all.flatMap(a => [a.pathname, a.pathname + a.search])"
# The units behind the stories are written within so long, on a busy machine too.
BACKGROUND_SECONDS = 900.0
UNFINISHED = "نمونهٔ کشور در حال آماده‌شدن است"


@dataclass(frozen=True)
class Picture:
    """One picture: its file, whose page, the address, and what of it is shown.

    `guide` is the one that shows it. `{}` in `path` stands for the number that `month` finds on
    `found_on`, or on the person's first page, an owner's home or an office's inbox. `top`
    is the element the picture begins with; `typed` goes into its first quantity; `height` is in CSS
    pixels; `complete` makes all four steps green before.
    """

    name: str
    path: str
    role: str = "unit"
    month: str = ""
    width: int = DESK
    height: int = 760
    top: str = ""
    typed: str = ""
    complete: bool = False
    guide: str = "owner"
    found_on: str = ""
    # Two ids by which a unit is found before, in sign-up.
    pair: tuple[str, str] = ("", "")

    @property
    def home(self) -> str:
        """The page on which the number is found."""
        if self.found_on:
            return self.found_on
        return HOME if self.guide == "owner" else INBOX


PICTURES: Final = (
    Picture("sign-in", "/accounts/login/", role="", width=PHONE, height=560),
    Picture("home", HOME),
    Picture("home-phone", HOME, width=PHONE, height=844),
    Picture("period", "/statistics/new/", role="delegate", height=900),
    Picture(
        "production",
        "/statistics/{}/production/",
        WRITER,
        DRAFT,
        height=880,
        typed="۲۱٫۸",
    ),
    Picture("dash", "/statistics/{}/production/", month=RETURNED, height=420, top="tr.dash"),
    Picture("products", "/statistics/{}/production/products/?q=نان", month=RETURNED),
    Picture("exports", "/statistics/{}/exports/", WRITER, DRAFT, height=700),
    Picture("employment", "/statistics/{}/employment/", WRITER, DRAFT, height=900),
    Picture("month-phone", "/statistics/{}/month/", WRITER, DRAFT, PHONE, 1100),
    Picture("returned", "/statistics/{}/production/", month=RETURNED, height=700),
    # The writer's month is green from here on.
    Picture("check", "/statistics/{}/confirm/", WRITER, DRAFT, height=860, complete=True),
    Picture("corrected", "/statistics/{}/confirm/", month=RETURNED, height=680),
    Picture("receipt", "/statistics/{}/receipt/", month=FINAL, height=640),
    Picture("case", "/statistics/{}/", month=FINAL, height=860),
    Picture("request", "/statistics/{}/correction/", month=FINAL, height=700),
    Picture("report", "/statistics/{}/report/", month=FINAL),
    Picture("inactive", "/statistics/inactive/", role="unit-late", height=900),
    Picture("notebook", "/statistics/notebook/", role="unit", height=420),
    Picture("certificates", "/certificates/", height=640),
    Picture("help", "/help/questions/", height=560),
    Picture("sign-up-ids", SIGN_UP, role="", width=PHONE, height=760, guide="sign-up"),
    Picture(
        "sign-up-licence",
        f"{SIGN_UP}licence/",
        role="",
        width=PHONE,
        height=1000,
        guide="sign-up",
        pair=("9999000010", "0999900001"),
    ),
    Picture(
        "sign-up-reset",
        "/accounts/password/reset/sms/",
        role="",
        width=PHONE,
        height=560,
        guide="sign-up",
    ),
    Picture("public-month", PUBLIC, role="", height=900, guide="public"),
    Picture("public-phone", PUBLIC, role="", width=PHONE, height=844, guide="public"),
    Picture("public-calendar", f"{PUBLIC}months/", role="", height=700, guide="public"),
    Picture("public-data", f"{PUBLIC}data/", role="", height=760, guide="public"),
    Picture("orders-form", ORDERS, "import", height=560, guide="orders"),
    Picture("orders-looks", f"{ORDERS}looks/", "import", height=560, guide="orders"),
    Picture("visits-plan", VISITS, "union", height=900, guide="visits"),
    Picture(
        "visits-write",
        "/visits/{}/write/",
        "union",
        VISIT,
        width=PHONE,
        height=844,
        guide="visits",
        found_on=VISITS,
    ),
    Picture("visits-report", f"{VISITS}report/", "head", height=640, guide="visits"),
    Picture("office-figures", OFFICE_FIGURES, "province", height=640, guide="organizational"),
    Picture("office-table", f"{OFFICE_FIGURES}table/", "stats", height=760, guide="organizational"),
    Picture("union-inbox", INBOX, "union", height=640, guide="union"),
    Picture("union-case", "/review/{}/", "union", CASE, height=680, guide="union"),
    Picture("union-units", "/units/", "union", height=680, guide="union"),
    Picture("union-circulars", "/circulars/", "union", height=560, guide="union"),
    Picture("union-figures", FIGURES, "union", height=900, guide="union"),
    Picture("county-access", ACCESS, "county", height=640, guide="county"),
    Picture("county-letter", "/access/{}/", "county", REQUEST, guide="county", found_on=ACCESS),
    Picture(
        "county-mobile",
        "/units/{}/contacts/mobile/",
        "county",
        UNIT,
        height=700,
        guide="county",
        found_on=WITHOUT_ACCOUNT,
    ),
    Picture("county-campaign", CAMPAIGN, "county", height=640, guide="county"),
    Picture("province-inbox", INBOX, "province", guide="province"),
    Picture("province-posts", POSTS, "province", height=640, guide="province"),
    Picture(
        "province-post", "/appointments/{}/", "province", POST, guide="province", found_on=POSTS
    ),
    Picture(
        "province-access", "/access/{}/", "province", REQUEST, guide="province", found_on=ACCESS
    ),
    Picture("province-help-desk", "/help-desk/", "province", height=700, guide="province"),
    Picture("province-figures", FIGURES, "head", height=900, guide="province"),
    Picture("province-dashboard", "/review/watch/", "head", height=680, guide="province"),
    Picture("province-evaluation", "/review/evaluation/", "head", height=640, guide="province"),
    Picture("ministry-figures", FIGURES, "ministry", height=1060, guide="ministry"),
    Picture(
        "ministry-filings",
        "/figures/filings/?{}",
        "ministry",
        FILINGS,
        height=700,
        guide="ministry",
        found_on=FIGURES,
    ),
    Picture("ministry-dashboard", "/review/watch/", "ministry", height=640, guide="ministry"),
    Picture(
        "ministry-provinces", "/review/watch/provinces/", "ministry", height=700, guide="ministry"
    ),
    Picture("stats-access", ACCESS, "stats", height=680, guide="statistics"),
    Picture(
        "stats-signature", "/access/{}/", "stats", REQUEST, guide="statistics", found_on=ACCESS
    ),
    Picture("stats-growth", FIGURES, "stats", height=640, top="#growth", guide="statistics"),
    Picture("stats-files", "/files/", "stats", height=900, guide="statistics"),
    Picture("stats-effect", "/review/evaluation/editing/", "stats", height=820, guide="statistics"),
    Picture("stats-posts", POSTS, "stats", height=640, guide="statistics"),
    Picture("stats-editions", "/editions/", "stats", height=760, guide="statistics"),
    Picture("stats-imports", "/imports/", "stats", height=760, guide="statistics"),
    Picture("stats-lists", "/lists/", "stats", height=640, guide="statistics"),
    Picture("stats-kinds", "/lists/licence-kinds/", "stats", height=640, guide="statistics"),
    Picture("stats-obligation", "/lists/obligation/", "stats", height=520, guide="statistics"),
    Picture("stats-holidays", "/lists/holidays/", "stats", height=620, guide="statistics"),
    Picture("stats-evaluation", "/review/evaluation/", "stats", height=640, guide="ministry"),
)


class PictureError(RuntimeError):
    """A picture that cannot be taken, with the reason."""


def take_all(browser: Browser, address: str, folder: Path = FOLDER) -> list[str]:
    """Take every picture; return their names with their sizes in kilobytes."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    roles = dict.fromkeys(picture.role for picture in PICTURES)
    pages = {role: _signed_in(browser, address, role) for role in roles}
    said = []
    _await_background(pages["stats"], address)
    try:
        for picture in PICTURES:
            path = folder / f"{picture.name}.png"
            _take(pages[picture.role], address, picture, path)
            size = path.stat().st_size
            if size > LARGEST_BYTES:
                raise PictureError(f"{path.name} has {size} bytes; take less of the page.")
            said.append(f"{path.name} {size // 1000} KB")
    finally:
        _delete_month(pages[WRITER], address)
    return said


def _await_background(page: Page, address: str) -> None:
    """Wait until no page of an officer says any more that its figures are not whole."""

    def whole() -> bool:
        page.goto(address + FIGURES)
        return not page.get_by_text(UNFINISHED).count()

    if not until(whole, BACKGROUND_SECONDS, pause=3.0):
        raise PictureError("The units behind the demonstration are not written: see make logs.")


def _open_month(page: Page, address: str) -> None:
    """Open the last month as the month before was, where none is open yet."""
    page.goto(address + HOME)
    if not page.locator("a[href$='/delete/']").count():
        page.locator("form[action='/statistics/again/'] button").first.click()


def _delete_month(page: Page, address: str) -> None:
    """Take the opened month back: the demonstration is as it was."""
    page.goto(address + HOME)
    if page.locator("a[href$='/delete/']").count():
        page.locator("a[href$='/delete/']").first.click()
        page.locator("main form button[type=submit]").first.click()


def new_context(browser: Browser) -> BrowserContext:
    """Open a browser profile of Iran, patient with a busy machine."""
    context = browser.new_context(locale="fa-IR", timezone_id="Asia/Tehran")
    context.set_default_timeout(PATIENCE_MS)
    return context


def sign_in(page: Page, address: str, role: str) -> None:
    """Sign in as an account of the demonstration."""
    page.goto(f"{address}/accounts/login/")
    page.fill("[name=username]", role)
    page.fill("[name=password]", PASSWORD)
    page.locator("form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/login/" not in url)


def _signed_in(browser: Browser, address: str, role: str) -> Page:
    page = new_context(browser).new_page()
    if role:
        sign_in(page, address, role)
    return page


def _take(page: Page, address: str, picture: Picture, path: Path) -> None:
    number = _number(page, address, picture) if picture.month else ""
    if picture.complete:
        _complete(page, f"{address}/statistics/{number}/month/")
    if all(picture.pair):
        _find_unit(page, address, *picture.pair)
    page.set_viewport_size({"width": picture.width, "height": picture.height})
    answer = page.goto(address + picture.path.format(number))
    if answer is None or answer.status != 200:
        raise PictureError(f"{picture.path} does not answer as it should.")
    if picture.typed:
        page.locator("td.qty input:not([type=hidden])").first.fill(picture.typed)
        page.locator("[data-autosave-state]", has_text="ذخیره شد").wait_for()
    top = 0.0
    if picture.top:
        box = page.locator(picture.top).first.bounding_box()
        top = box["y"] - 8 if box else 0.0
    clip = FloatRect(x=0, y=top, width=picture.width, height=picture.height)
    settled(page)
    page.screenshot(path=path, full_page=True, clip=clip)
    # The colours of a page are few: a palette keeps them at a third of the size.
    with Image.open(path) as whole:
        whole.quantize(dither=Image.Dither.NONE).save(path, optimize=True)


def _find_unit(page: Page, address: str, holder_id: str, guild_id: str) -> None:
    page.goto(address + SIGN_UP)
    page.fill("[name=holder_id]", holder_id)
    page.fill("[name=guild_id]", guild_id)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda url: url.endswith("/licence/"))


def settled(page: Page) -> None:
    """Wait for the buttons that rest a moment, so that none is caught disabled."""
    page.wait_for_function("() => !document.querySelector('[data-settle]:disabled')")


def _complete(page: Page, month: str) -> None:
    """Fill a month on its one screen as the last one was, without exports."""
    page.goto(month)
    for field in page.locator("td.qty input:not([type=hidden])").all():
        field.fill("22")
    page.check("input[name=has_exports][value=no]")
    page.locator("button[value=confirm]").click()
    # Exports of every month do not end without a word.
    page.locator("select[name^=why-]").first.select_option(index=1)
    page.locator("button[value=confirm]").click()
    page.wait_for_url(lambda url: "/month/" not in url)


def _number(page: Page, address: str, picture: Picture) -> str:
    if picture.month == DRAFT:
        _open_month(page, address)
    page.goto(address + picture.home)
    links = page.locator("main a[href]").evaluate_all(_PATHS)
    found = (re.fullmatch(picture.month, link) for link in links)
    number = next((match[1] for match in found if match), None)
    if number is None:
        raise PictureError(f"No link like {picture.month} on {picture.home} of {picture.role}.")
    return number
