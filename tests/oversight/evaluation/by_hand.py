"""An evaluation written a second time in plain Python, from decisions, licences and lists alone."""

from collections import Counter
from datetime import datetime, timedelta

from catalog.policy.book import PolicyBook, filing_windows
from config.jalali import JalaliMonth
from review.models import CorrectionRequest, Decision
from statistics.models import SelectedUnit
from statistics.obligation.rules import DutyRules, counts_as_filed, due_months
from units.models import Licence, Unit

Counted = dict[str, Counter[str]]
MINISTRY = "ministry"


def by_hand(months: list[JalaliMonth], at: datetime) -> Counted:
    """Count for every office, by its code, case by case."""
    found: Counted = {}
    for month in months:
        for unit in Unit.objects.order_by("pk"):
            _unit(found, unit, month, at)
    return found


def decisions_of(unit: Unit, month: JalaliMonth, at: datetime) -> list[Decision]:
    rows = Decision.objects.filter(
        submission__unit=unit, submission__year=month.year, submission__month=month.month
    )
    return [row for row in rows.order_by("version") if row.at <= at]


def _unit(found: Counted, unit: Unit, month: JalaliMonth, at: datetime) -> None:
    log = decisions_of(unit, month, at)
    if _is_due(unit, month):
        licence = max(Licence.objects.filter(unit=unit).order_by("pk"), key=lambda x: x.issued_on)
        words = ["due"]
        if _counts(log, at):
            first = next(row.at for row in log if row.kind == "filed")
            window = filing_windows(PolicyBook.load(), month, licence.county.province_id)
            if first < window.on_time_until:
                words += ["filed", "on_time"]
            elif first < window.allowed_until:
                words += ["filed", "allowed"]
            else:
                words += ["filed", "late"]
        if _selected(unit, month, at):
            also = {"due": "selected", "filed": "selected_filed", "on_time": "selected_on_time"}
            words += [also[word] for word in words if word in also]
        for code in (licence.county.organization_code, MINISTRY):
            found.setdefault(code, Counter()).update(words)
    for place, row in enumerate(log):
        if row.kind in ("approved", "returned", "lapsed") and row.organization:
            words = _words(row, log[place + 1 :], at)
            found.setdefault(row.organization.code, Counter()).update(words)


def _is_due(unit: Unit, month: JalaliMonth) -> bool:
    licences = list(Licence.objects.filter(unit=unit).order_by("pk"))
    home = max(licences, key=lambda x: x.issued_on)
    rule = DutyRules(PolicyBook.load()).month(home.county.province_id, month)
    return rule.obliged and due_months(licences, [rule]) == [month]


def _selected(unit: Unit, month: JalaliMonth, at: datetime) -> bool:
    last = (month + 1).first_day - timedelta(days=1)
    for entry in SelectedUnit.objects.filter(unit=unit).order_by("pk"):
        ended = entry.until is not None and entry.until < last
        if entry.added_at <= at and entry.since <= last and not ended:
            return True
    return False


def _counts(log: list[Decision], at: datetime) -> bool:
    if not log:
        return False
    last = log[-1]
    stood = any(row.to_state == "final" for row in log)
    return counts_as_filed(last.to_state, last.counts_until, stood, at)


def _words(row: Decision, behind: list[Decision], at: datetime) -> list[str]:
    if row.kind == "lapsed":
        # Nobody there may decide on it.
        return [] if row.mark == "own_case" else ["lapsed"]
    words = ["people", row.kind] + ["bulk"] * row.bulk
    if row.due_at is None or row.at < row.due_at:
        words.append("within")
    if row.kind == "approved":
        asked = set(CorrectionRequest.objects.values_list("decision", flat=True))
        above = [x for x in behind if x.round == row.round and x.kind == "returned"]
        if any(x.organization_id != row.organization_id and x.pk not in asked for x in above):
            words.append("overturned")
    if row.kind == "returned":
        again = behind[0].at if behind else None
        due = row.correction_due
        assert due
        if again or due <= at:
            words.append("corrections")
        if again and again < due:
            words.append("corrected")
    return words
