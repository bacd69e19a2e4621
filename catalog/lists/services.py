"""Keeping the short lists: each act with its reason, each in the history.

Whether a person may is asked before. A list is small, and its editors few: an act holds the whole
list, so that of two at once the second sees what the first did.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import QuerySet

from catalog.enums import CodeList, HolidayKind, HolidayStatus, ListAct, MeasureKind
from catalog.models import County, Holiday, ListChange, Measure, Province
from catalog.place_turns import move_counties
from config.errors import InvalidFieldError
from config.jalali import format_day, tehran_day
from config.persian import duplicate_key, format_number, quoted, to_persian_digits

NAME, KIND, STATUS, OFFICE = "نام", "نوع", "قطعیت", "سازمان استان"
FACTOR, DECIMALS = "ضریب تبدیل به تن", "رقم اعشار"
NOTHING_CHANGED = "چیزی عوض نشده است."
Row = TypeVar("Row", Holiday, County, Measure)


class ListRefusedError(InvalidFieldError):
    """What was asked cannot stand; the text is a Persian sentence about one field."""


@dataclass(frozen=True)
class ListEdit:
    """Who changes a list, why and when."""

    user: AbstractBaseUser
    reason: str
    at: dt.datetime


@dataclass(frozen=True)
class HolidayTerms:
    """What a day off is called, of which kind it is, and how sure."""

    name: str
    kind: str
    status: str

    @property
    def words(self) -> dict[str, str]:
        kind, status = HolidayKind(self.kind).label, HolidayStatus(self.status).label
        return {NAME: self.name, KIND: str(kind), STATUS: str(status)}


@dataclass(frozen=True)
class MeasureTerms:
    """What a measure is called and measures; factor and decimals are given once, for ever."""

    name_fa: str
    name_en: str
    kind: str
    tonne_factor: Decimal | None
    decimals: int


def record(
    edit: ListEdit,
    changed: tuple[CodeList, str, str],
    act: ListAct,
    before: Mapping[str, str],
    after: Mapping[str, str],
) -> None:
    """Add to the history what was done to a row (list, code, name); only what turned."""
    same = {label for label in before if after.get(label) == before[label]}
    which, code, name = changed
    ListChange.objects.create(
        list=which,
        code=code,
        name=name,
        act=act,
        before={label: text for label, text in before.items() if label not in same},
        after={label: text for label, text in after.items() if label not in same},
        actor_id=edit.user.pk,
        at=edit.at,
        reason=edit.reason,
    )


@transaction.atomic
def add_holiday(edit: ListEdit, day: dt.date, terms: HolidayTerms) -> Holiday:
    """Add a day off; what is due already stays due. Raises ListRefusedError."""
    held = _held(Holiday.objects.all())
    known = next((row for row in held if row.date == day), None)
    if known:
        raise ListRefusedError("day", f"این روز به نام {quoted(known.name)} در فهرست هست.")
    made = Holiday.objects.create(date=day, **vars(terms))
    record(edit, _holiday(made), ListAct.ADDED, {}, terms.words)
    return made


@transaction.atomic
def correct_holiday(edit: ListEdit, day: dt.date, terms: HolidayTerms) -> Holiday:
    """Correct name, kind or certainty of a day. Raises ListRefusedError, DoesNotExist."""
    holiday = Holiday.objects.select_for_update().get(date=day)
    before = HolidayTerms(holiday.name, holiday.kind, holiday.status)
    if before == terms:
        raise ListRefusedError("name", NOTHING_CHANGED)
    holiday.name, holiday.kind, holiday.status = terms.name, terms.kind, terms.status
    holiday.save()
    record(edit, _holiday(holiday), ListAct.CORRECTED, before.words, terms.words)
    return holiday


@transaction.atomic
def remove_holiday(edit: ListEdit, day: dt.date) -> None:
    """Take a day to come out of the list; days behind us stay.

    Raises ListRefusedError, DoesNotExist.
    """
    holiday = Holiday.objects.select_for_update().get(date=day)
    if day <= tehran_day(edit.at):
        raise ListRefusedError("reason", "این روز گذشته یا امروز است و در فهرست می‌ماند.")
    terms = HolidayTerms(holiday.name, holiday.kind, holiday.status)
    record(edit, _holiday(holiday), ListAct.REMOVED, terms.words, {})
    holiday.delete()


@transaction.atomic
def add_county(
    edit: ListEdit, code: str, name: str, province: Province, office: tuple[str, str]
) -> County:
    """Add a county; `office` is code and name of its provincial organization.

    Raises ListRefusedError.
    """
    held = _held_counties()
    if not code.startswith(province.pk):
        raise ListRefusedError(
            "code", f"کد شهرستان‌های {province.name} با {to_persian_digits(province.pk)} آغاز می‌شود."
        )
    known = next((row for row in held if row.pk == code), None)
    if known:
        raise ListRefusedError("code", f"این کد از آنِ {quoted(known.name)} است.")
    _refuse_same_county(held, province, name, code)
    made = County.objects.create(
        code=code, name=name, province=province, organization_code=office[0]
    )
    after = {NAME: name, OFFICE: office[1]}
    record(edit, (CodeList.COUNTIES, code, name), ListAct.ADDED, {}, after)
    return made


@transaction.atomic
def rename_county(edit: ListEdit, code: str, name: str) -> County:
    """Rename a county. Raises ListRefusedError, DoesNotExist."""
    held = _held_counties()
    county = _chosen(held, code)
    if county.name == name:
        raise ListRefusedError("name", NOTHING_CHANGED)
    _refuse_same_county(held, county.province, name, code)
    before, county.name = {NAME: county.name}, name
    county.save()
    record(edit, (CodeList.COUNTIES, code, name), ListAct.RENAMED, before, {NAME: name})
    return county


@transaction.atomic
def move_county(
    edit: ListEdit, code: str, before: tuple[str, str], office: tuple[str, str]
) -> County:
    """Give a county to another organization of its province (code and name of the old and the new).

    Its units follow by trigger. Cases that were filed stay on their route: nobody looks at them
    again for it. Raises ListRefusedError, DoesNotExist.
    """
    move_counties()
    county = County.objects.select_for_update().get(pk=code)
    if county.organization_code == office[0]:
        raise ListRefusedError("office", "این شهرستان همین حالا زیر همین سازمان است.")
    if county.organization_code != before[0]:
        raise ListRefusedError("office", "این شهرستان هم‌اکنون جابه‌جا شد؛ صفحه را دوباره ببینید.")
    county.organization_code = office[0]
    county.save()
    words = {OFFICE: before[1]}, {OFFICE: office[1]}
    record(edit, (CodeList.COUNTIES, code, county.name), ListAct.MOVED, *words)
    return county


@transaction.atomic
def add_measure(edit: ListEdit, code: str, terms: MeasureTerms) -> Measure:
    """Add a measure. Raises ListRefusedError."""
    held = _held(Measure.objects.all())
    known = next((row for row in held if row.pk == code), None)
    if known:
        raise ListRefusedError("code", f"این کد از آنِ {quoted(known.name_fa)} است.")
    _refuse_same_measure(held, terms.name_fa, code)
    if (terms.kind == MeasureKind.MASS) != (terms.tonne_factor is not None):
        raise ListRefusedError("tonne_factor", "ضریب تن تنها و همیشه برای واحدهای جرم نوشته می‌شود.")
    made = Measure.objects.create(code=code, **vars(terms))
    after = {NAME: terms.name_fa, KIND: str(MeasureKind(terms.kind).label)}
    after[DECIMALS] = format_number(terms.decimals)
    if terms.tonne_factor is not None:
        after[FACTOR] = format_number(terms.tonne_factor)
    record(edit, (CodeList.MEASURES, code, terms.name_fa), ListAct.ADDED, {}, after)
    return made


@transaction.atomic
def rename_measure(edit: ListEdit, code: str, name: str) -> Measure:
    """Rename a measure; what it measures never changes. Raises ListRefusedError, DoesNotExist."""
    held = _held(Measure.objects.all())
    measure = _chosen(held, code)
    if measure.name_fa == name:
        raise ListRefusedError("name", NOTHING_CHANGED)
    _refuse_same_measure(held, name, code)
    before, measure.name_fa = {NAME: measure.name_fa}, name
    measure.save()
    record(edit, (CodeList.MEASURES, code, name), ListAct.RENAMED, before, {NAME: name})
    return measure


@transaction.atomic
def remove_measure(edit: ListEdit, code: str) -> None:
    """Take a measure out that no product ever had. Raises ProtectedError, DoesNotExist."""
    measure = Measure.objects.select_for_update().get(pk=code)
    name = measure.name_fa
    measure.delete()
    record(edit, (CodeList.MEASURES, code, name), ListAct.REMOVED, {NAME: name}, {})


def _held(rows: QuerySet[Row]) -> list[Row]:
    return list(rows.select_for_update().order_by("pk"))


def _held_counties() -> list[County]:
    # All rows are held here too: an import may rename and move counties in one transaction.
    move_counties()
    return _held(County.objects.all())


def _chosen(held: list[Row], code: str) -> Row:
    found = next((row for row in held if row.pk == code), None)
    if found is None:
        raise ObjectDoesNotExist
    return found


def _holiday(holiday: Holiday) -> tuple[CodeList, str, str]:
    return (
        CodeList.HOLIDAYS,
        holiday.date.isoformat(),
        f"{format_day(holiday.date)}، {holiday.name}",
    )


def _refuse_same_county(held: list[County], province: Province, name: str, code: str) -> None:
    theirs = [row for row in held if row.province_id == province.pk and row.pk != code]
    _refuse_same_name("name", {row.name for row in theirs}, name)


def _refuse_same_measure(held: list[Measure], name: str, code: str) -> None:
    _refuse_same_name("name", {row.name_fa for row in held if row.pk != code}, name)


def _refuse_same_name(field: str, names: Iterable[str], name: str) -> None:
    if duplicate_key(name) in {duplicate_key(other) for other in names}:
        raise ListRefusedError(field, f"{quoted(name)} در این فهرست هست.")
