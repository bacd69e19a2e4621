"""What the printed letters of a case and of a unit are made of."""

from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import User
from config.jalali import last_day
from entitlements.queries import outlook_of
from review.enums import RETURNS, DecisionKind
from review.models import Decision
from statistics.models import Submission
from statistics.obligation.outlook import Outlook
from units.models import Licence, Unit


@dataclass(frozen=True)
class CaseLetter:
    """A letter about one month: the decision it tells, and the licence the month was filed by."""

    submission: Submission
    licence: Licence
    decision: Decision

    @property
    def number(self) -> str:
        """The tracking number and which decision about the case it is."""
        return f"{self.submission.tracking_number}/{self.decision.version}"

    @property
    def correct_by(self) -> date | None:
        due = self.decision.correction_due
        return last_day(due) if due else None

    @property
    def counts_to(self) -> date | None:
        until = self.decision.counts_until
        return last_day(until) if until else None


def case_read_by(user: User, tracking: str) -> Submission | None:
    """Find a month that the person reads: its own people, and offices once it was filed."""
    return Submission.objects.visible_to(user).filter(tracking_number=tracking).first()


def letter_of(submission: Submission, *kinds: DecisionKind) -> CaseLetter | None:
    """Make the letter of the last decision of these kinds; None where there was none."""
    rows = Decision.objects.filter(submission=submission, kind__in=kinds)
    decision = rows.select_related("organization").order_by("-version").first()
    if decision is None:
        return None
    named = ("unit", "kind", "trade", "union", "county__province")
    licence = Licence.objects.select_related(*named).get(pk=submission.licence_id)
    return CaseLetter(submission, licence, decision)


def return_letter(submission: Submission) -> CaseLetter | None:
    return letter_of(submission, *RETURNS)


def receipt_letter(submission: Submission) -> CaseLetter | None:
    return letter_of(submission, DecisionKind.FILED)


def unit_read_by(user: User, pk: int) -> Unit | None:
    """Find a unit for its own people, and for the offices where it lies."""
    units = Unit.objects.filter(pk=pk)
    return units.of(user).first() or units.visible_to(user).first()


@dataclass(frozen=True)
class WarningLetter:
    """A letter about a unit that stopped filing; the outlook is as offices see it."""

    found: Outlook
    at: datetime

    @property
    def number(self) -> str:
        """The latest month that is owed, and the unit."""
        latest = self.found.rule.latest_due
        return f"{latest.year}/{latest.month}/{self.found.unit.pk}"


def warning_letter(unit: Unit, at: datetime) -> WarningLetter | None:
    """Make the letter of a unit that lacks months in a row; None where none is lacking."""
    found = outlook_of(unit, at)
    return WarningLetter(found, at) if found and found.status.missed else None
