"""What a month asks of a person: acts and page loads from the home to the receipt.

An act is one field filled or one click, as the guide's own steps are counted. The person is a
script that reads each page, fills what is empty and presses the button of the page.
"""

import re
from decimal import Decimal
from html import unescape
from html.parser import HTMLParser

from django.test import Client, override_settings
from django.utils import timezone

from accounts.models import User
from bench.table import BenchRow
from catalog.models import Product
from config.jalali import current_month
from review import workflow
from statistics.enums import ActivityState, Step
from statistics.filing import month_service, services
from statistics.filing.storage import EmploymentAnswers, PeriodAnswers, PostedLines
from units.enums import MemberRole
from units.models import Licence, UnitMember

PRODUCTS = 3
# The guide of the form, counted step by step after sign-in.
GUIDE_ACTS = 45
# A month by the separate steps: period, production, exports, people, check, receipt.
STEP_PAGES = 6
MOST_ACTS, MOST_PAGES = 8, 3
# Each product of a first month is looked for in the picker: three acts and two pages more, as
# without JavaScript; with it a search needs no click.
MOST_FIRST_ACTS, MOST_FIRST_PAGES = 25, STEP_PAGES + 2 + 2 * PRODUCTS
NO, CONFIRM = "no", "confirm"
QUANTITY = r"lines-\d+-quantity"


class PageForm:
    """A form of a page: where it goes, what it would send, what is empty, its buttons."""

    def __init__(self, action: str) -> None:
        self.action = action
        self.values: dict[str, str] = {}
        self.empty: list[str] = []
        self.choices: set[str] = set()
        self.buttons: set[tuple[str, str]] = set()


class Forms(HTMLParser):
    """The forms of a page as a browser reads them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self._select = ""
        self.feed(page)

    def with_button(self, name: str, value: str) -> PageForm:
        """Find the form that has this button."""
        return next(form for form in self.forms if (name, value) in form.buttons)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "form":
            self.forms.append(PageForm(given.get("action", "")))
        elif tag == "select":
            self._select = name
        elif self.forms:
            form = self.forms[-1]
            if tag == "button":
                form.buttons.add((name, value))
            elif tag == "option" and "selected" in given:
                form.values[self._select] = value
            elif tag == "input" and name:
                self._input(form, name, value, given)

    def _input(self, form: PageForm, name: str, value: str, given: dict[str, str]) -> None:
        if given.get("type") == "radio":
            form.choices.add(name)
            if "checked" in given:
                form.values[name] = value
            return
        form.values[name] = value
        if given.get("type") != "hidden" and not value:
            form.empty.append(name)


class CountingPerson:
    """Somebody signed in who counts what they do: acts, and pages loaded."""

    def __init__(self, user: User) -> None:
        self.browser = Client()
        self.browser.force_login(user)
        self.place = self.page = ""
        self.acts, self.pages = 0, -1  # the home is where the count begins
        self.open("/statistics/")

    def open(self, address: str) -> None:
        answer = self.browser.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        self.place, self.page = address, answer.content.decode()
        self.pages += 1

    def follow(self, pattern: str) -> None:
        """Click the first link of the page whose address fits."""
        found = re.search(f'href="({pattern})"', self.page)
        assert found, (self.place, pattern)
        self.acts += 1
        self.open(unescape(found[1]))

    def fill(self, form: PageForm, pattern: str, value: str) -> None:
        """Fill every empty field whose name fits."""
        for name in form.empty:
            if re.fullmatch(pattern, name):
                form.values[name] = value
                self.acts += 1

    def choose(self, form: PageForm, name: str, value: str) -> None:
        assert name in form.choices - form.values.keys()
        form.values[name] = value
        self.acts += 1

    def press(self, form: PageForm, name: str = "", value: str = "") -> None:
        """Press a button of the form; the browser goes where the portal leads."""
        answer = self.browser.post(
            form.action or self.place, form.values | ({name: value} if name else {})
        )
        assert answer.status_code == 302, (self.place, answer.status_code)
        self.acts += 1
        self.open(answer.headers["Location"])

    def button(self, name: str, value: str) -> PageForm:
        return Forms(self.page).with_button(name, value)

    def like_last_month(self) -> None:
        """File a month as the last one was, from the home to the receipt."""
        forms = Forms(self.page).forms
        self.press(next(f for f in forms if f.action == "/statistics/again/"))
        form = self.button("action", CONFIRM)
        self.fill(form, QUANTITY, "21")
        self.choose(form, "has_exports", NO)
        self.press(form, "action", CONFIRM)
        self.press(self.button("action", CONFIRM), "action", CONFIRM)
        assert self.place.endswith("/receipt/")

    def first_month(self, codes: list[str]) -> None:
        """File a first month, from the home to the receipt: every product is looked for."""
        self.follow(r"/statistics/new/[^\"]*")
        self.press(self.button("action", CONFIRM), "action", CONFIRM)
        self.press(self.button("action", "products"), "action", "products")
        for code in codes:
            self.acts += 2  # the word and the button beside it
            self.open(f"{self.place.partition('?')[0]}?q={code}")
            self.press(self.button("add", code), "add", code)
        self.follow(r"/statistics/[0-9]+/production/")
        form = self.button("action", CONFIRM)
        self.fill(form, QUANTITY, "20")
        self.press(form, "action", CONFIRM)
        form = self.button("action", CONFIRM)
        self.choose(form, "has_exports", NO)
        self.press(form, "action", CONFIRM)
        form = self.button("action", CONFIRM)
        self.fill(form, "official|contract|contractor", "1")
        self.press(form, "action", CONFIRM)
        self.press(self.button("action", CONFIRM), "action", CONFIRM)
        assert self.place.endswith("/receipt/")


def measure() -> list[BenchRow]:
    """Count two months of three products without exports: one like the last, and a first one."""
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        again = CountingPerson(_like_last())
        again.like_last_month()
        first = CountingPerson(_owner("0466666666", "9990000034")[0])
        first.first_month(_codes())
    return [
        *_rows("a month like the last", again, MOST_ACTS, MOST_PAGES),
        *_rows("a first month", first, MOST_FIRST_ACTS, MOST_FIRST_PAGES),
    ]


def _rows(which: str, person: CountingPerson, acts: int, pages: int) -> list[BenchRow]:
    guide, steps = GUIDE_ACTS, STEP_PAGES
    return [
        BenchRow(f"burden: acts, {which} / guide", person.acts, guide, acts / guide, unit="acts"),
        BenchRow(f"burden: page loads, {which}", person.pages, steps, pages / steps, unit="pages"),
    ]


def _codes() -> list[str]:
    products = Product.objects.filter(to_year=None).order_by("code")
    return list(products.values_list("code", flat=True)[:PRODUCTS])


def _owner(guild_id: str, holder_id: str) -> tuple[User, Licence]:
    """Make the owner of a new unit that has filed nothing, and its licence."""
    licence = Licence.objects.select_related("unit").order_by("pk")[0]
    unit = licence.unit
    # Saved without a key, a row is written as a new one: a copy.
    unit.pk, unit.guild_id, unit.holder_id = None, guild_id, holder_id
    unit.save()
    licence.pk, licence.unit, licence.number = None, unit, guild_id
    licence.save()
    name = f"bench-burden-{guild_id}"
    owner = User.objects.create(username=name, full_name="صاحب سنجش", password="!")
    UnitMember.objects.create(unit=unit, user=owner, role=MemberRole.OWNER)
    return owner, licence


def _like_last() -> User:
    """Make an owner whose new unit filed the month before last: three products, no exports."""
    owner, licence = _owner("0488888888", "9990000026")
    at = timezone.now()
    period = PeriodAnswers(licence, current_month(at) - 2, ActivityState.ACTIVE)
    number = services.open_month(owner, period, True, at).tracking_number
    made: PostedLines[Decimal | None] = PostedLines(dict.fromkeys(_codes(), Decimal(20)))
    month = month_service.Month(made, False, PostedLines({}), EmploymentAnswers(2, 1, 0))
    seen = {Step.PERIOD: 1, Step.PRODUCTION: 0, Step.EXPORTS: 0, Step.EMPLOYMENT: 0}
    case = month_service.save_month(owner, number, seen, month, True, at)
    workflow.file(owner, number, case.version, at)
    return owner
