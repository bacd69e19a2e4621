"""Reading notices: how many are new, and the inbox by keyset pages, unread first."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    ExpressionWrapper,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
)

from accounts.models import Notice, User
from config.http import row_id
from config.keyset import Page, page_of

COUNT_CAP = 99


def unread() -> Func:
    """Count within a query of people what each has not read, up to one more than COUNT_CAP."""
    new = Notice.objects.filter(user=OuterRef("pk"), read_at=None)
    # A count reads every row; an array of the first hundred stops there.
    numbers = ArraySubquery(new.values("pk")[: COUNT_CAP + 1])
    return Func(numbers, function="cardinality", output_field=IntegerField())


def inbox(user: User, after: str = "") -> Page[Notice]:
    """Read a page of notices, unread first and newest first."""
    notices = _behind(Notice.objects.filter(user=user), after)
    # False sorts before true: unread first.
    ordered = notices.order_by(ExpressionWrapper(Q(read_at__isnull=False), BooleanField()), "-pk")
    rows = ordered.prefetch_related("deliveries")
    return page_of(rows, lambda last: f"{int(last.read_at is not None)},{last.pk}")


def _behind(notices: QuerySet[Notice], after: str) -> QuerySet[Notice]:
    seen, _, last = after.partition(",")
    pk = row_id(last)
    if pk is None or seen not in ("0", "1"):
        return notices
    older = Q(pk__lt=pk)
    if seen == "1":
        return notices.filter(older, read_at__isnull=False)
    return notices.filter((Q(read_at=None) & older) | Q(read_at__isnull=False))
