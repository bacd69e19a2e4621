"""Reading the trail: by person, by day, by what happened; and the changes of posts beside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db.models import Q

from accounts.enums import Role
from accounts.models import AccessEvent, GrantChange, Organization, User
from accounts.trail import key_of
from config.jalali import end_of_day_instant
from config.keyset import Page, older, page_of, pk_cursor

# A page of grants is read in lines of the database: a post has as many as it has permissions.
GRANT_LINES = 200
DAY = timedelta(days=1)
ACTS = {"insert": "پست داده شد", "update": "پایان پست تغییر کرد", "delete": "سطر پست حذف شد"}


@dataclass(frozen=True)
class TrailSearch:
    """What is looked for: a user name, a day, a kind; each may be left out."""

    name: str = ""
    day: date | None = None
    kind: str = ""


@dataclass(frozen=True)
class GrantLine:
    """One post given, ended or changed, as the database saw it: how many permissions at once."""

    at: datetime
    act: str
    person: str
    role: str
    office: str
    until: datetime | None
    permissions: int


def find(wanted: TrailSearch, after: str) -> Page[AccessEvent]:
    """Read a page of the lines, the newest first.

    A person's lines are those of the name, of the account, and those in which it was acted upon.
    """
    rows = AccessEvent.objects.select_related("about").order_by("-pk")
    if wanted.name:
        known = User.objects.filter(username=wanted.name).values("pk")
        rows = rows.filter(Q(name_key=key_of(wanted.name)) | Q(user__in=known) | Q(about__in=known))
    if wanted.day:
        # The day begins where the one before ends, in Tehran.
        begin, end = (end_of_day_instant(wanted.day - gap) for gap in (DAY, timedelta(0)))
        rows = rows.filter(at__gte=begin, at__lt=end)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    return page_of(older(rows, after), pk_cursor)


def grant_changes(after: str) -> Page[GrantLine]:
    """Read a page of the changes of posts, those of one moment together, the newest first."""
    page = page_of(older(GrantChange.objects.order_by("-pk"), after), pk_cursor, GRANT_LINES)
    people = User.objects.in_bulk({row.user_id for row in page.rows})
    offices = Organization.objects.in_bulk({row.organization_id for row in page.rows})
    lines = [
        GrantLine(
            at=first.at,
            act=ACTS[first.act],
            person=person.full_name if (person := people.get(first.user_id)) else "—",
            role=str(Role(first.role).label),
            office=office.name if (office := offices.get(first.organization_id)) else "—",
            until=first.until,
            permissions=len(rows),
        )
        for first, rows in _together(page.rows)
    ]
    return Page(lines, page.cursor)


def _together(rows: list[GrantChange]) -> Iterator[tuple[GrantChange, list[GrantChange]]]:
    """Put together the lines of one post that were written within the same second."""

    def post(row: GrantChange) -> tuple[object, ...]:
        place = (row.user_id, row.role, row.organization_id)
        return (*place, row.act, row.since, row.until, row.at.replace(microsecond=0))

    for _, same in groupby(rows, post):
        found = list(same)
        yield found[0], found
