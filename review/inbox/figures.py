"""What a case filed beside its peers, in few words: beside the box of a case nobody has seen."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import F

from catalog.policy.book import PolicyBook
from statistics.figures import amount, from_json
from statistics.models import Revision, Submission
from statistics.peers.queries import compare_with_peers
from statistics.peers.rules import PeerComparison


@dataclass(frozen=True)
class CaseFigures:
    """The products made beside what peers make, the exported ones, and the people."""

    made: list[PeerComparison]
    exported: list[tuple[str, str]]
    people: str


def figures_of(cases: Collection[Submission]) -> dict[int, CaseFigures]:
    """Read what each case filed in its round, by its key (a few queries for all of them)."""
    if not cases:
        return {}
    peers = compare_with_peers(cases, PolicyBook.load())
    rows = Revision.objects.filter(submission__in=cases, round=F("submission__round"))
    found = {}
    for pk, json in rows.order_by("pk").values_list("submission", "figures"):
        figures = from_json(json)
        found[pk] = CaseFigures(
            peers[pk],
            [(sent.name, amount(sent.quantity, sent.measure)) for sent in figures.exports],
            amount(figures.employees, "نفر"),
        )
    return found
