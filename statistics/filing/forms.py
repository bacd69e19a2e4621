"""The forms of the four steps: they read what was typed and refuse with a Persian sentence.

A form that is `confirming` refuses empty fields; a draft may leave them.
"""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar, Final, Generic, Self, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalog.models import Product
from catalog.policy_definitions import FIRST_DUE_YEAR
from catalog.search import products_in
from config.fields import MONTH_CHOICES, CodeField, PlainTextField
from config.jalali import JalaliMonth, current_month
from config.persian import NumberError, machine_code, parse_number, to_persian_digits
from statistics.enums import ActivityState, Step
from statistics.filing.fields import FigureField, PeopleField, refuse, refuse_inputs
from statistics.filing.storage import EmploymentAnswers, ExportFigures, PeriodAnswers, PostedLines
from statistics.models import Submission
from statistics.rules import hard_rules
from statistics.rules.table import failing
from units.models import Licence

# The narrowest column, tonnes, holds twelve digits before its point.
QUANTITY_LIMIT = 10**12
IRR_LIMIT = 10**18
PEOPLE_LIMIT = 100_000
INCOMPLETE_FORM = "فرم ناقص رسید؛ صفحه را دوباره باز کنید و ذخیره کنید."
ROWS_AT_MOST = 300
F = TypeVar("F")


class PeriodForm(forms.Form):
    """Step 1: licence, month and activity state (guide, step 1)."""

    licence = forms.CharField(error_messages={"required": "پروانه را انتخاب کنید."})
    year = forms.TypedChoiceField(coerce=int, label="سال")
    month = forms.TypedChoiceField(coerce=int, label="ماه", choices=MONTH_CHOICES)
    activity = forms.ChoiceField(
        choices=ActivityState.choices, required=False, label="وضعیت فعالیت واحد"
    )

    def __init__(
        self,
        *args: Any,
        licences: list[Licence],
        at: datetime,
        submission: Submission | None = None,
        confirming: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.licences = {licence.number: licence for licence in licences}
        self.at, self.submission, self.confirming = at, submission, confirming
        running = current_month(at).year
        # No month from before the licence or the register (circular 60/133338 §1).
        first = min((JalaliMonth.containing(x.issued_on).year for x in licences), default=running)
        years = range(running, max(first, FIRST_DUE_YEAR) - 1, -1)
        self.fields["year"].choices = [(y, to_persian_digits(y)) for y in years]  # type: ignore[attr-defined]

    def clean_licence(self) -> Licence:
        licence = self.licences.get(self.cleaned_data["licence"])
        if licence is None:
            raise ValidationError("پروانه را از فهرست انتخاب کنید.")
        return licence

    def clean_activity(self) -> str:
        activity: str = self.cleaned_data["activity"]
        # A draft may leave it open (M-04).
        refuse(failing(Step.PERIOD, hard_rules.ActivityAnswer(activity), self.confirming))
        return activity

    def clean(self) -> dict[str, Any]:
        """Refuse a month that cannot be filed, and one that stands already."""
        data = self.cleaned_data
        # What could not be read is refused at its own field.
        if {"licence", "year", "month"} <= data.keys():
            month = JalaliMonth(data["year"], data["month"])
            chosen = hard_rules.ChosenMonth(data["licence"], month, self.at)
            faults = failing(Step.PERIOD, chosen, self.confirming)
            # One is told at a time: of a month that has not ended, the licence may wait.
            refuse_inputs(self, faults[:1])
            if not faults:
                self._refuse_duplicate(data["licence"], month)
        return data

    def _refuse_duplicate(self, licence: Licence, month: JalaliMonth) -> None:
        others = Submission.objects.of_month(licence.unit_id, month)
        if self.submission:
            # The month may be saved as it is.
            others = others.exclude(pk=self.submission.pk)
        if other := others.first():
            opened = hard_rules.OpenedMonth(month, opened=True)
            for fault in failing(Step.PERIOD, opened, self.confirming):
                words = duplicate_words(other)
                self.add_error(fault.input, ValidationError(words, code=fault.rule.id))

    @property
    def period(self) -> PeriodAnswers:
        data = self.cleaned_data
        return PeriodAnswers(
            data["licence"], JalaliMonth(data["year"], data["month"]), data["activity"]
        )


def duplicate_words(other: Submission) -> SafeString:
    """Write the refusal of a month that stands already, with the way to it (M-03)."""
    opened = failing(Step.PERIOD, hard_rules.OpenedMonth(other.period, opened=True))
    return format_html(
        '{}: <a href="/statistics/{}/">شماره رهگیری {}</a>.',
        opened[0].text,
        other.tracking_number,
        to_persian_digits(other.tracking_number),
    )


class RowForm(forms.Form, Generic[F]):
    """One product of step 2 or 3; `F` are its checked figures."""

    step: ClassVar[Step]

    def __init__(self, *args: Any, confirming: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.confirming = confirming
        self.item: Product | None = None
        # Tonnes for one of the measure as the unit declared it last; None where that is unknown.
        self.factor: Decimal | None = None

    @property
    @abstractmethod
    def figures(self) -> F:
        """The checked values of the row."""

    @abstractmethod
    def check_item(self) -> None:
        """Check the row against its product."""


class ProductionRowForm(RowForm[Decimal | None]):
    """One product of step 2."""

    step = Step.PRODUCTION
    product = CodeField(widget=forms.HiddenInput, max_length=20)
    quantity = FigureField(step=step, decimals=3, limit=QUANTITY_LIMIT, label="مقدار تولید")

    def clean_quantity(self) -> Decimal | None:
        quantity: Decimal | None = self.cleaned_data["quantity"]
        # Empty is not zero (P-02); a draft may leave it empty.
        refuse(failing(self.step, hard_rules.Produced(quantity), self.confirming))
        return quantity

    @property
    def figures(self) -> Decimal | None:
        return self.cleaned_data.get("quantity")

    def check_item(self) -> None:
        """Refuse more decimals than the product's measure admits (P-05)."""
        check_decimals(self, self.item)


class ExportRowForm(RowForm[ExportFigures]):
    """One product of step 3, four numbers."""

    step = Step.EXPORTS
    product = CodeField(widget=forms.HiddenInput, max_length=20)
    quantity = FigureField(step=step, decimals=3, limit=QUANTITY_LIMIT, label="میزان صادرات")
    tonnes = FigureField(step=step, decimals=6, limit=QUANTITY_LIMIT, label="میزان صادرات (تن)")
    value_usd = FigureField(step=step, decimals=2, limit=QUANTITY_LIMIT, label="ارزش صادرات (دلار)")
    value_irr = FigureField(step=step, limit=IRR_LIMIT, label="ارزش صادرات (ریال)")
    tonnes_reason = PlainTextField(max_length=200, required=False)
    # What the portal computed, as the page shows it: no answer of the unit's.
    computed = PlainTextField(widget=forms.HiddenInput, max_length=30, required=False)

    @property
    def figures(self) -> ExportFigures:
        names = ("quantity", "tonnes", "value_usd", "value_irr")
        return ExportFigures(
            **{name: self.cleaned_data.get(name) for name in names},
            tonnes_reason=self.cleaned_data.get("tonnes_reason", ""),
        )

    def check_item(self) -> None:
        """Refuse by decimals, the tonne rules and what was left empty; compute empty tonnes."""
        check_decimals(self, self.item)
        if self.errors or self.item is None:
            return
        # The catalogue's factor before the unit's own: a measure of mass is no opinion.
        own, data = self.item.measure.tonne_factor, self.cleaned_data
        # Left as it was computed, it follows the quantity (decision 0032).
        if self.untouched_tonnes:
            data["tonnes"], data["tonnes_reason"] = None, ""
        if data["tonnes"] is None:
            factor = self.factor if own is None else own
            data["tonnes"] = hard_rules.tonnes_of(factor, data["quantity"])
        # What the unit declared before is held against a confirmation alone.
        remembered = self.factor if self.confirming else None
        sent = hard_rules.Exported(**vars(self.figures), factor=own, remembered=remembered)
        refuse_inputs(self, failing(self.step, sent, self.confirming))

    @property
    def untouched_tonnes(self) -> bool:
        """Whether the tonnes are still those that the portal computed for another quantity."""
        computed, tonnes = self.cleaned_data.get("computed"), self.cleaned_data.get("tonnes")
        if not computed or tonnes is None:
            return False
        with suppress(NumberError):
            return bool(parse_number(computed) == tonnes)
        return False


def check_decimals(row: ProductionRowForm | ExportRowForm, item: Product | None) -> None:
    """Refuse more decimals than the product's measure admits («جفت» has none)."""
    quantity = row.cleaned_data.get("quantity") if row.is_valid() else None
    if item is None or quantity is None:
        return
    measure = item.measure
    written = hard_rules.MeasuredQuantity(
        quantity, measure.name_fa, measure.decimals, QUANTITY_LIMIT
    )
    refuse_inputs(row, failing(row.step, written, row.confirming))


class Lines(forms.BaseFormSet, Generic[F]):  # type: ignore[type-arg]
    """The rows of a step; `F` are the figures of one.

    A row whose delete button was pressed is taken off. A row in which nothing was sent is no row.
    """

    default_error_messages = {
        "missing_management_form": INCOMPLETE_FORM,
        "too_many_forms": (
            f"بیش از {to_persian_digits(ROWS_AT_MOST)} ردیف یک‌جا ذخیره نمی‌شود؛ "
            "ردیف‌ها را در چند بار ارسال کنید."
        ),
    }

    def __init__(
        self,
        *args: Any,
        month: JalaliMonth,
        factors: Callable[[Iterable[Product]], Mapping[int, Decimal]] = lambda _: {},
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.month, self.factors = month, factors

    def clean(self) -> None:
        """Tie each row to its catalogue product; refuse unknown and repeated ones (P-03, P-04)."""
        codes = [form.cleaned_data.get("product", "") for form in self.forms if form.is_valid()]
        # One query for all rows, and one for the weights they may need.
        found = products_in(self.month, codes)
        factors = self.factors(found.values())
        seen: set[str] = set()
        for form in self.kept:
            code = form.cleaned_data.get("product", "") if form.is_valid() else ""
            if not code:
                continue
            form.item = found.get(code)
            listed = hard_rules.ListedProduct(form.item, code, seen)
            faults = failing(form.step, listed, form.confirming)
            refuse_inputs(form, faults)
            if form.item and not faults:
                form.factor = factors.get(form.item.pk)
                form.check_item()
            # The second of two is refused, the first stays.
            seen.add(code)

    def name_items(self) -> None:
        """Give refused rows their product too, so that a page can show what they are about."""
        # By the raw values: the forms were refused and have no cleaned ones.
        codes = {form: machine_code(form["product"].value() or "") for form in self.forms}
        found = products_in(self.month, codes.values())
        for form, code in codes.items():
            form.item = found.get(code)

    def is_taken_off(self, form: forms.Form) -> bool:
        return bool(self._should_delete_form(form))  # type: ignore[attr-defined]

    @property
    def rows(self) -> list[RowForm[F]]:
        """All rows, those taken off among them."""
        return self.forms

    @property
    def kept(self) -> list[RowForm[F]]:
        return [f for f in self.rows if f.has_changed() and not self.is_taken_off(f)]

    def listing(self) -> PostedLines[F]:
        """Hand the checked rows to the service: figures by code, and codes taken off."""
        values = {form.cleaned_data["product"]: form.figures for form in self.kept}
        # Taken off and typed again in another row: it stays.
        return PostedLines(values, self.taken_off - values.keys())

    @property
    def taken_off(self) -> frozenset[str]:
        """The codes of the rows whose delete button was pressed."""
        gone = (f.cleaned_data.get("product") for f in self.forms if self.is_taken_off(f))
        return frozenset(code for code in gone if code)


def _rows(row: type[RowForm[F]]) -> type[Lines[F]]:
    return forms.formset_factory(  # type: ignore[return-value]
        row,
        formset=Lines,
        extra=0,
        can_delete=True,
        max_num=ROWS_AT_MOST,
        # A post of endless rows ends here, before a form is made of each.
        absolute_max=ROWS_AT_MOST,
    )


ProductionLines = _rows(ProductionRowForm)
ExportLines = _rows(ExportRowForm)


EXPORT_ANSWERS: Final = (("yes", "بلی"), ("no", "خیر"))


class HasExportsForm(forms.Form):
    """«آیا در این دوره صادرات محصول داشته اید؟»"""

    has_exports = forms.TypedChoiceField(
        choices=EXPORT_ANSWERS,
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
    )

    def __init__(self, *args: Any, confirming: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.confirming = confirming

    @classmethod
    def of(cls, stored: bool | None) -> Self:
        """Fill the form with the stored answer; None is neither."""
        return cls(initial={"has_exports": {True: "yes", False: "no", None: ""}[stored]})

    @property
    def answer(self) -> bool | None:
        """None is neither «بلی» nor «خیر»."""
        found: bool | None = self.cleaned_data.get("has_exports")
        return found

    def clean_has_exports(self) -> bool | None:
        answer: bool | None = self.cleaned_data["has_exports"]
        # «خیر» is chosen explicitly (guide step 3).
        refuse(failing(Step.EXPORTS, hard_rules.ExportAnswer(answer), self.confirming))
        return answer


class EmploymentForm(forms.Form):
    """Step 4: three kinds of employees and remarks."""

    official = PeopleField(step=Step.EMPLOYMENT, limit=PEOPLE_LIMIT, label="تعداد کارکنان رسمی")
    contract = PeopleField(step=Step.EMPLOYMENT, limit=PEOPLE_LIMIT, label="تعداد کارکنان قراردادی")
    contractor = PeopleField(
        step=Step.EMPLOYMENT, limit=PEOPLE_LIMIT, label="تعداد کارکنان پیمانکاری"
    )
    remarks = PlainTextField(
        max_length=1000, required=False, label="توضیحات", widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, confirming: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.confirming = confirming

    def clean(self) -> dict[str, Any]:
        # What could not be read is refused already.
        official, contract, contractor = (
            self.cleaned_data.get(name, 0) for name in ("official", "contract", "contractor")
        )
        people = hard_rules.Employed(official, contract, contractor)
        refuse_inputs(self, failing(Step.EMPLOYMENT, people, self.confirming))
        return self.cleaned_data

    @property
    def people(self) -> EmploymentAnswers:
        data = self.cleaned_data
        return EmploymentAnswers(
            data["official"], data["contract"], data["contractor"], data["remarks"]
        )
