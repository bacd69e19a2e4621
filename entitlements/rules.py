"""How a unit stands by its filing, as certificates, look-ups and inquiries tell it alike.

Standing counts months filed, not only final ones: no unit suffers for a slow office (circular
60/133338 §2).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from config.jalali import JalaliMonth
from config.persian import format_number
from statistics.obligation.outlook import Outlook
from statistics.obligation.queries import filed_months
from units.enums import ObstacleKind
from units.models import Licence, Unit


@dataclass(frozen=True)
class Standing:
    """How a unit's due months stand whose final day is over.

    `since` is the first of the unbroken run of filed ones that reaches `until`, the latest of all;
    None where that one is not filed, or none is due yet.
    """

    activity: str
    due: int
    filed: int
    final: int
    since: JalaliMonth | None
    until: JalaliMonth | None

    @property
    def complete(self) -> bool:
        return self.since is not None or not self.due

    @property
    def words(self) -> str:
        """Say it in one line, without any figure of the unit."""
        if not self.due:
            return "هنوز هیچ ماهی مشمول ثبت نیست"
        if self.since is None:
            return f"کامل نیست؛ {self.counted} ثبت شده است"
        return f"همهٔ ماه‌ها ثبت‌شده از {self.since} تا {self.until}"

    @property
    def counted(self) -> str:
        return f"{format_number(self.filed)} از {format_number(self.due)} ماه مشمول"

    @property
    def pending(self) -> int:
        """How many of the filed months still lie with the offices."""
        return self.filed - self.final


def standing(found: Outlook, now: datetime) -> Standing:
    due = found.due[: found.passed]
    filed = filed_months(found.begun.values(), now)
    run = _unbroken(due, filed)
    return Standing(
        activity=found.status.activity.label,
        due=len(due),
        filed=sum(month in filed for month in due),
        final=sum(month in filed and found.begun[month].standing_id is not None for month in due),
        since=run[-1] if run else None,
        until=due[-1] if due else None,
    )


def _unbroken(due: Iterable[JalaliMonth], filed: Iterable[JalaliMonth]) -> list[JalaliMonth]:
    """Take the filed months that reach the latest one, the latest first."""
    run = []
    for month in reversed(list(due)):
        if month not in filed:
            break
        run.append(month)
    return run


@dataclass(frozen=True)
class Completeness:
    """How many of some due months are filed; `missing` are the others, the latest first."""

    due: int
    filed: int
    missing: tuple[JalaliMonth, ...]

    @property
    def percent(self) -> int:
        """The whole per cent that is reached; of no due month nothing is missing."""
        return 100 * self.filed // self.due if self.due else 100


def completeness(
    found: Outlook, since: JalaliMonth, until: JalaliMonth, now: datetime
) -> Completeness:
    """Count by what the priority of services goes (circular 60/133338 §2).

    A month whose final day is still to come counts where it is filed, and is not missed before.
    """
    filed = filed_months(found.begun.values(), now)
    late = found.due[: found.passed]
    due = [m for m in found.due if since <= m <= until and (m in filed or m in late)]
    missing = tuple(month for month in reversed(due) if month not in filed)
    return Completeness(len(due), len(due) - len(missing), missing)


def identity(unit: Unit, licence: Licence) -> dict[str, str]:
    """Write down whose paper it is, as certificates and letters name a unit."""
    return {
        "name": unit.name,
        "guild_id": unit.guild_id,
        "holder": unit.holder_name,
        "holder_kind": unit.holder_kind,
        "holder_id": _starred(unit.holder_id),
        "licence": licence.number,
        "kind": licence.kind.name,
        "trade": licence.trade_id,
        "trade_name": licence.trade.title_fa,
        "union": licence.union.name,
        "county": licence.county.name,
        "province": licence.county.province.name,
    }


def _starred(number: str) -> str:
    """Keep the ends of a holder's id: a paper goes through many hands."""
    return f"{number[:3]}••••{number[-3:]}"


def why_not(found: Outlook) -> str:
    """Say why a unit is not supported now, or nothing (directive 5013 §8)."""
    if found.obstacle:
        return f"{ObstacleKind(found.obstacle.kind).label}."
    if found.status.inactive:
        missed = format_number(found.status.missed)
        return (
            f"این واحد غیرفعال است: {missed} ماه پیاپی ثبت نشده است. واحدی که آمار خود را ثبت "
            "نمی‌کند پشتیبانی نمی‌شود (بند ۸ دستورالعمل الزام به روزرسانی اطلاعات و ارائه آمار)."
        )
    return ""
