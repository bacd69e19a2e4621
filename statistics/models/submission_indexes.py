"""By which indexes cases are found: each list of a desk, the sweep, and a month's own cases."""

from django.db import models
from django.db.models import Q

from statistics.enums import IN_REVIEW, State

# What the numbers above an inbox ask of each case: with it in the index they read no row.
COUNTED = [
    *("state", "round", "skipped_union"),
    *("lapsed_union", "lapsed_province", "lapsed_ministry"),
    "bulk_levels",
]

INDEXES = [
    # For the sweep: all drafts and final months, so nearly all rows, are not in it.
    models.Index(fields=["due_at", "id"], name="due", condition=Q(due_at__isnull=False)),
    models.Index(fields=["year", "month", "id"], name="of_month"),
    # What stands of a place and month, in the order in which it is listed.
    *(
        models.Index(
            fields=[f"route_{office}", "year", "month", "id"],
            name=f"standing_of_{office}",
            condition=Q(standing__isnull=False),
        )
        for office in ("union", "province")
    ),
    models.Index(
        fields=["year", "month", "id"],
        name="under_correction",
        condition=Q(standing__isnull=False) & ~Q(state=State.FINAL),
    ),
    # What waits of a month is counted beside its figures.
    *(
        models.Index(
            fields=[f"route_{office}", "year", "month"],
            name=f"waiting_of_{office}",
            condition=Q(state__in=IN_REVIEW, standing=None),
        )
        for office in ("union", "province")
    ),
    # A union may have no clock (our reading): what waits there has no due instant.
    models.Index(fields=["id"], name="unclocked", condition=Q(state=State.AT_UNION, due_at=None)),
    models.Index(
        fields=["desk", "priority_at", "id"],
        include=["due_at", *COUNTED],
        name="queue",
        condition=Q(state__in=IN_REVIEW),
    ),
    # What lies at the levels below, read by a province and by the ministry.
    models.Index(
        fields=["route_province", "priority_at", "id"],
        name="below_province",
        condition=Q(state=State.AT_UNION),
    ),
    models.Index(
        name="below_ministry",
        fields=["priority_at", "id"],
        condition=Q(state__in=(State.AT_UNION, State.AT_PROVINCE)),
    ),
    *(
        models.Index(fields=["desk", "priority_at", "id"], name=f"queue_{name}", condition=some)
        for name, some in (
            ("again", Q(state__in=IN_REVIEW, round__gt=1)),
            ("selected", Q(state__in=IN_REVIEW, selected__gt=0)),
        )
    ),
    models.Index(
        fields=["desk", "priority_at", "id"],
        include=COUNTED,
        name="queue_unseen",
        condition=Q(state__in=(State.AT_PROVINCE, State.AT_MINISTRY), decided_levels=0),
    ),
    models.Index(
        fields=["desk", "priority_at", "id"],
        include=COUNTED,
        name="queue_flagged",
        condition=Q(state__in=IN_REVIEW, flags__gt=0),
    ),
    models.Index(
        fields=["desk", "correction_due", "id"],
        include=COUNTED,
        name="queue_returned",
        condition=Q(state=State.RETURNED),
    ),
]
