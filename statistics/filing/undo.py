"""What may still be taken back on a step's page: a product taken off, and saves by itself.

Both are kept with the step's state as plain values: the lines that went, until a button saves the
step, and the step as it stood when its page was opened, until another page is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from statistics.enums import Step, StepStatus
from statistics.models import (
    Employment,
    ExportDeclaration,
    ExportLine,
    ProductionLine,
    RaisedFlag,
    StepState,
    Submission,
)
from statistics.models.lines import MeasuredLine

COMMON = ("product_id", "measure_id", "position")
NUMBERS = ("quantity", "tonnes", "value_usd", "value_irr")
# Each class of lines with the columns that make a line of it.
LINES: Mapping[Step, tuple[Any, tuple[str, ...]]] = {
    Step.PRODUCTION: (ProductionLine, (*COMMON, "quantity", "replaced_id")),
    Step.EXPORTS: (ExportLine, (*COMMON, *NUMBERS, "tonnes_reason")),
}
PEOPLE = ("official", "contract", "contractor", "remarks")
FLAG = ("step", "rule", "key", "value", "text", "basis", "short", "reason", "note")


@dataclass(frozen=True)
class RemovedLine:
    """A product that was taken off and may be brought back, with its place in the list."""

    code: str
    name: str
    position: int


def removed_lines(state: StepState) -> list[RemovedLine]:
    """List what was taken off since a button saved the step, in the order of the list."""
    found = [RemovedLine(x["code"], x["name"], x["line"]["position"]) for x in state.removed]
    return sorted(found, key=lambda line: line.position)


def remember_removed(state: StepState, lines: Iterable[MeasuredLine]) -> None:
    """Keep lines that are being taken off; the state is saved by who saves the step."""
    _, fields = LINES[Step(state.step)]
    gone = [
        {"code": x.product.code, "name": x.product.name, "line": _plain(x, fields)} for x in lines
    ]
    codes = {each["code"] for each in gone}
    state.removed = [x for x in state.removed if x["code"] not in codes] + gone


def bring_back(submission: Submission, state: StepState, code: str, listed: Iterable[str]) -> None:
    """Put a line that was taken off where it stood, with its figures; once, and never twice."""
    model, _ = LINES[Step(state.step)]
    kept = next((x for x in state.removed if x["code"] == code), None)
    if kept is None:
        return
    state.removed = [x for x in state.removed if x is not kept]
    if code not in listed:
        model._default_manager.create(submission=submission, **_typed(kept["line"]))


def keep_opened(submission: Submission, steps: Mapping[int, StepState], step: Step) -> None:
    """Keep a step as it stands, before its page saves itself for the first time."""
    state = steps[step]
    behind = [each for each in steps.values() if each.step > step]
    flags = submission.flagged.filter(step__gte=step).order_by("pk")
    state.opened = {
        "version": state.version,
        "status": state.status,
        "saved_at": state.saved_at.isoformat() if state.saved_at else None,
        "removed": state.removed,
        "figures": _figures(submission, step),
        "flags": list(flags.values(*FLAG)),
        "behind": {str(each.step): [each.status, _moment(each)] for each in behind},
    }
    state.save(update_fields=["opened"])


def back_to_opened(submission: Submission, steps: Mapping[int, StepState], step: Step) -> None:
    """Let a step stand as it was kept; steps that were turned back meanwhile stand again too."""
    state = steps[step]
    kept: dict[str, Any] = state.opened or {}
    again = {step}
    for number, (status, moment) in kept["behind"].items():
        other = steps[int(number)]
        # Turned back by this step's saves and by nobody's hand: its own day has not moved.
        if other.status != status and _moment(other) == moment:
            other.status = status
            other.version += 1
            other.save()
            again.add(Step(other.step))
    _write(submission, step, kept["figures"])
    submission.flagged.filter(step__in=again).delete()
    RaisedFlag.objects.bulk_create(
        RaisedFlag(submission=submission, **flag) for flag in kept["flags"] if flag["step"] in again
    )
    state.status = StepStatus(kept["status"])
    state.saved_at = datetime.fromisoformat(kept["saved_at"]) if kept["saved_at"] else None
    state.removed, state.opened = kept["removed"], None
    state.version += 1
    state.save()
    submission.version += 1
    submission.save()


def _figures(submission: Submission, step: Step) -> dict[str, Any]:
    if step == Step.EMPLOYMENT:
        people = Employment.objects.get(submission=submission)
        return {name: getattr(people, name) for name in PEOPLE}
    model, fields = LINES[step]
    lines = model._default_manager.filter(submission=submission).order_by("position", "pk")
    found: dict[str, Any] = {"lines": [_plain(line, fields) for line in lines]}
    if step == Step.EXPORTS:
        declared = ExportDeclaration.objects.get(submission=submission)
        found["has_exports"] = declared.has_exports
    return found


def _write(submission: Submission, step: Step, figures: Mapping[str, Any]) -> None:
    if step == Step.EMPLOYMENT:
        Employment.objects.filter(submission=submission).update(**figures)
        return
    model, _ = LINES[step]
    model._default_manager.filter(submission=submission).delete()
    model._default_manager.bulk_create(
        model(submission=submission, **_typed(line)) for line in figures["lines"]
    )
    if step == Step.EXPORTS:
        declared = ExportDeclaration.objects.filter(submission=submission)
        declared.update(has_exports=figures["has_exports"])


def _plain(line: MeasuredLine, fields: Iterable[str]) -> dict[str, Any]:
    """Write a line's columns as JSON has them: decimals as text, exactly."""
    values = {name: getattr(line, name) for name in fields}
    return {k: str(v) if isinstance(v, Decimal) else v for k, v in values.items()}


def _typed(line: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: Decimal(value) if name in NUMBERS and value is not None else value
        for name, value in line.items()
    }


def _moment(state: StepState) -> str | None:
    return state.saved_at.isoformat() if state.saved_at else None
