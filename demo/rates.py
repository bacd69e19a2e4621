"""The invented reference rates of the dollar, by month: `fixtures/dollar_rates_demo.csv`."""

import csv
from datetime import datetime
from functools import cache

from django.conf import settings

from accounts.models import User
from catalog.models import Policy
from catalog.policy_definitions import PolicyKey
from config.jalali import JalaliMonth, current_month, end_of_day_instant
from demo.scenarios import moment

KEY = PolicyKey.RULE_DOLLAR_RATE


@cache
def rates() -> dict[JalaliMonth, int]:
    """Read the table: rials for a dollar by month."""
    path = settings.BASE_DIR / "fixtures" / "dollar_rates_demo.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return {
            JalaliMonth.from_int(int(row["month"])): int(row["rial"])
            for row in csv.DictReader(lines)
        }


def rial_of(month: JalaliMonth) -> int:
    """Find the rate of a month, or that of the latest one before it."""
    table = rates()
    return table[max((each for each in table if each <= month), default=min(table))]


def give_rates(stats: User, months: int, now: datetime) -> None:
    """Let the statistics office have given the rate of each ended month when it had ended."""
    latest = current_month(now) - 1
    for back in range(months, -1, -1):
        month = latest - back
        Policy.objects.create(
            key=KEY,
            value=rial_of(month),
            effective_from=month.first_day,
            year=month.year,
            month=month.month,
            source_clause=KEY.fact.clause,
            note="میانگین ماهانهٔ نرخ مرجع",
            added_by=stats,
            added_at=min(end_of_day_instant(month.last_day), moment(now, 0)),
        )
