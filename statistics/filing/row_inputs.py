"""The rows of steps 2 and 3 as a page shows them: plain text, whether stored or typed.

A form field that draws itself costs more than everything else on a page of twenty products.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from catalog.models import Product
from config.fields import NumberField
from config.persian import format_number
from statistics.enums import Step
from statistics.filing.forms import Lines
from statistics.models import Submission

Texts = tuple[str, ...]
# What the names of a step's row inputs begin with.
PREFIXES = {Step.PRODUCTION: "lines", Step.EXPORTS: "exports"}


@dataclass(frozen=True)
class Input:
    """One input of a row: its name in the form, its label, its text and what is wrong with it."""

    field: str
    name: str
    label: str
    mode: str
    text: str
    errors: tuple[str, ...] = ()
    unit: str = ""
    copy_to: str = ""

    @property
    def id(self) -> str:
        """Return the id of the input, as Django names it."""
        return f"id_{self.name}"


@dataclass(frozen=True)
class ProductRow:
    """One product of a step. `item` is None when the typed code is unknown."""

    number: int
    prefix: str
    code: str
    item: Product | None
    boxes: tuple[Input, ...]
    reason: Input | None = None
    errors: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Return the product's name, or what was typed for it."""
        return self.item.name if self.item else self.code

    @property
    def faulty(self) -> bool:
        """Return whether something in the row is refused."""
        return bool(self.errors) or any(box.errors for box in self.boxes)


@dataclass(frozen=True)
class Rows:
    """The rows of one page of a step."""

    prefix: str
    rows: tuple[ProductRow, ...]

    def __iter__(self) -> Iterator[ProductRow]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def lines_of(submission: Submission, step: Step) -> QuerySet[Any]:
    """Return the stored lines of step 2 or 3, without an order."""
    made, sent = submission.production.all(), submission.export_lines.all()
    return made if step == Step.PRODUCTION else sent


def stored_rows(kind: type[Lines], prefix: str, lines: Iterable[Any], start: int) -> Rows:
    """Return stored lines, with their products, as rows; `start` numbers the first."""
    names = [name for name in kind.form.base_fields if name != "product"]
    rows = []
    for index, line in enumerate(lines):
        item: Product = line.product
        typed: dict[str, tuple[str, Texts]]
        typed = {name: (_text(getattr(line, name)), ()) for name in names}
        rows.append(_row(kind, start + index, f"{prefix}-{index}", item.code, item, typed, ()))
    return Rows(prefix, tuple(rows))


def typed_rows(formset: Lines, without: Collection[str] = ()) -> Rows:
    """Return posted rows with what was typed and what is wrong with it, but some codes."""
    rows = []
    kept = [form for form in formset.forms if str(form["product"].value() or "") not in without]
    for number, form in enumerate(kept, start=1):
        typed = {
            name: (str(form[name].value() or ""), tuple(form.errors.get(name, ())))
            for name in form.base_fields
        }
        code, faults = typed.pop("product")
        rows.append(_row(type(formset), number, str(form.prefix), code, form.item, typed, faults))
    return Rows(str(formset.prefix), tuple(rows))


def _row(
    kind: type[Lines],
    number: int,
    prefix: str,
    code: str,
    item: Product | None,
    typed: dict[str, tuple[str, Texts]],
    faults: Texts,
) -> ProductRow:
    """Return a row of texts and faults by field name."""
    boxes = []
    reason = None
    for name, (text, wrong) in typed.items():
        field = kind.form.base_fields[name]
        box = Input(
            name,
            f"{prefix}-{name}",
            str(field.label or ""),
            "decimal" if getattr(field, "decimals", 0) else "numeric",
            text,
            wrong,
            item.measure.name_fa if item and name == "quantity" else "",
            f"id_{prefix}-tonnes" if item and _copied(item, name, typed) else "",
        )
        if isinstance(field, NumberField):
            boxes.append(box)
        elif text or wrong:
            reason = box
    return ProductRow(number, prefix, code, item, tuple(boxes), reason, faults)


def _copied(item: Product, name: str, typed: Iterable[str]) -> bool:
    """Return whether a quantity is its tonnes too: the guide has both equal."""
    return name == "quantity" and "tonnes" in typed and item.measure.tonne_factor == 1


def _text(value: Decimal | str | None) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else format_number(value)
