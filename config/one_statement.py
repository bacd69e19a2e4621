"""Reads several lists in one way to the database and back.

Each list is a subquery of one SELECT and comes as JSON. Numbers keep all their digits; what JSON
has no word for, as a day, comes as text, but for whole rows of a model, which come as such.
"""

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable


def together(asked: Mapping[str, QuerySet[Any]]) -> dict[str, list[Any]]:
    """Read lists by name: of `.values()` a mapping each, of whole rows a model each (one query)."""
    found: dict[str, list[Any]] = {name: [] for name in asked}
    parts = {name: part for name, rows in asked.items() if (part := _part(rows))}
    if not parts:
        return found
    with connection.cursor() as cursor:
        columns = ", ".join(sql for sql, _ in parts.values())
        cursor.execute(f"SELECT {columns}", [value for _, some in parts.values() for value in some])
        texts = cursor.fetchone()
    for name, text in zip(parts, texts, strict=True):
        make = _maker(asked[name])
        found[name] = [make(row) for row in json.loads(text, parse_float=Decimal)]
    return found


def _part(rows: QuerySet[Any]) -> tuple[str, tuple[Any, ...]] | None:
    """Write a list as one column with its values; None where Django knows that it is empty."""
    try:
        sql, values = _narrow(rows).query.sql_with_params()
    except EmptyResultSet:
        return None
    columns = [f"c{number}" for number in range(len(_names(rows)))]
    each = ", ".join(f"r.{column}" for column in columns)
    return (
        f"(SELECT coalesce(json_agg(json_build_array({each})), '[]')::text"
        f" FROM ({sql}) AS r({', '.join(columns)}))",
        values,
    )


def _narrow(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.values(*_names(rows)) if _whole(rows) else rows


def _names(rows: QuerySet[Any]) -> list[str]:
    if _whole(rows):
        return [field.attname for field in rows.model._meta.concrete_fields]
    # As `.values()` itself names what it reads.
    query = rows.query
    if query.selected:
        return list(query.selected)
    return [*query.extra_select, *query.values_select, *query.annotation_select]


def _maker(rows: QuerySet[Any]) -> Callable[[list[Any]], Any]:
    names = _names(rows)
    if not _whole(rows):
        return lambda row: dict(zip(names, row, strict=True))
    # Read from the database, as Django itself does: by place, several times as fast as by name.
    readers = [field.to_python for field in rows.model._meta.concrete_fields]

    def make(row: list[Any]) -> Model:
        values = [read(value) for read, value in zip(readers, row, strict=True)]
        model: Model = rows.model.from_db(rows.db, names, values)
        return model

    return make


def _whole(rows: QuerySet[Any]) -> bool:
    return rows._iterable_class is ModelIterable
