"""Storing duty and activity: of one unit after it filed, of all units in one statement.

`now` is always given. Both may run at one moment: whoever judges one unit holds its row and reads
under that lock, and the statement passes over a unit that was judged since it began to read.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Max, Min

from accounts.enums import Job
from accounts.notices.set_aside import in_halves, settle
from catalog.models import Province
from catalog.policy.book import PolicyBook
from statistics.models import ObligationList
from statistics.obligation.notices import Warned, tell_changes
from statistics.obligation.queries import status_of
from statistics.obligation.rules import DutyRule, DutyRules, UnitStatus
from statistics.obligation.statement import parameters, statement
from units.enums import ActivityReason
from units.models import ActivityChange, Unit

# Two runs for all units would wait for each other's rows in any order; so the second waits here.
_ALL_UNITS = 7_204_113
TICK = timedelta(microseconds=1)


def refresh(unit: Unit, reason: ActivityReason, now: datetime, book: PolicyBook) -> UnitStatus:
    """Judge a unit anew at once, as after a filing; a change is kept with its reason."""
    locked = Unit.objects.select_for_update().get(pk=unit.pk)
    # Never judge as of before the last judgement: a filing that began a moment before midnight may
    # end after that midnight's run.
    last = locked.judged_at
    moment = max(now, last) if last else now
    found = status_of(locked, moment, book)
    stored = (locked.activity, locked.missed_months, locked.past_gaps)
    # Written also when nothing changes, so that a run which began to read before lets it stand.
    Unit.objects.filter(pk=unit.pk).update(
        activity=found.activity,
        missed_months=found.missed,
        past_gaps=found.gaps,
        judged_at=max(now, last + TICK) if last else now,
    )
    if stored != (found.activity, found.missed, found.gaps):
        change = ActivityChange.objects.create(
            unit=locked,
            at=moment,
            activity=found.activity,
            missed=found.missed,
            gaps=found.gaps,
            reason=reason,
        )
        if locked.inactive and not found.inactive:
            tell_changes([change.pk], [], moment)
    return found


def update_activity(now: datetime) -> int:
    """Store duty and activity of every unit as of `now`; return how many changed.

    A unit whose row the database refuses is set aside, and told to who runs the portal.
    """
    listed = ObligationList.objects.filter(ended_at=None).aggregate(first=Min("first_day"))
    duties = DutyRules(PolicyBook.load(), listed["first"])
    provinces = Province.objects.order_by("code").values_list("code", flat=True)
    rules = {code: duties.at(code, now) for code in provinces}
    last = Unit.objects.aggregate(last=Max("pk"))["last"]
    if not rules or not last:
        return 0
    warnings = list(_warnings(duties, rules))
    values = parameters(rules, now)

    def judge_units(first: int, last: int) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ALL_UNITS])
            # All units are put together in memory, for this transaction only.
            cursor.execute("SET LOCAL work_mem = '128MB'")
            cursor.execute(statement(values["width"]), {**values, "first": first, "last": last})
            changes = [pk for (pk,) in cursor.fetchall()]
        if changes:
            tell_changes(changes, warnings, now, duties)
        return len(changes)

    changed, aside = in_halves(judge_units, 1, last)
    settle(Job.ACTIVITY, aside, now)
    return changed


def _warnings(duties: DutyRules, rules: Mapping[str, DutyRule]) -> Iterable[Warned]:
    for province, rule in rules.items():
        for missed in range(1, rule.allowed + 1):
            day = duties.last_day_to_file(province, rule, missed)
            yield Warned(province, missed, rule.allowed, day, rule.latest_due)
        yield Warned(province, None, rule.allowed, None, rule.latest_due)
