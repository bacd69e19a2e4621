"""Selected units, selected products and obligation lists by file.

Their rows are never deleted: what a file added is ended, or withdrawn, when it is taken back.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.db.models import Q

from accounts.models import User
from catalog.lists.services import ListEdit, ListRefusedError
from catalog.models import Product
from config.broker import hand_over
from config.jalali import JalaliMonth, format_day, tehran_day
from config.uploads.tables import readers
from config.uploads.tables.columns import TableColumn
from statistics.models import ListedUnit, ObligationList, SelectedProduct, SelectedUnit
from statistics.obligation.lists import list_unit, withdraw_unit
from statistics.office.list_files.list_kind import ListFile, Values
from statistics.office.selection.services import (
    SelectionTerms,
    end,
    select_product,
    select_unit,
)
from units.models import Unit

_NO_UNIT = "واحدی با این شناسه نیست."
_TWO_UNITS = "دو دارنده این شناسه را دارند؛ کد دارنده را هم بنویسید."


def _unit_columns() -> list[TableColumn]:
    return [
        TableColumn(
            "guild_id",
            "شناسه صنفی",
            readers.code(10, "شناسه صنفی"),
            required=True,
            example="0471180263",
        ),
        TableColumn(
            "holder_id",
            "کد ملی یا شناسه ملی دارنده",
            readers.holder_id(),
            help="تنها اگر یک شناسه صنفی نزد دو دارنده است.",
        ),
    ]


def _units(values: Values) -> list[Unit]:
    units = Unit.objects.filter(guild_id=values["guild_id"])
    if "holder_id" in values:
        units = units.filter(holder_id=values["holder_id"])
    # Two are enough to know that the guild id is not the unit's alone.
    return list(units.order_by("pk")[:2])


def _unit(values: Values) -> Unit:
    found = _units(values)
    if len(found) != 1:
        key, words = ("holder_id", _TWO_UNITS) if found else ("guild_id", _NO_UNIT)
        raise ListRefusedError(key, words)
    return found[0]


def _terms_columns() -> list[TableColumn]:
    return [
        TableColumn("since", "از روز", readers.day(), required=True, example="1405/01/01"),
        TableColumn("until", "تا پایان روز", readers.day(), help="خالی: تا پایان داده شود."),
        TableColumn("criterion", "معیار", readers.words(300), required=True),
        TableColumn("source", "مرجع", readers.words(200), required=True),
    ]


def _terms(values: Values) -> SelectionTerms:
    since = date.fromisoformat(values["since"])
    until = date.fromisoformat(values["until"]) if "until" in values else None
    return SelectionTerms(since, until, values["criterion"], values["source"])


def _entry(entry: SelectedUnit | SelectedProduct | None) -> dict[str, Any] | None:
    if entry is None:
        return None
    until = entry.until.isoformat() if entry.until else None
    return {
        "pk": entry.pk,
        "since": entry.since.isoformat(),
        "until": until,
        "criterion": entry.criterion,
        "source": entry.source,
    }


def _entry_words(state: Mapping[str, Any]) -> dict[str, str]:
    until = state["until"]
    return {
        "از روز": format_day(date.fromisoformat(state["since"])),
        "تا پایان روز": format_day(date.fromisoformat(until)) if until else "—",
        "معیار": state["criterion"],
        "مرجع": state["source"],
    }


def _same_day(values: Values) -> Q:
    # What was ended and is brought again is another entry.
    return Q(since=values["since"], ended_at=None)


def _unit_entry(values: Values) -> dict[str, Any] | None:
    rows = SelectedUnit.objects.filter(_same_day(values), unit__in=_units(values))
    return _entry(rows.order_by("pk").first())


def _product_entry(values: Values) -> dict[str, Any] | None:
    rows = SelectedProduct.objects.filter(_same_day(values), product__code=values["code"])
    return _entry(rows.order_by("pk").first())


def _refuse_other_terms(stands: Mapping[str, Any], values: Values) -> None:
    for key in ("until", "criterion", "source"):
        if key in values and values[key] != stands[key]:
            raise ListRefusedError(key, "از همین روز در فهرست است؛ آنچه ثبت شده عوض نمی‌شود.")


def _store_unit(edit: ListEdit, values: Values) -> None:
    unit, stands = _unit(values), _unit_entry(values)
    if stands is None:
        select_unit(_user(edit), unit, _terms(values), edit.at)
    else:
        _refuse_other_terms(stands, values)


def _store_product(edit: ListEdit, values: Values) -> None:
    stands = _product_entry(values)
    product = Product.objects.filter(code=values["code"]).first()
    if product is None:
        raise ListRefusedError("code", "محصولی با این کد در فهرست نیست.")
    if stands is None:
        select_product(_user(edit), product, _terms(values), edit.at)
    else:
        _refuse_other_terms(stands, values)


def _end_unit(edit: ListEdit, values: Values, before: Mapping[str, Any] | None) -> None:
    entry = _unit_entry(values) or {}
    end(_user(edit), SelectedUnit.objects.all(), entry["pk"], _last(edit, entry), edit.at)


def _end_product(edit: ListEdit, values: Values, before: Mapping[str, Any] | None) -> None:
    entry = _product_entry(values) or {}
    end(_user(edit), SelectedProduct.objects.all(), entry["pk"], _last(edit, entry), edit.at)


def _last(edit: ListEdit, entry: Mapping[str, Any]) -> date:
    return max(tehran_day(edit.at), date.fromisoformat(entry["since"]))


SELECTED_UNITS: Final = ListFile(
    key="selected_units",
    label="واحدهای منتخب",
    new_means="واحدی که از آن روز در فهرست نیست",
    columns=lambda: [*_unit_columns(), *_terms_columns()],
    name=lambda values: (values["guild_id"], values["guild_id"]),
    now=_unit_entry,
    words=_entry_words,
    store=_store_unit,
    undo=_end_unit,
    same=("guild_id", "holder_id", "since"),
)
SELECTED_PRODUCTS: Final = ListFile(
    key="selected_products",
    label="محصولات منتخب",
    new_means="محصولی که از آن روز در فهرست نیست",
    columns=lambda: [
        TableColumn(
            "code",
            "کد محصول",
            readers.code(10, "کد محصول"),
            required=True,
            example="2520512459",
        ),
        *_terms_columns(),
    ],
    name=lambda values: (values["code"], values["code"]),
    now=_product_entry,
    words=_entry_words,
    store=_store_product,
    undo=_end_product,
    same=("code", "since"),
)


def _listed_columns() -> Sequence[TableColumn]:
    lists = ObligationList.objects.filter(ended_at=None).order_by("pk")
    names = {row.name: row.pk for row in lists}
    return [
        TableColumn(
            "list",
            "فهرست تکلیف",
            readers.choice(names, "این فهرست"),
            required=True,
            help="نام فهرستی که از پیش در «فهرست‌های تکلیف» ساخته شده است.",
        ),
        *_unit_columns(),
        TableColumn("source", "مرجع", readers.words(200), required=True),
    ]


def _place(values: Values) -> dict[str, Any] | None:
    rows = ListedUnit.objects.filter(
        list=values["list"], unit__in=_units(values), ended_at=None
    ).select_related("list")
    found = rows.order_by("pk").first()
    if found is None:
        return None
    month = found.list.first_month.to_int()
    return {"pk": found.pk, "list": found.list.name, "month": month, "source": found.source}


def _list(edit: ListEdit, values: Values) -> None:
    unit = _unit(values)
    if _place(values) is None:
        # All that the file names are judged anew once, after its last row.
        list_unit(_user(edit), values["list"], unit, values["source"], edit.at, judge=False)


def _take_off(edit: ListEdit, values: Values, before: Mapping[str, Any] | None) -> None:
    pk = (_place(values) or {})["pk"]
    withdraw_unit(_user(edit), pk, edit.reason, edit.at, judge=False)


def _judge_anew() -> None:
    # Without a broker the next half hour does it.
    hand_over("statistics.tasks.update_activity", [], "deadlines")


LISTED_UNITS: Final = ListFile(
    key="listed_units",
    label="واحدهای فهرست تکلیف",
    new_means="واحدی که در آن فهرست نیست",
    columns=_listed_columns,
    name=lambda values: (values["guild_id"], values["guild_id"]),
    now=_place,
    words=lambda state: {
        "فهرست تکلیف": state["list"],
        "نخستین ماه": str(JalaliMonth.from_int(state["month"])),
        "مرجع": state["source"],
    },
    store=_list,
    undo=_take_off,
    same=("list", "guild_id", "holder_id"),
    afterwards=_judge_anew,
)


def _user(edit: ListEdit) -> User:
    assert isinstance(edit.user, User)
    return edit.user
