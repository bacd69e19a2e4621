"""Everything that happened to a unit, the latest first, from the logs of all apps."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from config.http import row_id
from config.jalali import format_day, format_moment
from config.keyset import PAGE, Page, moment_of
from config.persian import quoted, to_persian_digits
from portal.unit_file.queries import UnitReader
from review.models import Contact, Decision
from review.timeline import TimelineEntry, described
from statistics.obligation.rules import UnitStatus
from units.enums import RegistryFact, UnitActivity
from units.models import ActivityChange, RegistryChange


class Place(NamedTuple):
    """Where a row stands among all: by its moment, then its log, then its id."""

    at: datetime
    log: int
    pk: int


@dataclass(frozen=True)
class HistoryRow:
    place: Place
    entry: TimelineEntry


@dataclass(frozen=True)
class _Log:
    """One table of events: what of it this person sees, and a row of it in words."""

    rows: QuerySet[Any]
    describe: Callable[[Any, UnitReader], TimelineEntry]


def read_history(reader: UnitReader, cursor: str = "") -> Page[HistoryRow]:
    """Read a page of events behind a cursor; one query a log, each by the unit's own rows."""
    last = _place(cursor)
    found: list[HistoryRow] = []
    for number, log in enumerate(_logs(reader)):
        rows = log.rows.order_by("-at", "-pk")
        if last:
            rows = rows.filter(_behind(last, number))
        found += [
            HistoryRow(Place(row.at, number, row.pk), log.describe(row, reader))
            for row in rows[: PAGE + 1]
        ]
    found.sort(key=attrgetter("place"), reverse=True)
    more = len(found) > PAGE
    rows_ = found[:PAGE]
    return Page(rows_, _cursor(rows_[-1].place) if more else "")


def _logs(reader: UnitReader) -> Iterable[_Log]:
    unit = reader.unit
    changes = RegistryChange.objects.filter(unit=unit).select_related("actor", "office")
    if reader.mine:
        # Who held the place before is no business of who holds it now.
        changes = changes.exclude(fact=RegistryFact.PREDECESSOR)
    if not reader.reads_capacity:
        changes = changes.exclude(fact=RegistryFact.CAPACITY)
    yield _Log(changes, _changed)
    yield _Log(ActivityChange.objects.filter(unit=unit), _judged)
    if reader.reads_cases:
        decided = Decision.objects.filter(submission__in=reader.cases().values("pk"))
        named = ("organization", "actor", "instead_of", "submission")
        yield _Log(decided.select_related(*named), _decided)
    if reader.follows_up:
        yield _Log(Contact.objects.filter(unit=unit).select_related("organization", "by"), _called)


def _changed(row: RegistryChange, reader: UnitReader) -> TimelineEntry:
    who = row.office.name if row.office else "سامانه"
    if row.actor and not reader.mine:
        who = f"{who}، {row.actor.full_name}" if row.office else row.actor.full_name
    words = row.after
    if row.before:
        words = f"«{row.before}» شد «{row.after}»" if row.after else f"«{row.before}» برداشته شد"
    detail = f"{format_moment(row.at)}، {who}؛ {row.get_source_display()}: {row.reference}"
    title = row.get_fact_display()
    return TimelineEntry(f"{title}: {words}" if words else title, to_persian_digits(detail), "talk")


def _judged(row: ActivityChange, reader: UnitReader) -> TimelineEntry:
    status = UnitStatus(UnitActivity(row.activity), row.missed, row.gaps)
    kind = "no" if status.inactive else "sys"
    return TimelineEntry(
        f"{status.activity.label}، {status.duty_words}",
        f"{format_moment(row.at)}، {row.get_reason_display()}",
        kind,
    )


def _decided(row: Decision, reader: UnitReader) -> TimelineEntry:
    entry = described(row, names=not reader.mine)
    return TimelineEntry(f"{row.submission.period}: {entry.title}", entry.detail, entry.kind)


def _called(row: Contact, reader: UnitReader) -> TimelineEntry:
    note = f": {quoted(row.note)}" if row.note else ""
    return TimelineEntry(
        f"{row.get_way_display()}: {row.get_result_display()}",
        f"{format_day(row.on)}، {row.organization.name}، {row.by.full_name}{note}",
        "talk",
    )


def _behind(last: Place, log: int) -> Q:
    if log > last.log:
        return Q(at__lt=last.at)
    same = Q(at=last.at) if log < last.log else Q(at=last.at, pk__lt=last.pk)
    return Q(at__lt=last.at) | same


def _cursor(place: Place) -> str:
    return f"{place.at.isoformat()},{place.log},{place.pk}"


def _place(cursor: str) -> Place | None:
    """Read a cursor; None for a malformed one, which is the beginning."""
    parts = cursor.split(",")
    if len(parts) != 3:
        return None
    at, log, pk = moment_of(parts[0]), row_id(parts[1]), row_id(parts[2])
    return None if at is None or log is None or pk is None else Place(at, log, pk)
