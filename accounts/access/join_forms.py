"""The forms by which a union signs up, one question after the other."""

import re
from typing import Any

from django import forms

from accounts.access.join_services import Applicant
from accounts.forms import NewPasswordForm, refuse_number
from accounts.models import Organization, User
from config.fields import MobileField, PlainTextField, UserNameField

# As accounts are stored, and as a letter can be read aloud.
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{3,59}")
TITLES = (("دبیر", "دبیر اتحادیه"), ("رئیس", "رئیس اتحادیه"))


class JoinForm(forms.Form):
    """Which union, and who signs up for it."""

    union = forms.ModelChoiceField(
        label="اتحادیه",
        queryset=Organization.objects.none(),
        empty_label="انتخاب کنید",
        error_messages={
            "required": "اتحادیه را انتخاب کنید.",
            "invalid_choice": "این اتحادیه در این فهرست نیست؛ شاید در این میان ثبت‌نام شده است.",
        },
    )
    full_name = PlainTextField(
        label="نام و نام خانوادگی",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "نام و نام خانوادگی را بنویسید."},
    )
    title = forms.ChoiceField(
        label="سمت در اتحادیه",
        choices=TITLES,
        widget=forms.RadioSelect,
        error_messages={"required": "سمت خود را انتخاب کنید."},
    )
    mobile = MobileField(fill="tel", help_text="کدی شش‌رقمی به همین شماره ارسال می‌شود.")

    def __init__(self, *args: Any, unions: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["union"].queryset = unions  # type: ignore[attr-defined]

    @property
    def applicant(self) -> Applicant:
        said = self.cleaned_data
        return Applicant(said["union"].pk, said["full_name"], said["title"], said["mobile"])


class JoinAccountForm(NewPasswordForm):
    """The user name that the union's letter will name, and a password twice."""

    username = UserNameField(
        label="نام کاربری",
        max_length=60,
        help_text="با حروف انگلیسی، مانند sarrajan-tabriz؛ در نامهٔ اتحادیه نوشته می‌شود.",
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "class": "ltr"}
        ),
        error_messages={"required": "نام کاربری را بنویسید."},
    )
    field_order = ("username", "new_password1", "new_password2")

    def __init__(self, applicant: Applicant, *args: Any, **options: Any) -> None:
        # Never saved: the password is judged beside the name, number and words of its person.
        user = User(full_name=applicant.full_name, mobile=applicant.mobile)
        super().__init__(user, *args, **options)

    def clean_username(self) -> str:
        """Take Latin letters, digits and a few marks; the password is judged beside the name."""
        name: str = self.cleaned_data["username"]
        if not NAME.fullmatch(name):
            raise forms.ValidationError("دست‌کم چهار نویسه، از حروف انگلیسی، رقم، نقطه و خط تیره.")
        refuse_number(name)
        self.user.username = name
        return name
