"""Deciding one case, everything included, against the bare UPDATE in one transaction."""

from django.db import transaction
from django.utils import timezone

from accounts.models import Organization
from bench.people import bring, officer_at
from bench.table import BenchRow
from bench.timing import execute, interleaved
from review import workflow
from review.checklist.answers import AFFIRMED
from statistics.models import Submission

CASES = 200


def measure() -> list[BenchRow]:
    """Approve cases of one union one by one, in turn with bare updates of others."""
    now = timezone.now()
    first = Submission.objects.exclude(route_union=None).order_by("pk")
    desk = Organization.objects.get(pk__in=first.values("route_union")[:1])
    keys = list(
        Submission.objects.filter(route_union=desk).order_by("pk").values_list("pk", flat=True)
    )[: 2 * CASES]
    bring(Submission.objects.filter(pk__in=keys), desk, now)
    officer = officer_at(desk)
    waiting = iter(list(Submission.objects.filter(pk__in=keys[: len(keys) // 2]).order_by("pk")))
    others = iter(keys[len(keys) // 2 :])

    def approve() -> None:
        case = next(waiting)
        workflow.approve(officer, case.tracking_number, case.version, now, AFFIRMED)

    def bare() -> None:
        with transaction.atomic():
            execute(
                "UPDATE statistics_submission"
                " SET state = 'at_province', desk_id = route_province_id, version = version + 1"
                " WHERE id = %(id)s",
                {"id": next(others)},
            )

    # Five cases of each side are spent on warming up.
    ours, floor = interleaved(approve, bare, rounds=min(CASES, len(keys) // 2) - 5)
    return [BenchRow("decide one case / bare UPDATE", ours, floor, 8.0)]
