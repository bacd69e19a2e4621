"""Which levels did not decide, up to a round: for files of months under correction."""

from collections.abc import Mapping

from review.enums import LEVELS, DecisionKind
from review.models import Decision
from statistics.enums import State


def marks_up_to(rounds: Mapping[int, int]) -> Mapping[int, set[str]]:
    """Name by month the fields of the levels that lapsed or were skipped up to its round.

    One query for all months.
    """
    kinds = (DecisionKind.LAPSED, DecisionKind.SKIPPED)
    log = Decision.objects.filter(submission__in=rounds, kind__in=kinds).order_by("pk")
    found: dict[int, set[str]] = {}
    for case, round_, kind, level in log.values_list(
        "submission_id", "round", "kind", "from_state"
    ):
        if round_ <= rounds[case]:
            lapsed = kind == DecisionKind.LAPSED
            field = LEVELS[State(level)].lapsed_field if lapsed else "skipped_union"
            found.setdefault(case, set()).add(field)
    return found
