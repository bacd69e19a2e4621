"""Asking for reasons and keeping them: with a step, and whole at filing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from catalog.policy.book import PolicyBook
from catalog.policy_definitions import PolicyKey
from config.errors import InvalidError
from config.jalali import JalaliMonth, tehran_day
from statistics.enums import Step
from statistics.figures import Figures, FlagFigure, collect, flag_figure
from statistics.influence.services import weigh
from statistics.models import RaisedFlag, Submission
from statistics.office.selection.queries import selected_in
from statistics.rules.enums import Kind
from statistics.rules.reason_rules import CHOOSE, ReasonList
from statistics.rules.subject import Flag, Subject
from statistics.rules.table import BY_ID, pointed_out, raised
from statistics.rules.unit_history import (
    among_members,
    beside_capacity,
    beside_peers,
    bounds_of,
    own_figures,
    subject_of,
)


@dataclass(frozen=True)
class GivenReason:
    """The reason and note posted for one flag."""

    reason: str = ""
    note: str = ""


Reasons = Mapping[tuple[str, str], GivenReason]
NO_REASONS: Reasons = {}


class ReasonsRequired(InvalidError):
    """A step cannot be green before a reason is given; nothing was stored.

    `flags` are all flags of the step with what was given; `faults` says for (rule, key) what is
    still wanted.
    """

    def __init__(self, flags: list[FlagFigure], faults: dict[tuple[str, str], str]) -> None:
        super().__init__("; ".join(faults.values()))
        self.flags, self.faults = flags, faults


def settle(
    submission: Submission,
    step: Step,
    subject: Subject,
    answers: Reasons,
    stored: list[RaisedFlag],
    confirm: bool,
) -> list[RaisedFlag]:
    """Keep the reasons of a step's soft flags; drop those of figures that have changed.

    Gives back what is stored for the step now. Raises ReasonsRequired when confirming and a flag
    lacks its reason.
    """
    flags = [_with_reason(f, answers, stored) for f in raised(subject, step)]
    faults = _faults(submission.period, flags, stored)
    if confirm and faults:
        raise ReasonsRequired(flags, faults)
    # In a draft: what has no reason yet is not stored, so that confirming asks for it.
    kept = [flag for flag in flags if (flag.rule, flag.key) not in faults]
    return _rewrite(submission, stored, kept)


def flag_filing(submission: Submission, book: PolicyBook, at: datetime) -> Figures:
    """Set flags, risk and influence of the round filed now; give back the figures with the flags.

    A flag that came up after its step was confirmed (another month was filed since) stands without
    a reason, for the reviewer to see: sending is never refused by a soft rule. Hints are among
    them: of two members with the same digits the later one is pointed out, and what is filed for
    the first time where peers do not bear it out (such a case is never approved among others).
    """
    figures = collect(submission)
    province = submission.licence.county.province_id
    bounds = bounds_of(book, submission.period, province)
    subject = beside_capacity(submission, subject_of(submission, figures, bounds, at))
    stored = list(submission.flagged.order_by("rule", "key"))
    flags = [_with_reason(flag, NO_REASONS, stored) for flag in raised(subject)]
    # A stored reason may be one that no longer explains the figure.
    faults = _faults(submission.period, flags, stored)
    flags = [replace(f, reason="", note="") if (f.rule, f.key) in faults else f for f in flags]
    flags += [
        _figure(hint) for hint in pointed_out(beside_peers(among_members(submission, subject)))
    ]
    _rewrite(submission, stored, flags)
    submission.flags = len(flags)
    today = tehran_day(at)
    submission.selected = selected_in(submission.unit_id, _codes(figures), today)
    # Risk brings a case forward in the inbox and moves no clock (our reading).
    extra = book.number(PolicyKey.RISK_SELECTED, today, province) if submission.selected else 0
    most = book.number(PolicyKey.RISK_MOST, today, province)
    submission.risk = risk_points(flags, most, extra)
    weigh(submission, own_figures(subject), book, at)
    return replace(figures, flags=tuple(sorted(flags, key=_order)))


def with_reasons(subject: Subject, answers: Reasons) -> list[FlagFigure]:
    """Raise every soft flag of a month with the reasons given, in the order of a revision."""
    flags = [_with_reason(flag, answers, []) for flag in raised(subject)]
    return sorted(flags, key=_order)


def risk_points(flags: Iterable[FlagFigure], most: int, extra: int = 0) -> int:
    """Count a point for each flag and one more where the unit was asked and gave no reason.

    `extra` are the points of a selected unit or product; never more than `most`, the policy's.
    """
    flags = list(flags)
    # A hint asks nothing, so no reason lacks.
    asked = [flag for flag in flags if BY_ID[flag.rule].kind == Kind.SOFT]
    return min(len(flags) + sum(not flag.reason for flag in asked) + extra, most)


def _faults(
    month: JalaliMonth, flags: Sequence[FlagFigure], stored: Iterable[RaisedFlag]
) -> dict[tuple[str, str], str]:
    """Say by rule and key what the reasons lack (one query, none where none was given)."""
    found = {(flag.rule, flag.key): CHOOSE for flag in flags if not flag.reason}
    given = [flag for flag in flags if flag.reason]
    if not given:
        return found
    listed = ReasonList.load(month)
    # An answer that stood already may have left the list since; a page posts it again.
    before = {(flag.rule, flag.key, flag.value, flag.reason) for flag in stored}
    for flag in given:
        stood = (flag.rule, flag.key, flag.value, flag.reason) in before
        if fault := listed.fault(flag, stood):
            found[flag.rule, flag.key] = fault
    return found


def _with_reason(flag: Flag, answers: Reasons, stored: list[RaisedFlag]) -> FlagFigure:
    """Give the flag the posted reason, else the stored one of the same figure."""
    given = answers.get((flag.rule, flag.key))
    before = next((s for s in stored if (s.rule, s.key) == (flag.rule, flag.key)), None)
    # A reason holds for its figure alone (our reading).
    if given is None and before is not None and before.value == flag.value:
        given = GivenReason(before.reason, before.note)
    given = given or GivenReason()
    return replace(_figure(flag), reason=given.reason, note=given.note)


def _figure(flag: Flag) -> FlagFigure:
    return FlagFigure(**asdict(flag))


def _rewrite(
    submission: Submission, stored: list[RaisedFlag], flags: list[FlagFigure]
) -> list[RaisedFlag]:
    """Store exactly these flags in the place of the stored ones; nothing when they are the same."""
    # Most saves change no flag: no write then.
    if sorted(map(flag_figure, stored), key=_order) == sorted(flags, key=_order):
        return stored
    if stored:
        submission.flagged.filter(pk__in=[flag.pk for flag in stored]).delete()
    return RaisedFlag.objects.bulk_create(
        RaisedFlag(submission=submission, step=BY_ID[flag.rule].step, **asdict(flag))
        for flag in flags
    )


def _codes(figures: Figures) -> list[str]:
    return [made.code for made in figures.production] + [sent.code for sent in figures.exports]


def _order(flag: FlagFigure) -> tuple[str, str]:
    return flag.rule, flag.key
