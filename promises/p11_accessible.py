"""P11, accessible: axe looks at every page of everybody, at three widths, in every state.

Pages are answered by the portal once and looked at in Chromium. At commit size pages that differ
in words and numbers alone are looked at once, and so is the frame around them; the first page of an
address at all widths, of its further states a fifth, drawn anew each time, in turn as at a desk and
as on a phone. That nothing overflows is measured at all. At night every page is looked at
everywhere, in the dark scheme too. Filing with keys alone is tried in tests/browser.
"""

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

import pytest
from playwright.sync_api import Browser, Page

from config.local import guide_pictures
from promises.field_inventory import visits_of
from promises.fuzz_targets import Opened, opening
from promises.page_snapshots import Gallery, gallery, look_at, shape_of_page
from promises.page_states import (
    Sight,
    empty_pages,
    errors,
    full_pages,
    name_of,
    opened_pages,
    refusals,
)
from promises.pytest_plugin import Tally
from tests.access import body_of
from tests.browser.axe import COLOURED, WIDTHS
from tests.world import World

REDIRECTS = (301, 302, 303)
# The pages of everybody are shared out by address: one process would look at them for long.
SHARES = 3
# Of the further states of an address so many are drawn at commit size.
FURTHER = 1 / 5


@dataclass
class Hall:
    """A gallery with a browser in front of it, and what need not be looked at again."""

    rooms: Gallery
    page: Page
    tally: Tally
    nightly: bool
    contents: set[tuple[str, str]] = field(default_factory=set)
    frames: set[str] = field(default_factory=set)
    judged: Counter[str] = field(default_factory=Counter)

    def look(self, sights: Iterable[Sight]) -> None:
        """Let axe look at each page; one like another is left out, except at night."""
        names = Counter[str]()
        for sight in sights:
            if not _is_page(sight):
                # A file that nobody reads would stay open.
                body_of(sight.answer)
                continue
            content, frame = self.news_of(sight)
            again = self.judged[sight.name] and random.random() > FURTHER
            if not (self.nightly or frame or (content and not again)):
                continue
            names[sight.name] += 1
            faults = look_at(
                self.page,
                self.rooms.hang(sight.answer),
                self.widths_for(sight.name, frame),
                framed=frame or self.nightly,
                whole=self.nightly,
            )
            where = f"{sight.persona} {sight.name} {sight.state} {sight.answer.status_code}"
            self.tally.add(not faults, f"{where}: {faults[:3]}")
        self.tally.say(f"{names.total()} pages of {len(names)} addresses")

    def widths_for(self, name: str, frame: bool) -> tuple[int, ...]:
        """Choose where axe judges a page: what a width does to an address, its first page shows.

        A new frame is judged at all, too; further states in turn as at a desk and as on a phone.
        """
        self.judged[name] += 1
        if self.nightly or frame or self.judged[name] == 1:
            return WIDTHS
        return (COLOURED[self.judged[name] % len(COLOURED)],)

    def pass_by(self, persona: str, address: str, answer: Any) -> None:
        """Remember a page that another test looks at."""
        sight = Sight(persona, name_of(address), "", lambda: answer)
        if _is_page(sight):
            self.news_of(sight)
            self.judged[sight.name] += 1

    def news_of(self, sight: Sight) -> tuple[bool, bool]:
        """Tell whether content and frame differ from all before in more than words and numbers."""
        inside, around = shape_of_page(sight.answer.content.decode())
        news = (sight.name, inside) not in self.contents, around not in self.frames
        self.contents.add((sight.name, inside))
        self.frames.add(around)
        return news


def _is_page(sight: Sight) -> bool:
    html = "text/html" in sight.answer.headers.get("Content-Type", "")
    return html and sight.answer.status_code not in REDIRECTS


@pytest.fixture
def opened(world: World) -> Iterator[Opened]:
    """Set everybody on a stage of the test's own, to which lists and cases are added."""
    with opening(world) as found:
        yield found


@pytest.fixture
def hall(chromium: Browser, tally: Tally, nightly: bool) -> Iterator[Hall]:
    """Open an empty gallery with a browser in front of it."""
    with gallery() as rooms:
        context = guide_pictures.new_context(chromium)
        yield Hall(rooms, context.new_page(), tally, nightly)
        context.close()


@pytest.mark.parametrize("share", range(SHARES))
def test_every_page_of_everybody_lists_without_rows_and_cases_in_every_state(
    opened: Opened, world: World, hall: Hall, share: int
) -> None:
    stage = opened.stage
    for sights in (
        opened_pages(stage, opened.begun),
        empty_pages(stage, world),
        full_pages(stage, world),
    ):
        hall.look(_shared_out(sights, share))


def _shared_out(sights: Iterable[Sight], share: int) -> Iterator[Sight]:
    """Yield a share of the pages: the others are not even asked for."""
    return (sight for sight in sights if crc32(sight.name.encode()) % SHARES == share)


def test_every_form_that_is_refused_and_every_refusal(opened: Opened, hall: Hall) -> None:
    # Those who look for forms open what the others look at.
    opened.visits = [*visits_of(opened.stage, opened.pages, hall.pass_by)]
    hall.look(refusals(opened))
    hall.look(errors(opened.stage))
