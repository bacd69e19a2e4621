"""Holidays, measures, unions and county offices by file."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from accounts.enums import OrganizationKind
from accounts.models import Organization
from accounts.offices.services import (
    ADDABLE,
    OfficeTerms,
    add_office,
    remove_office,
    rename_office,
)
from catalog.enums import HolidayKind, HolidayStatus, MeasureKind
from catalog.lists.services import (
    HolidayTerms,
    ListEdit,
    ListRefusedError,
    MeasureTerms,
    add_holiday,
    add_measure,
    correct_holiday,
    remove_holiday,
    remove_measure,
    rename_measure,
)
from catalog.models import County, Holiday, Measure
from config.jalali import format_day
from config.persian import format_number
from config.uploads.tables import readers
from config.uploads.tables.columns import TableColumn
from statistics.office.list_files.cells import latin_code
from statistics.office.list_files.list_kind import ListFile, Values

LEAVES: Final = "خالی باشد، آنچه هست می‌ماند."


def _labels(choices: Any) -> dict[str, str]:
    return {str(label): value for value, label in choices.choices}


def _choice_column(
    key: str, heading: str, words: dict[str, str], more: str, name: str = "این مقدار"
) -> TableColumn:
    few = readers.one_of(words)
    return TableColumn(key, heading, readers.choice(words, name), help=f"{few} {more}")


def _holiday_columns() -> Sequence[TableColumn]:
    return [
        TableColumn(
            "day", "روز", readers.day(), required=True, help="شمسی یا میلادی.", example="1405/01/01"
        ),
        TableColumn("name", "مناسبت", readers.words(200), help=LEAVES, example="جشن نوروز"),
        _choice_column("kind", "نوع", _labels(HolidayKind), LEAVES),
        _choice_column("status", "قطعیت", _labels(HolidayStatus), LEAVES),
    ]


def _holiday_now(values: Values) -> dict[str, Any] | None:
    found = Holiday.objects.filter(date=values["day"]).values("name", "kind", "status").first()
    return None if found is None else {**found}


def _holiday_terms(state: Mapping[str, Any]) -> HolidayTerms:
    return HolidayTerms(state["name"], state["kind"], state["status"])


def _store_holiday(edit: ListEdit, values: Values) -> None:
    day, stands = date.fromisoformat(values["day"]), _holiday_now(values)
    if stands is None:
        add_holiday(edit, day, _holiday_terms(values))
    elif (terms := _holiday_terms({**stands, **values})) != _holiday_terms(stands):
        correct_holiday(edit, day, terms)


def _undo_holiday(edit: ListEdit, values: Values, before: Mapping[str, Any] | None) -> None:
    day = date.fromisoformat(values["day"])
    if before is None:
        remove_holiday(edit, day)
    else:
        correct_holiday(edit, day, _holiday_terms(before))


HOLIDAYS: Final = ListFile(
    key="holidays",
    label="تعطیلات رسمی",
    new_means="روزی که در فهرست نیست",
    columns=_holiday_columns,
    name=lambda values: (format_day(date.fromisoformat(values["day"])), ""),
    now=_holiday_now,
    words=lambda state: _holiday_terms(state).words,
    store=_store_holiday,
    undo=_undo_holiday,
    needed=("name", "kind", "status"),
    same=("day",),
)


def _measure_columns() -> Sequence[TableColumn]:
    once = "پس از ثبت تغییر نمی‌کند."
    return [
        TableColumn(
            "code",
            "کد",
            latin_code(10),
            required=True,
            help="حروف کوچک لاتین؛ واحد سنجش با همین کد شناخته می‌شود.",
            example="kg",
        ),
        TableColumn("name", "نام", readers.words(40), help=LEAVES, example="کیلوگرم"),
        TableColumn("name_en", "نام لاتین", readers.words(40), help=once, example="kilogram"),
        _choice_column("kind", "چه را می‌سنجد", _labels(MeasureKind), once),
        TableColumn(
            "tonne_factor",
            "ضریب تبدیل به تن",
            readers.decimal(10, 1_000),
            is_number=True,
            help=f"تنها برای جرم. {once}",
            example="0.001",
        ),
        TableColumn("decimals", "رقم اعشار", readers.whole(4), is_number=True, help=once),
    ]


def _measure_now(values: Values) -> dict[str, Any] | None:
    found = Measure.objects.filter(pk=values["code"]).first()
    if found is None:
        return None
    factor = found.tonne_factor
    return {
        "name": found.name_fa,
        "name_en": found.name_en,
        "kind": found.kind,
        "tonne_factor": None if factor is None else format(factor.normalize(), "f"),
        "decimals": found.decimals,
    }


def _measure_words(state: Mapping[str, Any]) -> dict[str, str]:
    factor = state.get("tonne_factor")
    return {
        "نام": state["name"],
        "نام لاتین": state["name_en"],
        "چه را می‌سنجد": str(MeasureKind(state["kind"]).label),
        "ضریب تبدیل به تن": "—" if factor is None else format_number(Decimal(factor)),
        "رقم اعشار": format_number(state["decimals"]),
    }


def _store_measure(edit: ListEdit, values: Values) -> None:
    stands = _measure_now(values)
    if stands is None:
        factor = values.get("tonne_factor")
        names = values["name"], values["name_en"]
        exact = None if factor is None else Decimal(factor)
        terms = MeasureTerms(*names, values["kind"], exact, values["decimals"])
        add_measure(edit, values["code"], terms)
        return
    for key in ("kind", "tonne_factor", "decimals", "name_en"):
        told, kept = values.get(key), stands[key]
        if key == "tonne_factor" and told is not None and kept is not None:
            told, kept = Decimal(told), Decimal(kept)
        if told is not None and told != kept:
            raise ListRefusedError(key, "این مقدار پس از ثبت واحد سنجش تغییر نمی‌کند.")
    if values.get("name", stands["name"]) != stands["name"]:
        rename_measure(edit, values["code"], values["name"])


def _undo_measure(edit: ListEdit, values: Values, before: Mapping[str, Any] | None) -> None:
    if before is None:
        remove_measure(edit, values["code"])
    else:
        rename_measure(edit, values["code"], before["name"])


MEASURES: Final = ListFile(
    key="measures",
    label="واحدهای سنجش",
    new_means="واحد سنجشی که در فهرست نیست",
    columns=_measure_columns,
    name=lambda values: (values.get("name", values["code"]), values["code"]),
    now=_measure_now,
    words=_measure_words,
    store=_store_measure,
    undo=_undo_measure,
    needed=("name", "name_en", "kind", "decimals"),
    same=("code",),
)


def _office_columns() -> Sequence[TableColumn]:
    kinds = {str(kind.label): kind.value for kind in ADDABLE}
    provincial = Organization.objects.filter(kind=OrganizationKind.PROVINCE).order_by("code")
    names = {row.name: row.code for row in provincial} | {row.code: row.code for row in provincial}
    once = "برای ردیف جدید؛ با فایل عوض نمی‌شود."
    return [
        TableColumn(
            "code",
            "کد",
            latin_code(20),
            required=True,
            help="اتحادیه یا اداره با همین کد شناخته می‌شود.",
            example="u-0301-12",
        ),
        TableColumn(
            "name",
            "نام",
            readers.words(160),
            help=LEAVES,
            example="اتحادیهٔ تولیدکنندگان کفش ملکان",
        ),
        _choice_column("kind", "نوع", kinds, once, "این نوع"),
        TableColumn(
            "office",
            "سازمان استان",
            readers.choice(names, "این سازمان"),
            help=f"نام یا کد سازمان استان. {once}",
        ),
        TableColumn(
            "county",
            "کد شهرستان",
            readers.code(4, "کد شهرستان"),
            help=f"برای اتحادیهٔ همهٔ استان خالی است. {once}",
            example="0301",
        ),
    ]


def _office_now(values: Values) -> dict[str, Any] | None:
    rows = Organization.objects.filter(code=values["code"])
    columns = ("name", "kind", "parent__code", "parent__name", "county_id", "county__name")
    found = rows.values_list(*columns).first()
    if found is None:
        return None
    names = ("name", "kind", "office", "office_name", "county", "county_name")
    return dict(zip(names, found, strict=True))


def _office_words(state: Mapping[str, Any]) -> dict[str, str]:
    return {
        "نام": state["name"],
        "نوع": str(OrganizationKind(state["kind"]).label),
        "سازمان استان": state["office_name"] or "—",
        "شهرستان": state["county_name"] or "—",
    }


def _store_office(edit: ListEdit, values: Values) -> None:
    stands = _office_now(values)
    if stands is None:
        parent = Organization.objects.get(kind=OrganizationKind.PROVINCE, code=values["office"])
        county = County.objects.filter(pk=values.get("county", "")).first()
        if county is None and "county" in values:
            raise ListRefusedError("county", "شهرستانی با این کد در فهرست نیست.")
        kind = OrganizationKind(values["kind"])
        add_office(edit, OfficeTerms(kind, values["code"], values["name"], parent, county))
        return
    for key in ("kind", "office", "county"):
        if key in values and values[key] != stands[key]:
            raise ListRefusedError(key, "این مقدار با فایل عوض نمی‌شود.")
    if values.get("name", stands["name"]) != stands["name"]:
        rename_office(edit, Organization.objects.get(code=values["code"]).pk, values["name"])


def _undo_office(edit: ListEdit, values: Values, before: Mapping[str, Any] | None) -> None:
    office = Organization.objects.get(code=values["code"])
    if before is None:
        remove_office(edit, office.pk)
    else:
        rename_office(edit, office.pk, before["name"])


OFFICES: Final = ListFile(
    key="offices",
    label="اتحادیه‌ها و اداره‌های شهرستان",
    new_means="اتحادیه یا اداره‌ای که در فهرست نیست",
    columns=_office_columns,
    name=lambda values: (values.get("name", values["code"]), values["code"]),
    now=_office_now,
    words=_office_words,
    store=_store_office,
    undo=_undo_office,
    needed=("name", "kind", "office"),
    same=("code",),
)
