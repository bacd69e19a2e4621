"""Running the statements of a load, and what they are told besides: clocks, experts, offices."""

import json
import time
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from accounts.enums import OrganizationKind
from accounts.models import Organization, User
from accounts.services import MINISTRY
from catalog.models import Province
from config.jalali import end_of_day_instant, tehran_day
from demo.scale.names import words
from demo.scale.registry import PLANNED
from demo.scale.skew import shares
from review.deadlines import Clocks
from review.enums import LEVELS
from statistics.obligation.rules import counts_until

Say = Callable[[str], object]
TEMPORARY = (*PLANNED, "seed_unit", "seed_case", "seed_month", "seed_clock", "seed_product")


class TimedStatements:
    """Runs statements and says how many rows and seconds each took."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self.since = time.monotonic()

    def run(self, title: str, sql: str, values: dict[str, Any] | None = None) -> int:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            rows: int = max(cursor.rowcount, 0)
        if title:
            self.done(f"{title}: {rows:,} rows")
        return rows

    def all(self, prefix: str, steps: Iterable[tuple[str, str]], values: dict[str, Any]) -> None:
        for title, sql in steps:
            self.run(f"{prefix}{title}", sql, values)

    def done(self, what: str) -> None:
        now = time.monotonic()
        self.say(f"{now - self.since:7.1f} s  {what}")
        self.since = now


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def drop(*tables: str) -> None:
    """Drop temporary tables of a load, all by default: a connection may be used for another."""
    execute(f"DROP TABLE IF EXISTS {', '.join(f'pg_temp.{name}' for name in tables or TEMPORARY)}")


def highest(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")
        return int(cursor.fetchone()[0])


def uneven() -> dict[str, Any]:
    """Gather what every plan is told: the numbers of the skew, and the names."""
    return shares() | words()


def deciders() -> dict[str, Any]:
    """Make who decided at the desks above the unions, for the statements to name.

    They hold no post: whoever is to decide anything is granted one.
    """
    provinces = Organization.objects.filter(kind=OrganizationKind.PROVINCE).order_by("code")
    experts = {o.code: _expert(o.code) for o in provinces}
    return {"ministry_expert": _expert(MINISTRY), "experts": json.dumps(experts)}


def expert_name(code: str) -> str:
    return User.normalize_username(f"scale-expert-{code}")


def _expert(code: str) -> int:
    user, made = User.objects.get_or_create(
        username=expert_name(code), defaults={"full_name": "کارشناس"}
    )
    if made:
        user.set_unusable_password()
        user.save()
    return user.pk


def clock_columns(first: date, now: datetime) -> dict[str, Any]:
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
