"""Keeps the totals beside what stands, makes them anew, and looks whether they are still right."""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.urls import reverse

from accounts.authority import holders_anywhere
from accounts.enums import NoticeKind, Permission
from accounts.notices.services import notify
from config.jalali import JalaliMonth
from statistics.enums import HumanReview
from statistics.models import Submission
from statistics.rollups.sums import COUNTED, OF_MONTH, ROLLUPS, Rollup

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class StandingVersion:
    """A version (id) that stands for its month, and how far people had looked when it did."""

    revision: int
    review: int


def replace_standing(new: Collection[StandingVersion], old: Collection[StandingVersion]) -> None:
    """Add versions that stand from now on, and take off those whose place they take.

    The last act of a transaction: rows of totals are locked by it until the commit, in one order
    for everybody, so that two offices never wait for each other.
    """
    if not new:
        return
    signed = [(version, 1) for version in new] + [(version, -1) for version in old]
    counted = {
        "revisions": [version.revision for version, _ in signed],
        "reviews": [version.review for version, _ in signed],
        "signs": [sign for _, sign in signed],
    }
    with connection.cursor() as cursor:
        for rollup in ROLLUPS:
            cursor.execute(rollup.upsert(COUNTED), counted)


@transaction.atomic
def rebuild(month: JalaliMonth) -> int:
    """Make the totals of a month anew from what stands for it; return how many rows there are.

    What becomes final meanwhile waits for the end, and is added to the new rows.
    """
    rows = 0
    with connection.cursor() as cursor:
        tables = ", ".join(rollup.table for rollup in ROLLUPS)
        # Who has added to them already is waited for; who has not waits: nothing is lost or twice.
        cursor.execute(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE")
        for rollup in ROLLUPS:
            rollup.model._default_manager.filter(year=month.year, month=month.month).delete()
            cursor.execute(rollup.upsert(OF_MONTH), _named(month))
            rows += cursor.rowcount
    return rows


def differing(month: JalaliMonth) -> dict[str, int]:
    """Count by table the rows of a month that are not what stands for it adds up to.

    One statement a table sees totals and versions as of one moment: what becomes final meanwhile
    is in both or in neither.
    """
    found = {}
    with connection.cursor() as cursor:
        for rollup in ROLLUPS:
            cursor.execute(_differences(rollup), _named(month))
            [(found[rollup.table],)] = cursor.fetchall()
    return {table: count for table, count in found.items() if count}


def check(at: datetime) -> list[JalaliMonth]:
    """Look through the totals of all months; alarm the technical administrators of any difference.

    Returns the months whose totals are not what stands for them.
    """
    wrong = []
    for month in months():
        found = differing(month)
        if found:
            logger.error("totals of %s differ from what stands: %s", month, found)
            wrong.append(month)
    if wrong:
        names = "، ".join(str(month) for month in wrong)
        body = (
            f"جمع‌های {names} با پرونده‌های نهایی همان ماه‌ها یکی نیست. رقم هیچ واحدی تغییر نکرده "
            "است؛ manage.py rebuild_rollup جمع‌ها را از نو می‌سازد. علت را در گزارش کارساز ببینید."
        )
        people = sorted(holders_anywhere(Permission.RUN_PORTAL))
        title = "جمع‌های آمار با پرونده‌ها یکی نیست"
        notify(people, NoticeKind.ALARM, title, body, reverse("sweeps:index"), at)
    return wrong


def months() -> list[JalaliMonth]:
    """List the months for which something stands or is summed up, in order."""
    found = set(Submission.objects.with_standing().values_list("year", "month").distinct())
    for rollup in ROLLUPS:
        found |= set(rollup.model._default_manager.values_list("year", "month").distinct())
    return [JalaliMonth(*each) for each in sorted(found)]


def _differences(rollup: Rollup) -> str:
    columns = ", ".join([*rollup.key, *rollup.sums])
    # Sums that came back to nothing are no row of the ones made anew.
    nothing = " AND ".join(f"{name} = 0" for name in rollup.sums)
    kept = (
        f"SELECT {columns} FROM {rollup.table} "
        f"WHERE year = %(year)s AND month = %(month)s AND NOT ({nothing})"
    )
    made = f"SELECT {columns} FROM ({rollup.select(OF_MONTH)}) AS made WHERE NOT ({nothing})"
    return (
        f"WITH kept AS ({kept}), made AS ({made}) SELECT count(*) FROM ("
        "(TABLE kept EXCEPT TABLE made) UNION ALL (TABLE made EXCEPT TABLE kept)) AS other"
    )


def _named(month: JalaliMonth) -> dict[str, int]:
    return {"year": month.year, "month": month.month}


def standing(revision: int | None, review: int) -> list[StandingVersion]:
    """Name the version that stands; nothing where none does yet."""
    return [] if revision is None else [StandingVersion(revision, HumanReview(review))]
