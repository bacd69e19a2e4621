"""One edit rule: what the table, the public page and the documents say of it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from statistics.enums import Reason, Step
from statistics.rules.enums import Kind

FILING = "تایید نهایی"


@dataclass(frozen=True)
class EditRule:
    """One edit rule. `says` is what to do, in words for everybody; `step` None is the sending.

    A soft rule's `check` is a function of a Subject that returns flags; a hard one takes what it
    judges and returns a sentence.
    """

    id: str
    kind: Kind
    step: Step | None
    field: str
    clause: str
    says: str
    check: Callable[..., Any]
    test: str
    reasons: tuple[Reason, ...] = ()

    @property
    def place(self) -> str:
        """Return the step's name, or that of the sending."""
        return self.step.label if self.step else FILING

    @property
    def wording(self) -> str:
        """Return what the rule says, with «…» for what differs from case to case."""
        return re.sub(r"\{\w+\}", "…", self.says)

    @property
    def code(self) -> str:
        """Return the dotted name of the function."""
        return f"{self.check.__module__}.{self.check.__name__}"
