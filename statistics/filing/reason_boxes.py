"""Soft checks on a step's page: the amber box beside the field, and the reasons posted with it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import QueryDict

from config.persian import normalize
from statistics.enums import Reason, Step
from statistics.figures import FlagFigure
from statistics.rules.services import NOTE_LENGTH, GivenReason, Reasons
from statistics.rules.table import BY_ID

# The key's colons are hyphens in a name: no key has a hyphen of its own.
NAME = re.compile(r"why-([A-Z]-[0-9]{2})-([0-9a-z-]{1,40})")


@dataclass(frozen=True)
class ReasonBox:
    """One flag with its list of reasons; `fault` says what is still wanted."""

    flag: FlagFigure
    fault: str = ""

    @property
    def place(self) -> str:
        """The product's code; empty for what belongs to no row."""
        code = self.flag.key.split(":")[1] if ":" in self.flag.key else ""
        return code if code.isdigit() else ""

    def stands_at(self, step: Step, code: str) -> bool:
        """Tell whether the box belongs to the row of a product in step 2 or 3."""
        return self.place == code and self.flag.key.startswith(f"{step.name.lower()}:")

    @property
    def name(self) -> str:
        """The name of the list of reasons, also the id of the box."""
        return f"why-{self.flag.rule}-{self.flag.key.replace(':', '-')}"

    @property
    def note_name(self) -> str:
        return f"note-{self.name}"

    @property
    def options(self) -> list[tuple[str, str]]:
        """The reasons that the rule offers, as value and label."""
        return [(reason.value, reason.label) for reason in BY_ID[self.flag.rule].reasons]

    @property
    def note_length(self) -> int:
        return NOTE_LENGTH


def posted(data: QueryDict) -> Reasons:
    """Read the reasons and notes posted with a step, by rule and key of the figure."""
    found = {}
    for name in data:
        match = NAME.fullmatch(name)
        # Names come from outside: an unknown rule is passed over, never looked up.
        if match and match[1] in BY_ID:
            note = normalize(str(data.get(f"note-{name}", "")))
            given = GivenReason(str(data[name]), note)
            found[match[1], match[2].replace("-", ":")] = given
    return found


def asked_boxes(
    flags: Iterable[FlagFigure], faults: Mapping[tuple[str, str], str]
) -> list[ReasonBox]:
    """Make the boxes of a step that was asked for reasons."""
    return [ReasonBox(flag, faults.get((flag.rule, flag.key), "")) for flag in flags]


def kept_boxes(flags: Iterable[FlagFigure], answers: Reasons) -> list[ReasonBox]:
    """Make the boxes of stored reasons; what a refused post typed stands in their place.

    A reason typed for a flag that is not stored yet is shown with the rule's own words.
    """
    found = {(flag.rule, flag.key): flag for flag in flags}
    for (rule, key), given in answers.items():
        before = found.get((rule, key)) or FlagFigure(rule, key, "", BY_ID[rule].text, "", "")
        found[rule, key] = FlagFigure(
            rule, key, before.value, before.text, before.basis, "", given.reason, given.note
        )
    return [ReasonBox(flag) for flag in found.values()]


def reason_words(flag: FlagFigure) -> str:
    """Put the unit's reason in words, its note behind it; empty when none was given."""
    if not flag.reason:
        return ""
    if flag.reason == Reason.OTHER:
        return flag.note
    label = Reason(flag.reason).label
    return f"{label}: {flag.note}" if flag.note else label
