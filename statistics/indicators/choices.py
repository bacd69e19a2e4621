"""What the filters of a page of statistics offer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from accounts.models import short_name
from catalog.enums import IsicLevel
from catalog.fields import alphabet_key
from config.jalali import JalaliMonth
from statistics.indicators.filters import IndicatorFilter
from statistics.indicators.periods import IndicatorPeriod
from statistics.indicators.sums import Good


@dataclass(frozen=True)
class PeriodChoice:
    """A period of the list, and whether it is the one that is shown."""

    period: IndicatorPeriod
    chosen: bool


@dataclass(frozen=True)
class Choices:
    """`filings` are those of the place by month, `goods` what it files in the period shown."""

    filter: IndicatorFilter
    period: IndicatorPeriod
    filings: Mapping[JalaliMonth, int]
    goods: Iterable[Good]

    @property
    def periods(self) -> list[PeriodChoice]:
        """List what may be chosen: months, then quarters and years that have any figure."""
        months = sorted((month for month, count in self.filings.items() if count), reverse=True)
        found = [IndicatorPeriod(month) for month in months]
        found += dict.fromkeys(IndicatorPeriod.quarter_of(month) for month in months)
        found += dict.fromkeys(IndicatorPeriod.year_of(month) for month in months)
        if self.period not in found:
            found.insert(0, self.period)
        return [PeriodChoice(period, period == self.period) for period in found]

    @property
    def products(self) -> list[tuple[str, str]]:
        """List code and name of what the place files in the period, by the alphabet."""
        names = {good.code: good.name for good in self.goods}
        return sorted(names.items(), key=lambda item: (alphabet_key(item[1]), item[0]))

    @property
    def isic(self) -> list[tuple[str, str]]:
        """List the nodes of ISIC above those products, with the level in words; by code."""
        tree, chosen = self.filter.reference.tree, self.filter.narrowing.isic
        codes = {code for good in self.goods for code in tree[good.isic_class].path.split("/")}
        codes |= {chosen.code} if chosen else set()
        return [
            (code, f"{code} {tree[code].title_fa}")
            for code in sorted(codes, key=lambda code: (code.isdigit(), code))
            if tree[code].level != IsicLevel.SECTION or code == (chosen and chosen.code)
        ]

    @property
    def offices(self) -> list[tuple[str, str]]:
        """List code and name of the organizations of a reach with several of them."""
        offices = self.filter.reference.offices
        found = [(office.code, short_name(office.name)) for office in offices]
        return sorted(found, key=lambda item: alphabet_key(item[1])) if len(found) > 1 else []
