"""The way of a case in words: the stations with their dates, and everything that happened."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter

from config.jalali import format_day, format_moment, last_day
from config.persian import quoted, to_persian_digits
from config.time_left import by_end_of, moves_at
from review.deadlines import Clocks
from review.enums import LEVELS, DecisionKind, Mark
from review.models import Decision
from review.routing import clock_province, desk_names
from statistics.enums import IN_REVIEW, State
from statistics.models import Submission


@dataclass(frozen=True)
class Station:
    """One place on the chain. `state` is past, now or next."""

    title: str
    state: str
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class TimelineEntry:
    """One thing that happened, or will by itself. `kind` colours it: yes, no, sys, talk, future."""

    title: str
    detail: str
    kind: str


def decisions_of(submission: Submission) -> list[Decision]:
    """Read the log of a case in order, with people, office and checks (one query)."""
    others = ("organization", "actor", "instead_of", "union_check")
    rows = submission.decisions.select_related(*others)
    return list(rows.order_by("version"))


def chain(submission: Submission, decisions: list[Decision], clocks: Clocks) -> list[Station]:
    """Lay out the stations unit → union → province → ministry with their dates."""
    passed = {State(d.from_state): d for d in decisions if d.round == submission.round}
    filed = next((d for d in reversed(decisions) if d.kind == DecisionKind.FILED), None)
    with_unit = submission.editable
    stations = [
        Station(
            "واحد",
            "now" if with_unit else "past",
            _with_unit(submission, filed),
        )
    ]
    arrival: datetime | None = None
    names = desk_names(submission)
    for state in IN_REVIEW:
        title = names.get(state, LEVELS[state].kind.label)
        if submission.state == state:
            stations.append(Station(title, "now", _waiting(submission)))
            # The latest possible: the case leaves no later than its clock.
            arrival = submission.due_at
        elif not with_unit and state in passed:
            stations.append(Station(title, "past", _done(passed[state])))
        else:
            lines, arrival = _to_come(submission, state, clocks, arrival)
            stations.append(Station(title, "next", lines))
    return stations


def events(
    submission: Submission,
    decisions: list[Decision],
    names: bool,
    said: Sequence[tuple[datetime, TimelineEntry]] = (),
) -> list[TimelineEntry]:
    """List everything that happened and was `said`, then what will happen by itself.

    Officers are shown by office; by name only to other officers (`names`).
    """
    moved = [(decision.at, described(decision, names)) for decision in decisions]
    # The sort is stable: a decision stands before what was said at its moment.
    rows = [event for _, event in sorted([*moved, *said], key=itemgetter(0))]
    due = submission.due_at
    if due and submission.state in LEVELS:
        level = LEVELS[State(submission.state)]
        onward = (
            "ثبت نهایی می‌شود" if submission.state == State.AT_MINISTRY else "به مرحلهٔ بعد می‌رود"
        )
        rows.append(
            TimelineEntry(
                "اگر تصمیمی گرفته نشود",
                f"{moves_at(due, onward)}، با نشان «{level.lapse_words}»",
                "future",
            )
        )
    return rows


def lapse_words(state: str) -> str:
    return LEVELS[State(state)].lapse_words


def described(decision: Decision, names: bool) -> TimelineEntry:
    """Put one decision into words; an officer by name only with `names`."""
    office = decision.organization.name if decision.organization else ""
    who = f"{office}، {_by(decision)}" if names and decision.actor and office else office
    when = format_moment(decision.at)
    match DecisionKind(decision.kind):
        case DecisionKind.FILED:
            title = f"ثبت، دور {to_persian_digits(decision.round)}"
            typed = f"، نوشتهٔ {who} با تأیید دارنده (کد پیامک)" if office else ""
            return TimelineEntry(title, f"{when}، واحد{typed}", "yes")
        case DecisionKind.APPROVED:
            final = decision.to_state == State.FINAL
            return TimelineEntry("تأیید و ثبت نهایی" if final else "تأیید", f"{when}، {who}", "yes")
        case DecisionKind.RETURNED:
            return TimelineEntry(
                "بازگشت برای اصلاح", f"{when}، {who}: {quoted(decision.reason)}", "no"
            )
        case DecisionKind.REOPENED:
            return TimelineEntry(
                "بازگشایی برای اصلاح", f"{when}، {who}: {quoted(decision.reason)}", "no"
            )
        case DecisionKind.UPHELD:
            title = "شکایت از بازگشت وارد دانسته شد"
            return TimelineEntry(title, f"{when}، {who}: {quoted(decision.reason)}", "yes")
        case DecisionKind.SKIPPED:
            return TimelineEntry(Mark(decision.mark).label, f"{when}، سامانه", "sys")
        case DecisionKind.LAPSED:
            words = lapse_words(decision.from_state)
            mark = f"؛ {Mark(decision.mark).label}" if decision.mark else ""
            # The end of the clock beside the moment of the move: an outage may lie between.
            ended = f"، {by_end_of(last_day(decision.due_at))}" if decision.due_at else ""
            return TimelineEntry(words, f"{when}، سامانه؛ مهلت {office}{ended}{mark}", "sys")


def _by(decision: Decision) -> str:
    name = decision.actor.full_name if decision.actor else ""
    return f"{name} به جای {decision.instead_of.full_name}" if decision.instead_of else name


def _with_unit(submission: Submission, filed: Decision | None) -> list[str]:
    if submission.state == State.RETURNED:
        return ["در دست اصلاح"]
    return ["ارسال شد", format_moment(filed.at)] if filed else ["هنوز ارسال نشده"]


def _waiting(submission: Submission) -> list[str]:
    due = submission.due_at
    if due is None:
        return ["بدون مهلت خودکار"]
    return [by_end_of(last_day(due)), f"بی‌پاسخ: {moves_at(due, 'به مرحلهٔ بعد ارسال می‌شود')}"]


def _done(decision: Decision) -> list[str]:
    words = {
        DecisionKind.APPROVED: "تأیید شد",
        DecisionKind.LAPSED: lapse_words(decision.from_state),
        DecisionKind.SKIPPED: Mark(decision.mark).label if decision.mark else "",
    }
    return [words.get(DecisionKind(decision.kind), ""), format_moment(decision.at)]


def _to_come(
    submission: Submission, state: State, clocks: Clocks, arrival: datetime | None
) -> tuple[list[str], datetime | None]:
    if arrival is None:
        return ["پس از مرحلهٔ پیش"], None
    due = clocks.due(state, arrival, clock_province(submission))
    if due is None:
        return ["بدون مهلت خودکار"], None
    return [f"حداکثر تا {format_day(last_day(due))}"], due
