"""The rows of steps 2 and 3 as a page shows them: plain text, whether stored or typed.

A form field that draws itself costs more than everything else on a page of twenty products.
"""

from abc import abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar, Generic, TypeVar

from catalog.models import Product
from config.fields import GROUP, NumberField
from config.persian import format_number
from statistics.enums import Step
from statistics.filing.forms import Lines, RowForm
from statistics.filing.reason_boxes import ReasonBox
from statistics.filing.undo import RemovedLine
from statistics.models import Submission
from statistics.models.lines import MeasuredLine, with_measures

F = TypeVar("F")
# What the names of a step's row inputs begin with.
PREFIXES = {Step.PRODUCTION: "lines", Step.EXPORTS: "exports"}
# The last part of the key of an export figure by its field.
EXPORT_PARTS = {
    "quantity": "quantity",
    "tonnes": "tonnes",
    "value_usd": "usd",
    "value_irr": "irr",
    "tonnes_reason": "reason",
}
ROWS_A_PAGE = 50


@dataclass(frozen=True)
class Input:
    """One input of a row: its name in the form, its label, its text and what is wrong with it.

    `key` is that of its figure, `marked` that a reviewer pointed at it.
    """

    key: str
    field: str
    name: str
    label: str
    mode: str
    text: str
    errors: tuple[str, ...] = ()
    unit: str = ""
    copy_to: str = ""
    marked: bool = False
    # Fewer decimals than a group of thousands has digits: three are read in two ways.
    cents: bool = False

    @property
    def id(self) -> str:
        """As Django names it."""
        return f"id_{self.name}"


@dataclass(frozen=True)
class RowTexts:
    """The texts of one row by field, stored or typed, and what is wrong with each."""

    prefix: str
    code: str
    item: Product | None
    texts: Mapping[str, str]
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def refused(self) -> tuple[str, ...]:
        """What is wrong with the product itself."""
        return tuple(self.errors.get("product", ()))


@dataclass(frozen=True, kw_only=True)
class ProductRow:
    """One product of a step. `item` is None when the typed code is unknown."""

    gone: ClassVar[bool] = False
    number: int
    prefix: str
    code: str
    item: Product | None
    errors: tuple[str, ...] = ()
    soft: tuple[ReasonBox, ...] = ()

    @property
    def name(self) -> str:
        """The product's, or what was typed where no product has the code."""
        return self.item.name if self.item else self.code

    @property
    @abstractmethod
    def boxes(self) -> tuple[Input, ...]: ...


@dataclass(frozen=True)
class GoneRow:
    """A product that was taken off; it stands in its place, to be brought back."""

    code: str
    name: str
    gone: ClassVar[bool] = True


R_co = TypeVar("R_co", bound=ProductRow, covariant=True)


@dataclass(frozen=True)
class Rows(Generic[R_co]):
    """The rows of one page of a step; `gone` are products taken off, by the row they precede."""

    prefix: str
    rows: tuple[R_co, ...] = ()
    gone: Mapping[int, Sequence[GoneRow]] = field(default_factory=dict)

    @property
    def entries(self) -> Iterator[R_co | GoneRow]:
        """Go through the table as it is drawn: rows, and what was taken off between them."""
        for place, row in enumerate(self.rows):
            yield from self.gone.get(place, ())
            yield row
        yield from self.gone.get(len(self.rows), ())

    @property
    def inputs(self) -> Iterator[Input]:
        for row in self.rows:
            yield from row.boxes

    def __iter__(self) -> Iterator[R_co]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def gone_between(
    lines: Sequence[MeasuredLine], removed: Iterable[RemovedLine], first: bool, last: bool
) -> dict[int, list[GoneRow]]:
    """Put what was taken off before the line of a page that followed it in the list.

    `first` and `last` tell whether no other page comes before or behind.
    """
    found: dict[int, list[GoneRow]] = {}
    for line in removed:
        place = sum(each.position <= line.position for each in lines)
        here = (place > 0 or first) and (place < len(lines) or last)
        if here:
            found.setdefault(place, []).append(GoneRow(line.code, line.name))
    return found


def is_listed(submission: Submission, step: Step, code: str) -> bool:
    """Tell whether a product stands in the list of step 2 or 3."""
    made, sent = submission.production, submission.export_lines
    return (made if step == Step.PRODUCTION else sent).filter(product__code=code).exists()


def listed_lines(submission: Submission, step: Step) -> Sequence[MeasuredLine]:
    """Read the stored lines of step 2 or 3 with their products, in their order."""
    month = submission.period
    if step == Step.PRODUCTION:
        return with_measures(submission.production.order_by("position", "pk"), month)
    return with_measures(submission.export_lines.order_by("position", "pk"), month)


def typed_texts(rows: Lines[F], without: Collection[str] = ()) -> list[RowTexts]:
    """Write posted rows as texts, but those of some products."""
    found = (_typed(form) for form in rows.rows)
    # A row in which nothing stands is none.
    filled = (texts for texts in found if texts.code or any(texts.texts.values()))
    return [texts for texts in filled if texts.code not in without]


def box(
    form: type[RowForm[F]], texts: RowTexts, name: str, key: str, marks: Collection[str]
) -> Input:
    """Build the input of one field of a row."""
    # By the class: a page of stored rows makes no form.
    kind = form.base_fields[name]
    return Input(
        key=key,
        field=name,
        name=f"{texts.prefix}-{name}",
        label=str(kind.label or ""),
        # The keyboard of a phone has no point in its numeric mode.
        mode="decimal" if isinstance(kind, NumberField) and kind.decimals else "numeric",
        text=texts.texts[name],
        errors=tuple(texts.errors.get(name, ())),
        unit=texts.item.measure.name_fa if texts.item and name == "quantity" else "",
        marked=key in marks,
        cents=isinstance(kind, NumberField) and 0 < kind.decimals < GROUP,
    )


def number_text(value: Decimal | None) -> str:
    """Write a stored figure as its input shows it."""
    return "" if value is None else format_number(value)


def _typed(form: RowForm[F]) -> RowTexts:
    # As typed, not as cleaned: a refused row is shown with the person's own text.
    texts = {name: str(form[name].value() or "") for name in form.base_fields}
    errors = {name: tuple(map(str, form.errors.get(name, ()))) for name in form.errors}
    return RowTexts(str(form.prefix), texts.pop("product"), form.item, texts, errors)
