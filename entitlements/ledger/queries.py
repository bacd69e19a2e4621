"""Who asked about a unit: for orders, by agencies, with a certificate's code, before support.

Five lists, each by its own index, read behind one cursor and put together: the page that goes
back furthest costs as much as the first.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, F, QuerySet, Value

from config.http import row_id
from config.keyset import COUNT_CAP, Before, Page, moment_of
from entitlements.enums import LedgerKind
from entitlements.ledger.rules import (
    RANK,
    LedgerLine,
    of_answer,
    of_check,
    of_look,
    of_refused,
    of_support,
)
from entitlements.models import (
    CertificateCheck,
    InquiryAnswer,
    OrderLook,
    RefusedUnit,
    SupportAnswer,
)
from units.models import Unit

PAGE = 25
YEAR = timedelta(days=366)
# Above every id, and below.
LAST, FIRST = 2**62, 0


class _Source(NamedTuple):
    rows: Callable[[Unit], QuerySet[Any]]
    line: Callable[[Any], LedgerLine]


def _looks(unit: Unit) -> QuerySet[OrderLook]:
    return OrderLook.objects.filter(unit=unit).select_related("office")


def _answers(unit: Unit) -> QuerySet[InquiryAnswer]:
    rows = InquiryAnswer.objects.filter(unit=unit).select_related("inquiry__agreement")
    return rows.defer("inquiry__asked")


def _checks(unit: Unit) -> QuerySet[CertificateCheck]:
    rows = CertificateCheck.objects.filter(certificate__unit=unit)
    return rows.select_related("certificate").defer("certificate__facts")


def _support(unit: Unit) -> QuerySet[SupportAnswer]:
    rows = SupportAnswer.objects.filter(unit=unit).select_related("question__office")
    return rows.defer("facts")


def _refused(unit: Unit) -> QuerySet[RefusedUnit]:
    return RefusedUnit.objects.filter(unit=unit).select_related("refusal__token__agreement")


SOURCES = {
    LedgerKind.ORDER: _Source(_looks, of_look),
    LedgerKind.INQUIRY: _Source(_answers, of_answer),
    LedgerKind.CHECK: _Source(_checks, of_check),
    LedgerKind.SUPPORT: _Source(_support, of_support),
    LedgerKind.REFUSED: _Source(_refused, of_refused),
}


def lines_of(
    unit: Unit, after: str = "", kind: LedgerKind | None = None, size: int = PAGE
) -> Page[LedgerLine]:
    """Read a page of a unit's ledger, the newest first; of one kind where it is named."""
    found: list[LedgerLine] = []
    for one in [kind] if kind else LedgerKind:
        source = SOURCES[one]
        rows = _before(source.rows(unit), after, RANK[one]).order_by("-at", "-pk")
        found += [source.line(row) for row in rows[: size + 1]]
    found.sort(key=lambda line: line.key, reverse=True)
    more = len(found) > size
    return Page(found[:size], _cursor(found[size - 1]) if more else "")


def _cursor(line: LedgerLine) -> str:
    at, rank, pk = line.key
    return f"{at.isoformat()},{rank},{pk}"


def _before(rows: QuerySet[Any], cursor: str, rank: int) -> QuerySet[Any]:
    text, _, rest = cursor.partition(",")
    last_rank, _, last = rest.partition(",")
    moment, seen, pk = moment_of(text), row_id(last_rank), row_id(last)
    if moment is None or seen is None or pk is None:
        return rows
    # Of the same instant, a kind of a lower rank is still to come, one of a higher was there.
    if rank != seen:
        pk = LAST if rank < seen else FIRST
    return rows.filter(Before(F("at"), F("pk"), Value(moment), Value(pk, BigIntegerField())))


def counts_of(unit: Unit, at: datetime) -> dict[LedgerKind, int]:
    """Count, up to a cap, how often was asked in the last year, by kind."""
    found = {}
    for kind, source in SOURCES.items():
        rows = source.rows(unit).filter(at__gt=at - YEAR).order_by().values("pk")
        found[kind] = len(rows[: COUNT_CAP + 1])
    return found
