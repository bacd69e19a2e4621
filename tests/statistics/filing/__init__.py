"""A person who fills a month in the browser, and how posted rows are written."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import unescape
from typing import Any

from django.test import Client

from catalog.models import Measure, Product
from config.jalali import JalaliMonth
from statistics.enums import Step
from statistics.figures import Figures, collect
from statistics.models import Submission
from tests.examples import examples
from tests.page_fields import value_in
from tests.world import MEHR, World

NUMBERS = [(case["in"], case["out"]) for case in examples("identifiers.json", "number")]
REFUSED = [text for text, value in NUMBERS if value is None]
READ = [(text, Decimal(value)) for text, value in NUMBERS if value is not None]

STEP_OF = {
    "period": Step.PERIOD,
    "production": Step.PRODUCTION,
    "exports": Step.EXPORTS,
    "employment": Step.EMPLOYMENT,
}


@dataclass
class Filer:
    """The owner at work on one month."""

    world: World
    browser: Client
    tracking: str = ""

    def begin(self, month: JalaliMonth = MEHR) -> "Filer":
        """Open a month with step 1 green."""
        self.tracking = self.world.draft(month).tracking_number
        return self

    def green(self, month: JalaliMonth = MEHR) -> "Filer":
        """Fill a month until it has four greens."""
        self.tracking = self.world.ready(month).tracking_number
        return self

    @property
    def submission(self) -> Submission:
        """The month as it is stored now."""
        return Submission.objects.get(tracking_number=self.tracking)

    @property
    def figures(self) -> Figures:
        return collect(self.submission)

    @property
    def stored(self) -> tuple[Figures, int, list[tuple[int, str, int]]]:
        """Everything that a refused post must leave alone."""
        steps = self.submission.steps.order_by("step").values_list("step", "status", "version")
        return self.figures, self.submission.version, list(steps)

    def status(self, page: str) -> str:
        return self.submission.steps.get(step=STEP_OF[page]).status

    def url(self, page: str) -> str:
        return f"/statistics/{self.tracking}/{page}/"

    def read(self, page: str, query: str = "") -> str:
        """Read the text of a page that answers 200."""
        answer = self.browser.get(self.url(page) + query)
        assert answer.status_code == 200
        return text_of(answer)

    def send(
        self, page: str, data: Mapping[str, Any], action: str = "confirm", query: str = ""
    ) -> Any:
        """Post a step as its page would, naming the version that stands now."""
        version = self.submission.steps.get(step=STEP_OF[page]).version
        posted = {"version": version, "action": action, **data}
        return self.browser.post(self.url(page) + query, posted)


def text_of(answer: Any) -> str:
    """Read what a page says, however its source is broken into lines."""
    text = " ".join(answer.content.decode().split())
    return unescape(re.sub(r"(?<=>) | (?=<)", "", text))


def at_fields(answer: Any) -> list[str]:
    """Read the sentences that stand at the fields of a page."""
    found = re.findall(r'class="error-text"[^>]*>(.*?)</(?:span|p)>', text_of(answer), re.S)
    return [re.sub("<[^>]*>", "", sentence).strip() for sentence in found]


def typed(answer: Any, name: str) -> str | None:
    """Read the text that stands in a field of a page; None for an empty one."""
    return value_in(answer.content.decode(), name)


def hidden_version(answer: Any) -> str | None:
    return typed(answer, "version")


def period(world: World, **changes: Any) -> dict[str, Any]:
    """Lay out step 1 as posted for Mehr 1398."""
    number = world.licence.number
    return {"licence": number, "year": 1398, "month": 7, "activity": "active"} | changes


def production(*rows: tuple[str, str], **more: Any) -> dict[str, Any]:
    """Lay out posted rows of step 2: (code, quantity as typed)."""
    return _rows("lines", ("product", "quantity"), rows) | more


def exports(*rows: tuple[str, ...], answer: str = "yes", **more: Any) -> dict[str, Any]:
    """Lay out step 3 as posted: (code, quantity, tonnes, USD, rial, reason)."""
    names = ("product", "quantity", "tonnes", "value_usd", "value_irr", "tonnes_reason")
    return _rows("exports", names, rows) | {"has_exports": answer} | more


def people(
    official: str = "2", contract: str = "1", contractor: str = "0", remarks: str = ""
) -> Any:
    return {
        "official": official,
        "contract": contract,
        "contractor": contractor,
        "remarks": remarks,
    }


def make_products(count: int, measure: str = "ton") -> list[str]:
    """Add products of the plastics class to the catalogue; their codes."""
    unit = Measure.objects.get(code=measure)
    codes = [f"25204{number:05d}" for number in range(count)]
    for code in codes:
        Product.objects.create(
            code=code, name=f"قطعه {code}", isic_class_id="2520", level=4, measure=unit
        )
    return codes


def _rows(prefix: str, names: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, str | int]:
    data: dict[str, str | int] = {
        f"{prefix}-TOTAL_FORMS": len(rows),
        f"{prefix}-INITIAL_FORMS": 0,
    }
    for number, row in enumerate(rows):
        data |= {f"{prefix}-{number}-{n}": v for n, v in zip(names, row, strict=False)}
    return data
