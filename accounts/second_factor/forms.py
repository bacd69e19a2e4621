"""A code, the own password, and the asking for a lost phone."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts.confirmation import OwnPasswordField, check_password
from accounts.enums import ResetKind
from accounts.second_factor.services import CODE_DIGITS
from config.fields import CodeField, PlainTextField, UserNameField
from config.persian import to_persian_digits

DIGITS = 6


def _code(label: str, help_text: str, empty: str, **attrs: bool) -> CodeField:
    return CodeField(
        label=label,
        help_text=help_text,
        max_length=40,
        error_messages={"required": empty},
        widget=forms.TextInput({"autocomplete": "one-time-code", "class": "ltr", **attrs}),
    )


class CodeForm(forms.Form):
    """At the sign-in: a code of the phone, or one of the recovery codes."""

    code = _code(
        "رمز دوم",
        "کد شش‌رقمی برنامهٔ رمزساز گوشی، یا یکی از کدهای بازیابی ده‌رقمی.",
        "رمز دوم را بنویسید.",
        autofocus=True,
    )

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if len(code) not in (DIGITS, CODE_DIGITS):
            raise ValidationError(
                f"کد برنامه {to_persian_digits(DIGITS)} رقم و کد بازیابی "
                f"{to_persian_digits(CODE_DIGITS)} رقم است."
            )
        return code


class SetupForm(forms.Form):
    """The first code of a new device; who is signed in says the own password too."""

    # Read by `services.offered`, which alone says whether it is one.
    offer = forms.CharField(widget=forms.HiddenInput, required=False)
    # The picture above comes first: a focus would scroll a phone past it.
    code = _code(
        "کد شش‌رقمی",
        "کدی که برنامه اکنون برای این سامانه نشان می‌دهد.",
        "کد شش‌رقمی برنامه را بنویسید.",
    )

    def __init__(self, *args: Any, request: HttpRequest, **options: Any) -> None:
        super().__init__(*args, **options)
        self._request = request
        if request.user.is_authenticated:
            self.fields["current_password"] = OwnPasswordField()

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if len(code) != DIGITS:
            raise ValidationError(f"این کد {to_persian_digits(DIGITS)} رقم است.")
        return code

    def clean_current_password(self) -> str:
        typed: str = self.cleaned_data["current_password"]
        check_password(self._request, typed)
        return typed


class ResetForm(forms.Form):
    """Whose phone is lost, what of it is taken off, and how that is known."""

    kind = forms.ChoiceField(
        label="چه چیزی برداشته شود؟",
        choices=ResetKind.choices,
        initial=ResetKind.FACTOR,
        widget=forms.RadioSelect,
        error_messages={"required": "یکی را انتخاب کنید."},
    )

    person = UserNameField(
        label="نام کاربری همکار",
        max_length=60,
        error_messages={"required": "نام کاربری همکار را بنویسید."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "ltr"}),
    )
    reason = PlainTextField(
        label="دلیل",
        help_text="چه شده است و چگونه مطمئن شدید که خود اوست.",
        max_length=300,
        error_messages={"required": "دلیل را بنویسید."},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
