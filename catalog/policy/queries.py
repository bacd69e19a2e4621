"""The policy as a table: what is in force, what comes, who has another value."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from catalog.models import Policy
from catalog.policy_definitions import (
    MONTH_KEYS,
    RETIRED,
    SWITCHED_RULES,
    GovernedBy,
    PolicyFact,
    PolicyKey,
)
from config.jalali import WEEKDAY_NAMES, JalaliMonth
from config.persian import format_number

_K: Final = PolicyKey
GROUPS: Final[tuple[tuple[str, tuple[PolicyKey, ...]], ...]] = (
    (
        "مهلت‌های بررسی",
        (
            *(_K.UNION_DAYS, _K.PROVINCE_DAYS, _K.MINISTRY_DAYS, _K.CORRECTION_DAYS),
            *(_K.WORKING_DAYS, _K.WEEKEND),
        ),
    ),
    ("روزهای ثبت", (_K.FILING_ON_TIME_DAY, _K.FILING_ALLOWED_DAY)),
    (
        "تکلیف و غیرفعالی",
        (
            *(_K.OBLIGATION_FROM, _K.NEW_UNIT_GRACE_MONTHS, _K.MIN_ACTIVE_DAYS),
            *(_K.INACTIVE_AFTER_MONTHS, _K.ACTIVITY_WINDOW_MONTHS, _K.RETURNED_COUNTS_DAYS),
        ),
    ),
    (
        "یادآوری‌ها",
        (
            _K.REMIND_ON_TIME_DAYS,
            _K.REMIND_ALLOWED_DAYS,
            _K.REMIND_INACTIVE_DAYS,
            _K.REMIND_CORRECTION_DAYS,
            _K.REMIND_EXPIRY_FAR_DAYS,
            _K.REMIND_EXPIRY_NEAR_DAYS,
        ),
    ),
    (
        "حساب‌ها و کدها",
        (_K.CODES_OF_A_NETWORK, _K.FACTOR_RESET_DAYS, _K.MOBILE_BY_FILE_DAYS),
    ),
    ("پیامک", (_K.SMS_DAY_RIALS, _K.SMS_PART_RIALS)),
    (
        "آستانه‌های هشدار (نیازمند ذکر علت)",
        tuple(key for key in PolicyKey if key.startswith("rule_") and key not in RETIRED),
    ),
    ("حمایت از واحدها", (_K.SUPPORT_FROM,)),
    (
        "واحدهای برگزیده",
        (
            *(_K.BEST_ON_TIME, _K.BEST_UNRETURNED, _K.BEST_GROWTH, _K.BEST_EXPORTS),
            *(_K.BEST_LEAST_MONTHS, _K.BEST_MOST, _K.BEST_LAST_DAY),
        ),
    ),
    (
        "بازدید از واحدها",
        (_K.VISITS_OF_VISITOR, _K.VISIT_REST_MONTHS, _K.VISIT_PHOTOS),
    ),
    (
        "برآورد و رشد",
        (
            *(_K.ESTIMATE_MIN_TQRR, _K.ESTIMATE_NORMAL_TQRR),
            *(_K.GROWTH_MIN_HOLDERS, _K.GROWTH_MIN_BASE_SHARE),
        ),
    ),
    (
        "انتشار و محرمانگی",
        (
            *(_K.DISCLOSURE_MIN_HOLDERS, _K.DISCLOSURE_PERCENT, _K.DISCLOSURE_KEPT_MONTHS),
            *(_K.MIRROR_MIN_HOLDERS, _K.EDITION_FINAL_MONTHS, _K.EDITION_ANNUAL_MONTHS),
        ),
    ),
)
RECENT_MONTHS: Final = 2
# What an empty value means; of a clock, that there is no deadline.
NONE_WORDS: Final = {_K.RULE_DOLLAR_RATE: "تعیین نشده", _K.SMS_DAY_RIALS: "بی سقف"}
OTHERS: Final = "خطر، مدرک، ورود اطلاعات و کارکرد"


@dataclass(frozen=True)
class PolicyLine:
    """One threshold on a day: the national value in force, the next to come, other values.

    `provinces` are the values of provinces in force or to come, `exceptions` those of the months
    about now, `history` every row, the latest effective one first, also the `replaced` ones: those
    that another for the same beginning has followed.
    """

    key: PolicyKey
    day: dt.date
    history: Sequence[Policy]

    @property
    def fact(self) -> PolicyFact:
        return self.key.fact

    @property
    def by_month(self) -> bool:
        """Whether the reference month chooses the value, not the day of arrival."""
        return self.fact.governed_by == GovernedBy.MONTH

    @cached_property
    def replaced(self) -> set[int]:
        """The ids of the rows that hold no more and never will."""
        # Read from the oldest on, so that of each place the row added last remains.
        last = {row.place: row.pk for row in reversed(self.history)}
        return {row.pk for row in self.history} - set(last.values())

    @property
    def current(self) -> Policy | None:
        """The national value in force; None before the first."""
        return next((row for row in self._national if row.effective_from <= self.day), None)

    @property
    def coming(self) -> list[Policy]:
        """The national values to come, the next first."""
        return [row for row in self._national if row.effective_from > self.day][::-1]

    @property
    def provinces(self) -> list[Policy]:
        """Each province's value in force and those to come."""
        found: list[Policy] = []
        for row in self._standing:
            if row.province_id is None:
                continue
            # The rows come latest first: of those that have begun only the first one met holds.
            passed = any(
                later.province_id == row.province_id and later.effective_from <= self.day
                for later in found
            )
            if row.effective_from > self.day or not passed:
                found.append(row)
        return found[::-1]

    @property
    def exceptions(self) -> list[Policy]:
        """The values of single months that are filed about now or later."""
        first = JalaliMonth.containing(self.day) - RECENT_MONTHS
        months = [(row.reference_month, row) for row in self._standing]
        return [row for month, row in months if month is not None and month >= first]

    @property
    def _national(self) -> list[Policy]:
        return [row for row in self._standing if row.province_id is None and row.year is None]

    @property
    def _standing(self) -> list[Policy]:
        return [row for row in self.history if row.pk not in self.replaced]


def table(day: dt.date) -> list[tuple[str, list[PolicyLine]]]:
    """Read every threshold with its values on a day, in groups (one query)."""
    rows: dict[str, list[Policy]] = {key: [] for key in PolicyKey}
    found = Policy.objects.select_related("province").order_by("-effective_from", "-pk")
    for row in found:
        rows[row.key].append(row)
    grouped = {key for _, keys in GROUPS for key in keys} | RETIRED
    groups = (*GROUPS, (OTHERS, tuple(key for key in PolicyKey if key not in grouped)))
    return [(title, [PolicyLine(key, day, rows[key]) for key in keys]) for title, keys in groups]


def line(key: PolicyKey, day: dt.date) -> PolicyLine:
    """Read one threshold with its whole history and who added what (one query)."""
    rows = Policy.objects.filter(key=key).select_related("province", "added_by")
    return PolicyLine(key, day, list(rows.order_by("-effective_from", "-pk")))


def value_words(key: PolicyKey, value: int | None) -> str:
    """Write a value as people say it: «۳ روز», «بی مهلت», «فروردین ۱۴۰۴»."""
    if value is None:
        return NONE_WORDS.get(key, "بی مهلت")
    if key in MONTH_KEYS:
        return str(JalaliMonth.from_int(value))
    if key == PolicyKey.WORKING_DAYS:
        return "روز کاری" if value else "روز تقویمی"
    if key == PolicyKey.WEEKEND:
        return "، ".join(_named(WEEKDAY_NAMES, value))
    if key == PolicyKey.RULE_OFF:
        return "، ".join(_named(list(SWITCHED_RULES.values()), value)) or "هیچ‌کدام"
    if key.fact.unit == "روزِ ماه بعد":
        return f"روز {format_number(value)} ماه بعد"
    return f"{format_number(value)} {key.fact.unit}"


def _named(names: Sequence[str], bits: int) -> list[str]:
    return [name for bit, name in enumerate(names) if bits >> bit & 1]
