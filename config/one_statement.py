"""Reads several lists in one way to the database and back.

Each list is a subquery of one SELECT and comes as JSON. Numbers keep all their digits; what JSON
has no word for, as a day, comes as text, but for whole rows of a model, which come as such.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any, TypeAlias

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable

Rows: TypeAlias = QuerySet[Any] | partial[QuerySet[Any]]
# The lists of some hundred pages: an office opens its own again and again.
_KEPT = 1024


def together(asked: Mapping[str, Rows]) -> dict[str, list[Any]]:
    """Read lists by name: of `.values()` a mapping each, of whole rows a model each (one query).

    Of a `partial` that makes a list, the SQL is written once in a process and then known by its
    function and arguments: all that the list depends on is among them, and no clock.
    """
    found: dict[str, list[Any]] = {name: [] for name in asked}
    parts = {name: part for name, rows in asked.items() if (part := _part(rows))}
    if not parts:
        return found
    with connection.cursor() as cursor:
        columns = ", ".join(part.sql for part in parts.values())
        values = [value for part in parts.values() for value in part.values]
        cursor.execute(f"SELECT {columns}", values)
        texts = cursor.fetchone()
    for (name, part), text in zip(parts.items(), texts, strict=True):
        found[name] = [part.make(row) for row in json.loads(text, parse_float=Decimal)]
    return found


@dataclass(frozen=True)
class _Part:
    """A list as one column with its values, and what makes a row of its JSON."""

    sql: str
    values: tuple[Any, ...]
    make: Callable[[list[Any]], Any]


def _part(rows: Rows) -> _Part | None:
    if isinstance(rows, partial):
        return _kept(rows.func, rows.args, tuple(rows.keywords.items()))
    return _written(rows)


@lru_cache(maxsize=_KEPT)
def _kept(
    make: Callable[..., QuerySet[Any]], args: tuple[Any, ...], named: tuple[tuple[str, Any], ...]
) -> _Part | None:
    return _written(make(*args, **dict(named)))


def _written(rows: QuerySet[Any]) -> _Part | None:
    """Write a list as SQL; None where Django knows that it is empty."""
    try:
        sql, values = _narrow(rows).query.sql_with_params()
    except EmptyResultSet:
        return None
    columns = [f"c{number}" for number in range(len(_names(rows)))]
    each = ", ".join(f"r.{column}" for column in columns)
    return _Part(
        f"(SELECT coalesce(json_agg(json_build_array({each})), '[]')::text"
        f" FROM ({sql}) AS r({', '.join(columns)}))",
        values,
        _maker(rows),
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
    model, database = rows.model, rows.db
    readers = [field.to_python for field in model._meta.concrete_fields]

    def make(row: list[Any]) -> Model:
        values = [read(value) for read, value in zip(readers, row, strict=True)]
        found: Model = model.from_db(database, names, values)
        return found

    return make


def _whole(rows: QuerySet[Any]) -> bool:
    return rows._iterable_class is ModelIterable
