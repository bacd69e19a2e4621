"""The forms of an account, in the portal's words."""

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts.confirmation import OwnPasswordField, check_password
from accounts.contact_change import mobile_page
from accounts.enums import Channel
from accounts.models import User
from accounts.notices.backends import channels
from config.fields import MailField, MobileField, PasswordField, UserNameField
from config.persian import has_persian_letters, to_persian_digits

_WRONG = "نام کاربری یا رمز عبور درست نیست. هر دو را دوباره بنویسید."
ONLY_DIGITS = "نام کاربری دست‌کم یک حرف انگلیسی دارد؛ رقم تنها، نام دارندگان و نمایندگان است."
_KEYBOARD = "صفحه‌کلید شما روی فارسی است؛ آن را انگلیسی کنید."
MOBILE_KEPT = "شمارهٔ تأییدشدهٔ شماست؛ با کد پیامک تغییر می‌کند: «تلفن همراه»."
_WEAK = {
    "password_too_short": "رمز دست‌کم ۸ نویسه داشته باشد.",
    "password_too_common": "این رمز را خیلی‌ها استفاده می‌کنند؛ رمز دیگری بسازید.",
    "password_entirely_numeric": "رمز تنها از رقم نباشد؛ حرف هم بگذارید.",
    "password_too_similar": "رمز به نام کاربری یا ایمیل شما نزدیک است؛ رمز دیگری بسازید.",
    "password_own_number": "شمارهٔ همراه شما در رمز نباشد؛ رمز دیگری بسازید.",
    "password_own_words": "رمز تنها از نام شما یا واژه‌های این سامانه است؛ رمز دیگری بسازید.",
}
_MAIL = {
    "required": "نشانی ایمیل خود را بنویسید.",
    "invalid": "نشانی ایمیل را کامل بنویسید، مثل name@example.ir.",
}


def _password(label: str, complete: str, help_text: str = "", **attrs: Any) -> PasswordField:
    widget = forms.PasswordInput(attrs={"autocomplete": complete, **attrs})
    return PasswordField(
        label=label,
        help_text=help_text,
        widget=widget,
        error_messages={"required": "این قلم را پر کنید."},
    )


class SignInForm(AuthenticationForm):
    """User name and password; one answer whether the name is unknown or the password wrong."""

    error_messages = {"invalid_login": _WRONG, "inactive": _WRONG}
    username = UserNameField(
        label="نام کاربری",
        error_messages={"required": "نام کاربری را بنویسید."},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "none",
                "autofocus": True,
                "class": "ltr",
                "data-latin": "",
            }
        ),
    )

    password = _password("رمز عبور", "current-password", **{"data-latin": ""})

    def get_invalid_login_error(self) -> ValidationError:
        """Name the usual cause where what was typed shows it, whoever the name belongs to."""
        typed = f"{self.data.get('username', '')}{self.data.get('password', '')}"
        return ValidationError(f"{_WRONG} {_KEYBOARD}" if has_persian_letters(typed) else _WRONG)

    def clean_username(self) -> str:
        """Refuse a name longer than any account's like any other wrong one."""
        name: str = self.cleaned_data["username"]
        if len(name) > (self.username_field.max_length or 0):
            raise ValidationError(_WRONG)
        return name


class ResetForm(forms.Form):
    """The address to which the link for a new password goes."""

    email = MailField(
        label="نشانی ایمیل",
        max_length=254,
        help_text="همان نشانی که در حساب خود نوشته‌اید.",
        error_messages=_MAIL,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "class": "ltr"}),
    )


class _NewPassword(SetPasswordForm):  # type: ignore[type-arg]
    """A password twice; what is weak about it is said in one sentence each."""

    error_messages = {
        "password_mismatch": "این با رمز بالا یکی نیست. دوباره بنویسید.",
    }
    new_password1 = _password(
        "رمز جدید",
        "new-password",
        help_text="دست‌کم ۸ نویسه، نه تنها رقم، و نه رمزی که همه استفاده می‌کنند.",
    )
    new_password2 = _password("رمز جدید، یک بار دیگر", "new-password")

    def validate_password_for_user(self, user: Any, *args: Any, **kwargs: Any) -> None:
        password = self.cleaned_data.get("new_password1")
        if not password:
            return
        try:
            validate_password(password, user)
        except ValidationError as weak:
            for fault in weak.error_list:
                # Django's sentences, in the portal's words; an unknown fault keeps its own.
                words = _WEAK.get(fault.code or "", str(fault.message))
                self.add_error("new_password1", words)


class NewPasswordForm(_NewPassword):
    """The new password after a reset link."""


class FirstPasswordForm(_NewPassword):
    """The password of a new account, once: it can be looked at, and reset by SMS."""

    new_password1 = _password(
        "رمز",
        "new-password",
        help_text="دست‌کم ۸ نویسه؛ چند واژهٔ بی‌ربط بهترین است. رمزهای بسیار رایج پذیرفته نمی‌شود.",
    )
    new_password2 = None  # type: ignore[assignment]


class ChangePasswordForm(_NewPassword, PasswordChangeForm):
    """The old password, and the new one twice."""

    error_messages = _NewPassword.error_messages

    old_password = _password("رمز عبور فعلی", "current-password", autofocus=True)

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._request = request

    def clean_old_password(self) -> str:
        """Refuse a wrong one, and after some guesses any."""
        typed: str = self.cleaned_data["old_password"]
        check_password(self._request, typed)
        return typed


class OwnPasswordForm(forms.Form):
    """The own password alone, before something that protects the account is changed."""

    def __init__(self, *args: Any, request: HttpRequest, **options: Any) -> None:
        super().__init__(*args, **options)
        self._request = request
        self.fields["current_password"] = OwnPasswordField()

    def clean_current_password(self) -> str:
        typed: str = self.cleaned_data["current_password"]
        check_password(self._request, typed)
        return typed


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a person may change about themselves: how to be reached."""

    email = MailField(
        label="ایمیل",
        required=False,
        max_length=254,
        help_text="برای اعلان‌ها و برای رمز فراموش‌شده.",
        error_messages=_MAIL,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "class": "ltr"}),
    )
    mobile = MobileField(
        fill="tel", required=False, help_text="برای پیامک هشدارها، مثل ۰۹۱۲۱۲۳۴۵۶۷."
    )
    current_password = OwnPasswordField("تنها برای تغییر ایمیل یا شمارهٔ همراه.")

    class Meta:
        model = User
        fields = ("email", "mobile", "notify_email", "notify_sms")
        labels: ClassVar[dict[str, Any]] = {
            "notify_email": "اعلان‌ها را با ایمیل هم ارسال کنید",
            "notify_sms": "اعلان‌ها را با پیامک هم ارسال کنید",
        }

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._request = request
        # What stands: `clean` writes what was typed into the instance.
        self._before = (self.instance.email, self.instance.mobile)
        self.initial["mobile"] = to_persian_digits(self.instance.mobile)
        if self.instance.mobile_proved or mobile_page(self.instance):
            # A code for the account goes there: a password alone does not move it.
            self.fields["mobile"].disabled = True
            self.fields["mobile"].help_text = MOBILE_KEPT
            self.fields["current_password"].help_text = "تنها برای تغییر ایمیل."
        if Channel.SMS not in channels():
            del self.fields["notify_sms"]

    def clean_email(self) -> str:
        # Domains are alike in small and capital letters.
        return User.objects.normalize_email(self.cleaned_data["email"])

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and self._before != (found["email"], found["mobile"]):
            try:
                check_password(self._request, found.get("current_password", ""))
            except ValidationError as refusal:
                self.add_error("current_password", refusal)
        return found

    def save(self, commit: bool = True) -> User:
        """Store the wishes; how the person is reached is stored by `accounts.contact_change`."""
        user: User = self.instance
        # These fields only: a password changed meanwhile stays changed.
        user.save(update_fields=[name for name in self.fields if name.startswith("notify_")])
        return user

    @property
    def asks_for_address(self) -> bool:
        """Whether a new address was typed, which counts once its link was opened."""
        email: str = self.cleaned_data["email"]
        return bool(email) and email != self._before[0]

    @property
    def changes_now(self) -> bool:
        """Whether something of it counts at once: another number, or no address any more."""
        old, mobile = self._before
        return self.cleaned_data["mobile"] != mobile or bool(old and not self.cleaned_data["email"])

    @property
    def address_now(self) -> str:
        """The address that counts until the new one is confirmed."""
        return self._before[0] if self.cleaned_data["email"] else ""


def refuse_number(name: str) -> None:
    """Refuse a chosen user name without a letter. Raises ValidationError.

    National ids and mobiles are the names of holders and delegates, who prove them: in somebody
    else's hand such a name would keep its person out, and take what is meant for them.
    """
    if not any(sign.isalpha() for sign in name):
        raise ValidationError(ONLY_DIGITS)


def faults(form: forms.BaseForm) -> list[tuple[str, str]]:
    """Pair the anchor and the text of each error, for the summary on top of the page."""
    found = [("main", str(text)) for text in form.non_field_errors()]
    return found + [(f.auto_id, str(text)) for f in form for text in f.errors]
