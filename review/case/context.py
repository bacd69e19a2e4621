"""What a reviewer needs to decide: the figures beside earlier months, what changed, the way."""

from datetime import datetime
from typing import Any

from django.utils.html import format_html, format_html_join

from accounts.authority import authority_of
from accounts.enums import Permission
from accounts.models import User
from config.jalali import format_day
from config.persian import to_persian_digits
from config.templatetags.kernel import code, phone
from config.time_left import time_left
from review.case.figures import (
    ComparedRow,
    PastFigures,
    drawn_months,
    figure_rows,
    months_before,
)
from review.case.flags import case_flags
from review.case.influence_queries import influence_text
from review.checklist.answers import heard
from review.correspondence.queries import Talk, talk_of
from review.deadlines import Clocks
from review.enums import RETURNS, DecisionKind
from review.inbox.labels import level_marks
from review.inbox.queries import place_of
from review.models import Decision
from review.routing import barred, clock_province, holder, route_ids
from review.timeline import decisions_of, events
from review.visits.unit_queries import events_of, visits_of_case
from statistics.enums import IN_REVIEW, Selected, State
from statistics.figures import FigureDifference, Figures, filed_figures
from statistics.models import Submission
from statistics.revisions import changes_since
from statistics.rules.unit_history import monthly_capacities
from units.enums import HolderKind
from units.queries import phones_of


def may_decide(user: User, submission: Submission) -> bool:
    """Tell whether this person may ever decide on the case: an officer of its route."""
    authority = authority_of(user)
    officer = any(authority.may(Permission.DECIDE, desk) for desk in route_ids(submission))
    return officer and user.pk not in barred(submission)


def case_context(
    user: User, submission: Submission, at: datetime, seen: int | None = None
) -> dict[str, Any]:
    """Gather what the case page shows; `seen` is the stale version of a lost race."""
    decisions, talk = decisions_of(submission), talk_of(submission)
    figures = filed_figures(submission)
    clocks, past = Clocks.load(), months_before(submission)
    mine = authority_of(user).may(Permission.DECIDE, submission.desk_id)
    bar = barred(submission).get(user.pk)
    decides = mine and submission.state in IN_REVIEW and not bar
    since = last_seen_round(user, decisions)
    # A form that named no version (-1) has seen nothing.
    missed = [d for d in decisions if seen is not None and d.version > max(seen, 0)]
    return {
        "submission": submission,
        "facts": [*_facts(submission), *_typed_at_union(decisions)],
        "rows": _rows(submission, figures, past),
        "drawn": drawn_months(submission.period, past),
        "month_before": submission.period - 1,
        "year_before": submission.period - 12,
        "remarks": figures.remarks if figures else "",
        # Files of the next round are the unit's own until it is sent (circular 60/227210 §5).
        "evidence": submission.evidence.filter(round__lte=submission.round).order_by("number"),
        "removable": None,  # the list of files is the unit's page too, where they are taken off
        "flags": case_flags(submission, figures, clocks.book),
        "influence": influence_text(user, submission),
        "selected": Selected(submission.selected).words,
        "level_marks": level_marks(submission, sorted({d.mark for d in decisions if d.mark})),
        "since_round": since,
        # Over all rounds since, not only against the one before.
        "changes": changes_since(submission, since) if 0 < since < submission.round else [],
        **_way(submission, decisions, talk),
        "bar": bar.label if mine and bar else "",
        "decides": decides,
        "asked": talk.open_request,
        "complaint": talk.open_complaint,
        "answers_complaint": _answers_complaint(user, talk),
        "answers_request": _answers_request(user, submission, talk),
        "heard": heard(submission, decisions),
        "asks_checks": submission.state == State.AT_UNION,
        "onward": _onward(submission),
        "correction_date": _correction_date(submission, clocks, at) if decides else None,
        "place": place_of(user, submission, at) if decides else None,
        "clock": time_left(submission.due_at, at) if submission.due_at else None,
        "stale": seen is not None,
        "done_already": seen is not None and _done_already(user, missed, talk),
        # Without the last entry, which tells what will happen by itself.
        "missed": events(submission, missed, names=True)[: len(missed)],
        "missed_changes": _missed_changes(submission, decisions, seen),
    }


def _way(submission: Submission, decisions: list[Decision], talk: Talk) -> dict[str, Any]:
    """Gather the visits about the month, and everything that happened, visits among it."""
    visits = visits_of_case(submission)
    said = [*talk.events(names=True), *events_of(visits, names=True)]
    return {"visits": visits, "events": events(submission, decisions, names=True, said=said)}


def _correction_date(submission: Submission, clocks: Clocks, at: datetime) -> datetime:
    return clocks.correction_due(at, clock_province(submission))


def _onward(submission: Submission) -> str:
    """Say where an approval leads."""
    if submission.state == State.AT_MINISTRY:
        return "پرونده نهایی می‌شود"
    return "پرونده به مرحلهٔ بعد می‌رود"


def open_months(user: User, submission: Submission) -> list[Submission]:
    """Find the unit's other months that wait at the same desk: they may return together."""
    if submission.state not in IN_REVIEW:
        return []
    cases = Submission.objects.in_reach_of(user).filter(
        unit=submission.unit_id, desk=submission.desk_id, state__in=IN_REVIEW
    )
    return list(cases.exclude(pk=submission.pk).order_by("-year", "-month"))


def _answers_request(user: User, submission: Submission, talk: Talk) -> bool:
    """Tell whether this person decides now on the unit's request for correction."""
    office = holder(submission)
    if talk.open_request is None or office is None or submission.editable:
        return False
    may = authority_of(user).may(Permission.DECIDE, office.pk)
    return may and user.pk not in barred(submission)


def _answers_complaint(user: User, talk: Talk) -> bool:
    complaint = talk.open_complaint
    may = authority_of(user).may
    return complaint is not None and may(Permission.DECIDE, complaint.organization_id)


def _rows(submission: Submission, figures: Figures | None, past: PastFigures) -> list[ComparedRow]:
    if figures is None:
        return []
    return figure_rows(submission.period, figures, past, monthly_capacities(submission))


def _facts(submission: Submission) -> list[tuple[str, Any]]:
    unit, licence = submission.unit, submission.licence
    natural = unit.holder_kind == HolderKind.NATURAL
    ends = f"تا {format_day(licence.expires_on)}" if licence.expires_on else "بدون تاریخ پایان"
    address = f"{licence.address}، کد پستی {licence.postal_code}"
    return [
        ("دارنده", unit.holder_name),
        ("کد ملی" if natural else "شناسه ملی", code(unit.holder_id)),
        ("تلفن", _phones(unit.pk)),
        ("شناسه صنفی", code(unit.guild_id)),
        ("شماره پروانه", code(licence.number)),
        ("اعتبار پروانه", f"از {format_day(licence.issued_on)} {ends}"),
        ("رشته (ISIC)", format_html("{} {}", licence.trade.title_fa, code(licence.trade_id))),
        ("پروانه کسب", f"{licence.county.province.name} - {licence.county.name}"),
        ("نشانی محل کسب", to_persian_digits(address)),
        ("شماره رهگیری", code(submission.tracking_number)),
    ]


def _typed_at_union(decisions: list[Decision]) -> list[tuple[str, Any]]:
    """Say that the round was typed at a union, and confirmed there by its owner."""
    filed = next((d for d in reversed(decisions) if d.kind == DecisionKind.FILED), None)
    if filed is None or filed.organization is None:
        return []
    by = filed.actor.full_name if filed.actor else ""
    return [("نوشته‌شده در", f"{filed.organization.name}، {by}؛ تأیید دارنده با کد پیامک")]


def _phones(unit: int) -> Any:
    """Write whom to call; the reviewer asks before the case is returned."""
    found = [(phone(number), name) for name, number in phones_of(unit) if number]
    return format_html_join("، ", "{} ({})", found) if found else "ثبت نشده است"


def last_seen_round(user: User, decisions: list[Decision]) -> int:
    """Find the round that this person decided on last, else that of their office; 0 for neither.

    What was ticked among others was not seen.
    """
    people = (DecisionKind.APPROVED, *RETURNS)
    seen = [d for d in decisions if d.kind in people and not d.bulk]
    mine = [d.round for d in seen if d.actor_id == user.pk]
    offices = {o.pk for o in authority_of(user).organizations(Permission.DECIDE)}
    return max(mine or [d.round for d in seen if d.organization_id in offices], default=0)


def _missed_changes(
    submission: Submission, decisions: list[Decision], seen: int | None
) -> list[FigureDifference]:
    """List what the rounds since the version `seen` changed, over all of them."""
    # A form that named no version (-1) has seen nothing.
    if seen is None or seen < 1:
        return []
    rounds = [d.round for d in decisions if d.version <= seen]
    # Before its first filing a month was on nobody's page; the round after a return is not, either.
    round_seen = max(rounds, default=0)
    return changes_since(submission, round_seen) if 0 < round_seen < submission.round else []


def _done_already(user: User, missed: list[Decision], talk: Talk) -> bool:
    """Tell whether what was missed began with the person's own act: a button pressed twice."""
    if missed:
        return missed[0].actor_id == user.pk
    # A refused request raises the version and leaves no decision.
    last = talk.requests[-1] if talk.requests else None
    return last is not None and last.answered_by_id == user.pk
