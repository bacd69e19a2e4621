"""Keeping the indicators: each act adds dated terms, and what was reported keeps its own.

Whether a person may is asked before: the statistics office alone (directive 5013 §11).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from config.errors import InvalidFieldError
from config.jalali import JalaliMonth
from config.persian import quoted
from statistics.enums import Frequency
from statistics.models import IndicatorTerms, OrganizationalIndicator
from statistics.organizational.errors import TermsConflictError

CHANGED = "همکار شما این شاخص را در این میان تغییر داده است؛ آن را دوباره ببینید."


@dataclass(frozen=True)
class PostedTerms:
    """What an indicator means from a month on, as the office wrote it."""

    since: JalaliMonth
    name: str
    measure: str
    decimals: int
    definition: str
    kinds: Sequence[str]
    offices: Sequence[str]
    reason: str


@transaction.atomic
def add_indicator(
    user: User, code: str, frequency: Frequency, posted: PostedTerms, at: datetime
) -> OrganizationalIndicator:
    """Begin an indicator. Raises InvalidFieldError for a code that is taken."""
    _check(frequency, posted.since)
    made, new = OrganizationalIndicator.objects.get_or_create(
        code=code, defaults={"frequency": frequency}
    )
    if not new:
        raise InvalidFieldError("code", f"شاخصی با کد {quoted(code)} هست؛ کد دیگری بنویسید.")
    _add(user, made, posted, at)
    return made


@transaction.atomic
def change_terms(
    user: User, pk: int, posted: PostedTerms, seen: int, at: datetime, end: bool = False
) -> OrganizationalIndicator:
    """Let other terms hold from a month on, or with `end` nobody be asked any more.

    What was reported keeps the terms it was reported under. Raises TermsConflictError,
    InvalidFieldError, DoesNotExist.
    """
    indicator = OrganizationalIndicator.objects.select_for_update().get(pk=pk)
    if indicator.version != seen:
        raise TermsConflictError(CHANGED)
    _check(Frequency(indicator.frequency), posted.since)
    indicator.version += 1
    indicator.save(update_fields=["version"])
    _add(user, indicator, posted, at, end)
    return indicator


def _check(frequency: Frequency, since: JalaliMonth) -> None:
    """Terms begin with a period: within one nobody would know which hold."""
    if (since.month - 1) % frequency:
        first = "فروردین" if frequency == Frequency.YEARLY else "نخستین ماه فصل"
        raise InvalidFieldError("month", f"شاخص {frequency.label} از {first} آغاز می‌شود.")


def _add(
    user: User,
    indicator: OrganizationalIndicator,
    posted: PostedTerms,
    at: datetime,
    end: bool = False,
) -> None:
    IndicatorTerms.objects.create(
        indicator=indicator,
        serial=indicator.terms.count() + 1,
        year=posted.since.year,
        month=posted.since.month,
        name=posted.name,
        measure=posted.measure,
        decimals=posted.decimals,
        definition=posted.definition,
        kinds=list(posted.kinds),
        offices=list(posted.offices),
        ended=end,
        reason=posted.reason,
        by=user,
        at=at,
    )
