"""Form fields for figures as people type them: any digits, exact decimals, nothing guessed."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from config.jalali import MONTH_NAMES, parse_day
from config.persian import (
    NumberError,
    fold_password,
    fold_user_name,
    format_number,
    has_persian_letters,
    machine_code,
    machine_text,
    named_sign,
    normalize,
    normalize_mobile,
    normalize_phone,
    parse_number,
    to_persian_digits,
)

WHOLE = "این مقدار عدد کامل است؛ بدون نقطه و ممیز بنویسید، مثل ۶۳٬۰۰۰."
# Digits between two marks of thousands.
GROUP = 3
MONTH_CHOICES = tuple(enumerate(MONTH_NAMES, start=1))


class _TypedField(forms.CharField):
    """Text that a person types; what Django refuses of it is told in Persian digits and words.

    The browser is told no length: it would cut what is pasted, without a word, and with a sign
    that nobody sees before an id the last digit of the id.
    """

    def widget_attrs(self, widget: forms.Widget) -> Any:
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs

    def run_validators(self, value: Any) -> None:
        try:
            super().run_validators(value)
        except ValidationError as refused:
            raise ValidationError([_in_our_words(fault) for fault in refused.error_list]) from None


class NumberField(_TypedField):
    """A quantity: `decimals` places at most, below `limit`. Empty cleans to None.

    `needed` marks a field that a draft may leave empty and a confirmation may not.
    """

    needed = True

    def __init__(self, *, decimals: int = 0, limit: Decimal | int = 10**12, **options: Any) -> None:
        super().__init__(required=False, **options)
        self.decimals, self.limit = decimals, limit
        self.widget.attrs["inputmode"] = "decimal" if decimals else "numeric"
        self.widget.attrs["autocomplete"] = "off"

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return self.read(text) if machine_text(text) else None

    def read(self, text: str) -> Decimal:
        """Read the typed number; a field with rules of its own puts the text to them first."""
        return checked_number(text, self.decimals, self.limit)

    def prepare_value(self, value: Any) -> Any:
        # Typed text stays as it was typed, so that a refused form shows the person's own words.
        return format_number(value) if isinstance(value, Decimal | int) else value


class CountField(NumberField):
    """A whole number of people or things. Cleans to int or None."""

    def clean(self, value: Any) -> Any:
        number = super().clean(value)
        return None if number is None else int(number)


class PlainTextField(_TypedField):
    """Words as they are stored. The length is checked after normalizing, which may lengthen."""

    def to_python(self, value: Any) -> str:
        return normalize(super().to_python(value) or "")


class CodeField(_TypedField):
    """Digits that name something, typed in any script; cleans to ASCII digits.

    Blanks, dashes and what nobody sees are dropped; any other sign is refused by its name. With
    `digits` so many are asked.
    """

    def __init__(self, *, digits: int | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.digits = digits
        self.widget.attrs.setdefault("inputmode", "numeric")

    def to_python(self, value: Any) -> str:
        return machine_code(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        foreign = [sign for sign in value if not "0" <= sign <= "9"]
        if foreign:
            sign = named_sign(foreign[0])
            raise ValidationError(f"{sign} جزو این کد نیست؛ فقط رقم‌ها را بنویسید.")
        if value and self.digits and len(value) != self.digits:
            raise ValidationError(
                f"این کد {to_persian_digits(self.digits)} رقم است و "
                f"{to_persian_digits(len(value))} رقم نوشته شده است؛ صفرهای آغاز را هم بنویسید."
            )


class UploadField(forms.FileField):
    """A file that must come; what it is, is read from its content by the service."""

    def __init__(self, *, accept: str, **options: Any) -> None:
        super().__init__(
            max_length=300,
            # An empty file is refused by the service, in its own words.
            allow_empty_file=True,
            widget=forms.FileInput(attrs={"accept": accept}),
            error_messages={"required": "فایلی انتخاب کنید."},
            **options,
        )


class UserNameField(_TypedField):
    """The name of an account, as accounts are stored: small ASCII letters, nothing unseen."""

    def to_python(self, value: Any) -> str:
        return fold_user_name(super().to_python(value) or "")


class PasswordField(_TypedField):
    """A password as it is stored and compared: the same whichever keyboard typed it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(strip=False, **options)

    def to_python(self, value: Any) -> str:
        return fold_password(super().to_python(value) or "")


class MailField(_TypedField, forms.EmailField):
    """An e-mail address; what nobody sees is dropped."""

    def to_python(self, value: Any) -> str:
        return machine_text(super().to_python(value) or "")

    def run_validators(self, value: str) -> None:
        if has_persian_letters(value):
            raise ValidationError(
                "نشانی ایمیل حرف فارسی ندارد؛ صفحه‌کلید را انگلیسی کنید و دوباره بنویسید."
            )
        super().run_validators(value)


class MobileField(_TypedField):
    """An Iranian mobile number; cleans to 09xxxxxxxxx.

    With `fill="tel"` the browser offers its owner's number; most often another's is asked for.
    """

    def __init__(self, *, fill: str = "off", **options: Any) -> None:
        asked: dict[str, Any] = {"label": "شمارهٔ همراه", "max_length": 30}
        said = {"required": "شمارهٔ همراه را بنویسید."} | options.pop("error_messages", {})
        super().__init__(**asked | options, error_messages=said)
        self.widget.attrs |= {"inputmode": "tel", "autocomplete": fill, "class": "ltr"}

    def to_python(self, value: Any) -> str:
        # Before it is asked whether anything was written: what nobody sees is nothing.
        return machine_text(super().to_python(value) or "")

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        number = normalize_mobile(typed)
        if typed and number is None:
            raise ValidationError("شمارهٔ همراه را کامل بنویسید، مثل ۰۹۱۲۱۲۳۴۵۶۷.")
        return number or ""


class PhoneField(MobileField):
    """A mobile or a number with its area code; cleans to eleven digits."""

    def clean(self, value: Any) -> str:
        typed = _TypedField.clean(self, value)
        number = normalize_phone(typed)
        if typed and number is None:
            raise ValidationError("شماره را کامل بنویسید؛ تلفن ثابت با کد شهر، مثل ۰۴۱۳۵۲۵۱۲۳۴.")
        return number or ""


class DayField(_TypedField):
    """A Jalali day typed in one piece, as «۱۴۰۵/۰۹/۰۱»; cleans to a date."""

    def to_python(self, value: Any) -> str:
        return machine_text(super().to_python(value) or "")

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        try:
            return parse_day(typed) if typed else None
        except ValueError as fault:
            raise ValidationError("روز را مانند ۱۴۰۵/۰۹/۰۱ بنویسید.") from fault


# Fields whose text a machine reads, all through one cleaning; any other text field holds words.
MACHINE_READ = (
    NumberField,
    CodeField,
    UserNameField,
    PasswordField,
    MailField,
    MobileField,
    DayField,
)


def _in_our_words(fault: ValidationError) -> ValidationError:
    """Write a fault of Django's validators anew; one that has words of ours stays."""
    told = fault.params or {}
    if fault.code == "max_length":
        most, length = (to_persian_digits(told[name]) for name in ("limit_value", "show_value"))
        words = f"حداکثر {most} نویسه جا دارد و {length} نویسه نوشته شده است؛ کوتاه‌تر بنویسید."
        return ValidationError(words, code=fault.code)
    return fault


def checked_number(text: str, decimals: int, limit: Decimal | int) -> Decimal:
    """Read a typed number; ValidationError when unreadable, too fine or too large."""
    try:
        number = parse_number(text)
    except NumberError as fault:
        raise ValidationError(str(fault)) from fault
    if number >= limit:
        raise ValidationError(f"این مقدار باید از {format_number(limit)} کمتر باشد.")
    places = -int(number.as_tuple().exponent)
    # «63.000» is sixty-three to one reader and sixty-three thousand to another.
    if not decimals and places > 0:
        raise ValidationError(WHOLE)
    # A group of three where fewer places are: «1.500» dollars are fifteen hundred to who wrote it.
    if places == GROUP > decimals or number != round(number, decimals):
        raise ValidationError(f"تا {to_persian_digits(decimals)} رقم اعشار بنویسید.")
    return number
