"""The forms of visits: the plan, the report as its version asks it, the second look."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from accounts.models import User
from catalog.models import Product
from config.fields import (
    CountField,
    NumberField,
    PlainTextField,
    UploadField,
)
from config.jalali import JalaliMonth, format_day, jalali_parts
from config.jalali_date_field import JalaliDateField
from config.persian import to_persian_digits
from review.models import VisitQuestion
from review.visit_enums import AnswerKind, QuestionMeaning, VisitFinding, VisitReason
from review.visits.plan_services import PlanTerms
from review.visits.report_services import PostedReport
from review.visits.rules import YES_NO

HOURS = [f"{hour:02}:{minute:02}" for hour in range(7, 20) for minute in (0, 30)]
DAYS_BACK = 30
LAST_MONTHS = 6


class PlanForm(forms.Form):
    """Who visits a unit, when, and why."""

    visitor = forms.TypedChoiceField(
        label="بازدیدکننده",
        coerce=int,
        error_messages={
            "required": "بازدیدکننده را انتخاب کنید.",
            "invalid_choice": "بازدیدکننده را از فهرست انتخاب کنید.",
        },
    )
    planned_time = forms.ChoiceField(label="ساعت", required=False)
    month = forms.ChoiceField(
        label="ماه مورد بازدید",
        help_text="آمار این ماه در محل دیده می‌شود و گزارش در پروندهٔ همین ماه می‌آید.",
        error_messages={
            "required": "ماه را انتخاب کنید.",
            "invalid_choice": "ماه را از فهرست انتخاب کنید.",
        },
    )
    why = PlainTextField(
        max_length=200,
        required=False,
        label="علت بازدید",
        help_text="در گزارش می‌آید.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        data: Any,
        *,
        visitors: Sequence[User],
        today: dt.date,
        month: JalaliMonth,
        reason: VisitReason,
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.reason = reason
        self.fields["visitor"].choices = [  # type: ignore[attr-defined]
            (one.pk, one.full_name) for one in visitors
        ]
        year = jalali_parts(today)[0]
        self.fields["planned_on"] = JalaliDateField(label="روز", years=(year, year + 1))
        self.fields["planned_time"].choices = [  # type: ignore[attr-defined]
            ("", "بدون ساعت"),
            *((hour, to_persian_digits(hour)) for hour in HOURS),
        ]
        latest = JalaliMonth.containing(today) - 1
        months = sorted({month, *(latest - back for back in range(LAST_MONTHS))}, reverse=True)
        self.fields["month"].choices = [  # type: ignore[attr-defined]
            (str(one.to_int()), str(one)) for one in months
        ]
        self.order_fields(["visitor", "planned_on", "planned_time", "month", "why"])

    def clean(self) -> dict[str, Any]:
        """Ask why, where nothing in the portal says it."""
        data: dict[str, Any] = super().clean() or {}
        if self.reason == VisitReason.OFFICE and not data.get("why") and not self.errors:
            self.add_error("why", "بنویسید چرا از این واحد بازدید می‌شود.")
        return data

    @property
    def terms(self) -> PlanTerms:
        data = self.cleaned_data
        found = data["planned_time"]
        return PlanTerms(
            data["visitor"],
            data["planned_on"],
            dt.time.fromisoformat(found) if found else None,
            JalaliMonth.from_int(int(data["month"])),
            self.reason,
            data["why"],
        )


class ReasonForm(forms.Form):
    """A sentence that an act needs: why a visit is given up, a report sent back or a proposal
    declined.
    """

    note = PlainTextField(
        max_length=300,
        label="توضیح",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "توضیح را بنویسید."},
    )


class PhotoForm(forms.Form):
    """A photograph, where one was chosen."""

    photo = UploadField(label="افزودن عکس", accept="image/jpeg,image/png")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["photo"].required = False


class ReportForm(forms.Form):
    """A report by its version of the form: a draft may leave anything empty."""

    visited_on = forms.TypedChoiceField(
        label="روز بازدید", coerce=dt.date.fromisoformat, required=False, empty_value=None
    )
    companion = PlainTextField(
        max_length=120,
        required=False,
        label="همراه",
        help_text="نام و سمت، اگر کسی همراه بود.",
    )
    product = forms.TypedChoiceField(
        label="ظرفیت کدام محصول", coerce=int, required=False, empty_value=None
    )
    finding = forms.ChoiceField(
        label="نظر بازدیدکننده",
        choices=VisitFinding.choices,
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": "نظر خود را از فهرست انتخاب کنید."},
    )
    summary = PlainTextField(
        max_length=1000,
        required=False,
        label="جمع‌بندی",
        help_text="در یک یا دو جمله؛ واحد آن را می‌بیند.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    latitude = NumberField(decimals=5, limit=90, label="عرض جغرافیایی")
    longitude = NumberField(decimals=5, limit=180, label="طول جغرافیایی")

    def __init__(
        self,
        data: Any,
        *,
        questions: Sequence[VisitQuestion],
        products: Sequence[Product],
        today: dt.date,
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.questions = list(questions)
        days = [today - dt.timedelta(days=back) for back in range(DAYS_BACK)]
        self.fields["visited_on"].choices = [  # type: ignore[attr-defined]
            ("", "انتخاب کنید"),
            *((day.isoformat(), format_day(day)) for day in days),
        ]
        self.fields["product"].choices = [  # type: ignore[attr-defined]
            ("", "انتخاب کنید"),
            *((one.pk, f"{one.name} ({one.measure.name_fa})") for one in products),
        ]
        for question in self.questions:
            asked = _field(question)
            # A draft may leave it empty; a finished report may not.
            asked.needed = question.required  # type: ignore[attr-defined]
            self.fields[question.field] = asked
        for name in ("visited_on", "finding", "summary"):
            self.fields[name].needed = True  # type: ignore[attr-defined]
        for name in ("latitude", "longitude"):
            self.fields[name].needed = False  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Want both numbers of a point or none, and the product of a capacity."""
        data: dict[str, Any] = super().clean() or {}
        if (data.get("latitude") is None) != (data.get("longitude") is None):
            lacks = "latitude" if data.get("latitude") is None else "longitude"
            if not self.errors:
                self.add_error(lacks, "هر دو عدد مختصات را بنویسید یا هر دو را خالی بگذارید.")
        return data

    def posted_over(self, stored: PostedReport) -> PostedReport:
        """Read what was typed; of a field that cannot be read, what is stored stands."""
        data = self.cleaned_data
        answers = {}
        for question in self.questions:
            name = question.field
            old = stored.answers.get(question.pk, "")
            value = _stored(data[name]) if name in data else old
            if value:
                answers[question.pk] = value
        # A point is of both numbers: one alone is none yet.
        point = (data.get("latitude"), data.get("longitude"))
        whole = None not in point
        none = point == (None, None) and not self.errors.keys() & {"latitude", "longitude"}
        latitude, longitude = point if whole or none else (stored.latitude, stored.longitude)
        return PostedReport(
            answers,
            data.get("visited_on", stored.visited_on),
            data.get("companion", stored.companion),
            data.get("finding", stored.finding),
            data.get("summary", stored.summary),
            data.get("product", stored.product_id),
            latitude,
            longitude,
        )

    @property
    def capacity_field(self) -> str:
        """Name the field of the question about capacity, '' where the form has none."""
        asked = (q for q in self.questions if q.meaning == QuestionMeaning.CAPACITY)
        return next((question.field for question in asked), "")

    def check_finished(self, lacks: Sequence[tuple[str, str]]) -> None:
        """Say at their fields what a finished report lacks."""
        for name, text in lacks:
            self.add_error(name if name in self.fields else None, text)
        name = self.capacity_field
        data = self.cleaned_data
        offered = len(self.fields["product"].choices) > 1  # type: ignore[attr-defined]
        if name and offered and data.get(name) and data.get("product") is None:
            self.add_error("product", "محصولی را که این ظرفیت از آن است انتخاب کنید.")


def _field(question: VisitQuestion) -> forms.Field:
    """Make the field of a question."""
    label = question.text
    match AnswerKind(question.kind):
        case AnswerKind.YES_NO:
            return forms.ChoiceField(
                label=label,
                choices=YES_NO,
                widget=forms.RadioSelect,
                required=False,
                error_messages={"invalid_choice": "بله یا خیر را انتخاب کنید."},
            )
        case AnswerKind.COUNT:
            return CountField(label=label, limit=1_000_000)
        case AnswerKind.AMOUNT:
            return NumberField(label=label, decimals=3)
        case AnswerKind.CHOICE:
            offered = [("", "انتخاب کنید"), *((one, one) for one in question.choices)]
            return forms.ChoiceField(
                label=label,
                choices=offered,
                required=False,
                error_messages={"invalid_choice": "یکی از گزینه‌ها را انتخاب کنید."},
            )
        case AnswerKind.TEXT:
            return PlainTextField(
                label=label,
                max_length=500,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )


def _stored(value: Any) -> str:
    """Write a cleaned answer as it is stored."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value)
