"""The page of the last published month over HTTP, asked for by strangers, against a plain answer.

A month is published as its worker does it, audit and files included, and asked for by eight who
have no account: the first time whole, then by its ETag, which 304 answers.
"""

from accounts.enums import OrganizationKind
from accounts.models import Organization
from bench.cases.edition import KIND, fullest
from bench.people import officer_at
from bench.server import Visitor, at_once, served
from bench.table import BenchRow
from bench.timing import DRIFT, NoisyError
from catalog.policy.book import PolicyBook
from statistics.enums import EditionState
from statistics.models import Edition
from statistics.publication.rules import opens
from statistics.publication.services import publish
from statistics.publication.worker import run_waiting

VISITORS = 8
PAGE, PLAIN = "/public/", "/bench/plain/"


def measure() -> list[BenchRow]:
    """Publish the month of which most stands, and let strangers ask as fast as they can."""
    _publish()
    with served() as port:
        strangers = [Visitor(port) for _ in range(VISITORS)]
        tag = strangers[0].read(PAGE)

        def plain() -> float:
            return at_once(strangers, lambda one: one.read(PLAIN))

        def visit() -> float:
            return at_once(strangers, lambda one: one.read(PAGE))

        visit()  # templates and plans are made by the first visitors
        floors = [plain()]
        first = visit()
        again = at_once(strangers, lambda one: one.read_again(PAGE, tag))
        floors.append(plain())
    if max(floors) > DRIFT * min(floors):
        raise NoisyError
    return [
        BenchRow("public page over HTTP / plain answer", first, min(floors), None),
        # It is made anew to be compared, so that it can never be old; only sending is saved.
        BenchRow("public page again, 304 / first visit", again, first, 1.1),
    ]


def _publish() -> None:
    month, _ = fullest()
    office = Organization.objects.get(kind=OrganizationKind.STATISTICS)
    publish(officer_at(office), month, KIND, opens(month, KIND, PolicyBook.load()))
    run_waiting()
    assert Edition.objects.filter(state=EditionState.PUBLISHED).exists(), "nothing was published"
