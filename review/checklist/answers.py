"""The union's three statements: its approval is these, kept with it, read by who decides later."""

from dataclasses import asdict, dataclass
from typing import Final

from config.errors import InvalidError
from review.enums import CheckAnswer, DecisionKind
from review.models import Decision, UnionCheck
from statistics.enums import State
from statistics.filing.web.check_answers import SummaryLine
from statistics.models import Submission

QUESTIONS: Final = {
    "licence": "پروانه معتبر است",
    "place": "محل کسب با نشانی مندرج در پروانه مطابقت دارد",
    "quantity": "میزان تولید ماهانهٔ اعلام‌شده واقعی است",
}
UNANSWERED = "پاسخ داده نشد"
ANSWER_EACH = "به این مورد پاسخ دهید؛ تأیید اتحادیه همین سه اظهار است."
REFUSED = "با پاسخ «خیر» تأیید ممکن نیست؛ پرونده را برای اصلاح بازگردانید."


class StatementError(InvalidError):
    """A union approves without standing by all three statements; `fields` are those it lacks."""

    def __init__(self, words: str, fields: list[str]) -> None:
        super().__init__(words)
        self.fields = fields


@dataclass(frozen=True)
class Checked:
    """Yes, no or nothing on each of the three."""

    licence: str = ""
    place: str = ""
    quantity: str = ""

    @property
    def unanswered(self) -> list[str]:
        return [name for name, said in asdict(self).items() if said not in CheckAnswer.values]

    @property
    def denied(self) -> list[str]:
        return [name for name, said in asdict(self).items() if said == CheckAnswer.NO]


AFFIRMED: Final = Checked(CheckAnswer.YES, CheckAnswer.YES, CheckAnswer.YES)


@dataclass(frozen=True)
class UnionStatement:
    """What the union's desk did with a round: a sentence, and its answers where it gave some."""

    words: str
    answers: list[SummaryLine]


def stand_by(checked: Checked | None) -> Checked:
    """Give the three statements back when a union stands by all of them (circular 60/227210 §2).

    Raises StatementError.
    """
    said = checked or Checked()
    if said.unanswered:
        raise StatementError(ANSWER_EACH, said.unanswered)
    if said.denied:
        raise StatementError(REFUSED, said.denied)
    return said


def keep(decision: Decision, checked: Checked) -> None:
    """Store the statements with the decision they belong to."""
    UnionCheck.objects.create(decision=decision, **asdict(checked))


def heard(submission: Submission, decisions: list[Decision]) -> UnionStatement | None:
    """Tell what the union did with this round; None while it lies there or never came there.

    `decisions` are those of the case, read with their `union_check`.
    """
    mine = [d for d in decisions if d.round == submission.round and d.from_state == State.AT_UNION]
    # At the union again, whose return did not stand, it has yet to say something.
    if not mine or submission.state == State.AT_UNION:
        return None
    decision = mine[-1]
    office = decision.organization.name if decision.organization else ""
    if decision.kind != DecisionKind.APPROVED:
        words = "بازگردانده شد" if decision.kind == DecisionKind.RETURNED else "بررسی نشد"
        return UnionStatement(f"{office}: {words}.", [])
    # The attribute raises where nothing was answered, as approvals of old may have it.
    check = getattr(decision, "union_check", None)
    if check is None:
        return UnionStatement(f"{office} تأیید کرد و به سه پرسش بازبینی پاسخ نداد.", [])
    answers = [
        SummaryLine(label, _words(getattr(check, name))) for name, label in QUESTIONS.items()
    ]
    how = " تأیید گروهی" if decision.bulk else " تأیید"
    return UnionStatement(f"اظهار {office} هنگام{how}:", answers)


def _words(said: str) -> str:
    return CheckAnswer(said).label if said else UNANSWERED
