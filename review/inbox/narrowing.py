"""By what an inbox is narrowed besides its lists: county, trade, union and month."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Q

from accounts.models import User
from catalog.policy_definitions import FIRST_DUE_YEAR
from config.http import row_id
from config.jalali import JalaliMonth, current_month, last_months
from review.followup.enums import FollowUpList
from review.followup.queries import FollowUp, FollowUpFilter, options
from units.queries import trades_in_use


@dataclass(frozen=True)
class CaseNarrowing:
    """What an inbox is narrowed to; empty where it is not. `province` is an organization's code."""

    province: str = ""
    county: str = ""
    union: str = ""
    trade: str = ""
    month: JalaliMonth | None = None

    @property
    def fields(self) -> list[tuple[str, str]]:
        """Name what is chosen, as an address and a form carry it."""
        month = str(self.month.to_int()) if self.month else ""
        wanted = {
            "province": self.province,
            "county": self.county,
            "union": self.union,
            "trade": self.trade,
            "month": month,
        }
        return [(name, value) for name, value in wanted.items() if value]

    @property
    def query(self) -> str:
        return urlencode(self.fields)

    @property
    def condition(self) -> Q:
        """Write the condition on cases: the offices are those of the round's own route."""
        found = Q()
        if self.province:
            found &= Q(route_province__code=self.province)
        if self.county:
            found &= Q(licence__county=self.county)
        if self.union:
            found &= Q(route_union=self.union)
        if self.trade:
            found &= Q(licence__trade=self.trade)
        if self.month:
            found &= Q(year=self.month.year, month=self.month.month)
        return found


@dataclass(frozen=True)
class NarrowingChoice:
    """One select: its name, its label, what may be chosen, and what is."""

    name: str
    label: str
    rows: list[tuple[str, str]]
    value: str


def narrowing_of(data: Mapping[str, str], at: datetime) -> CaseNarrowing:
    """Read what an address or a form asks for; what is not there is not narrowed by."""
    union, month = data.get("union", ""), JalaliMonth.parse(data.get("month", ""))
    known = month is not None and month.year >= FIRST_DUE_YEAR and month < current_month(at)
    # A stranger writes addresses; no code is longer.
    return CaseNarrowing(
        data.get("province", "")[:3],
        data.get("county", "")[:4],
        union if row_id(union) else "",
        data.get("trade", "")[:4],
        month if known else None,
    )


def choices_for(user: User, chosen: CaseNarrowing, at: datetime) -> list[NarrowingChoice]:
    """List what this person may narrow by; what has one value or none is left out."""
    offices = options(
        FollowUp(user, at), FollowUpFilter(FollowUpList.RETURNED, province=chosen.province)
    )
    months = {*last_months(at), chosen.month or current_month(at) - 1}
    value = dict(chosen.fields)
    rows = {
        ("province", "سازمان"): offices.provinces,
        ("county", "شهرستان"): offices.counties,
        ("union", "اتحادیه"): offices.unions,
        ("trade", "رشته"): trades_in_use(),
        ("month", "ماه"): [
            (str(month.to_int()), str(month)) for month in sorted(months, reverse=True)
        ],
    }
    return [
        NarrowingChoice(name, label, found, value.get(name, ""))
        for (name, label), found in rows.items()
        if len(found) > 1 or value.get(name)
    ]
