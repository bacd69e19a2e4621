"""Which reasons a flag may be given, and how a reason is called.

A reason is one of the rule's own (`Reason`), or a cause of the dated list that goes the flag's way.
What was answered before is read for ever, also when it is offered no more.
"""

from dataclasses import dataclass
from typing import Self

from catalog.causes.queries import CauseBook
from catalog.enums import Direction
from config.jalali import JalaliMonth
from config.persian import format_number, quoted
from statistics.enums import FORMER_REASONS, Reason
from statistics.figures import FlagFigure
from statistics.rules.table import BY_ID

NOTE_LENGTH = 300
CHOOSE = "علت را انتخاب کنید، یا مقدار را اصلاح کنید."
OTHER_WAY = (
    "علت {name} با {way} این رقم سازگار نیست؛ علتی متناسب با {way} انتخاب کنید، یا مقدار را "
    "اصلاح کنید."
)
EXPLAIN = "برای «سایر» توضیح را وارد کنید."
TOO_LONG = f"توضیح را کوتاه‌تر بنویسید (حداکثر {format_number(NOTE_LENGTH)} نویسه)."


@dataclass(frozen=True)
class ReasonList:
    """What may be answered for the figures of a month."""

    causes: CauseBook
    month: JalaliMonth

    @classmethod
    def load(cls, month: JalaliMonth) -> Self:
        """Read the list of causes (one query)."""
        return cls(CauseBook.load(), month)

    def options(self, rule: str, direction: str) -> list[tuple[str, str]]:
        """List value and label of what is offered, «سایر» last."""
        offered = []
        if BY_ID[rule].causes:
            offered = [(row.code, row.name) for row in self.causes.offered(self.month, direction)]
        return offered + [(reason.value, reason.label) for reason in BY_ID[rule].reasons]

    def fault(self, flag: FlagFigure, stored: bool = False) -> str:
        """Say what the reason of a flag lacks; empty when it may stand.

        One that was `stored` before may be off the list meanwhile; it still goes the flag's way.
        """
        if way := self._other_way(flag):
            return way
        if not (self._offers(flag) or (stored and self._offered_once(flag))):
            return CHOOSE
        if len(flag.note) > NOTE_LENGTH:
            return TOO_LONG
        return EXPLAIN if flag.reason == Reason.OTHER and not flag.note else ""

    def _offers(self, flag: FlagFigure) -> bool:
        return any(flag.reason == value for value, _ in self.options(flag.rule, flag.direction))

    def _offered_once(self, flag: FlagFigure) -> bool:
        known = self.causes.find(flag.reason) is not None or flag.reason in FORMER_REASONS
        return BY_ID[flag.rule].causes and known

    def _other_way(self, flag: FlagFigure) -> str:
        """Refuse what explains a rise where the figure fell, and the other way round."""
        cause = self.causes.find(flag.reason) if BY_ID[flag.rule].causes else None
        if cause is not None:
            name, wrong = cause.name, not cause.fits(flag.direction)
        elif flag.reason in FORMER_REASONS:
            reason = Reason(flag.reason)
            way = FORMER_REASONS[reason]
            name, wrong = reason.label, bool(way and flag.direction and way != flag.direction)
        else:
            return ""
        return (
            OTHER_WAY.format(name=quoted(name), way=Direction(flag.direction).label)
            if wrong
            else ""
        )


def reason_label(code: str, causes: CauseBook) -> str:
    """Say how a reason is called, of the list or of a rule; its code where nobody knows it."""
    cause = causes.find(code)
    if cause is not None:
        return cause.name
    return str(Reason(code).label) if code in Reason.values else code
