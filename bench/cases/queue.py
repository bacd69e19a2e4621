"""A page of the reviewer's queue against the same 25 rows by primary key."""

from collections.abc import Callable

from django.utils import timezone

from accounts.enums import OrganizationKind
from accounts.models import Organization, User
from bench.people import fill, officer_at
from bench.table import BenchRow
from bench.timing import clean, interleaved
from config.keyset import PAGE
from review.inbox.queries import listed, queue, read_page
from statistics.models import Submission

DEEP = 50_000


def measure() -> list[BenchRow]:
    """Measure a large, a small and an empty desk, and the large one deep down."""
    ministry = Organization.objects.get(kind=OrganizationKind.MINISTRY)
    fill(ministry, DEEP + 10 * PAGE)
    union = Organization.objects.filter(kind=OrganizationKind.UNION).order_by("pk")[0]
    empty, _ = Organization.objects.get_or_create(
        code="bench-empty",
        defaults={
            "kind": OrganizationKind.UNION,
            "name": "اتحادیهٔ بی‌پرونده",
            "parent": Organization.objects.filter(kind=OrganizationKind.PROVINCE).order_by("pk")[0],
            "access_granted_at": timezone.now(),
        },
    )
    clean("statistics_submission")
    boss = officer_at(ministry)
    floor = _by_key([case.pk for case in read_page(boss, timezone.now()).rows], boss)
    rows = []
    for name, user in (
        ("large", boss),
        ("small", officer_at(union)),
        ("empty", officer_at(empty)),
    ):
        ours, base = interleaved(_reader(user), floor)
        rows.append(BenchRow(f"queue, first page, {name} desk", ours, base, 3.0))
    cursor = _cursor_at(boss, DEEP)
    deep, first = interleaved(_reader(boss, cursor), _reader(boss))
    return [*rows, BenchRow("queue, row 50,000 / first page", deep, first, 1.5)]


def _reader(user: User, cursor: str = "") -> Callable[[], object]:
    return lambda: read_page(user, timezone.now(), cursor=cursor)


def _by_key(keys: list[int], user: User) -> Callable[[], object]:
    return lambda: list(listed(Submission.objects.filter(pk__in=keys), user))


def _cursor_at(user: User, depth: int) -> str:
    row = queue(user, timezone.now())[depth]
    assert row.priority_at is not None
    return f"{row.priority_at.isoformat()},{row.pk}"
