"""The pytest plugin of the promises: how large the run is, and the tally each promise keeps."""

import json
import os
from collections.abc import Generator, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Where the table is made from: the folder in which each test leaves its tally.
PIECES = "PROMISE_PIECES"
NIGHTLY = "PROMISE_NIGHTLY"
BROKE = pytest.StashKey[str]()
# The files whose pieces take longest, the longest first: begun last, one of them would be waited
# for by all other processes. A file that is not named comes behind these.
LONGEST = (
    "p11_accessible",
    "p7_model",
    "p8_bad_input",
    "p1_nothing_lost",
    "p10_operations",
    "p5_attack",
    "p3_deadlines",
    "p2_one_winner",
    "p12_browser",
    "p4_access",
)


@dataclass
class Tally:
    """How often a promise was tried and how often it was kept.

    `broken` holds the first few sentences on how it was not, `said` what else the run showed.
    """

    promise: str
    tried: int = 0
    kept: int = 0
    broken: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def add(self, kept: bool, how: str = "") -> None:
        """Count one trial; `how` says what happened when it was not kept."""
        self.tried += 1
        self.kept += kept
        # The first ways say enough; thousands would fill the table.
        if not kept and len(self.broken) < 20:
            self.broken.append(how)

    def say(self, sentence: str) -> None:
        """Keep a figure to be printed below the table."""
        self.said.append(sentence)

    def add_many(self, kept: int, tried: int) -> None:
        """Count trials whose outcome is known only as a sum."""
        self.tried += tried
        self.kept += kept
        if kept != tried:
            self.broken.append(f"{tried - kept} of {tried}")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the longest pieces be taken first, each file's together."""
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(places)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep why a trial did not come to its end: a promise half tried is not kept."""
    report = yield
    if report.failed and call.when == "call":
        item.stash[BROKE] = str(call.excinfo.value) if call.excinfo else "failed"
    return report


@pytest.fixture(scope="session")
def nightly() -> bool:
    """Tell whether this is the large run of the night."""
    return os.environ.get(NIGHTLY) == "1"


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Iterator[Tally]:
    """Keep the tally of the promise of this file (`p2_one_winner.py` keeps P2); judged after."""
    name = Path(str(request.path)).stem.split("_")[0].upper()
    kept = Tally(name)
    yield kept
    if broke := request.node.stash.get(BROKE, ""):
        kept.add(False, f"{request.node.name} did not end: {broke[:300]}")
    if folder := os.environ.get(PIECES):
        piece = Path(folder) / f"{name}-{request.node.name[:80].replace('/', '_')}.json"
        piece.write_text(json.dumps(asdict(kept), ensure_ascii=False), encoding="utf-8")
    assert kept.tried, f"{name} was never tried"
    assert kept.kept == kept.tried, "\n".join(kept.broken)
