"""The latest months of the demonstration, through the services that people use.

All acts are sorted by their moment and played one after the other; at each midnight between them
the deadline sweep runs, as it would have.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import F, OuterRef, Subquery

from accounts.models import User
from catalog.policy.book import filing_windows
from config.jalali import JalaliMonth, current_month, end_of_day_instant, tehran_day
from config.persian import quoted
from demo import reasons
from demo.history import past_of
from demo.places import STEADY
from demo.production_patterns import Workshop
from demo.rates import rial_of
from demo.reasons import answers_to
from demo.scenarios import LONGEST, STORIES, moment, story_month
from review import workflow
from review.checklist.answers import AFFIRMED
from review.correspondence import services as questions
from review.correspondence.correction_requests import request_correction
from review.deadlines import Clocks
from review.enums import DecisionKind
from review.sweep.engine import sweep
from statistics.enums import IN_REVIEW, ActivityState, Step
from statistics.filing import services
from statistics.filing.storage import PeriodAnswers, PostedLines
from statistics.models import StepState, Submission
from statistics.obligation.services import update_activity
from statistics.rules.services import NO_REASONS, Reasons, ReasonsRequired

ACTS = {DecisionKind.APPROVED: "approve", DecisionKind.RETURNED: "return"}


@dataclass(frozen=True)
class ScenarioAct:
    """Something somebody does about a month; `wrong` ones, ten-fold, are returned or asked of."""

    at: datetime
    member: Workshop
    month: JalaliMonth
    name: str
    wrong: bool = False


def play(members: Sequence[Workshop], officers: Mapping[int, User], now: datetime) -> None:
    """Play every act up to `now`, the clocks between them."""
    clocks = Clocks.load()
    acts = [act for member in members for act in _acts(member, officers, clocks, now)]
    waiting = sorted((act for act in acts if act.at < now), key=lambda act: act.at)
    today = tehran_day(now)
    midnights = [end_of_day_instant(today - timedelta(days=days)) for days in range(LONGEST, 0, -1)]
    latest = current_month(now) - 1
    final_days = {
        filing_windows(clocks.book, month).allowed_until for month in (latest - 1, latest)
    }
    done = 0
    for midnight in [*midnights, now]:
        while done < len(waiting) and waiting[done].at < midnight:
            _perform(waiting[done], officers)
            done += 1
        # Clocks end at midnights in Tehran: between two of them nothing lapses.
        sweep(midnight)
        # Activity is judged as a final day ends (circular 60/133338 §3).
        if midnight in final_days:
            update_activity(midnight)
    # The database wrote the moment of this run; a draft begins with its first step green.
    filed = Submission.objects.filter(filed_at__isnull=False, created_at__gt=F("filed_at"))
    begun = StepState.objects.filter(submission=OuterRef("pk"), step=Step.PERIOD)
    filed.update(created_at=Subquery(begun.values("confirmed_at")))


def _acts(
    member: Workshop, officers: Mapping[int, User], clocks: Clocks, now: datetime
) -> list[ScenarioAct]:
    if member.shop.story == STEADY:
        return _steady_acts(member, officers, clocks, now)
    month = story_month(member.shop.story, now)
    if month is None:
        return []
    story = STORIES[member.shop.story]
    wrong = any(name in ("return", "ask") for _, name in story)
    return [ScenarioAct(moment(now, days), member, month, name, wrong) for days, name in story]


def _steady_acts(
    member: Workshop, officers: Mapping[int, User], clocks: Clocks, now: datetime
) -> list[ScenarioAct]:
    """List what a workshop and its reviewers did about months that are not finished yet."""
    latest = current_month(now) - 1
    acts = []
    for month in (latest - 1, latest):
        past = past_of(member, month, officers, clocks) if month >= member.start else None
        # What is finished by now `history` has written whole.
        if past is None or past.decisions[-1].at < now:
            continue
        wrong = past.decisions[-1].round > 1
        first = "declare" if past.figures.activity == ActivityState.INACTIVE else "file"
        acts.append(ScenarioAct(past.filed_at, member, month, first, wrong))
        for decision in past.decisions[1:]:
            name = (
                "correct"
                if decision.kind == DecisionKind.FILED
                else ACTS.get(DecisionKind(decision.kind))
            )
            # Lapses and skips come by themselves.
            if name:
                acts.append(ScenarioAct(decision.at, member, month, name))
    return acts


def _perform(act: ScenarioAct, officers: Mapping[int, User]) -> None:
    match act.name:
        case "open":
            _open(act, ActivityState.ACTIVE)
        case "part":
            _produce(act, version=0, confirm=False)
        case "ready":
            _ready(act)
        case "file":
            _file(act, _ready(act))
        case "declare":
            _file(act, _employ(act, _open(act, ActivityState.INACTIVE)))
        case "correct":
            _file(act, _produce(act, version=1, confirm=True))
        case "request":
            case = _case(act)
            holder, why = act.member.holder, reasons.REQUEST
            request_correction(holder, case.tracking_number, case.version, why, act.at)
        case _:
            _decide(act, officers)


def _open(act: ScenarioAct, activity: ActivityState) -> Submission:
    period = PeriodAnswers(act.member.licence, act.month, activity)
    return services.open_month(act.member.holder, period, True, _green_at(act, Step.PERIOD))


def _green_at(act: ScenarioAct, step: Step) -> datetime:
    return act.member.green_at(act.month, step, act.at)


def _ready(act: ScenarioAct) -> Submission:
    """Open a month and make its four steps green."""
    case = _open(act, ActivityState.ACTIVE)
    holder, tracking = act.member.holder, case.tracking_number
    made = act.member.production(act.month)
    # Ten-fold, so that a reviewer has something to return.
    listed = {code: quantity * (10 if act.wrong else 1) for code, quantity in made.items()}
    sent = act.member.exports(act.month, made, rial_of(act.month))
    _answered(
        act,
        lambda answers: services.save_production(
            holder, tracking, 0, PostedLines(listed), True, _green_at(act, Step.PRODUCTION), answers
        ),
    )
    _answered(
        act,
        lambda answers: services.save_exports(
            holder,
            tracking,
            0,
            bool(sent),
            PostedLines(sent),
            True,
            _green_at(act, Step.EXPORTS),
            answers,
        ),
    )
    return _employ(act, case)


def _employ(act: ScenarioAct, case: Submission) -> Submission:
    people, holder = act.member.employees(act.month), act.member.holder
    at = _green_at(act, Step.EMPLOYMENT)
    return _answered(
        act,
        lambda answers: services.save_employment(
            holder, case.tracking_number, 0, people, True, at, answers
        ),
    )


def _produce(act: ScenarioAct, version: int, confirm: bool) -> Submission:
    """Save the quantities; what is not confirmed is half filled."""
    made: dict[str, Decimal | None] = dict(act.member.production(act.month))
    if not confirm:
        # All but the first product still wait for their quantity.
        made |= dict.fromkeys(list(made)[1:])
    listing = PostedLines(made)
    holder, tracking = act.member.holder, _case(act).tracking_number
    return _answered(
        act,
        lambda answers: services.save_production(
            holder, tracking, version, listing, confirm, act.at, answers
        ),
    )


def _answered(act: ScenarioAct, save: Callable[[Reasons], Submission]) -> Submission:
    """Save a step; when a figure is asked about, save it again with a reason."""
    try:
        return save(NO_REASONS)
    except ReasonsRequired as asked:
        return save(answers_to(asked.flags, f"{act.member.shop.name}/{act.month}"))


def _file(act: ScenarioAct, case: Submission) -> None:
    workflow.file(act.member.holder, case.tracking_number, case.version, act.at)


def _decide(act: ScenarioAct, officers: Mapping[int, User]) -> None:
    """Approve, return or ask as who holds the case; it stays when nobody may decide."""
    case = _case(act)
    officer = officers.get(case.desk_id or 0)
    # A clock may have moved the case before its reviewer came to it.
    if case.state not in IN_REVIEW or officer is None or officer == act.member.holder:
        return
    if act.name == "approve":
        workflow.approve(officer, case.tracking_number, case.version, act.at, AFFIRMED)
        return
    line = case.production.select_related("product").order_by("position")[0]
    if act.name == "ask":
        text = reasons.QUESTION.format(product=line.product.name)
        questions.ask(officer, case.tracking_number, case.version, text, act.at)
        return
    workflow.send_back(
        officer,
        case.tracking_number,
        case.version,
        f"مقدار {quoted(line.product.name)} با ماه‌های پیش مطابقت ندارد؛ لطفاً آن را بازبینی کنید.",
        act.at,
        [f"production:{line.product.code}"],
    )


def _case(act: ScenarioAct) -> Submission:
    return Submission.objects.of_month(act.member.licence.unit_id, act.month).get()
