"""Each round's figures are kept whole, chained by digest, so what was filed stays readable."""

import hashlib
import json
from datetime import datetime
from typing import Any

from accounts.models import User
from statistics.figures import (
    FigureDifference,
    Figures,
    as_json,
    collect,
    differences,
    filed_figures,
)
from statistics.models import Revision, Submission
from statistics.models.revision import filed_from


def record_revision(
    submission: Submission, user: User, at: datetime, collected: Figures | None = None
) -> Revision:
    """Keep the figures of the round that starts now; `collected` when they are in hand.

    The route of the round is fixed already.
    """
    previous = submission.revisions.order_by("round").last()
    filed = collected or collect(submission)
    figures = as_json(filed)
    link = previous.digest if previous else ""
    return Revision.objects.create(
        submission=submission,
        round=submission.round,
        figures=figures,
        idle=filed.idle,
        previous_digest=link,
        digest=digest(submission.tracking_number, submission.round, figures, link),
        filed_at=at,
        filed_by=user,
        **filed_from(submission),
    )


def digest(tracking_number: str, round_: int, figures: dict[str, Any], previous: str) -> str:
    """Compute the SHA-256 that ties one round to what was filed and to the round before."""
    # Sorted: a jsonb keeps no order of keys, and the digest is computed again from it.
    text = json.dumps([tracking_number, round_, figures, previous], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def changes_since(submission: Submission, round_: int) -> list[FigureDifference]:
    """List what the latest round changed against an earlier one; [] where one is missing."""
    before, after = filed_figures(submission, round_), filed_figures(submission)
    return differences(before, after) if before and after else []
