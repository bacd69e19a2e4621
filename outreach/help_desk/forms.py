"""A problem as it is typed, a step about it, and the list of categories."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from django import forms

from config.fields import CodeField, CountField, PlainTextField
from config.jalali import jalali_parts, tehran_day
from config.jalali_date_field import JalaliDateField
from outreach.enums import TicketAct
from outreach.help_desk.category_services import CategoryTerms
from outreach.help_desk.queries import Asker
from outreach.help_desk.services import Problem
from outreach.models import HelpCategory

MOST_DAYS = 30


# As the row holds it.
PAGE_LENGTH: Final = 200


class ProblemForm(forms.Form):
    """What is wrong, for whom, and about which month or page."""

    asker = forms.ChoiceField(
        label="از طرف",
        error_messages={
            "required": "انتخاب کنید این مشکل از طرف کیست.",
            "invalid_choice": "انتخاب کنید این مشکل از طرف کیست.",
        },
    )
    category = forms.ChoiceField(
        label="موضوع",
        error_messages={
            "required": "موضوع را انتخاب کنید.",
            "invalid_choice": "موضوع را از فهرست انتخاب کنید.",
        },
    )
    subject = PlainTextField(
        label="مشکل در یک جمله",
        max_length=120,
        error_messages={"required": "مشکل را در یک جمله بنویسید."},
    )
    text = PlainTextField(
        label="شرح مشکل",
        max_length=4000,
        help_text="چه کردید، چه دیدید و چه باید می‌شد. رمز و کد پیامک را ننویسید.",
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "شرح مشکل را بنویسید."},
    )
    tracking_number = CodeField(
        label="شماره رهگیری ماه",
        digits=11,
        required=False,
        help_text="اگر مشکل دربارهٔ آمار یک ماه است.",
    )
    page = PlainTextField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        askers: Sequence[Asker],
        categories: Sequence[HelpCategory],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        first = [] if len(askers) == 1 else [("", "انتخاب کنید")]
        names = [*first, *((one.key, one.label) for one in askers)]
        self.fields["asker"].choices = names  # type: ignore[attr-defined]
        rows = [("", "انتخاب کنید"), *((str(one.pk), one.name) for one in categories)]
        self.fields["category"].choices = rows  # type: ignore[attr-defined]

    def clean_page(self) -> str:
        page: str = self.cleaned_data["page"]
        # It comes along by itself: what is no page of ours is dropped, and nobody is told.
        ours = page.startswith("/") and page[1:2] not in ("", "/")
        return page if ours and len(page) <= PAGE_LENGTH else ""

    @property
    def problem(self) -> Problem:
        said = self.cleaned_data
        return Problem(
            said["asker"],
            int(said["category"]),
            said["subject"],
            said["text"],
            said["tracking_number"],
            said["page"],
        )


class StepForm(forms.Form):
    """What is said about a problem; closing needs no words."""

    text = PlainTextField(
        label="متن",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, act: TicketAct | None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.act = act

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        wordless = not found.get("text") and "text" not in self.errors
        if wordless and self.act != TicketAct.CLOSED:
            self.add_error("text", "بنویسید؛ طرف دیگر همین متن را می‌خواند.")
        return found


class CategoryForm(forms.Form):
    """A category to be added."""

    name = PlainTextField(
        label="نام موضوع", max_length=80, error_messages={"required": "نام موضوع را بنویسید."}
    )
    answer_days = CountField(label="مهلت پاسخ", limit=MOST_DAYS + 1)
    note = PlainTextField(
        label="علت",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "علت افزودن این موضوع را بنویسید."},
    )

    def __init__(self, *args: Any, at: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self._today = tehran_day(at)

    def clean_answer_days(self) -> int:
        days: int | None = self.cleaned_data["answer_days"]
        if days is None or days < 1:
            raise forms.ValidationError("تعداد روزهای کاری را بنویسید، از ۱ تا ۳۰.")
        return days

    @property
    def terms(self) -> CategoryTerms:
        said = self.cleaned_data
        return CategoryTerms(said["name"], said["answer_days"], self._today, said["note"])


class CategoryEndForm(forms.Form):
    """The last day on which a category is chosen."""

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        year = jalali_parts(today)[0]
        self.fields["until"] = JalaliDateField(
            label="آخرین روز", years=[year, year + 1], initial=today
        )
