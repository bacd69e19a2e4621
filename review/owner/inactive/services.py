"""Declaring several months inactive at once: each is a filing of its own, sent or left alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from config.jalali import JalaliMonth
from review import workflow
from statistics.enums import ActivityState, Step
from statistics.errors import StateConflictError
from statistics.filing.services import DuplicateMonthError, open_month, save_employment
from statistics.filing.storage import EmploymentAnswers, PeriodAnswers
from statistics.models import Submission
from statistics.rules.services import ReasonsRequired
from units.models import Licence

ASKED = "برای این ماه علتی پرسیده می‌شود؛ آن را جداگانه ثبت کنید."


@dataclass(frozen=True)
class DeclaredMonth:
    """What came of one month: `submission` is the one that stands, `sent` when it was sent now.

    Without a submission nothing stands; `fault` says why.
    """

    month: JalaliMonth
    submission: Submission | None
    sent: bool
    fault: str = ""


def declare_months(
    user: User,
    months: Iterable[tuple[Licence, JalaliMonth]],
    people: EmploymentAnswers,
    at: datetime,
) -> list[DeclaredMonth]:
    """File months as inactive with the same people in each, the oldest first.

    Each month is one transaction: one that cannot be sent leaves the others standing.
    """
    results = []
    for licence, month in sorted(months, key=lambda pair: pair[1]):
        try:
            # Each in its own transaction, never all in one: months that were sent stay sent.
            sent = declare_month(
                user, PeriodAnswers(licence, month, ActivityState.INACTIVE), people, at
            )
            results.append(DeclaredMonth(month, sent, True))
        except DuplicateMonthError as refusal:
            results.append(DeclaredMonth(month, refusal.submission, False))
        except StateConflictError as refusal:
            results.append(DeclaredMonth(month, None, False, " ".join(refusal.faults)))
        except ReasonsRequired:
            results.append(DeclaredMonth(month, None, False, ASKED))
    return results


@transaction.atomic
def declare_month(
    user: User, period: PeriodAnswers, people: EmploymentAnswers, at: datetime
) -> Submission:
    """Open a month as inactive, answer step 4 and confirm it for good, or write nothing at all.

    Guide, steps 1 and 4 and final confirmation. Raises DuplicateMonthError, StateConflictError,
    ReasonsRequired.
    """
    opened = open_month(user, period, True, at)
    version = opened.steps.get(step=Step.EMPLOYMENT).version
    number = opened.tracking_number
    saved = save_employment(user, number, version, people, True, at)
    return workflow.file(user, number, saved.version, at)
