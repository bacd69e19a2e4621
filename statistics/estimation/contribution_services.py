"""What each holder adds to the estimate of a month: for the gate of what is published, alone.

Identified figures. They lie in temporary tables of the caller's transaction and end with it: no
page, file or total ever reads them.
"""

from datetime import datetime
from typing import Any, Final

from catalog.policy.book import PolicyBook
from config.jalali import JalaliMonth
from statistics.estimation.rules import MOST_SILENT
from statistics.estimation.services import count, given_columns, growth_thresholds
from statistics.estimation.staging import (
    PEOPLE_BY_HOLDER,
    PRODUCTS_BY_HOLDER,
    STAGES,
    TABLES,
    period_of,
)
from statistics.estimation.statements import CARRIED_PEOPLE, CONTRIBUTIONS
from statistics.models import EstimateStamp

_MADE: Final = ((PRODUCTS_BY_HOLDER, CONTRIBUTIONS), (PEOPLE_BY_HOLDER, CARRIED_PEOPLE))


def stage_contributions(cursor: Any, month: JalaliMonth, at: datetime) -> None:
    """Make the tables of products and people: by place and holder, what is reported and imputed.

    Inside a transaction. The growths are those counted last; without any they are counted now.
    """
    if not EstimateStamp.objects.filter(year=month.year, month=month.month).exists():
        count([month], at, [])
    book = PolicyBook.load()
    values = given_columns(book, [month], at) | growth_thresholds(book, month)
    values |= {
        "staged": [period_of(month - back) for back in range(MOST_SILENT + 1)],
        "period": period_of(month),
    }
    for stage in STAGES:
        cursor.execute(stage, values)
    for table, statement in _MADE:
        cursor.execute(f"CREATE TEMP TABLE {table} ON COMMIT DROP AS {statement}", values)
    cursor.execute(f"DROP TABLE {', '.join(TABLES)}")
