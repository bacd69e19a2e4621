"""Soft checks on a step's page: the amber box beside the field, and the reasons posted with it."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from django.http import QueryDict

from catalog.causes.queries import CauseBook
from config.jalali import JalaliMonth
from config.persian import normalize
from statistics.enums import Reason, Step
from statistics.figures import Figures, FlagFigure
from statistics.rules.reason_rules import NOTE_LENGTH, ReasonList, reason_label
from statistics.rules.services import GivenReason, Reasons
from statistics.rules.table import BY_ID

# The key's colons are hyphens in a name: no key has a hyphen of its own.
NAME = re.compile(r"why-([A-Z]-[0-9]{2})-([0-9a-z-]{1,40})")


@dataclass(frozen=True)
class ReasonBox:
    """One flag with its list of reasons; `fault` says what is still wanted.

    `options` are value and label of what the rule offers for the flag's way.
    """

    flag: FlagFigure
    options: tuple[tuple[str, str], ...]
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
    month: JalaliMonth, flags: Iterable[FlagFigure], faults: Mapping[tuple[str, str], str]
) -> list[ReasonBox]:
    """Make the boxes of a step of a month that was asked for reasons (one query)."""
    return _boxes(month, list(flags), faults)


def kept_boxes(
    month: JalaliMonth, flags: Iterable[FlagFigure], answers: Reasons
) -> list[ReasonBox]:
    """Make the boxes of stored reasons; what a refused post typed stands in their place.

    A reason typed for a flag that is not stored yet is shown with the rule's own words. One query,
    none where there is no box.
    """
    found = {(flag.rule, flag.key): flag for flag in flags}
    for (rule, key), given in answers.items():
        before = found.get((rule, key)) or FlagFigure(rule, key, "", BY_ID[rule].text, "", "")
        found[rule, key] = replace(before, short="", reason=given.reason, note=given.note)
    return _boxes(month, found.values(), {})


def _boxes(
    month: JalaliMonth, flags: Collection[FlagFigure], faults: Mapping[tuple[str, str], str]
) -> list[ReasonBox]:
    if not flags:
        return []
    listed = ReasonList.load(month)
    boxes = []
    for flag in flags:
        options = tuple(listed.options(flag.rule, flag.direction))
        # What was answered before it left the list stays readable, and may stay.
        if flag.reason and all(flag.reason != value for value, _ in options):
            options = ((flag.reason, reason_label(flag.reason, listed.causes)), *options)
        boxes.append(ReasonBox(flag, options, faults.get((flag.rule, flag.key), "")))
    return boxes


def reason_words(flag: FlagFigure, causes: CauseBook) -> str:
    """Put the unit's reason in words, its note behind it; empty when none was given."""
    if not flag.reason:
        return ""
    if flag.reason == Reason.OTHER:
        return flag.note
    label = reason_label(flag.reason, causes)
    return f"{label}: {flag.note}" if flag.note else label


def causes_for(figures: Figures | None) -> CauseBook:
    """Read the list of causes where a month gives reasons (one query, none without)."""
    given = figures is not None and any(flag.reason for flag in figures.flags)
    return CauseBook.load() if given else CauseBook(())
