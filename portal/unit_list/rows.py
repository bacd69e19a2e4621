"""What a row of a list of units shows: its year, its standing in words, whom to call, what next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from config.jalali import JalaliMonth, end_of_day_instant, format_day, tehran_day
from config.persian import to_persian_digits
from config.time_left import time_left
from portal.unit_list.queries import Reach
from portal.unit_list.reminder_rules import LastReminder, last_reminder
from review.followup.queries import last_reminders
from statistics.enums import IN_REVIEW, State
from statistics.models import Submission
from statistics.obligation.outlook import Outlook, outlooks_of
from statistics.obligation.queries import inactive_since
from statistics.obligation.year_calendar import YearCalendar, year_calendar
from statistics.office.selection.queries import selected_units
from units.contacts.queries import numbers_of
from units.enums import UnitActivity
from units.models import Unit


@dataclass(frozen=True)
class Standing:
    """How a unit stands: the kind and words of its chip, and a line below it."""

    kind: str
    label: str
    note: str = ""


@dataclass(frozen=True)
class UnitRow:
    """One unit as an office sees it; `year` is None where no licence was ever issued."""

    unit: Unit
    outlook: Outlook | None
    year: YearCalendar | None
    standing: Standing
    phone: str
    selected: bool
    act: str
    url: str
    reminder: LastReminder | None


def rows_of(units: Iterable[Unit], reach: Reach) -> list[UnitRow]:
    """Make the rows of a page: the same few queries however many units it has."""
    units = list(units)
    ids = [unit.pk for unit in units]
    if not ids:
        return []
    judged = outlooks_of(ids, reach.rules, reach.at, drafts=False)
    seen = {found.unit.pk: found for found in judged}
    since = inactive_since(unit.pk for unit in units if unit.inactive)
    selected = set(selected_units(reach.today).filter(unit__in=ids).values_list("unit", flat=True))
    phones = numbers_of(ids)
    cases = _cases(ids, reach)
    told = last_reminders(ids) if reach.reads_cases else {}
    rows = []
    for unit in units:
        found = seen.get(unit.pk)
        standing = standing_of(unit, found, since.get(unit.pk), reach.at)
        act, url = _next_act(unit, found, cases.get(unit.pk, ""), reach)
        year = year_calendar(found) if found else None
        rows.append(
            UnitRow(
                unit,
                found,
                year,
                standing,
                next(iter(phones[unit.pk]), ""),
                unit.pk in selected,
                act,
                url,
                last_reminder(found, told, reach.at),
            )
        )
    return rows


def standing_of(
    unit: Unit, found: Outlook | None, since: datetime | None, at: datetime
) -> Standing:
    """Say how a unit stands, what is gravest first."""
    if unit.closed_on:
        return Standing("system", "بسته شده", f"از {format_day(unit.closed_on)}")
    if found is None:
        return Standing("blocked", "بدون پروانه", "ثبت نمی‌شود")
    if unit.inactive:
        note = f"از {format_day(tehran_day(since))}" if since else ""
        return Standing("late", UnitActivity.INACTIVE.label, note)
    if found.obstacle:
        day = found.obstacle.since
        note = f"از {format_day(day)}" if day else "ثبت نمی‌شود"
        return Standing("blocked", found.obstacle.kind.label, note)
    if missed := found.status.missed:
        count = f"{to_persian_digits(missed)} ماه ثبت‌نشده"
        if found.inactive_by and missed >= found.rule.allowed:
            return Standing("near", f"غیرفعال پس از {format_day(found.inactive_by)}", count)
        return Standing("near", count)
    return _regular(unit, found, at)


def _regular(unit: Unit, found: Outlook, at: datetime) -> Standing:
    returned = [case for case in found.begun.values() if case.state == State.RETURNED]
    if returned:
        first = min(returned, key=lambda case: case.correction_due or at)
        left = time_left(first.correction_due, at, "مهلت اصلاح") if first.correction_due else None
        return Standing("returned", f"{first.period} برای اصلاح", left.text if left else "")
    if unit.activity == UnitActivity.DECLARED_CLOSED:
        return Standing("system", UnitActivity.DECLARED_CLOSED.label)
    note = ""
    if found.final_day:
        note = f"{found.last.name}: {time_left(end_of_day_instant(found.final_day), at).text}"
    elif case := found.begun.get(found.last):
        word = "در بررسی" if case.state in IN_REVIEW else "نهایی"
        note = f"{found.last.name}: {word}"
    if not found.passed:
        return Standing("review", "نخستین ماه‌ها", note)
    return Standing("done", UnitActivity.ACTIVE.label, note)


def _next_act(unit: Unit, found: Outlook | None, case: str, reach: Reach) -> tuple[str, str]:
    """Name what an officer does next about a unit, and where."""
    if found and reach.reads_cases and not unit.closed_on:
        owed = found.way if found.status.missed else found.last if found.final_day else None
        if owed:
            return "ثبت تماس", contact_url(unit, owed)
    if case:
        return "باز کردن پرونده", reverse("review:case", args=[case])
    return "پروندهٔ واحد", reverse("unit_file:file", args=[unit.pk])


def contact_url(unit: Unit, month: JalaliMonth) -> str:
    return reverse("review:contact", args=[unit.pk, month.year, month.month])


def _cases(ids: list[int], reach: Reach) -> dict[int, str]:
    """Find the cases of the month to be filed now that this person may open, by unit."""
    month = reach.month
    cases = Submission.objects.in_reach_of(reach.user).filter(
        unit__in=ids, year=month.year, month=month.month
    )
    return dict(cases.order_by("pk").values_list("unit", "tracking_number"))
