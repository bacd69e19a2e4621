"""Units behind the demonstration's own: two thousand of other unions, with all their months final.

They are there for the pages of figures: nothing of theirs lies on a desk, is owed, is asked or
told, and nobody of them holds a post. One union after the other is written whole, in a transaction
of its own that keeps the totals as a decision keeps them, with the guards of all tables on. What is
there already is passed over, so that a run which was cut off is gone on with, and a run of a later
day adds the months since.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Min

from catalog.policy.book import PolicyBook
from config.jalali import JalaliMonth, current_month, end_of_day_instant
from demo.scale.calendar import columns, ended
from demo.scale.case_details import DETAILS
from demo.scale.months import CALENDAR, CASES, CLOCK, FIGURES, SUBMISSIONS, UNFILED
from demo.scale.registry import FRAME, OFFICES, PLAN
from demo.scale.revisions import PRODUCTS, REVISIONS, product_words
from demo.scale.statements import (
    TimedStatements,
    clock_columns,
    deciders,
    drop,
    execute,
    highest,
    uneven,
)
from oversight.burden.services import refresh_times
from statistics.enums import HumanReview
from statistics.estimation.services import refresh_year
from statistics.figures import VERSION
from statistics.obligation.services import update_activity
from statistics.peers.services import refresh_bands
from statistics.rollups.services import StandingVersion, replace_standing
from units.models import Licence

UNITS, MONTHS = 2_000, 26
# Smaller than unions are, so that of two thousand units every province has some.
FEWEST_MEMBERS, MOST_MEMBERS = 10, 28
# Left out here and there, never of late.
ABSENT = 0.03
# Issued so many months before the first due month (the grace of a new unit).
GRACE = 3
# Two workers at once would write the same rows.
_RUN = 7_204_131
# Bread: of few unions too one product is made in nearly every province, and the map is full.
STAPLE = "1541590001"
OWN = "0998"


@dataclass(frozen=True)
class Background:
    """How many units and months, as of when; `first` is their first month."""

    now: datetime
    units: int = UNITS
    months: int = MONTHS

    @property
    def first(self) -> JalaliMonth:
        """The month with which the units that are there began, so that a later run goes on."""
        mine = Licence.objects.filter(number__startswith=OWN, unit__guild_id__startswith=OWN)
        issued = mine.aggregate(first=Min("issued_on"))["first"]
        if issued:
            return JalaliMonth.containing(issued) + GRACE
        return current_month(self.now) - self.months


class LaidOut:
    """A background laid out in temporary tables of this connection, union by union from 1 on."""

    def __init__(self, background: Background) -> None:
        first = background.first
        opens = end_of_day_instant((first - GRACE).first_day)
        self.now = background.now
        self.values: dict[str, Any] = uneven() | {
            "units": background.units,
            "fewest": FEWEST_MEMBERS,
            "most": MOST_MEMBERS,
            "closed": 0,
            "staple": STAPLE,
            # Every holder has an account.
            "accounts": background.units + 1,
            "granted": opens,
            "since": opens,
            "issued": (first - GRACE).first_day,
            "now": self.now,
            "finished": True,
            "opened": HumanReview.OPENED,
            "version": VERSION,
        }
        self.values |= deciders()
        self.timed = TimedStatements(lambda said: None)
        self.timed.all("", PLAN, self.values)
        self.timed.run("", CLOCK, clock_columns(first.first_day, self.now))
        self.timed.run("", PRODUCTS, product_words())
        self.timed.run("", CALENDAR, columns(_months(first, self.now)))
        execute("ANALYZE seed_union, seed_holder, seed_division, seed_clock, seed_product")
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM seed_union")
            [(self.unions,)] = cursor.fetchall()

    @transaction.atomic
    def write(self, union: int) -> int | None:
        """Write what is missing of a union; return how many months, None when another writes."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_RUN])
            if cursor.fetchall() != [(True,)]:
                return None
        values = self.values | {"only": union}
        values |= {
            "last_line": highest("statistics_productionline"),
            "last_export": highest("statistics_exportline"),
        }
        drop("seed_unit", "seed_case")
        self.timed.all("", (*OFFICES, *FRAME), values)
        months = self.timed.run("", CASES.format(unfiled=UNFILED), values)
        if months:
            execute("ANALYZE seed_case")
            # A month is there only once its figures and versions are: the guards refuse it before.
            steps = (*FIGURES, ("", REVISIONS), ("", SUBMISSIONS), *DETAILS)
            self.timed.all("", steps, values)
            replace_standing(_standing(), [])
        return months


@contextmanager
def laid_out(background: Background) -> Iterator[LaidOut]:
    """Give a block the background laid out, and take the temporary tables away behind it."""
    drop()
    try:
        yield LaidOut(background)
    finally:
        drop()


def settle(now: datetime) -> None:
    """Count once for all that the portal counts by the hour or at night."""
    update_activity(now)
    refresh_bands(now)
    refresh_year(now)
    refresh_times(now)


def _months(first: JalaliMonth, now: datetime) -> list[Any]:
    book, latest = PolicyBook.load(), current_month(now) - 1
    months = [first + age for age in range(latest - first + 1)]
    rows = (ended(month, month - first, now, book, ABSENT) for month in months)
    return [row for row in rows if row]


def _standing() -> list[StandingVersion]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.standing_id, s.standing_review FROM statistics_submission s"
            " JOIN seed_case c ON c.id = s.id ORDER BY s.standing_id"
        )
        return [StandingVersion(*row) for row in cursor.fetchall()]
