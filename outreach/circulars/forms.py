"""A circular as it is typed, and why one is withdrawn."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from accounts.models import Organization
from config.fields import PlainTextField, UploadField
from config.jalali import jalali_parts
from config.jalali_date_field import JalaliDateField
from config.persian import to_persian_digits
from outreach.circulars.annex_services import MEGABYTES, MOST
from outreach.circulars.rules import REACHES
from outreach.circulars.services import CircularTerms
from outreach.enums import CircularReach
from outreach.models import Circular, CircularAnnex

ALL, CHOSEN = "all", "chosen"


class CircularForm(forms.Form):
    """The letter itself, to whom it goes, by when they confirm, and one more annex."""

    number = PlainTextField(
        label="شمارهٔ نامه",
        max_length=40,
        widget=forms.TextInput(attrs={"class": "ltr", "autocomplete": "off"}),
        error_messages={"required": "شمارهٔ نامه را بنویسید."},
    )
    subject = PlainTextField(
        label="موضوع",
        max_length=160,
        error_messages={"required": "موضوع را بنویسید."},
    )
    text = PlainTextField(
        label="متن بخشنامه",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages={"required": "متن بخشنامه را بنویسید."},
    )
    reach = forms.ChoiceField(
        label="تا کجا ابلاغ می‌شود",
        widget=forms.RadioSelect,
        error_messages={"required": "انتخاب کنید تا کجا ابلاغ می‌شود."},
    )
    to = forms.ChoiceField(
        label="به کدام نهادها",
        choices=[(ALL, "همهٔ نهادهای زیر دستگاه شما"), (CHOSEN, "فقط نهادهای انتخاب‌شده")],
        widget=forms.RadioSelect,
        error_messages={"required": "انتخاب کنید به کدام نهادها می‌رود."},
    )
    targets = forms.MultipleChoiceField(
        label="نهادها",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "نهادها را از فهرست انتخاب کنید."},
    )
    dropped = forms.MultipleChoiceField(
        label="برداشتن پیوست",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "این پیوست دیگر نیست."},
    )

    def __init__(
        self,
        *args: Any,
        office: Organization,
        below: Sequence[Organization],
        annexes: Sequence[CircularAnnex],
        today: date,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        year = jalali_parts(today)[0]
        self.fields["dated_on"] = JalaliDateField(label="تاریخ نامه", years=[year, year - 1])
        self.fields["due_on"] = JalaliDateField(
            label="رسید تا پایان",
            help_text="هر که تا این روز رسید ندهد، به نهاد بالاتر گفته می‌شود.",
            years=[year, year + 1],
        )
        self.fields["file"] = UploadField(
            label="پیوست",
            accept=".pdf,.jpg,.jpeg,.png",
            required=False,
            help_text=(
                f"PDF یا تصویر، تا {to_persian_digits(MEGABYTES)} مگابایت؛ با هر ذخیره یک فایل، "
                f"تا {to_persian_digits(MOST)} فایل."
            ),
        )
        reaches = [(one.value, one.label) for one in REACHES[office.kind]]  # type: ignore[index]
        self.fields["reach"].choices = reaches  # type: ignore[attr-defined]
        names = [(str(one.pk), one.name) for one in below]
        self.fields["targets"].choices = names  # type: ignore[attr-defined]
        files = [(str(one.number), one.name) for one in annexes]
        self.fields["dropped"].choices = files  # type: ignore[attr-defined]
        self.order_fields(["number", "dated_on", "subject", "text", "reach", "due_on", "to"])

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("to") == CHOSEN and not found.get("targets") and "targets" not in self.errors:
            self.add_error("targets", "دست‌کم یک نهاد را انتخاب کنید، یا «همه» را.")
        return found

    @property
    def terms(self) -> CircularTerms:
        said = self.cleaned_data
        chosen = said["targets"] if said["to"] == CHOSEN else []
        return CircularTerms(
            said["number"],
            said["dated_on"],
            said["subject"],
            said["text"],
            CircularReach(said["reach"]),
            said["due_on"],
            tuple(int(pk) for pk in chosen),
        )


def written(made: Circular) -> dict[str, Any]:
    """Give what a draft, or the circular that another corrects, has in its fields."""
    targets = [str(pk) for pk in made.targets.order_by("pk").values_list("pk", flat=True)]
    names = ("number", "dated_on", "subject", "text", "reach", "due_on")
    found = {name: getattr(made, name) for name in names}
    return found | {"targets": targets, "to": CHOSEN if targets else ALL}


class WithdrawalForm(forms.Form):
    """Why a circular holds no more."""

    reason = PlainTextField(
        label="علت لغو",
        max_length=1000,
        help_text="همهٔ کسانی که بخشنامه به آنها رسیده، این علت را می‌بینند.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "علت لغو را بنویسید."},
    )
