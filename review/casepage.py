"""What a reviewer needs to decide: the figures beside earlier months, what changed, the way."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from accounts.authority import authority_of
from accounts.enums import Permission
from accounts.models import User
from config.jalali import JalaliMonth, format_day, last_day, tehran_day
from config.persian import to_persian_digits
from config.templatetags.portal import code
from review.deadlines import Clocks
from review.enums import RETURNS, DecisionKind
from review.flags import case_flags
from review.models import Decision
from review.routing import holder, members, route_ids
from review.talk import Talk, talk_of
from review.timeline import chain, decisions_of, events
from statistics.enums import IN_REVIEW, ActivityState
from statistics.figures import EMPTY, Difference, Figures, activity_label, amount, yes_no
from statistics.filing.summary import change_words
from statistics.models import Submission
from statistics.revisions import changes_since, filed_figures


@dataclass(frozen=True)
class Row:
    """One figure: now, last month, the same month last year, the change in words."""

    name: str
    sub: str
    now: str
    last: str
    year_ago: str
    change: str


def may_decide(user: User, submission: Submission) -> bool:
    """Return whether this person may ever decide on the case: an officer of its route."""
    authority = authority_of(user)
    officer = any(authority.may(Permission.DECIDE, desk) for desk in route_ids(submission))
    return officer and user.pk not in members(submission)


def case_context(
    user: User, submission: Submission, at: datetime, seen: int | None = None
) -> dict[str, Any]:
    """Return the context of the case page; `seen` is the stale version of a lost race."""
    decisions, talk = decisions_of(submission), talk_of(submission)
    figures = filed_figures(submission)
    clocks = Clocks.load()
    mine = authority_of(user).may(Permission.DECIDE, submission.desk_id)
    since = _last_seen_round(user, decisions)
    missed = [d for d in decisions if seen is not None and d.version > max(seen, 0)]
    return {
        "submission": submission,
        "facts": _facts(submission),
        "rows": _rows(submission, figures) if figures else [],
        "month_before": submission.period - 1,
        "year_before": submission.period - 12,
        "remarks": figures.remarks if figures else "",
        "evidence": submission.evidence.filter(round__lte=submission.round).order_by("number"),
        "removable": None,
        "flags": case_flags(submission, figures, clocks.book),
        "since_round": since,
        "changes": changes_since(submission, since) if 0 < since < submission.round else [],
        "stations": chain(submission, decisions, clocks),
        "events": events(submission, decisions, names=True, said=talk.events(names=True)),
        "own_case": mine and user.pk in members(submission),
        "decides": mine and submission.state in IN_REVIEW and user.pk not in members(submission),
        "asked": talk.open_request,
        "answers_request": _answers_request(user, submission, talk),
        "clock": time_left(submission.due_at, at),
        "stale": seen is not None,
        "missed": events(submission, missed, names=True)[: len(missed)],
        "missed_changes": _missed_changes(submission, missed),
    }


def _answers_request(user: User, submission: Submission, talk: Talk) -> bool:
    """Return whether this person decides now on the unit's request for correction."""
    office = holder(submission)
    if talk.open_request is None or office is None or submission.editable:
        return False
    may = authority_of(user).may(Permission.DECIDE, office.pk)
    return may and user.pk not in members(submission)


def _facts(submission: Submission) -> list[tuple[str, Any]]:
    unit, licence = submission.unit, submission.licence
    return [
        ("دارنده", unit.holder_name),
        ("پروانه کسب", f"{licence.county.province.name} - {licence.county.name}"),
        ("شناسه صنفی", code(unit.guild_id)),
        ("شماره رهگیری", code(submission.tracking_number)),
    ]


def _rows(submission: Submission, figures: Figures) -> list[Row]:
    last = _month(submission, submission.period - 1)
    ago = _month(submission, submission.period - 12)
    rows = [_activity_row(figures, last, ago)]
    for p in figures.production:
        before, year = _produced(last, p.code), _produced(ago, p.code)
        rows.append(
            Row(
                p.name,
                to_persian_digits(p.code),
                amount(p.quantity, p.measure),
                amount(before, ""),
                amount(year, ""),
                change_words(p.quantity, before),
            )
        )
    exports = [f"{e.name}: {amount(e.quantity, e.measure)}" for e in figures.exports]
    values = [
        f"{amount(e.value_usd, 'دلار')}، {amount(e.value_irr, 'ریال')}" for e in figures.exports
    ]
    rows.append(
        Row(
            "صادرات",
            "؛ ".join(exports),
            "؛ ".join(values) or yes_no(figures.has_exports),
            yes_no(last.has_exports) if last else EMPTY,
            yes_no(ago.has_exports) if ago else EMPTY,
            "",
        )
    )
    people = (figures.official, figures.contract, figures.contractor)
    kinds = zip(people, ("رسمی", "قراردادی", "پیمانکاری"), strict=True)
    rows.append(
        Row(
            "کارکنان",
            "، ".join(amount(number, kind) for number, kind in kinds),
            amount(figures.employees, "نفر"),
            amount(last.employees if last else None, ""),
            amount(ago.employees if ago else None, ""),
            change_words(figures.employees, last.employees if last else None),
        )
    )
    return rows


def _activity_row(figures: Figures, last: Figures | None, ago: Figures | None) -> Row:
    """Return the declared activity: a month declared inactive lacks its figures on purpose."""
    inactive = figures.activity == ActivityState.INACTIVE
    about = "تولیدی در این ماه نیست" if inactive else ""
    words = [activity_label(f.activity) if f else EMPTY for f in (figures, last, ago)]
    return Row("وضعیت فعالیت واحد", about, words[0], words[1], words[2], "")


def _produced(figures: Figures | None, product: str) -> Decimal | None:
    return figures.produced.get(product) if figures else None


def _month(submission: Submission, month: JalaliMonth) -> Figures | None:
    filed = Submission.objects.filter(filed_at__isnull=False)
    other = filed.of_month(submission.unit_id, month).first()
    return filed_figures(other) if other else None


def _last_seen_round(user: User, decisions: list[Decision]) -> int:
    """Return the last round in which this person's offices decided; 0 when never."""
    offices = {o.pk for o in authority_of(user).organizations(Permission.DECIDE)}
    people = (DecisionKind.APPROVED, *RETURNS)
    rounds = [d.round for d in decisions if d.kind in people and d.organization_id in offices]
    return max(rounds, default=0)


def _missed_changes(submission: Submission, missed: list[Decision]) -> list[Difference]:
    """Return the figures that a new round changed while the person was looking."""
    refiled = any(d.kind == DecisionKind.FILED and d.round > 1 for d in missed)
    return changes_since(submission, submission.round - 1) if refiled else []


def time_left(until: datetime | None, at: datetime) -> tuple[str, str]:
    """Return how long is left, and until when, in words; empty without a clock."""
    if until is None:
        return ("", "")
    last = last_day(until)
    days = (last - tehran_day(at)).days
    if days < 0:
        return (f"{to_persian_digits(-days)} روز گذشته", f"مهلت: {format_day(last)}")
    left = f"{to_persian_digits(days)} روز مانده" if days else "تا پایان امشب"
    return (left, f"تا پایان {format_day(last)}")
