"""Loading a whole country for measuring: many units, many months, set by set.

The months come in order of time, the latest one just as its window ends: four of ten units file
on the last day. Older months hold standing and figures; the latest also steps and decisions.
"""

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from accounts.enums import ROLE_PERMISSIONS, OrganizationKind, Role
from accounts.grants import grant
from accounts.models import Organization, User
from accounts.services import MINISTRY
from catalog.models import Province
from catalog.policy.book import filing_windows
from config.jalali import JalaliMonth, current_month, end_of_day_instant, tehran_day
from demo.scale.bulk_load import bare
from demo.scale.case_details import DETAILS
from demo.scale.months import CASES, CLOCK, MONTH
from demo.scale.registry import FRAME
from demo.scale.revisions import PRODUCTS, REVISIONS, product_words
from review.deadlines import Clocks
from review.enums import LEVELS
from statistics.enums import HumanReview
from statistics.figures import VERSION
from statistics.obligation.rules import counts_until
from statistics.rollups.services import rebuild
from units.models import Unit

# Tehran: a fifth of all units are there.
LARGE_PROVINCE = "23"
# Ids of units are made of six digits.
MOST_UNITS = 999_999
# The latest month is filed in as many days as others have, to the 10th of the next month.
WINDOW_DAYS = 10
UNITS_OF_AN_OWNER = 10
SEASON = (104, 97, 95, 92, 90, 98, 103, 104, 106, 109, 116, 124)
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
Say = Callable[[str], object]


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
    timed = _Timed(say)
    # For the statements of this transaction only.
    _execute("SET LOCAL work_mem = '256MB'; SET LOCAL maintenance_work_mem = '1GB'")
    facts = _facts() | {"now": now}
    with bare(TABLES):
        # Into files of its own transaction PostgreSQL may write without logging each row.
        _execute(f"TRUNCATE {', '.join(TABLES)}")
        timed.done("guards off")
        # The tables are not analyzed yet: the planner would sort all of them for a few clocks.
        _execute("SET LOCAL enable_mergejoin = off")
        _frame(size, now, months[0], timed)
        for month in months:
            _month(month, _window(month, latest, closes), facts, month == latest, timed)
            if size.detailed is None or latest - month < size.detailed:
                timed.all(f"{month.to_int()} ", DETAILS, facts | _named(month))
            rebuild(month)
            timed.done(f"{month.to_int()} totals")
            # Each month makes its own; ON COMMIT comes only behind the last.
            timed.run("", "DROP TABLE seed_case", {})
        _advance_sequences()
        # What is known of the rows makes the checks of foreign keys quick.
        _execute("SET LOCAL enable_mergejoin = on")
        _execute(f"ANALYZE {', '.join(TABLES)}")
        timed.done("analyzed")
    timed.done("guards on")


def clean() -> None:
    """Clean up and tell the planner what is there; outside any transaction."""
    _execute(f"VACUUM {', '.join(TABLES)}")
    _execute("VACUUM ANALYZE accounts_organization, accounts_user")


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


class _Timed:
    """Runs statements and says how many rows and seconds each took."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self.since = time.monotonic()

    def run(self, title: str, sql: str, values: dict[str, Any]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            rows = cursor.rowcount
        if title:
            self.done(f"{title}: {max(rows, 0):,} rows")

    def all(self, prefix: str, steps: Iterable[tuple[str, str]], values: dict[str, Any]) -> None:
        for title, sql in steps:
            self.run(f"{prefix}{title}", sql, values)

    def done(self, what: str) -> None:
        now = time.monotonic()
        self.say(f"{now - self.since:7.1f} s  {what}")
        self.since = now


def _frame(size: Size, now: datetime, first: JalaliMonth, timed: _Timed) -> None:
    values = {
        "units": size.units,
        "owners": max(1, size.units // UNITS_OF_AN_OWNER),
        "now": now,
        "large": LARGE_PROVINCE,
        "role": Role.UNION_OFFICER,
        "permissions": sorted(ROLE_PERMISSIONS[Role.UNION_OFFICER]),
        # The grace of a new unit (circular 60/133338 §1 note 2).
        "issued": (first - 3).first_day,
    }
    timed.all("", FRAME, values)
    timed.run("clocks", CLOCK, _clock_columns(first.first_day, now))
    timed.run("products", PRODUCTS, product_words())
    _execute("ANALYZE seed_unit, seed_division, seed_clock, seed_product")


def _facts() -> dict[str, Any]:
    """Make who decides at the desks above the unions, for the statements to name."""
    ministry = Organization.objects.get(code=MINISTRY)
    expert = _expert(ministry, Role.MINISTRY_EXPERT)
    provinces = Organization.objects.filter(kind=OrganizationKind.PROVINCE).order_by("code")
    experts = {o.code: _expert(o, Role.PROVINCE_EXPERT).pk for o in provinces}
    return {
        "ministry_expert": expert.pk,
        "experts": json.dumps(experts),
    }


def _expert(organization: Organization, role: Role) -> User:
    name = User.normalize_username(f"scale-expert-{organization.code}")
    user = User(username=name, full_name="کارشناس")
    user.set_unusable_password()
    user.save()
    grant(user, role, organization)
    return user


def _clock_columns(first: date, now: datetime) -> dict[str, Any]:
    """Compute, for each day and province, when a case that arrives that day lapses."""
    clocks = Clocks.load()
    provinces = list(Province.objects.order_by("code").values_list("code", flat=True))
    # A province without policy rows of its own shares the national clock.
    own = {row.province_id for row in clocks.book.rows}
    rows = []
    # A case walks on past `now`, and is cut there: later days need their clocks too.
    for number in range((tehran_day(now) - first).days + 60):
        day = first + timedelta(days=number)
        national = _clock(clocks, day, "")
        rows += [
            (day, code, *(_clock(clocks, day, code) if code in own else national))
            for code in provinces
        ]
    names = ("days", "provinces", "unions", "organizations", "ministries", "corrections", "counts")
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))


def _clock(clocks: Clocks, day: date, province: str) -> tuple[datetime | None, ...]:
    """Compute what a case gets that arrives on a day: three clocks, and the ends of a return."""
    # Noon lies in the day whatever the offset.
    noon = end_of_day_instant(day) - timedelta(hours=12)
    dues = (clocks.due(state, noon, province) for state in LEVELS)
    until = counts_until(clocks.book, noon, province)
    return (*dues, clocks.correction_due(noon, province), until)


def _window(month: JalaliMonth, latest: JalaliMonth, closes: datetime) -> dict[str, datetime]:
    """Choose when the month is filed: the latest one up to last midnight, the others in time."""
    opens = end_of_day_instant(month.last_day)
    if month == latest:
        opens = max(opens, closes - timedelta(days=WINDOW_DAYS))
    else:
        closes = filing_windows(Clocks.load().book, month).allowed_until
    return {"opens": opens, "last_day": closes - timedelta(days=1), "closes": closes}


def _month(
    month: JalaliMonth,
    window: dict[str, datetime],
    facts: dict[str, Any],
    latest: bool,
    timed: _Timed,
) -> None:
    values = facts | window | _named(month)
    values |= {
        "latest": latest,
        "absent": 0.04,
        "drafts": 0.08 if latest else 0.0,
        # Room for sixteen subjects of chance, so that no two months draw alike.
        "salt": month.to_int() * 16,
        "last_line": _highest("statistics_productionline"),
        "last_export": _highest("statistics_exportline"),
        "season": SEASON[month.month - 1],
        "opened": HumanReview.OPENED,
        "version": VERSION,
        # Ids are given here: months, revisions and decisions are tied by them.
        "first_id": _highest("statistics_submission"),
        "first_revision": _highest("statistics_revision"),
        "last_number": _last_number(),
    }
    timed.run(f"{month.to_int()} cases", CASES, values)
    timed.all(f"{month.to_int()} ", (*MONTH, ("revisions", REVISIONS)), values)


def _named(month: JalaliMonth) -> dict[str, Any]:
    return {"year": month.year, "month": month.month}


def _highest(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")
        return int(cursor.fetchone()[0])


def _last_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM statistics_tracking_number")
        return int(cursor.fetchone()[0])


def _advance_sequences() -> None:
    """Let the sequences go on behind the ids and numbers that were given here."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('statistics_submission', 'id'), max(id)),"
            " setval(pg_get_serial_sequence('statistics_revision', 'id'),"
            " (SELECT max(id) FROM statistics_revision)),"
            " setval('statistics_tracking_number', max(tracking_number::bigint))"
            " FROM statistics_submission"
        )
