"""One edit rule: what the table, the public page and the documents say of it, and what runs."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from statistics.enums import Reason, Step
from statistics.rules.enums import Kind

FILING = "تأیید نهایی"

# The clauses that rules name: the guide of the form by step, or nothing but our reading.
OWN = "برداشت این سامانه"
GUIDE_1, GUIDE_2 = "راهنمای فرم، گام ۱", "راهنمای فرم، گام ۲"
GUIDE_3, GUIDE_4 = "راهنمای فرم، گام ۳", "راهنمای فرم، گام ۴"


@dataclass(frozen=True, kw_only=True)
class EditRule:
    """One edit rule. `text` is what to do, in words for everybody; `step` None is the sending.

    A soft rule's `check` is a function of a Subject that returns flags. A hard one's takes what
    its signature names and returns what to do: a sentence at `input`, or sentences by input.
    `also` are other steps at which a hard rule holds; `apart` is what it says where its inputs
    are not on the page; a soft rule with `causes` offers the dated list that goes the flag's way
    before its own `reasons`; without `refuses_draft` it holds for a confirmation alone.
    """

    id: str
    kind: Kind
    step: Step | None
    field: str
    clause: str
    text: str
    check: Callable[..., Any]
    test: str
    reasons: tuple[Reason, ...] = ()
    causes: bool = False
    also: tuple[Step, ...] = ()
    input: str = ""
    apart: str = ""
    refuses_draft: bool = False

    @property
    def place(self) -> str:
        return self.step.label if self.step else FILING

    @property
    def wording(self) -> str:
        """What the rule says, with «…» for what differs from case to case."""
        return re.sub(r"\{\w+\}", "…", self.text)

    @property
    def code(self) -> str:
        """The dotted name of the function, as documents and tests cite it."""
        return f"{self.check.__module__}.{self.check.__name__}"


@dataclass(frozen=True)
class Fault:
    """What a hard rule refuses: the input where it stands ("" is the whole step), what to do."""

    rule: EditRule
    input: str
    text: str

    @property
    def apart(self) -> str:
        """Say it where the input itself is not on the page."""
        return self.rule.apart or self.text
