"""The union's three checks: asked on its approval, kept with it, read by who decides later."""

from dataclasses import astuple, dataclass
from typing import Final

from review.enums import CheckAnswer, DecisionKind
from review.models import Decision, UnionCheck
from statistics.enums import State
from statistics.filing.web.check_answers import SummaryLine
from statistics.models import Submission

QUESTIONS: Final = {
    "licence": "پروانه معتبر است",
    "place": "نشانی محل فعالیت همان است",
    "quantity": "مقدار ماهانه واقعی است و با ظرفیت واحد می‌خواند",
}
UNANSWERED = "پاسخ داده نشد"


@dataclass(frozen=True)
class Checked:
    """Yes, no or nothing on each of the three."""

    licence: str = ""
    place: str = ""
    quantity: str = ""


@dataclass(frozen=True)
class UnionStatement:
    """What the union's desk did with a round: a sentence, and its answers where it gave some."""

    words: str
    answers: list[SummaryLine]


def keep(decision: Decision, checked: Checked) -> None:
    """Store the answers with the decision they belong to; nothing where none was given."""
    if any(astuple(checked)):
        UnionCheck.objects.create(
            decision=decision,
            licence=checked.licence,
            place=checked.place,
            quantity=checked.quantity,
        )


def heard(submission: Submission, decisions: list[Decision]) -> UnionStatement | None:
    """Tell what the union did with this round; None while it lies there or never came there.

    `decisions` are those of the case, read with their `union_check`.
    """
    mine = [d for d in decisions if d.round == submission.round and d.from_state == State.AT_UNION]
    if not mine:
        return None
    decision = mine[-1]
    office = decision.organization.name if decision.organization else ""
    if decision.kind != DecisionKind.APPROVED:
        words = "بازگردانده شد" if decision.kind == DecisionKind.RETURNED else "بررسی نشد"
        return UnionStatement(f"{office}: {words}.", [])
    # The attribute raises where nothing was answered.
    check = getattr(decision, "union_check", None)
    if check is None:
        return UnionStatement(f"{office} تایید کرد و به سه پرسش بازبینی پاسخ نداد.", [])
    answers = [
        SummaryLine(label, _words(getattr(check, name))) for name, label in QUESTIONS.items()
    ]
    return UnionStatement(f"پاسخ {office} هنگام تایید:", answers)


def _words(said: str) -> str:
    return CheckAnswer(said).label if said else UNANSWERED
