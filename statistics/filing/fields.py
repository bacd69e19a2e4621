"""Inputs and rows that put what was typed to the hard rules of their step."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from config.fields import CountField, NumberField
from statistics.enums import Step
from statistics.rules.hard_rules import TypedNumber
from statistics.rules.rule import Fault
from statistics.rules.table import failing


class FigureField(NumberField):
    """A number of a step; what is no number is refused by the step's rules."""

    def __init__(self, *, step: Step, **options: Any) -> None:
        super().__init__(**options)
        self.step = step

    def read(self, text: str) -> Decimal:
        """Put the typed text to the rules before its size and decimals are looked at (P-06)."""
        refuse(failing(self.step, TypedNumber(text), confirming=False))
        return super().read(text)


class PeopleField(FigureField, CountField):
    """A number of people of step 4."""


def refuse(faults: Iterable[Fault]) -> None:
    errors = [as_error(fault) for fault in faults]
    if errors:
        raise ValidationError(errors)


def refuse_inputs(form: forms.BaseForm, faults: Iterable[Fault]) -> None:
    """Refuse the form as a whole, then its inputs in their order, where the faults stand."""
    # The first error is the one that the page jumps to.
    order = ["", *form.fields]
    for fault in sorted(faults, key=lambda fault: order.index(fault.input)):
        form.add_error(fault.input or None, as_error(fault))


def as_error(fault: Fault) -> ValidationError:
    """Make the error of an input; its code is the rule's id."""
    return ValidationError(fault.text, code=fault.rule.id)
