"""The rule of `rules` as `Q` objects and SQL fragments, and what one unit has filed."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Protocol

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, Value

from catalog.policy.book import PolicyBook
from config.jalali import JalaliMonth
from statistics.enums import State
from statistics.models import Submission
from statistics.obligation.rules import (
    COUNTED,
    DutyRules,
    UnitStatus,
    counts_as_filed,
    due_months,
    judge,
)
from units.enums import UnitActivity
from units.models import ActivityChange, Licence, LicenceState, Unit
from units.queries import FILES, LICENCE_DAYS, OfFilingKind

# A month that was final keeps standing while it is corrected.
STANDING = Q(standing__isnull=False)
STANDING_SQL = "s.standing_id IS NOT NULL"


class MonthOnFile(Protocol):
    """What the rule asks of a month that somebody has opened."""

    @property
    def state(self) -> str: ...
    @property
    def counts_until(self) -> datetime | None: ...
    @property
    def standing_id(self) -> int | None: ...
    @property
    def idle(self) -> bool: ...
    @property
    def period(self) -> JalaliMonth: ...


def has_standing(submission: Submission) -> bool:
    """Tell whether a final version of the month stands."""
    return submission.standing_id is not None


def returned_counts(now: datetime) -> Q:
    """Tell, as a condition, the returned months that still count."""
    return Q(state=State.RETURNED, counts_until__gt=now)


# The same of a returned month `s`.
RETURNED_COUNTS = "s.counts_until > %(now)s"


def filed(now: datetime) -> Q:
    """Write `counts_as_filed` as a condition on submissions."""
    return Q(state__in=COUNTED) | returned_counts(now) | STANDING


def filed_sql(state: str, counts_until: str, standing: str) -> str:
    """Write `counts_as_filed` as SQL over three expressions, with %(now)s and `FILED_PARAMS`."""
    return f"""({standing} OR {state} <> %(draft_state)s
        AND ({state} <> %(returned_state)s OR {counts_until} > %(now)s))"""


FILED_PARAMS = {"draft_state": State.DRAFT, "returned_state": State.RETURNED}
# Of submissions `s`.
FILED = filed_sql("s.state", "s.counts_until", STANDING_SQL)

# What a unit's licences say of the month `c`, by its `units.queries.HOLDER` row `h`. Most hold to
# the month's end, so that days are rarely counted.
_HELD = """h.issued_on <= c.issued_until AND h.days @> c.last_day
    AND (h.days @> daterange(c.last_day - (c.min_days - 1), c.last_day, '[]')
         OR c.min_days <= (
            SELECT coalesce(sum(upper(d) - lower(d)), 0)
            FROM unnest(h.days * datemultirange(daterange(c.first_day, c.last_day, '[]'))) AS d))"""


def due_sql(obliged_from: str) -> str:
    """Write `due_months` for the month `c` of a holder `h`, whose unit is asked for its guild id.

    `obliged_from` is the column of the unit, which a list may oblige earlier than the policy does.
    """
    return f"(c.obliged OR {obliged_from} <= c.first_day) AND {_HELD}"


# Of a holder `h` and its unit `u`.
DUE = due_sql("u.obliged_from")


class _Due(Func):
    """`_HELD` for one unit and month; expressions: unit, first and last day, issued until, days."""

    output_field = BooleanField()
    template = f"""EXISTS (SELECT FROM
        (VALUES (%(expressions)s)) AS c(unit_id, first_day, last_day, issued_until, min_days),
        LATERAL (
            SELECT min(l.issued_on) AS issued_on, range_agg({LICENCE_DAYS}) AS days
            FROM units_licence l WHERE l.unit_id = c.unit_id AND {FILES}) AS h
        WHERE {_HELD})"""


def due(rules: DutyRules, provinces: Iterable[str], month: JalaliMonth) -> Q:
    """Write `due_months` for one month as a condition on the licences units are found by."""
    asked: dict[tuple[date, int, bool], list[str]] = defaultdict(list)
    for code in provinces:
        rule = rules.month(code, month)
        asked[rule.issued_until, rule.min_active_days, rule.obliged].append(code)
    found = Q(pk__in=[])
    for (issued_until, days, obliged), codes in asked.items():
        there = Q(_due(month, issued_until, days), county__province__in=codes)
        found |= there if obliged else there & Q(unit__obliged_from__lte=month.first_day)
    # Without a guild id a unit cannot file, so it owes nothing (guide, prerequisites).
    return found & ~Q(unit__guild_id="")


def _due(month: JalaliMonth, issued_until: date, days: int) -> Q:
    """Ask for a licence that holds to the month's end, as most do; else count the days."""
    first, last = month.first_day, month.last_day
    since = last - timedelta(days=days - 1)
    halted = LicenceState.objects.filter(
        Q(until=None) | Q(until__gte=since), licence=OuterRef("pk"), since__lte=last
    )
    mine = Licence.objects.filter(OfFilingKind("kind"), unit=OuterRef("unit"))
    holds = mine.filter(
        Q(expires_on=None) | Q(expires_on__gte=last), ~Exists(halted), issued_on__lte=since
    )
    old = Exists(mine.filter(issued_on__lte=issued_until))
    values = (Value(first), Value(last), Value(issued_until), Value(days))
    return Q(old) & (Q(Exists(holds)) | Q(_Due(F("unit"), *values)))


def filed_months(submissions: Iterable[MonthOnFile], now: datetime) -> dict[JalaliMonth, bool]:
    """Choose the months that count as filed, each with whether it declares no activity."""
    return {
        s.period: s.idle
        for s in submissions
        if counts_as_filed(s.state, s.counts_until, s.standing_id is not None, now)
    }


def inactive_since(units: Iterable[int]) -> dict[int, datetime]:
    """Find since when units (ids) have been inactive without a break, as it was stored."""
    since: dict[int, datetime] = {}
    for change in ActivityChange.objects.filter(unit__in=list(units)).order_by("id"):
        if change.activity != UnitActivity.INACTIVE:
            since.pop(change.unit_id, None)
        else:
            since.setdefault(change.unit_id, change.at)
    return since


def status_of(unit: Unit, now: datetime, book: PolicyBook | None = None) -> UnitStatus:
    """Judge one unit as of `now` from what is stored: two queries, and one for a book not given."""
    licences = list(
        Licence.objects.with_states()
        .filter(unit=unit)
        .select_related("unit", "county")
        # A unit lies where its last licence is, as `units.queries.HOLDER` has it.
        .order_by("-issued_on", "number")
    )
    if not licences:
        # Nothing is due without a licence, so nothing can be missed.
        return UnitStatus(UnitActivity.ACTIVE)
    rules, province = DutyRules(book or PolicyBook.load()), licences[0].county.province_id
    rule = rules.at(province, now)
    filed = filed_months(unit.submissions.order_by("pk"), now)
    months = rules.obliged(province, rule.latest_due, licences[0].unit.obliged_from)
    return judge(due_months(licences, months), filed, rule)
