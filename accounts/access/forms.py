"""The forms of the way: a letter, a reason, the liaison."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest

from accounts.access.letter_services import MEGABYTES, Letter
from accounts.confirmation import OwnPasswordField, check_password
from accounts.models import User
from config.fields import PhoneField, PlainTextField, UploadField
from config.jalali import jalali_parts
from config.jalali_date_field import JalaliDateField
from config.persian import to_persian_digits

REASON_LENGTH = 1000


def _text(label: str, required: str, help_text: str = "") -> PlainTextField:
    return PlainTextField(
        label=label,
        help_text=help_text,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": required},
    )


class LetterForm(forms.Form):
    """Number, day and file of an official letter."""

    letter_number = PlainTextField(
        label="شمارهٔ نامه",
        max_length=40,
        widget=forms.TextInput(attrs={"class": "ltr", "autocomplete": "off"}),
        error_messages={"required": "شمارهٔ نامه را بنویسید."},
    )

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        year = jalali_parts(today)[0]
        self.fields["letter_date"] = JalaliDateField(
            years=[year, year - 1], label="تاریخ نامه", initial=today
        )
        self.fields["file"] = UploadField(
            accept=".pdf,.jpg,.jpeg,.png",
            label="تصویر نامه",
            help_text=f"PDF یا تصویر، تا {to_persian_digits(MEGABYTES)} مگابایت.",
        )

    @property
    def letter(self) -> Letter:
        said = self.cleaned_data
        file = said["file"]
        return Letter(said["letter_number"], said["letter_date"], file.name, file.read())


class SignatureForm(forms.Form):
    """One of two signatures: it hands a union the right to decide, so the password is asked."""

    def __init__(self, *args: Any, request: HttpRequest, **options: Any) -> None:
        super().__init__(*args, **options)
        self._request = request
        self.fields["current_password"] = OwnPasswordField()

    def clean_current_password(self) -> str:
        typed: str = self.cleaned_data["current_password"]
        check_password(self._request, typed)
        return typed


class AccessReasonForm(forms.Form):
    """Why a request goes back, or ends."""

    reason = _text("علت", "علت را بنویسید.", "اتحادیه و همهٔ ادارات این مسیر آن را می‌بینند.")


class WithdrawalForm(forms.Form):
    """Why its own person ends it, if they say so."""

    reason = _text("علت", "", "همهٔ ادارات این مسیر آن را می‌بینند.")
    reason.required = False


class TakeBackForm(LetterForm):
    """Why access ends, and the letter that says so."""

    reason = _text("علت", "علت را بنویسید.", "اتحادیه و همهٔ ادارات این مسیر آن را می‌بینند.")
    field_order = ("reason", "letter_number", "letter_date", "file")


class LiaisonForm(forms.Form):
    """Whom the unions of the province ask, and at which number."""

    liaison = forms.ChoiceField(
        label="رابط سامانه", error_messages={"required": "رابط را انتخاب کنید."}
    )
    phone = PhoneField(
        label="تلفن رابط",
        help_text="با کد شهر، یا همراه اداری؛ اتحادیه‌ها آن را می‌بینند.",
        error_messages={"required": "تلفن رابط را بنویسید."},
    )

    def __init__(self, *args: Any, people: list[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self._people = {str(person.pk): person for person in people}
        rows = [(key, person.full_name) for key, person in self._people.items()]
        self.fields["liaison"].choices = [("", "انتخاب کنید"), *rows]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> User:
        return self._people[self.cleaned_data["liaison"]]
