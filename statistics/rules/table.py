"""The one table of edit rules, and its runs: hard rules refuse, soft ones ask, hints point out."""

from collections.abc import Iterable, Mapping
from typing import Any, get_type_hints

from statistics.enums import Step
from statistics.rules.enums import Kind
from statistics.rules.hard_table import HARD_RULES
from statistics.rules.rule import EditRule, Fault
from statistics.rules.soft_table import HINTS, SOFT_RULES
from statistics.rules.subject import Flag, Subject


def _place(rule: EditRule) -> int:
    return rule.step or len(Step) + 1


# By step, the sending last; within a step hard before soft.
RULES: tuple[EditRule, ...] = tuple(sorted((*HARD_RULES, *SOFT_RULES, *HINTS), key=_place))
BY_ID = {rule.id: rule for rule in RULES}

Judging = Mapping[tuple[Step | None, type[Any]], list[EditRule]]


def judging(rules: Iterable[EditRule]) -> Judging:
    """Find the hard rules by step and by what they judge, which their check's signature names."""
    found: dict[tuple[Step | None, type[Any]], list[EditRule]] = {}
    for rule in rules:
        if rule.kind == Kind.HARD:
            # The first hint is the one argument; the last is what is returned.
            judged = next(iter(get_type_hints(rule.check).values()))
            for step in (rule.step, *rule.also):
                found.setdefault((step, judged), []).append(rule)
    return found


JUDGING = judging(RULES)


def failing(step: Step | None, subject: object, confirming: bool = True) -> list[Fault]:
    """Refuse by every hard rule of the step that judges such a subject; None is the sending.

    A draft, which is not `confirming`, may leave what only a confirmation asks for.
    """
    found = []
    # A subject that no rule judges is a KeyError, not a pass (decision 0027).
    for rule in JUDGING[step, type(subject)]:
        if confirming or rule.refuses_draft:
            said = rule.check(subject) or {}
            by_input = {rule.input: said} if isinstance(said, str) else said
            found += [Fault(rule, name, text) for name, text in by_input.items()]
    return found


def raised(subject: Subject, step: Step | None = None) -> list[Flag]:
    """Raise the soft flags of a step, or of all; a field asks once, by its first rule."""
    found: dict[str, Flag] = {}
    for rule in RULES:
        if rule.kind == Kind.SOFT and step in (None, rule.step) and subject.bounds.asks(rule.id):
            for flag in rule.check(subject):
                # By the table's order: ten-fold (P-21) before far from the median (P-22).
                found.setdefault(flag.key, flag)
    return list(found.values())


def pointed_out(subject: Subject) -> list[Flag]:
    """Give the reviewer every hint of a month that is filed."""
    hints = (rule for rule in RULES if rule.kind == Kind.HINT)
    return [flag for rule in hints for flag in rule.check(subject)]
