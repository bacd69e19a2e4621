"""P2 of a late filing against the run that judges all units: neither undoes the other."""

import random
import time
from datetime import timedelta
from functools import partial

from promises.race_runner import RaceMove, RaceRunner, one_decision, one_winner
from review import workflow
from statistics.models import Submission
from statistics.obligation.queries import status_of
from statistics.obligation.rules import UnitStatus
from statistics.obligation.services import update_activity
from tests.world import tehran
from units.enums import ActivityReason, UnitActivity
from units.models import ActivityChange, Unit

EACH = 8
# About as long as eight who file one month at once take.
FILING_SECONDS = 0.3
# The final day of Mehr 1398 ends here: with Tir to Mehr missing the unit becomes inactive.
FINAL_DAY_ENDS = tehran(1398, 8, 11, 0)
OBLIGED_SINCE = 139804


def file_activity_run(ring: RaceRunner, cases: list[Submission], posted: bool) -> str:
    """Let half file the month a moment before midnight, half judge all units at that midnight."""
    (case,) = cases
    # As before the night: three months missed, so that the run has something to write.
    Unit.objects.filter(pk=case.unit_id).update(
        activity=UnitActivity.ACTIVE, missed_months=3, past_gaps=0, judged_at=None
    )
    # Earlier rounds have judged this unit too.
    before = ActivityChange.objects.filter(unit=case.unit_id).count()
    number, at = case.tracking_number, FINAL_DAY_ENDS - timedelta(seconds=1)
    late = partial(workflow.file, ring.world.owner, number, case.version, at)
    filing = [RaceMove("file", late) for _ in range(EACH)]
    # All at one moment of the filing, another each round: the first of them alone has news.
    judge = partial(_judge, random.uniform(0, FILING_SECONDS))
    judging = [RaceMove("judge", judge) for _ in range(EACH)]
    won, fault = ring.fight([*filing, *judging])
    filed = [move for move, _ in won if move.side == "file"]
    judged = [move for move, _ in won if move.side == "judge"]
    if not fault and len(judged) != EACH:
        fault = f"{EACH - len(judged)} runs did not come to their end"
    return fault or one_winner(filed) or one_decision(case) or _as_judged(case, before)


def _judge(after: float) -> int:
    time.sleep(after)
    return update_activity(FINAL_DAY_ENDS)


def _as_judged(case: Submission, known: int) -> str:
    """Say how what is stored of the unit differs from what its months come to."""
    unit = Unit.objects.get(pk=case.unit_id)
    stored = UnitStatus(UnitActivity(unit.activity), unit.missed_months, unit.past_gaps)
    right = status_of(unit, FINAL_DAY_ENDS)
    if stored != right or stored.inactive:
        return f"stored {stored}, by its months {right}"
    rows = list(unit.changes.order_by("pk").values_list("activity", "reason"))[known:]
    # A run that came first has made it inactive; behind the filing nothing is left to write.
    right_rows = [[(stored.activity, ActivityReason.FILED)]]
    right_rows.append([(UnitActivity.INACTIVE, ActivityReason.FINAL_DAY), *right_rows[0]])
    return "" if rows in right_rows else f"written: {rows}"
