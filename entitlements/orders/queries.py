"""What a reviewer of import orders is shown of one unit, and how often they looked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet

from accounts.models import User
from config.jalali import JalaliMonth, current_month
from config.keyset import Page, before_moment, moment_cursor, page_of
from entitlements.models import OrderLook
from entitlements.orders.rules import FinalMonth
from entitlements.queries import outlook_of
from entitlements.rules import Standing, standing, why_not
from statistics.enums import IN_REVIEW, HumanReview, State
from statistics.figures import from_json
from statistics.models import Submission
from statistics.obligation.outlook import Outlook
from units.models import Unit


@dataclass(frozen=True)
class UnitToldOf:
    """A unit as a look tells of it: its standing now, and what of the months asked for is final.

    `in_review` and `returned` are months without a final version, whose figures are not shown.
    """

    unit: Unit
    outlook: Outlook
    standing: Standing
    why_not: str
    months: list[FinalMonth]
    in_review: list[JalaliMonth]
    returned: list[JalaliMonth]
    trade: str


def unit_of(holder_id: str, guild_id: str) -> Unit | None:
    """Find the unit of exactly these two ids: one statement, whatever is wrong with them."""
    return Unit.objects.filter(holder_id=holder_id, guild_id=guild_id).first()


def window(months: int, at: datetime) -> tuple[JalaliMonth, JalaliMonth]:
    """Name the first and the last of so many ended months."""
    last = current_month(at) - 1
    return last - (months - 1), last


def final_months(unit: Unit, since: JalaliMonth, until: JalaliMonth) -> list[FinalMonth]:
    """Read the versions that count, the latest month first."""
    cases = Submission.objects.filter(unit=unit).with_standing()
    from_first = Q(year__gt=since.year) | Q(year=since.year, month__gte=since.month)
    to_last = Q(year__lt=until.year) | Q(year=until.year, month__lte=until.month)
    rows = []
    for case in cases.filter(from_first, to_last).order_by("-year", "-month"):
        assert case.standing
        assert case.final_at
        rows.append(
            FinalMonth(
                month=case.period,
                figures=from_json(case.standing.figures),
                review=HumanReview(case.standing_review),
                final_at=case.final_at,
                corrected=case.state != State.FINAL,
            )
        )
    return rows


def told_of(unit: Unit, since: JalaliMonth, until: JalaliMonth, at: datetime) -> UnitToldOf | None:
    """Gather what is told of a unit; None for one that has no licence any more."""
    found = outlook_of(unit, at)
    if found is None:
        return None
    waiting = [m for m in found.begun.values() if not m.standing_id and since <= m.period <= until]
    return UnitToldOf(
        unit=found.unit,
        outlook=found,
        standing=standing(found, at),
        why_not=why_not(found),
        months=final_months(unit, since, until),
        in_review=[m.period for m in waiting if m.state in IN_REVIEW],
        returned=[m.period for m in waiting if m.state == State.RETURNED],
        trade=found.licence.trade.title_fa,
    )


def closed_until(user: User, at: datetime) -> datetime | None:
    """Tell when the person's next look is taken; None when it is now."""
    mine = OrderLook.objects.filter(by=user)
    waits = [_until(mine, most, minutes, at) for most, minutes in settings.ORDER_LOOKS]
    in_vain = mine.filter(unit=None)
    waits += [_until(in_vain, most, minutes, at) for most, minutes in settings.ORDER_MISSES]
    return max(filter(None, waits), default=None)


def _until(looks: QuerySet[OrderLook], most: int, minutes: int, at: datetime) -> datetime | None:
    span = timedelta(minutes=minutes)
    # The oldest of the newest ones that fill the limit: when it has aged, one more is taken.
    moments = looks.filter(at__gt=at - span).order_by("-at", "-pk").values_list("at", flat=True)
    return next((moment + span for moment in moments[most - 1 : most]), None)


def looks_of(user: User, after: str) -> Page[OrderLook]:
    """Read a page of the person's own looks, the newest first."""
    rows = OrderLook.objects.filter(by=user).select_related("unit").order_by("-at", "-pk")
    return page_of(before_moment(rows, after, "at"), lambda look: moment_cursor(look.at, look.pk))
