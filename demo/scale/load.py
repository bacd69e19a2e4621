"""Loading a whole country for measuring: many units, many months, set by set.

The months come in order of time, the latest one just as its window ends: four of ten units file
on the last day. Older months hold standing and figures; the latest also steps and decisions. How
uneven it is: `demo.scale.skew`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.enums import ROLE_PERMISSIONS, OrganizationKind, Role
from accounts.grants import grant
from accounts.models import Organization, User
from accounts.services import MINISTRY
from catalog.policy.book import filing_windows
from config.jalali import JalaliMonth, current_month, end_of_day_instant, tehran_day
from demo.scale.bulk_load import bare
from demo.scale.calendar import ScaleMonth, columns
from demo.scale.case_details import DETAILS
from demo.scale.months import CALENDAR, CASES, CLOCK, FIGURES, SUBMISSIONS
from demo.scale.registry import FRAME, OFFICES, PLAN, POSTS
from demo.scale.revisions import PRODUCTS, REVISIONS, product_words
from demo.scale.statements import (
    Say,
    TimedStatements,
    clock_columns,
    deciders,
    drop,
    execute,
    expert_name,
    highest,
    uneven,
)
from review.deadlines import Clocks
from statistics.enums import HumanReview
from statistics.figures import VERSION
from statistics.rollups.services import rebuild
from units.models import Unit

# Tehran: a fifth of all units are there.
LARGE_PROVINCE = "23"
# Ids of units are made of six digits.
MOST_UNITS = 999_999
# The latest month is filed in as many days as others have, to the 10th of the next month.
WINDOW_DAYS = 10
# Of a union; and how many unions have no access yet.
FEWEST_MEMBERS, MOST_MEMBERS = 20, 60
CLOSED = 0.05
# Of several holders: people file for their neighbours.
UNITS_OF_AN_ACCOUNT = 10
DRAFTS = 0.08
TABLES = (
    "statistics_submission",
    "statistics_productionline",
    "statistics_exportdeclaration",
    "statistics_exportline",
    "statistics_employment",
    "statistics_stepstate",
    "statistics_revision",
    "review_decision",
    "units_unit",
    "units_licence",
    "units_licencestate",
    "units_unitmember",
)


class AlreadyLoadedError(Exception):
    """The database holds units, of a load or others; this one begins with empty tables."""


@dataclass(frozen=True)
class Size:
    """How many units and months; ValueError outside what ids and the calendar allow.

    The latest `detailed` months hold steps and decisions too; all of them by default.
    """

    units: int
    months: int
    detailed: int | None = None

    def __post_init__(self) -> None:
        if not (1 <= self.units <= MOST_UNITS and 1 <= self.months <= 60):
            raise ValueError(f"units 1 to {MOST_UNITS}, months 1 to 60")


@transaction.atomic
def load(size: Size, now: datetime, say: Say) -> None:
    """Load units and months as of `now`, all or nothing. Raises AlreadyLoadedError."""
    if Unit.objects.exists():
        raise AlreadyLoadedError
    closes = end_of_day_instant(tehran_day(now) - timedelta(days=1))
    latest = current_month(closes - timedelta(days=1)) - 1
    months = [latest - back for back in range(size.months - 1, -1, -1)]
    timed = TimedStatements(say)
    # For the statements of this transaction only.
    execute("SET LOCAL work_mem = '256MB'; SET LOCAL maintenance_work_mem = '1GB'")
    facts = deciders() | {"now": now, "finished": False, "opened": HumanReview.OPENED}
    facts |= {"version": VERSION} | uneven()
    _seat()
    with bare(TABLES):
        # Into files of its own transaction PostgreSQL may write without logging each row.
        execute(f"TRUNCATE {', '.join(TABLES)}")
        timed.done("guards off")
        # The tables are not analyzed yet: the planner would sort all of them for a few clocks.
        execute("SET LOCAL enable_mergejoin = off")
        drop()
        _frame(size, now, months[0], timed)
        for age, month in enumerate(months):
            _month(month, age, _window(month, latest, closes), facts, timed)
            if size.detailed is None or latest - month < size.detailed:
                timed.all(f"{month.to_int()} ", DETAILS, facts)
            rebuild(month)
            timed.done(f"{month.to_int()} totals")
            drop("seed_case", "seed_month")
        drop()
        # What is known of the rows makes the checks of foreign keys quick.
        execute("SET LOCAL enable_mergejoin = on")
        execute(f"ANALYZE {', '.join(TABLES)}")
        timed.done("analyzed")
    timed.done("guards on")


def clean() -> None:
    """Clean up and tell the planner what is there; outside any transaction."""
    execute(f"VACUUM {', '.join(TABLES)}")
    execute("VACUUM ANALYZE accounts_organization, accounts_user")


def _frame(size: Size, now: datetime, first: JalaliMonth, timed: TimedStatements) -> None:
    values = uneven() | {
        "units": size.units,
        "fewest": FEWEST_MEMBERS,
        "most": MOST_MEMBERS,
        "closed": CLOSED,
        "accounts": max(1, size.units // UNITS_OF_AN_ACCOUNT),
        "only": None,
        "staple": None,
        "granted": now - timedelta(days=600),
        "since": now,
        "role": Role.UNION_OFFICER,
        "permissions": sorted(ROLE_PERMISSIONS[Role.UNION_OFFICER]),
        # The grace of a new unit (circular 60/133338 §1 note 2).
        "issued": (first - 3).first_day,
    }
    timed.all("", (*PLAN, *OFFICES, ("posts", POSTS), *FRAME), values)
    timed.run("clocks", CLOCK, clock_columns(first.first_day, now))
    timed.run("products", PRODUCTS, product_words())
    execute("ANALYZE seed_unit, seed_division, seed_clock, seed_product")


def _seat() -> None:
    """Let those who decided above the unions decide on what waits."""
    ministry = Organization.objects.get(code=MINISTRY)
    grant(_named(MINISTRY), Role.MINISTRY_EXPERT, ministry)
    for office in Organization.objects.filter(kind=OrganizationKind.PROVINCE).order_by("code"):
        grant(_named(office.code), Role.PROVINCE_EXPERT, office)


def _named(code: str) -> User:
    return User.objects.get(username=expert_name(code))


def _window(month: JalaliMonth, latest: JalaliMonth, closes: datetime) -> dict[str, Any]:
    """Choose when the month is filed: the latest one up to last midnight, the others in time."""
    opens = end_of_day_instant(month.last_day)
    if month != latest:
        closes = filing_windows(Clocks.load().book, month).allowed_until
        return {"opens": opens, "closes": closes}
    opens = max(opens, closes - timedelta(days=WINDOW_DAYS))
    return {"opens": opens, "closes": closes, "latest": True, "drafts": DRAFTS}


def _month(
    month: JalaliMonth,
    age: int,
    window: dict[str, Any],
    facts: dict[str, Any],
    timed: TimedStatements,
) -> None:
    timed.run("", CALENDAR, columns([ScaleMonth.of(month, age, **window)]))
    lines = {
        "last_line": highest("statistics_productionline"),
        "last_export": highest("statistics_exportline"),
    }
    timed.run(f"{month.to_int()} cases", CASES.format(unfiled=""), facts)
    steps = (*FIGURES, ("revisions", REVISIONS), ("submissions", SUBMISSIONS))
    timed.all(f"{month.to_int()} ", steps, facts | lines)
