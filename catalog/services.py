"""Loading the reference data: what a new installation knows before anyone signs in."""

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, TypeVar

from django.db import transaction
from django.db.models import AutoField, Model
from django.utils import timezone

from catalog.causes.services import load_first_causes
from catalog.counterparts.services import load_counterparts
from catalog.enums import ChangeKind, CodeList, HolidayKind, HolidayStatus, IsicLevel, MeasureKind
from catalog.licence_kinds.services import load_first_licence_kinds
from catalog.list_files import BrokenListError, ListRow, read_list
from catalog.models import (
    CatalogueChange,
    County,
    Holiday,
    IsicNode,
    ListChange,
    Measure,
    Policy,
    Product,
    Province,
)
from catalog.policy_definitions import POLICY
from catalog.validity import VALIDITY
from config.jalali import from_parts
from config.persian import machine_text, normalize

# Completeness is reckoned from the beginning of 1387 (circular 60/133338 §2): no month is older.
FIRST_POLICY_DAY: Final = from_parts(1387, 1, 1)

# What the statistics office keeps: the files give it to new rows only.
LIFETIME: Final = (*VALIDITY, "version")

M = TypeVar("M", bound=Model)
Node = TypeVar("Node", IsicNode, Product)


@transaction.atomic
def load_reference(folder: Path) -> dict[str, int]:
    """Bring the code lists in line with the CSV files of a folder, all or nothing.

    Returns how many rows of each list were written; a second run writes none. Rows that the files
    do not name are left alone, as are policy values already given, and products and activities
    that the statistics office has edited. Raises BrokenListError.
    """
    isic, products = _rows(folder, "isic"), _rows(folder, "products")
    measures = [*map(_measure, _rows(folder, "measures"))]
    provinces = [*map(_province, _rows(folder, "provinces"))]
    counties = _rows(folder, "counties")
    _check_names(products, "unit", measures, "the measures")
    _check_names(counties, "province_code", provinces, "the provinces")
    classes = {x["code"] for x in isic if x["in_rev3"] == "1" and x["level"] == IsicLevel.CLASS}
    _check_classes(classes, products)
    return {
        "isic": _sync_catalogue(IsicNode, _isic(isic), keep=LIFETIME),
        "isic_rev4": load_counterparts(folder, classes),
        "measures": _sync_list(CodeList.MEASURES, Measure, "code", measures),
        "products": _sync_catalogue(
            Product,
            map(_product, products),
            # A measure changes from a month on (`change_measure`), never for months already filed.
            keep=("parent", "measure", "successor", *LIFETIME),
        ),
        "provinces": _sync(Province, "code", provinces),
        "counties": _sync_list(CodeList.COUNTIES, County, "code", map(_county, counties)),
        "holidays": _sync_list(
            CodeList.HOLIDAYS, Holiday, "date", map(_holiday, _rows(folder, "holidays"))
        ),
        "policy": _first_policy(FIRST_POLICY_DAY),
        "causes": load_first_causes(folder),
        "licence_kinds": load_first_licence_kinds(folder),
    }


# The columns that each list is read by; a file may have others.
COLUMNS: Final = {
    "isic": ("code", "level", "parent", "in_rev3", "title_fa", "title_en", "title_source"),
    "measures": ("code", "name_fa", "name_en", "kind", "tonne_factor", "decimals"),
    "products": (
        "code",
        "name_fa",
        "isic_class",
        "level",
        "unit",
        "goods_id",
        "goods_desc",
        "source",
    ),
    "provinces": ("code", "name_fa", "iso"),
    "counties": ("code", "name_fa", "province_code", "org_code"),
    "holidays": ("date", "name", "kind", "status"),
}


def _rows(folder: Path, name: str) -> list[ListRow]:
    key = "date" if name == "holidays" else "code"
    return read_list(folder / f"{name}.csv", COLUMNS[name], key)


def _check_classes(classes: set[str], products: Sequence[ListRow]) -> None:
    """Refuse products that hang on no class of ISIC, by their column or by their code."""
    lost = [
        row["code"]
        for row in products
        if row["isic_class"] not in classes or row["code"][:4] != row["isic_class"]
    ]
    if lost:
        raise BrokenListError(f"products without their ISIC class: {', '.join(lost)}")


def _check_names(
    rows: Sequence[ListRow],
    column: str,
    named: Sequence[Measure] | Sequence[Province],
    what: str,
) -> None:
    """Refuse a row that names what neither its own list nor the database has."""
    stored = type(named[0])._default_manager.values_list("code", flat=True) if named else ()
    known = {row.code for row in named} | set(stored)
    for row in rows:
        row.one_of(column, known, what)


def _sync_catalogue(model: type[Node], wanted: Iterable[Node], keep: Sequence[str]) -> int:
    """Write rows as `_sync` does, but what the office has edited; the history says so."""
    edited = set(
        model._default_manager.filter(changes__actor__isnull=False).values_list("code", flat=True)
    )
    rows = {row.code: row for row in wanted if row.code not in edited}
    known = {row.code: row for row in model._default_manager.filter(code__in=rows)}
    title = "title_fa" if model is IsicNode else "name"
    before = {code: getattr(row, title) for code, row in known.items()}
    written = _sync(model, "code", rows.values(), keep)
    link = "node" if model is IsicNode else "product"
    CatalogueChange.objects.bulk_create(
        CatalogueChange(
            kind=ChangeKind.LOADED,
            at=timezone.now(),
            before={title: before[code]},
            after={title: getattr(rows[code], title)},
            **{link: known[code]},
        )
        for code in sorted(known)
        if before[code] != getattr(rows[code], title)
    )
    return written


def _sync_list(which: CodeList, model: type[M], key: str, wanted: Iterable[M]) -> int:
    """Write rows as `_sync` does, but what the statistics office has touched, or removed."""
    touched = set(ListChange.objects.filter(list=which).values_list("code", flat=True))
    return _sync(model, key, (row for row in wanted if str(getattr(row, key)) not in touched))


def _sync(model: type[M], key: str, wanted: Iterable[M], keep: Sequence[str] = ()) -> int:
    """Write the rows that are missing or differ and return how many; `keep` is never touched."""
    fields = [
        field
        for field in model._meta.concrete_fields
        if not field.generated and not isinstance(field, AutoField) and field.name not in keep
    ]
    columns = [field.attname for field in fields]
    place = columns.index(key)
    stored = {row[place]: row for row in model._default_manager.values_list(*columns)}
    # Only what differs is written: a second run touches no row and no index.
    changed = []
    for row in wanted:
        values = tuple(getattr(row, column) for column in columns)
        if stored.get(values[place]) != values:
            changed.append(row)
    model._default_manager.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=[key],
        update_fields=[field.name for field in fields if field.name != key],
    )
    return len(changed)


def _isic(rows: Sequence[ListRow]) -> Iterable[IsicNode]:
    """Yield the nodes of Rev.3, parents first."""
    paths: dict[str, str] = {}
    for row in rows:
        if row["in_rev3"] != "1":
            continue
        code = row.code("code", "[A-Z]|[0-9]{2,4}")
        parent = row.one_of("parent", paths, "the rows above it") if row["parent"] else ""
        paths[code] = f"{paths[parent]}/{code}" if parent else code
        yield IsicNode(
            code=code,
            level=IsicLevel(row.one_of("level", IsicLevel.values, "the levels")),
            parent_id=parent or None,
            title_fa=normalize(row["title_fa"]),
            title_en=row["title_en"],
            title_source=row["title_source"],
            path=paths[code],
        )


def _measure(row: ListRow) -> Measure:
    return Measure(
        code=row.code("code", "[a-z0-9_]{1,10}"),
        name_fa=normalize(row["name_fa"]),
        name_en=row["name_en"],
        kind=row.one_of("kind", MeasureKind.values, "the kinds of measures"),
        tonne_factor=row.decimal("tonne_factor"),
        decimals=row.whole("decimals"),
    )


def _product(row: ListRow) -> Product:
    product = Product(
        code=row.code("code", "[0-9]{4}[3-6][0-9]{5}"),
        name=normalize(row["name_fa"]),
        isic_class_id=row.code("isic_class", "[0-9]{4}"),
        level=row.whole("level"),
        measure_id=machine_text(row["unit"]),
        goods_id=row.code("goods_id", "[0-9]{13}", empty=True),
        goods_description=normalize(row["goods_desc"]),
        source=row["source"],
    )
    product.set_search_text()
    return product


def _province(row: ListRow) -> Province:
    return Province(
        code=row.code("code", "[0-9]{2}"), name=normalize(row["name_fa"]), iso=row["iso"]
    )


def _county(row: ListRow) -> County:
    return County(
        code=row.code("code", "[0-9a-zA-Z]{4}"),
        name=normalize(row["name_fa"]),
        province_id=machine_text(row["province_code"]),
        organization_code=row.code("org_code", "[0-9]{2}S?"),
    )


def _holiday(row: ListRow) -> Holiday:
    return Holiday(
        date=row.day("date"),
        name=normalize(row["name"]),
        kind=row.one_of("kind", HolidayKind.values, "the kinds of holidays"),
        status=row.one_of("status", HolidayStatus.values, "how sure a holiday is"),
    )


def _first_policy(day: dt.date) -> int:
    """Give each key its first national value, unless it was given before."""
    # The first value is whatever already holds on the first day.
    given = set(
        Policy.objects.filter(
            effective_from__lte=day, province=None, year=None, month=None
        ).values_list("key", flat=True)
    )
    first = [
        Policy(key=key, value=fact.first, effective_from=day, source_clause=fact.clause)
        for key, fact in POLICY.items()
        if key not in given
    ]
    return len(Policy.objects.bulk_create(first))
