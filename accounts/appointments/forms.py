"""The forms about posts, and of who accepts one."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts.appointments.services import PostTerms
from accounts.codes import services as codes
from accounts.confirmation import OwnPasswordField, check_password
from accounts.enums import InvitationWay, Role
from accounts.forms import NewPasswordForm, refuse_number
from accounts.models import Appointment, Organization
from config.fields import CodeField, MailField, MobileField, PlainTextField, UserNameField
from config.jalali import current_month, end_of_day_instant, tehran_day
from config.jalali_date_field import JalaliDateField
from config.one_line import one_line

DIGITS = 12


class LineField(PlainTextField):
    """Words in one line."""

    def to_python(self, value: Any) -> str:
        return one_line(super().to_python(value))


class ConfirmedForm(forms.Form):
    """A form that asks the own password last, as it hands authority to somebody or takes it."""

    def __init__(self, *args: Any, request: HttpRequest, **options: Any) -> None:
        super().__init__(*args, **options)
        self._request = request
        self.fields["current_password"] = OwnPasswordField()

    def clean_current_password(self) -> str:
        typed: str = self.cleaned_data["current_password"]
        check_password(self._request, typed)
        return typed


class BeginForm(ConfirmedForm):
    """Who is to serve at an office, and how the person is reached."""

    role = forms.ChoiceField(label="پست")
    full_name = LineField(
        label="نام و نام خانوادگی",
        max_length=120,
        error_messages={"required": "نام و نام خانوادگی را بنویسید."},
    )
    title = LineField(
        label="سمت",
        max_length=80,
        help_text="آن‌گونه که در حکم آمده است، مثل «کارشناس صنایع».",
        error_messages={"required": "سمت را بنویسید."},
    )
    mobile = MobileField(
        required=False,
        help_text="شمارهٔ خود شخص؛ دعوت و کد تأیید به همین شماره ارسال می‌شود.",
    )
    email = MailField(
        label="ایمیل",
        required=False,
        max_length=254,
        help_text="شمارهٔ همراه یا ایمیل، یکی از این دو لازم است.",
        error_messages={"invalid": "نشانی ایمیل را کامل بنویسید، مثل name@example.ir."},
        widget=forms.EmailInput(attrs={"class": "ltr"}),
    )
    letter_number = LineField(label="شمارهٔ نامه یا حکم", required=False, max_length=40)

    def __init__(
        self,
        *args: Any,
        request: HttpRequest,
        office: Organization,
        roles: list[Role],
        at: datetime,
        **options: Any,
    ) -> None:
        super().__init__(*args, request=request, **options)
        self._office, self._at = office, at
        self.fields["role"].choices = [(r.value, r.label) for r in roles]  # type: ignore[attr-defined]
        running = current_month(at).year
        self.fields["letter_date"] = JalaliDateField(
            years=range(running - 2, running + 1), label="تاریخ نامه", required=False
        )
        self.fields["until"] = JalaliDateField(
            years=range(running, running + 6),
            label="پایان دوره",
            required=False,
            help_text="اگر خالی بماند، تا وقتی سازمان آن را پایان ندهد ادامه دارد.",
        )
        password = self.fields.pop("current_password")
        self.fields["current_password"] = password

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        reached = data.get("mobile") or data.get("email")
        if not reached and not {"mobile", "email"} & self.errors.keys():
            self.add_error("mobile", "شمارهٔ همراه یا ایمیل شخص را بنویسید.")
        if data.get("until") and data["until"] <= tehran_day(self._at):
            self.add_error("until", "روز پایان دوره پس از امروز است.")
        if data.get("letter_date") and data["letter_date"] > tehran_day(self._at):
            self.add_error("letter_date", "تاریخ نامه پس از امروز نیست.")
        return data

    @property
    def terms(self) -> PostTerms:
        data = self.cleaned_data
        return PostTerms(
            Role(data["role"]),
            self._office,
            data["full_name"],
            data["title"],
            data["mobile"],
            data["email"],
            end_of_day_instant(data["until"]) if data["until"] else None,
            data["letter_number"],
            data["letter_date"],
        )


class SecondForm(ConfirmedForm):
    """The second signature, and how the person is invited."""

    way = forms.ChoiceField(
        label="دعوت با",
        widget=forms.RadioSelect,
        error_messages={"required": "بگویید دعوت چگونه به شخص می‌رسد."},
    )

    def __init__(self, *args: Any, row: Appointment, **options: Any) -> None:
        super().__init__(*args, **options)
        ways = []
        if row.mobile:
            ways += [InvitationWay.SMS] if codes.available() else []
        if row.email:
            ways.append(InvitationWay.EMAIL)
        if row.mobile:
            ways.append(InvitationWay.LETTER)
        self.fields["way"].choices = [(w.value, w.label) for w in ways]  # type: ignore[attr-defined]


class ReasonedForm(forms.Form):
    """Why a post is refused or withdrawn."""

    reason = LineField(
        label="علت",
        max_length=300,
        help_text="در سوابق می‌ماند و دیگر امضاکنندگان آن را می‌بینند.",
        error_messages={"required": "علت را بنویسید."},
    )


class EndForm(ReasonedForm, ConfirmedForm):
    """Why a post ends."""


class InvitationCodeForm(forms.Form):
    """The code of an invitation."""

    invitation = CodeField(
        digits=DIGITS,
        label="کد دعوت",
        help_text="۱۲ رقم؛ در پیامک، ایمیل یا نامهٔ دعوت آمده است.",
        error_messages={"required": "کد دعوت را وارد کنید."},
    )
    # Its groups stand as they were typed.
    invitation.widget.attrs |= {"autocomplete": "off", "class": "ltr"}


class NewAccountForm(NewPasswordForm):
    """Name and password of the account an invited person makes."""

    username = UserNameField(
        label="نام کاربری",
        max_length=60,
        help_text="با حروف و رقم انگلیسی؛ با آن وارد می‌شوید.",
        error_messages={"required": "نام کاربری را بنویسید."},
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "class": "ltr"}
        ),
    )
    field_order = ("username", "new_password1", "new_password2")

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"]
        if len(name) < 3 or not all(c.isascii() and (c.isalnum() or c in "._-@+") for c in name):
            raise ValidationError("دست‌کم سه حرف یا رقم انگلیسی، مثل a.azmoun.")
        refuse_number(name)
        # The password is judged beside the name it will stand with.
        self.user.username = name
        return name
