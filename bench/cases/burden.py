"""What a month like the last asks of a person: acts and page loads from the home to the receipt.

An act is one field filled or one click, as the guide's own steps are counted. The person is a
script that reads each page, fills what is empty and presses the button of the page.
"""

import re
from decimal import Decimal
from html.parser import HTMLParser

from django.test import Client, override_settings
from django.utils import timezone

from accounts.models import User
from bench.table import Row
from catalog.models import Product
from config.jalali import current_month
from review import workflow
from statistics.enums import ActivityState, Step
from statistics.filing import services, whole
from statistics.filing.lines import Listing, People, Period
from statistics.models import Submission
from units.enums import MemberRole
from units.models import Licence, UnitMember

PRODUCTS = 3
# The guide of the form, counted step by step after sign-in.
GUIDE_ACTS = 45
# The same month by the separate steps: period, production, exports, people, check, receipt.
STEP_PAGES = 6
MOST_ACTS, MOST_PAGES = 8, 3


class Fields(HTMLParser):
    """The inputs of a page: name, value, and whether a radio is checked."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.empty: list[str] = []
        self.choices: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take an input of the form."""
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag != "input" or not name:
            return
        if given.get("type") == "radio":
            self.choices.add(name)
            if "checked" in given:
                self.values[name] = given["value"]
            return
        self.values[name] = given.get("value", "")
        if given.get("type") != "hidden" and not self.values[name]:
            self.empty.append(name)


class Person:
    """Somebody signed in who counts what they do."""

    def __init__(self, user: User) -> None:
        self.browser = Client()
        self.browser.force_login(user)
        self.acts = self.pages = 0

    def read(self, address: str) -> str:
        """Load a page."""
        answer = self.browser.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        self.pages += 1
        return answer.content.decode()

    def click(self, address: str, data: dict[str, str]) -> str:
        """Press a button; return where it leads."""
        answer = self.browser.post(address, data)
        assert answer.status_code == 302, (address, answer.status_code)
        self.acts += 1
        return answer.headers["Location"]

    def like_last_month(self, licence: str, month: int) -> None:
        """File a month as the last one was."""
        place = self.click("/statistics/again/", {"licence": licence, "month": str(month)})
        fields = Fields(self.read(place))
        data = fields.values
        quantities = [name for name in fields.empty if re.fullmatch(r"lines-\d+-quantity", name)]
        assert len(quantities) == PRODUCTS
        for name in quantities:
            data[name] = "21"
            self.acts += 1
        assert "has_exports" in fields.choices - data.keys()
        data["has_exports"] = "no"
        self.acts += 1
        place = self.click(place, data | {"action": "confirm"})
        version = Fields(self.read(place)).values["version"]
        receipt = self.click(place, {"version": version, "action": "confirm"})
        assert receipt.endswith("/receipt/")
        self.read(receipt)


def measure() -> list[Row]:
    """Count one month of three products, without exports."""
    owner, licence = _last_month()
    month = current_month(timezone.now()) - 1
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        someone = Person(owner)
        assert 'action="/statistics/again/"' in someone.read("/statistics/")
        someone.pages = 0
        someone.like_last_month(licence.number, month.to_int())
    assert Submission.objects.get(unit=licence.unit, year=month.year, month=month.month).filed_at
    return [
        Row(
            "burden: acts, a month like the last / guide",
            someone.acts,
            GUIDE_ACTS,
            MOST_ACTS / GUIDE_ACTS,
            unit="acts",
        ),
        Row(
            "burden: page loads / by the separate steps",
            someone.pages,
            STEP_PAGES,
            MOST_PAGES / STEP_PAGES,
            unit="pages",
        ),
    ]


def _last_month() -> tuple[User, Licence]:
    """Return an owner whose new unit filed the month before last: three products, no exports."""
    licence = Licence.objects.select_related("unit").order_by("pk")[0]
    unit = licence.unit
    unit.pk, unit.guild_id, unit.holder_id = None, "0488888888", "9990000026"
    unit.save()
    licence.pk, licence.unit, licence.number = None, unit, "0488888888"
    licence.save()
    owner = User.objects.create(username="bench-burden", full_name="صاحب سنجش", password="!")
    UnitMember.objects.create(unit=unit, user=owner, role=MemberRole.OWNER)
    at = timezone.now()
    period = Period(licence, current_month(at) - 2, ActivityState.ACTIVE)
    number = services.open_month(owner, period, True, at).tracking_number
    codes = Product.objects.filter(to_year=None).order_by("code").values_list("code", flat=True)
    made: Listing[Decimal | None] = Listing(dict.fromkeys(codes[:PRODUCTS], Decimal(20)))
    month = whole.Month(made, False, Listing({}), People(2, 1, 0))
    seen = {Step.PERIOD: 1, Step.PRODUCTION: 0, Step.EXPORTS: 0, Step.EMPLOYMENT: 0}
    case = whole.save_month(owner, number, seen, month, True, at)
    workflow.file(owner, number, case.version, at)
    return owner, licence
