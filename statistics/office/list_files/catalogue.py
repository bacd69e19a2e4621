"""Products and activities of ISIC by file, through the catalogue's own commands and history."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from catalog.editing.errors import EditRefusedError
from catalog.editing.services import (
    CatalogueEdit,
    Description,
    change_measure,
    create_node,
    create_product,
    describe_product,
    rename_node,
    restore_node,
    restore_product,
    retire_node,
    retire_product,
)
from catalog.lists.services import ListEdit
from catalog.models import IsicNode, Measure, Product
from config.jalali import JalaliMonth
from config.uploads.tables import readers
from config.uploads.tables.columns import TableColumn
from statistics.office.list_files.cells import latin_code, month
from statistics.office.list_files.list_kind import ListFile, Values
from statistics.office.list_files.short_lists import LEAVES

NEVER_DELETED: Final = "ردیفی که با فایل افزوده شده حذف نمی‌شود؛ در صفحهٔ آن از فهرست خارجش کنید."
_DESCRIBED = ("name", "goods_id", "goods_description")
_UNTIL = TableColumn(
    "until",
    "آخرین ماه اعتبار",
    month,
    help="ماهی که پس از آن از فهرست خارج است. خالی باشد، در فهرست می‌ماند.",
    example="1406/12",
)


def _product_columns() -> Sequence[TableColumn]:
    measures: dict[str, str] = {}
    for measure in Measure.objects.order_by("code"):
        measures |= {measure.name_fa: measure.pk, measure.pk: measure.pk}
    return [
        TableColumn(
            "code",
            "کد محصول",
            readers.code(10, "کد محصول"),
            required=True,
            help="ده رقم؛ چهار رقم نخست طبقهٔ ISIC است.",
            example="2520512459",
        ),
        TableColumn("name", "نام", readers.words(200), help=LEAVES, example="کیسه پلی‌اتیلن"),
        TableColumn("goods_id", "شناسه کالا", readers.code(13, "شناسه کالا"), help=LEAVES),
        TableColumn("goods_description", "شرح شناسه کالا", readers.words(300), help=LEAVES),
        TableColumn(
            "measure",
            "واحد سنجش",
            readers.choice(measures, "این واحد سنجش"),
            help="نام یا کد واحد سنجش. تغییر آن از «از ماه» است؛ ماه‌های پیش از آن همان می‌ماند.",
            example="کیلوگرم",
        ),
        TableColumn(
            "since",
            "از ماه",
            month,
            help="برای محصول جدید و برای تغییر واحد سنجش لازم است.",
            example="1405/07",
        ),
        _UNTIL,
        TableColumn(
            "successor",
            "کد جانشین",
            readers.code(10, "کد جانشین"),
            help="محصولی که پس از خروج به جای آن پیشنهاد می‌شود.",
        ),
    ]


def _product_now(values: Values) -> dict[str, Any] | None:
    found = Product.objects.filter(code=values["code"]).select_related("successor").first()
    if found is None:
        return None
    return {
        "name": found.name,
        "goods_id": found.goods_id,
        "goods_description": found.goods_description,
        "measure": found.measure_id,
        "until": found.until.to_int() if found.until else None,
        "successor": found.successor.code if found.successor else None,
        "version": found.version,
    }


def _product_words(state: Mapping[str, Any]) -> dict[str, str]:
    measure = Measure.objects.get(pk=state["measure"])
    return {
        "نام": state["name"],
        "شناسه کالا": state["goods_id"] or "—",
        "شرح شناسه کالا": state["goods_description"] or "—",
        "واحد سنجش": measure.name_fa,
        "آخرین ماه اعتبار": _month_words(state["until"]),
        "جانشین": state["successor"] or "—",
    }


def _store_product(edit: ListEdit, values: Values) -> None:
    code, stands = values["code"], _product_now(values)
    if stands is None:
        for key in ("measure", "since"):
            if key not in values:
                raise EditRefusedError(key, "برای محصول جدید لازم است.")
        described = Description(*(values.get(key, "") for key in _DESCRIBED))
        measure = Measure.objects.get(pk=values["measure"])
        since = JalaliMonth.from_int(values["since"])
        product = create_product(_act(edit, 0), code, described, measure, since)
        version = product.version
    else:
        version = _change_product(edit, values, stands)
    if "until" in values and (stands is None or values["until"] != stands["until"]):
        until, successor = JalaliMonth.from_int(values["until"]), values.get("successor", "")
        retire_product(_act(edit, version), code, until, successor)
    elif values.get("successor") and (stands is None or values["successor"] != stands["successor"]):
        raise EditRefusedError("successor", "جانشین با «آخرین ماه اعتبار» نوشته می‌شود.")


def _change_product(edit: ListEdit, values: Values, stands: Mapping[str, Any]) -> int:
    """Change name and measure where the file says otherwise; give the version that stands then."""
    code: str = values["code"]
    version: int = stands["version"]
    wanted = {key: values.get(key, stands[key]) for key in _DESCRIBED}
    if wanted != {key: stands[key] for key in _DESCRIBED}:
        version = describe_product(_act(edit, version), code, Description(**wanted)).version
    if values.get("measure", stands["measure"]) != stands["measure"]:
        if "since" not in values:
            raise EditRefusedError("since", "بنویسید واحد سنجش از کدام ماه عوض می‌شود.")
        since, measure = JalaliMonth.from_int(values["since"]), values["measure"]
        act = _act(edit, version)
        version = change_measure(act, code, Measure.objects.get(pk=measure), since).version
    return version


def _undo_product(edit: ListEdit, values: Values, before: Mapping[str, Any] | None) -> None:
    code, stands = values["code"], _product_now(values) or {}
    version = stands["version"]
    if before is None:
        # Its history names it, and is never deleted.
        raise EditRefusedError("code", NEVER_DELETED)
    if stands["measure"] != before["measure"]:
        raise EditRefusedError(
            "measure", "واحد سنجش آن عوض شده است؛ در صفحهٔ محصول از ماهی به بعد بازگردانید."
        )
    if stands["until"] != before["until"]:
        version = restore_product(_act(edit, version), code).version
    old = {key: before[key] for key in _DESCRIBED}
    if old != {key: stands[key] for key in _DESCRIBED}:
        describe_product(_act(edit, version), code, Description(**old))


PRODUCTS: Final = ListFile(
    key="products",
    label="محصولات",
    new_means="محصولی که در فهرست نیست",
    columns=_product_columns,
    name=lambda values: (values.get("name", values["code"]), values["code"]),
    now=_product_now,
    words=_product_words,
    store=_store_product,
    undo=_undo_product,
    needed=("name", "measure", "since"),
    same=("code",),
)


def _node_columns() -> Sequence[TableColumn]:
    return [
        TableColumn(
            "code",
            "کد ISIC",
            latin_code(4),
            required=True,
            help="یک حرف (بخش) یا دو تا چهار رقم.",
            example="2520",
        ),
        TableColumn("title", "عنوان", readers.words(300), help=LEAVES, example="محصولات پلاستیکی"),
        TableColumn("since", "از ماه", month, help="برای گروه یا طبقهٔ جدید.", example="1405/01"),
        _UNTIL,
    ]


def _code(values: Values) -> str:
    code: str = values["code"]
    return code.upper()


def _node_now(values: Values) -> dict[str, Any] | None:
    found = IsicNode.objects.filter(pk=_code(values)).first()
    if found is None:
        return None
    until = found.until.to_int() if found.until else None
    return {"title": found.title_fa, "until": until, "version": found.version}


def _store_node(edit: ListEdit, values: Values) -> None:
    code, stands = _code(values), _node_now(values)
    if stands is None:
        since = JalaliMonth.from_int(values["since"])
        version = create_node(_act(edit, 0), code, values["title"], since).version
    else:
        version = stands["version"]
        if values.get("title", stands["title"]) != stands["title"]:
            version = rename_node(_act(edit, version), code, values["title"]).version
    if "until" in values and (stands is None or values["until"] != stands["until"]):
        retire_node(_act(edit, version), code, JalaliMonth.from_int(values["until"]))


def _undo_node(edit: ListEdit, values: Values, before: Mapping[str, Any] | None) -> None:
    code, stands = _code(values), _node_now(values) or {}
    version = stands["version"]
    if before is None:
        raise EditRefusedError("code", "فعالیت جدید حذف نمی‌شود؛ در صفحهٔ آن از فهرست خارجش کنید.")
    if stands["until"] != before["until"]:
        version = restore_node(_act(edit, version), code).version
    if stands["title"] != before["title"]:
        rename_node(_act(edit, version), code, before["title"])


NODES: Final = ListFile(
    key="isic",
    label="فعالیت‌های ISIC",
    new_means="گروه یا طبقه‌ای که در فهرست نیست",
    columns=_node_columns,
    name=lambda values: (values.get("title", _code(values)), _code(values)),
    now=_node_now,
    words=lambda state: {
        "عنوان": state["title"],
        "آخرین ماه اعتبار": _month_words(state["until"]),
    },
    store=_store_node,
    undo=_undo_node,
    needed=("title", "since"),
    same=("code",),
)


def _act(edit: ListEdit, version: int) -> CatalogueEdit:
    return CatalogueEdit(edit.user, version, edit.reason, edit.at)


def _month_words(number: int | None) -> str:
    return "—" if number is None else str(JalaliMonth.from_int(number))
