"""The forms of acts on a unit's file: what is to be, and on what ground."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.enums import OrganizationKind
from accounts.models import Organization
from catalog.fields import alphabetical
from catalog.models import County
from config.fields import CodeField, DayField, PlainTextField
from config.identifiers import is_legal_id, is_national_id, is_one_digit
from config.one_line import one_line
from config.persian import machine_code, to_persian_digits
from units.enums import HolderKind, RegistrySource
from units.models import Licence, Unit
from units.registry.closing_services import Closing, NewHolder, Reopening
from units.registry.licence_services import Lifting, Renewal, Revocation, Suspension, Transfer
from units.registry.queries import licences_of, open_suspensions
from units.registry.services import Act, Ground

OFFERED = (
    RegistrySource.LETTER,
    RegistrySource.VISIT,
    RegistrySource.CALL,
    RegistrySource.HOLDER,
    RegistrySource.REGISTRY,
)
# Of these the number is what somebody will look for.
NUMBERED = (RegistrySource.LETTER,)
SEEN = "این کد را با همین رقم‌های یکسان در مرجع دیده‌ام."
_DAY = {"required": "روز را بنویسید، مانند ۱۴۰۵/۰۹/۰۱."}


class NameField(PlainTextField):
    """A name in one line."""

    def to_python(self, value: Any) -> str:
        return one_line(super().to_python(value))


class LicenceNumberField(PlainTextField):
    """The number of a licence, as it is stored and found."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=20, **options)

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value)
        number = machine_code(typed)
        # A dash is no number.
        if typed and not number:
            raise ValidationError("شماره پروانه را بنویسید.")
        return number


class GroundForm(forms.Form):
    """On what ground a fact is changed; every act of an office asks it last."""

    source = forms.ChoiceField(
        label="بر پایهٔ",
        choices=[("", "انتخاب کنید"), *((s.value, s.label) for s in OFFERED)],
        error_messages={"required": "بگویید این تغییر بر پایهٔ چیست."},
    )
    reference = NameField(
        max_length=200,
        label="مرجع و دلیل",
        help_text="شماره و تاریخ نامه، روز بازدید یا تماس، و دلیل تغییر؛ در تاریخچه می‌ماند و به "
        "دارندهٔ واحد گفته می‌شود.",
        error_messages={"required": "مرجع را بنویسید."},
    )

    def __init__(self, *args: Any, unit: Unit, **options: Any) -> None:
        super().__init__(*args, **options)
        self.unit = unit
        self.order_fields([*(n for n in self.fields if n not in ("source", "reference"))])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        told = data.get("reference", "")
        numbered = any(sign.isdigit() for sign in told)
        if data.get("source") in NUMBERED and told and not numbered:
            self.add_error("reference", "شماره و تاریخ نامه را بنویسید.")
        return data

    @property
    def ground(self) -> Ground:
        return Ground(RegistrySource(self.cleaned_data["source"]), self.cleaned_data["reference"])


class LicenceField(forms.TypedChoiceField):
    """One of the unit's licences, the last one first."""

    def __init__(self, licences: list[Licence], **options: Any) -> None:
        rows = [(x.pk, f"{to_persian_digits(x.number)}، {x.kind.name}") for x in licences]
        errors = {"required": "پروانه را انتخاب کنید.", "invalid_choice": "پروانه را انتخاب کنید."}
        super().__init__(choices=rows, coerce=int, label="پروانه", error_messages=errors, **options)


class LicenceForm(GroundForm):
    """An act on one licence of the unit."""

    def __init__(self, *args: Any, unit: Unit, **options: Any) -> None:
        super().__init__(*args, unit=unit, **options)
        self.fields["licence"] = LicenceField(self._choices())
        self.order_fields(["licence", *self.base_fields])
        self.order_fields([n for n in self.fields if n not in ("source", "reference")])

    def _choices(self) -> list[Licence]:
        return licences_of(self.unit)


class RenewForm(LicenceForm):
    """To when a licence holds; with a number and a day of issue it is a new licence."""

    expires_on = DayField(
        required=False,
        label="اعتبار تا",
        help_text="مانند ۱۴۱۰/۰۹/۰۱. برای پروانهٔ جدید بی‌تاریخ پایان خالی بگذارید.",
    )
    number = LicenceNumberField(
        required=False,
        label="شماره پروانهٔ جدید",
        help_text="اگر پروانهٔ جدیدی با شمارهٔ دیگر صادر شده است؛ وگرنه خالی بگذارید تا همین "
        "پروانه تمدید شود.",
    )
    issued_on = DayField(required=False, label="تاریخ صدور پروانهٔ جدید")

    @property
    def act(self) -> Act:
        data = self.cleaned_data
        return Renewal(data["licence"], data["expires_on"], data["number"], data["issued_on"])


class SuspendForm(LicenceForm):
    """From when a licence does not hold, and until when if that is known."""

    since = DayField(label="نخستین روز تعلیق", error_messages=_DAY)
    until = DayField(
        required=False,
        label="آخرین روز تعلیق",
        help_text="اگر پایان آن معلوم نیست، خالی بگذارید؛ پایان آن، یا پایان زودتر از این روز، "
        "بعد با «پایان تعلیق» ثبت می‌شود.",
    )

    @property
    def act(self) -> Act:
        data = self.cleaned_data
        return Suspension(data["licence"], data["since"], data["until"])


class LiftForm(LicenceForm):
    """The last day of a suspension."""

    last_day = DayField(
        label="آخرین روز تعلیق",
        help_text="ماه‌های تعلیق مشمول ثبت نمی‌شود، پس از پایان تعلیق هم. تعلیقی که هنوز آغاز نشده "
        "است، با روزی پیش از آغاز آن برداشته می‌شود.",
        error_messages=_DAY,
    )

    def _choices(self) -> list[Licence]:
        halted = {str(state.licence_id) for state in open_suspensions(self.unit)}
        # Sent a second time it names one that is suspended no more.
        offered = {*halted, self.data.get("licence")}
        return [licence for licence in licences_of(self.unit) if str(licence.pk) in offered]

    @property
    def act(self) -> Act:
        return Lifting(self.cleaned_data["licence"], self.cleaned_data["last_day"])


class RevokeForm(LicenceForm):
    """From when a licence holds no more."""

    since = DayField(label="روز ابطال", error_messages=_DAY)

    @property
    def act(self) -> Act:
        return Revocation(self.cleaned_data["licence"], self.cleaned_data["since"])


class TransferForm(GroundForm):
    """To which union and county of a province, and where the place of business is then."""

    union = forms.ModelChoiceField(
        Organization.objects.none(),
        label="اتحادیه",
        empty_label="انتخاب کنید",
        error_messages={"required": "اتحادیه را انتخاب کنید."},
    )
    county = forms.ModelChoiceField(
        County.objects.none(),
        label="شهرستان",
        empty_label="انتخاب کنید",
        error_messages={"required": "شهرستان را انتخاب کنید."},
    )
    address = NameField(
        max_length=300,
        required=False,
        label="نشانی جدید",
        help_text="اگر محل کسب جابه‌جا نشده است، خالی بگذارید.",
    )
    postal_code = CodeField(digits=10, required=False, label="کد پستی جدید")

    def __init__(self, *args: Any, unit: Unit, province: str, **options: Any) -> None:
        super().__init__(*args, unit=unit, **options)
        counties = County.objects.filter(organization_code=province)
        unions = Organization.objects.filter(kind=OrganizationKind.UNION, parent__code=province)
        self.fields["county"].queryset = counties.order_by(alphabetical("name"), "pk")  # type: ignore[attr-defined]
        self.fields["union"].queryset = unions.order_by(alphabetical("name"), "pk")  # type: ignore[attr-defined]

    @property
    def act(self) -> Act:
        data = self.cleaned_data
        return Transfer(data["union"], data["county"], data["address"], data["postal_code"])


class CloseForm(GroundForm):
    """The unit's last day."""

    closed_on = DayField(
        label="آخرین روز واحد",
        help_text="از روز بعد چیزی مشمول ثبت نیست؛ ماه‌های پیش از آن را هنوز می‌توان ثبت کرد.",
        error_messages=_DAY,
    )

    @property
    def act(self) -> Act:
        return Closing(self.cleaned_data["closed_on"])


class ReopenForm(GroundForm):
    """That a closing was written by mistake."""

    @property
    def act(self) -> Act:
        return Reopening()


class NewHolderForm(GroundForm):
    """The new holder and the licence given to them."""

    holder_kind = forms.ChoiceField(
        label="دارندهٔ جدید",
        choices=HolderKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "نوع دارنده را انتخاب کنید."},
    )
    holder_name = NameField(
        max_length=160,
        label="نام دارندهٔ جدید",
        error_messages={"required": "نام دارنده را بنویسید."},
    )
    holder_id = CodeField(
        label="کد یا شناسهٔ ملی دارندهٔ جدید",
        error_messages={"required": "کد یا شناسهٔ ملی را بنویسید."},
    )
    seen = forms.BooleanField(required=False, label=SEEN)
    guild_id = CodeField(
        digits=10,
        required=False,
        label="شناسه صنفی واحد جدید",
        help_text="اگر هنوز داده نشده است، خالی بگذارید؛ تا آن روز آماری ثبت نمی‌شود.",
    )
    name = NameField(
        max_length=160, label="نام واحد", error_messages={"required": "نام واحد را بنویسید."}
    )
    number = LicenceNumberField(
        label="شماره پروانهٔ جدید",
        error_messages={"required": "شماره پروانه را بنویسید."},
    )
    issued_on = DayField(
        label="تاریخ صدور پروانهٔ جدید",
        help_text="واحد پیشین از روز پیش از آن بسته می‌شود.",
        error_messages=_DAY,
    )
    expires_on = DayField(required=False, label="اعتبار تا")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        check_holder(self, data)
        return data

    @property
    def act(self) -> Act:
        data = self.cleaned_data
        return NewHolder(
            HolderKind(data["holder_kind"]),
            data["holder_name"],
            data["holder_id"],
            data["guild_id"],
            data["name"],
            data["number"],
            data["issued_on"],
            data["expires_on"],
        )


def check_holder(form: forms.Form, data: dict[str, Any]) -> None:
    """Check a holder's id by its kind; one digit ten times is taken when it was seen so."""
    kind, number = data.get("holder_kind"), data.get("holder_id")
    if not kind or not number:
        return
    if kind == HolderKind.LEGAL:
        if not is_legal_id(number):
            words = "شناسه ملی درست نیست؛ یازده رقم را دوباره ببینید."
            form.add_error("holder_id", ValidationError(words))
    elif not is_national_id(number, repeated=bool(data.get("seen"))):
        words = "کد ملی درست نیست؛ ده رقم را دوباره ببینید."
        if is_one_digit(number):
            words = "ده رقم یکسان به ندرت کد کسی است؛ اگر در مرجع همین است، آن را تأیید کنید."
        form.add_error("holder_id", ValidationError(words))
