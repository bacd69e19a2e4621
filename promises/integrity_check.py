"""Is what was acknowledged in the database, and is nothing half there?"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from promises.http_clients import Acknowledged
from review.models import Decision
from statistics.enums import EDITABLE, Step
from statistics.figures import as_json, collect
from statistics.models import ProductionLine, Revision, StepState, Submission
from statistics.revisions import digest

# Each asks for what must not be, and names the cases in which it is.
HALF_WRITTEN = {
    "rounds, revisions and filings differ": """
        SELECT s.tracking_number FROM statistics_submission s
        WHERE s.round <> (SELECT count(*) FROM statistics_revision r WHERE r.submission_id = s.id)
           OR s.round <> (SELECT count(*) FROM review_decision d
                          WHERE d.submission_id = s.id AND d.kind = 'filed')
           OR (s.state = 'draft') <> (s.round = 0)
    """,
    "a move without its one decision": """
        SELECT s.tracking_number FROM statistics_submission s JOIN (
            SELECT submission_id, version, from_state, to_state,
                lag(to_state, 1, 'draft') OVER w AS before, lead(to_state) OVER w AS after,
                lag(version) OVER w AS version_before
            FROM review_decision WINDOW w AS (PARTITION BY submission_id ORDER BY version)
        ) d ON d.submission_id = s.id
        WHERE d.from_state <> d.before OR d.version = d.version_before
           OR (d.after IS NULL AND (d.to_state <> s.state OR d.version > s.version))
    """,
    "a move without its notice": """
        SELECT s.tracking_number FROM statistics_submission s
        WHERE (SELECT count(*) FROM review_decision d WHERE d.submission_id = s.id)
           <> (SELECT count(*) FROM accounts_notice n
               WHERE n.url = '/statistics/' || s.tracking_number || '/')
    """,
    "a step missing, or green without its figures": """
        SELECT s.tracking_number FROM statistics_submission s
        LEFT JOIN statistics_employment e ON e.submission_id = s.id
        LEFT JOIN statistics_exportdeclaration x ON x.submission_id = s.id
        WHERE e.id IS NULL OR x.id IS NULL
           OR (SELECT count(*) FROM statistics_stepstate t WHERE t.submission_id = s.id) <> 4
           OR EXISTS (
                SELECT FROM statistics_stepstate t
                WHERE t.submission_id = s.id AND t.status = 'confirmed' AND (
                    (t.step = 2 AND NOT EXISTS (
                        SELECT FROM statistics_productionline p
                        WHERE p.submission_id = s.id AND p.quantity IS NOT NULL))
                    OR (t.step = 3 AND x.has_exports IS NULL)
                    OR (t.step = 3 AND x.has_exports <> EXISTS (
                        SELECT FROM statistics_exportline l WHERE l.submission_id = s.id))
                    OR (t.step = 4 AND e.official IS NULL)))
    """,
}


@transaction.atomic
def faults_of(acts: Sequence[Acknowledged]) -> list[str]:
    """Compare the database, seen at one instant, with what was acknowledged."""
    with connection.cursor() as cursor:
        # The writers are at work meanwhile: all questions must see one state.
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    stored = _Stored({act.tracking for act in acts})
    found = [f"lost: {act}" for act in acts if not stored.has(act)]
    return found + _half_written()


class _Stored:
    """What the database has of some cases."""

    def __init__(self, numbers: set[str]) -> None:
        mine = {"submission__tracking_number__in": numbers}
        case, cases = "submission__tracking_number", Submission.objects
        self.cases = set(
            cases.filter(tracking_number__in=numbers).values_list("tracking_number", flat=True)
        )
        self.decisions = {
            (number, version): (kind, reason, round_)
            for number, version, kind, reason, round_ in Decision.objects.filter(
                **mine
            ).values_list(case, "version", "kind", "reason", "round")
        }
        rounds = Revision.objects.filter(**mine).values_list(case, "round", "figures")
        self.rounds = {(number, round_): figures for number, round_, figures in rounds}
        steps = StepState.objects.filter(**mine, step=Step.PRODUCTION)
        self.versions = dict(steps.values_list(case, "version"))
        lines = ProductionLine.objects.filter(**mine).values_list(case, "quantity")
        self.quantities = dict(lines)

    def has(self, act: Acknowledged) -> bool:
        """Tell whether an act is there; what came after it may have changed the working copy."""
        if act.kind == "opened":
            return act.tracking in self.cases
        if act.kind == "saved":
            version = self.versions.get(act.tracking, -1)
            same = self.quantities.get(act.tracking) == Decimal(act.sent)
            # Saved again since: the quantity is another one, the version says that ours was there.
            return version > act.version or (version == act.version and same)
        kind, reason, round_ = self.decisions.get((act.tracking, act.version), ("", "", 0))
        if kind == act.kind == "filed":
            figures: Any = self.rounds.get((act.tracking, round_), {"production": []})
            return [Decimal(row["quantity"]) for row in figures["production"]] == [
                Decimal(act.sent)
            ]
        return bool(kind == act.kind and reason == act.sent)


def _half_written() -> list[str]:
    found = []
    with connection.cursor() as cursor:
        for what, question in HALF_WRITTEN.items():
            cursor.execute(question)
            found += [f"{what}: {number}" for (number,) in cursor.fetchall()]
    for case in Submission.objects.exclude(state__in=EDITABLE).order_by("pk"):
        last = case.revisions.order_by("round").last()
        if last is None or last.figures != as_json(collect(case)):
            found.append(f"what was filed is not what stands: {case.tracking_number}")
    links: dict[int, str] = {}
    for row in Revision.objects.select_related("submission").order_by("submission", "round"):
        link, number = links.get(row.submission_id, ""), row.submission.tracking_number
        links[row.submission_id] = row.digest
        if row.digest != digest(number, row.round, row.figures, link):
            found.append(f"the chain of digests is broken: {number} {row.round}")
    return found
