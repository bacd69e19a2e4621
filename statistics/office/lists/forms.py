"""The forms of the lists: what a new row says, what of a row may change, and why."""

import re
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.enums import OrganizationKind
from accounts.models import Organization
from accounts.offices.services import ADDABLE, OfficeTerms
from catalog.enums import HolidayKind, HolidayStatus, MeasureKind
from catalog.fields import alphabetical
from catalog.licence_kinds.services import LicenceKindTerms
from catalog.lists.services import HolidayTerms, MeasureTerms
from catalog.models import County, Holiday, Province
from config.fields import MONTH_CHOICES, CodeField, NumberField, PlainTextField
from config.jalali import JalaliMonth, current_month, tehran_day
from config.jalali_date_field import JalaliDateField
from config.persian import machine_text, to_persian_digits
from statistics.obligation.lists import ListTerms
from statistics.office.unit_choice import UnitChoiceForm

YEARS_BACK, YEARS_AHEAD = 1, 3


def years_around(at: datetime, back: int = YEARS_BACK) -> list[int]:
    """List the Jalali years that a day of a list may lie in."""
    running = current_month(at).year
    return list(range(running - back, running + YEARS_AHEAD + 1))


class ReasonForm(forms.Form):
    """Why something in a list is changed."""

    reason = PlainTextField(
        max_length=300,
        label="دلیل",
        help_text="شماره و تاریخ نامه یا مصوبه؛ در تاریخچه می‌ماند.",
        error_messages={"required": "دلیل را بنویسید."},
    )


class NameForm(ReasonForm):
    """A new name."""

    field_order = ("name", "reason")

    def __init__(self, *args: Any, most: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"] = PlainTextField(
            max_length=most, label="نام جدید", error_messages={"required": "نام را بنویسید."}
        )
        self.order_fields(self.field_order)


class ListCodeField(PlainTextField):
    """A code of small Latin letters, digits and «_» or «-»."""

    def to_python(self, value: Any) -> str:
        return machine_text(super().to_python(value)).casefold()

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", value):
            raise ValidationError("کد را با حروف کوچک لاتین و رقم و خط تیره بنویسید.")


class LicenceKindForm(forms.Form):
    """A new kind of licence."""

    name = PlainTextField(
        max_length=60,
        label="نام نوع",
        help_text="همان‌طور که در پروانه نوشته می‌شود، مانند «پروانه کسب خدمات فنی».",
        error_messages={"required": "نام نوع را بنویسید."},
    )
    filing = forms.ChoiceField(
        label="آمار تولید",
        choices=[("", "انتخاب کنید"), ("yes", "دارد: واحد هر ماه ثبت می‌کند"), ("no", "ندارد")],
        error_messages={"required": "بگویید این نوع آمار تولید دارد یا ندارد."},
    )
    note = PlainTextField(
        max_length=300,
        label="دلیل افزودن",
        help_text="شماره و تاریخ نامه یا مصوبه؛ در تاریخچه می‌ماند.",
        error_messages={"required": "دلیل افزودن را بنویسید."},
    )
    field_order = ("name", "filing", "since", "note")

    def __init__(self, *args: Any, at: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["since"] = JalaliDateField(
            years=years_around(at, back=20), label="صادر می‌شود از روز", initial=tehran_day(at)
        )
        self.order_fields(self.field_order)

    @property
    def terms(self) -> LicenceKindTerms:
        data = self.cleaned_data
        return LicenceKindTerms(data["name"], data["filing"] == "yes", data["since"], data["note"])


class LastDayForm(forms.Form):
    """The last day of something."""

    def __init__(self, *args: Any, at: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["until"] = JalaliDateField(
            years=years_around(at), label="آخرین روز", initial=tehran_day(at)
        )


class ObligationListForm(forms.Form):
    """A new obligation list: its name, its first month, and the letter."""

    name = PlainTextField(
        max_length=120,
        label="نام فهرست",
        help_text="واحدها آن را می‌بینند، مانند «واحدهای اعلام‌شدهٔ مهر ۱۴۰۳».",
        error_messages={"required": "نام فهرست را بنویسید."},
    )
    month = forms.TypedChoiceField(
        coerce=int,
        label="نخستین ماه تکلیف: ماه",
        choices=MONTH_CHOICES,
    )
    # Not so many digits of a code: what a year may be is said below.
    year = CodeField(
        label="نخستین ماه تکلیف: سال",
        error_messages={"required": "سال را با چهار رقم بنویسید."},
    )
    source = PlainTextField(
        max_length=200,
        label="نامه",
        help_text="شماره و تاریخ نامه‌ای که نام واحدها در آن است",
        error_messages={"required": "شماره و تاریخ نامه را بنویسید."},
    )

    def clean_year(self) -> int:
        typed = self.cleaned_data["year"]
        # Python reads no number of thousands of digits.
        year = int(typed) if len(typed) == 4 else 0
        if not 1387 <= year <= 1499:
            raise ValidationError("سال را میان ۱۳۸۷ و ۱۴۹۹ بنویسید.")
        return year

    @property
    def terms(self) -> ListTerms:
        data = self.cleaned_data
        return ListTerms(data["name"], JalaliMonth(data["year"], data["month"]), data["source"])


class ListUnitForm(UnitChoiceForm):
    """A unit that is put on an obligation list."""

    source = PlainTextField(
        max_length=200,
        label="مرجع",
        help_text="شماره و تاریخ نامه‌ای که نام این واحد در آن است",
        error_messages={"required": "مرجع را بنویسید."},
    )


class HolidayForm(ReasonForm):
    """A day off: the day itself only where it is new."""

    name = PlainTextField(
        max_length=200, label="مناسبت", error_messages={"required": "مناسبت را بنویسید."}
    )
    kind = forms.ChoiceField(label="نوع", choices=HolidayKind.choices)
    status = forms.ChoiceField(
        label="قطعیت",
        choices=HolidayStatus.choices,
        help_text="روزهای قمری سال‌های آینده برآوردی است و پس از اعلام رسمی اصلاح می‌شود.",
    )
    field_order = ("day", "name", "kind", "status", "reason")

    def __init__(
        self, *args: Any, at: datetime, holiday: Holiday | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        if holiday:
            for name in ("name", "kind", "status"):
                self.fields[name].initial = getattr(holiday, name)
        else:
            self.fields["day"] = JalaliDateField(
                years=years_around(at), label="روز", initial=tehran_day(at)
            )
        self.order_fields(self.field_order)

    @property
    def day(self) -> date:
        found: date = self.cleaned_data["day"]
        return found

    @property
    def terms(self) -> HolidayTerms:
        return HolidayTerms(*(self.cleaned_data[name] for name in ("name", "kind", "status")))


class CountyForm(ReasonForm):
    """A new county."""

    name = PlainTextField(
        max_length=40, label="نام شهرستان", error_messages={"required": "نام را بنویسید."}
    )
    code = CodeField(
        digits=4,
        label="کد شهرستان",
        help_text="کد چهاررقمی مرکز آمار؛ دو رقم نخست کد استان است.",
        error_messages={"required": "کد را بنویسید."},
    )
    field_order = ("province", "name", "code", "office", "reason")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["province"] = forms.ModelChoiceField(
            Province.objects.order_by("name_order"), label="استان", empty_label="انتخاب کنید"
        )
        self.fields["office"] = _offices_field(Organization.objects.all())
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        office, province = data.get("office"), data.get("province")
        if office and province and office.province_id != province.pk:
            self.add_error("office", "این سازمان از استان دیگری است.")
        return data


class MoveCountyForm(ReasonForm):
    """Another provincial organization of the county's province."""

    field_order = ("office", "reason")

    def __init__(self, *args: Any, county: County, **options: Any) -> None:
        super().__init__(*args, **options)
        there = Organization.objects.filter(province=county.province_id)
        self.fields["office"] = _offices_field(there)
        self.order_fields(self.field_order)


class OfficeForm(ReasonForm):
    """A new union, county office or affiliate of the ministry."""

    kind = forms.ChoiceField(
        label="نوع",
        choices=[(kind.value, kind.label) for kind in (*ADDABLE, OrganizationKind.AFFILIATE)],
    )
    name = PlainTextField(
        max_length=160,
        label="نام",
        help_text="نام کامل، مانند «اتحادیهٔ تولیدکنندگان کفش ملکان».",
        error_messages={"required": "نام را بنویسید."},
    )
    code = ListCodeField(max_length=20, label="کد", error_messages={"required": "کد را بنویسید."})
    county = CodeField(
        digits=4,
        required=False,
        label="کد شهرستان",
        help_text="برای اتحادیه‌ای که از همهٔ استان است، خالی بگذارید.",
    )
    field_order = ("kind", "name", "code", "office", "county", "reason")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        office = _offices_field(Organization.objects.all())
        # An affiliate stands under the ministry alone.
        office.required, office.needed = False, True  # type: ignore[attr-defined]
        self.fields["office"] = office
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("kind") == OrganizationKind.AFFILIATE:
            ministry = Organization.objects.filter(kind=OrganizationKind.MINISTRY)
            found["office"] = ministry.order_by("pk").first()
            if found.get("county") or not found["office"]:
                self.add_error("county", "واحد وابسته زیر وزارت است و شهرستان ندارد.")
        elif not found.get("office") and "office" not in self.errors:
            self.add_error("office", "سازمان استان را انتخاب کنید.")
        return found

    def clean_county(self) -> County | None:
        code = self.cleaned_data["county"]
        found = County.objects.filter(pk=code).first() if code else None
        if code and found is None:
            raise ValidationError("شهرستانی با این کد در فهرست نیست.")
        return found

    @property
    def terms(self) -> OfficeTerms:
        data = self.cleaned_data
        kind = OrganizationKind(data["kind"])
        return OfficeTerms(kind, data["code"], data["name"], data["office"], data["county"])


class MeasureForm(ReasonForm):
    """A new measure."""

    name = PlainTextField(
        max_length=40, label="نام", error_messages={"required": "نام را بنویسید."}
    )
    name_en = ListCodeField(
        max_length=40, label="نام لاتین", error_messages={"required": "نام لاتین را بنویسید."}
    )
    code = ListCodeField(max_length=10, label="کد", error_messages={"required": "کد را بنویسید."})
    kind = forms.ChoiceField(label="چه را می‌سنجد", choices=MeasureKind.choices)
    tonne_factor = NumberField(
        decimals=10,
        # What the column holds before the point; a measure of more tonnes is no measure.
        limit=1_000,
        label="ضریب تبدیل به تن",
        help_text="تنها برای جرم، مثل ۰٫۰۰۱ برای کیلوگرم. پس از ثبت تغییر نمی‌کند.",
    )
    decimals = forms.TypedChoiceField(
        coerce=int,
        label="رقم اعشار مجاز",
        choices=[(n, to_persian_digits(n)) for n in range(4)],
        help_text="پس از ثبت تغییر نمی‌کند.",
    )
    field_order = ("name", "name_en", "code", "kind", "tonne_factor", "decimals", "reason")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # Only mass has one.
        self.fields["tonne_factor"].needed = False  # type: ignore[attr-defined]

    def clean_tonne_factor(self) -> Any:
        factor = self.cleaned_data["tonne_factor"]
        if factor is not None and factor <= 0:
            raise ValidationError("ضریب باید بیشتر از صفر باشد.")
        return factor

    @property
    def terms(self) -> MeasureTerms:
        data = self.cleaned_data
        names = ("name", "name_en", "kind", "tonne_factor", "decimals")
        return MeasureTerms(*(data[name] for name in names))


def _offices_field(offices: Any) -> "forms.ModelChoiceField[Organization]":
    provincial = offices.filter(kind=OrganizationKind.PROVINCE).order_by(alphabetical("name"))
    return forms.ModelChoiceField(
        provincial,
        label="سازمان استان",
        empty_label="انتخاب کنید",
        error_messages={"required": "سازمان استان را انتخاب کنید."},
    )
