"""Is what was filed still what was filed? Every chain of rounds is computed again, and its head.

One changed, removed or moved row breaks its chain or its head: a digest holds the tracking number,
the round, the figures and the digest before, and the submission says how many rounds there are.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import F

from statistics.models import Revision, Submission
from statistics.revisions import digest

# Rows in memory at once.
PIECE = 2_000


@dataclass
class HistoryReport:
    """How many rounds there are, which tracking numbers are not whole, and the sum of all heads.

    The sum is written down elsewhere: who could rewrite the whole of a chain cannot rewrite that.
    """

    rounds: int = 0
    broken: list[str] = field(default_factory=list)
    heads: str = ""


def audit() -> HistoryReport:
    """Compute every chain again, in bounded memory."""
    report, heads = HistoryReport(), hashlib.sha256()
    expected = dict(Submission.objects.filter(round__gt=0).values_list("pk", "round").iterator())
    for submission, number, chain in _chains():
        report.rounds += len(chain)
        rounds, link, whole = expected.pop(submission, 0), "", len(chain) > 0
        for at, row in enumerate(chain, 1):
            made = digest(number, at, row.figures, link)
            whole &= row.round == at and row.previous_digest == link and row.digest == made
            link = row.digest
        if not whole or len(chain) != rounds:
            report.broken.append(number)
        heads.update(link.encode())
    # Submissions of which every round is gone.
    gone = Submission.objects.filter(pk__in=expected).values_list("tracking_number", flat=True)
    report.broken += sorted(gone)
    report.heads = heads.hexdigest()
    return report


def _chains() -> Iterator[tuple[int, str, list[Revision]]]:
    rows = Revision.objects.annotate(number=F("submission__tracking_number"))
    chain: list[Revision] = []
    for row in rows.order_by("submission", "round").iterator(chunk_size=PIECE):
        if chain and chain[0].submission_id != row.submission_id:
            yield chain[0].submission_id, _number(chain), chain
            chain = []
        chain.append(row)
    if chain:
        yield chain[0].submission_id, _number(chain), chain


def _number(chain: list[Revision]) -> str:
    number: str = chain[0].number  # type: ignore[attr-defined]
    return number
