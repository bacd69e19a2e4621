"""What comes of an act on a unit's file besides the change itself, in sentences.

Told before the act is confirmed, and to the unit's people when it is done.
"""

import datetime as dt
from collections.abc import Sequence

from config.jalali import JalaliMonth
from config.persian import format_number, quoted
from units.enums import RegistryFact
from units.models import RegistryChange
from units.registry.duty import Duty


def consequences(
    before: Duty, after: Duty, changes: Sequence[RegistryChange], closed_on: dt.date | None
) -> list[str]:
    """Say what comes of the changes; `closed_on` is the unit's last day after them."""
    told = []
    if before.first_due != after.first_due:
        told.append(
            f"نخستین ماه مشمول ثبت از {before.first_due or '—'} به {after.first_due or '—'} می‌رود."
        )
    if before.words != after.words:
        told.append(f"وضعیت ثبت از {quoted(before.words)} به {quoted(after.words)} تغییر می‌کند.")
    facts = {change.fact for change in changes}
    if {RegistryFact.UNION, RegistryFact.COUNTY} & facts:
        told += _moved(after, changes)
    if RegistryFact.CLOSED_ON not in facts:
        told += _halted([change for change in changes if change.fact == RegistryFact.STATE])
    if RegistryFact.CLOSED_ON in facts and closed_on:
        told += _closed(after, closed_on)
    return told


def _halted(states: Sequence[RegistryChange]) -> list[str]:
    """Months that are still to come are no part of what is due today: they are told by rule."""
    if any(not change.before for change in states):
        return ["ماهی که واحد در آن پروانهٔ معتبر ندارد مشمول ثبت نیست."]
    if any(not change.after for change in states):
        return ["این تعلیق آغاز نمی‌شود و هیچ ماهی با آن از شمول ثبت بیرون نمی‌رود."]
    if states:
        return ["ماه‌های پس از پایان تعلیق مانند ماه‌های دیگر مشمول ثبت می‌شود."]
    return []


def _moved(duty: Duty, changes: Sequence[RegistryChange]) -> list[str]:
    """A round keeps the route that was fixed when it was filed; the next one takes the new."""
    told = []
    count = len({change.licence_id for change in changes})
    if count > 1:
        told.append(
            f"هر {format_number(count)} پروانهٔ واحد به دستگاه جدید می‌رود: ماهی هم که با پروانهٔ "
            "پیشین ثبت شود آن‌جا بررسی می‌شود."
        )
    if duty.in_review:
        told.append(
            f"{format_number(duty.in_review)} پروندهٔ در دست بررسی نزد همان دستگاهی می‌ماند که "
            "اکنون آن را دارد؛ ماه‌هایی که از این پس ثبت شود به دستگاه جدید می‌رود."
        )
    if duty.returned:
        told.append(
            f"{_named(duty.returned)} که برای اصلاح برگشته است، پس از ثبت دوباره به دستگاه جدید "
            "می‌رود."
        )
    return told


def _closed(duty: Duty, last_day: dt.date) -> list[str]:
    """Months in which the unit was open may still be filed, by the holder of that time."""
    last = JalaliMonth.containing(last_day)
    told = []
    if drafts := [month for month in duty.drafts if month <= last]:
        told.append(f"پیش‌نویس {_named(drafts)} می‌ماند؛ دارندهٔ واحد هنوز می‌تواند آن را ثبت کند.")
    if drafts := [month for month in duty.drafts if month > last]:
        told.append(f"پیش‌نویس {_named(drafts)} دیگر ثبت نمی‌شود: واحد در آن ماه بسته بوده است.")
    if returned := [month for month in duty.returned if month <= last]:
        told.append(
            f"{_named(returned)} برای اصلاح نزد دارندهٔ واحد می‌ماند؛ تا پاسخ ندهد در پیگیری اصلاح "
            "دستگاه است."
        )
    if returned := [month for month in duty.returned if month > last]:
        told.append(
            f"{_named(returned)} که برای اصلاح برگشته است دیگر ثبت نمی‌شود: واحد در آن ماه بسته "
            "بوده است."
        )
    if duty.in_review:
        told.append(
            f"{format_number(duty.in_review)} پروندهٔ در دست بررسی همان‌جا که هست بررسی می‌شود."
        )
    return told


def _named(months: Sequence[JalaliMonth]) -> str:
    words = [str(month) for month in months]
    return " و ".join(filter(None, ["، ".join(words[:-1]), words[-1]]))
