"""Where the links of a page of statistics lead: the page chosen otherwise, and the lists behind it.

The list of who has not filed is that of all units, which is narrowed alike.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from config.jalali import JalaliMonth
from statistics.indicators.companions import OpenMonth
from statistics.indicators.enums import FilingsList
from statistics.indicators.filters import IndicatorFilter
from statistics.indicators.periods import IndicatorPeriod
from statistics.indicators.sums import Good


@dataclass(frozen=True)
class Addresses:
    """Of a filter and of the period that is shown by it."""

    filter: IndicatorFilter
    period: IndicatorPeriod

    def page(self, **changes: str) -> str:
        """Write the address of the page; who goes on from a list begins at its beginning."""
        return self.filter.query(**{"all": "", **changes})

    @property
    def all_products(self) -> str:
        return self.page(all="1")

    @property
    def few_products(self) -> str:
        return self.page()

    @property
    def reach(self) -> str:
        """The address of the whole reach, the rest chosen as it is."""
        return self.page(organization="", county="", union="")

    def month(self, opened: OpenMonth | None) -> str:
        """Write the address of the month that is being filed; '' where it is shown already."""
        if opened is None or opened.month in self.period.months:
            return ""
        return self.page(period=opened.code)

    def filings(self, **changes: str) -> str:
        """Write the address of the filings behind a number of the page."""
        return self.page(**{"period": self.period.code, "product": "", **changes})

    def cell(self, good: Good, **changes: str) -> str:
        """Write that of the filings with a product in its measure."""
        return self.filings(product=good.code, measure=good.measure_code, **changes)

    @property
    def file(self) -> str:
        """Write the query of the form that asks for these figures as a file."""
        asked, months = self.filter.asked, self.period.months
        chosen = {
            "from": months[0].to_int(),
            "to": months[-1].to_int(),
            "province": asked["organization"],
            "county": asked["county"],
            "isic": asked["isic"],
            "product": asked["product"],
        }
        return "?" + urlencode({name: value for name, value in chosen.items() if value})

    @property
    def exports(self) -> str:
        return self.filings(what=FilingsList.EXPORTS)

    @property
    def pending(self) -> str:
        return self.filings(what=FilingsList.PENDING)

    @property
    def missing(self) -> list[tuple[str, str]]:
        """Name each month of the period, with the address of the units that have not filed it."""
        return [(month.name, self.missing_of(month)) for month in self.period.months]

    def missing_of(self, month: JalaliMonth, **narrowed: str) -> str:
        """Write that of one month, of the place that is shown or of one in it."""
        asked, isic = {**self.filter.asked, **narrowed}, self.filter.narrowing.isic
        where = {
            "province": asked["organization"],
            "county": asked["county"],
            "union": asked["union"],
            "trade": isic.code if isic else "",
        }
        where = {name: value for name, value in where.items() if value}
        return "?" + urlencode({"only": "open", "month": month.to_int(), **where})
