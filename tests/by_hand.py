"""Months put where a test wants them, past the workflow, as the database lets them stand."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from accounts.models import User
from review.routing import ROUTE, route_of
from statistics.enums import State
from statistics.models import Revision, Submission
from statistics.models.revision import filed_from
from units.models import Licence


def at_union(licence: Licence, at: datetime) -> dict[str, Any]:
    """Return the columns of a month that lies at its union since `at`."""
    route = route_of(licence)
    offices = {ROUTE[state]: office for state, office in route.items()}
    desk = route[State.AT_UNION]
    return {
        "state": State.AT_UNION,
        "desk": desk,
        "entered_at": at,
        "filed_at": at,
        "priority_at": at,
        **offices,
    }


def make_final_versions(cases: Iterable[Submission], at: datetime, by: User) -> None:
    """Let months that lie at their union be final, each with an empty version of its own."""
    for case in cases:
        Revision.objects.create(
            submission=case,
            round=case.round,
            figures={},
            digest="0" * 64,
            filed_at=at,
            filed_by=by,
            **filed_from(case),
        )
        make_final(case, at)


def make_final(case: Submission, at: datetime) -> None:
    """Let a filed month be final with what was filed last."""
    Submission.objects.filter(pk=case.pk).update(
        state=State.FINAL,
        desk=None,
        due_at=None,
        priority_at=None,
        correction_due=None,
        counts_until=None,
        final_at=at,
        standing=case.revisions.order_by("-round")[0],
    )
