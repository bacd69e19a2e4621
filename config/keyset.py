"""Paging by keyset: a cursor names the last row of a page, and the next is read behind it.

No page is counted and none is skipped over, so that the thousandth costs as much as the first. A
malformed cursor is the beginning; the last page has an empty one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from django.db.models import BigIntegerField, BooleanField, F, Func, Model, QuerySet, Value
from django.utils.dateparse import parse_datetime

from config.http import row_id

PAGE = 25
# Numbers beside a list are counted up to this and one: «۱٬۰۰۰+».
COUNT_CAP = 1000
Row = TypeVar("Row")
Rows = TypeVar("Rows", bound=QuerySet[Any])


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows in order, and the cursor of those behind them; '' at the end."""

    rows: list[Row]
    cursor: str


def page_of(
    rows: "QuerySet[Any, Row] | Sequence[Row]", cursor: Callable[[Row], str], size: int = PAGE
) -> Page[Row]:
    """Read one page; `cursor` names a row."""
    # One row more is the sign of a next page: nothing is counted.
    found = list(rows[: size + 1])
    return Page(found[:size], cursor(found[size - 1]) if len(found) > size else "")


class Behind(Func):
    """Tell whether a row stands behind an instant and an id, in that order.

    One comparison of pairs is where an index begins to read; the same said with OR is not.
    """

    template = "(%(expressions)s)"
    arity = 4
    sign = ">"
    output_field = BooleanField()

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> Any:
        parts = [compiler.compile(part) for part in self.get_source_expressions()]
        order, pk, moment, last = (sql for sql, _ in parts)
        params = [value for _, values in parts for value in values]
        return f"({order}, {pk}) {self.sign} ({moment}, {last})", params


class Before(Behind):
    """Tell whether a row stands before another: an order from the last one to the first."""

    sign = "<"


def moment_cursor(moment: datetime | None, pk: int) -> str:
    """Name a row of a list that is ordered by an instant and the id; '' where it has none."""
    return f"{moment.isoformat()},{pk}" if moment else ""


def behind_moment(rows: Rows, cursor: str, order: str) -> Rows:
    """Keep the rows behind a cursor of an instant and an id, `order` being the instant's column."""
    return _beyond(rows, cursor, order, Behind)


def before_moment(rows: Rows, cursor: str, order: str) -> Rows:
    """Keep the rows before such a cursor, for a list with the latest first."""
    return _beyond(rows, cursor, order, Before)


def _beyond(rows: Rows, cursor: str, order: str, side: type[Behind]) -> Rows:
    text, _, last = cursor.rpartition(",")
    moment, pk = moment_of(text), row_id(last)
    if moment is None or pk is None:
        return rows
    # Without its type an id beyond 2**31 would be compared as a small number, and find nothing.
    last_id = Value(pk, BigIntegerField())
    return rows.filter(side(F(order), F("pk"), Value(moment), last_id))


def moment_of(text: str) -> datetime | None:
    """Read the instant of a cursor in UTC; None for one that no calendar has."""
    try:
        moment = parse_datetime(text)
        return moment.astimezone(UTC) if moment and moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def pk_cursor(row: Model) -> str:
    """Name a row of a list that is ordered by its id alone."""
    return str(row.pk)


def older(rows: Rows, cursor: str) -> Rows:
    """Keep the rows behind a cursor of an id, the latest first."""
    pk = row_id(cursor)
    return rows if pk is None else rows.filter(pk__lt=pk)
