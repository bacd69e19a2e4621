"""P1 in the browser: the line is cut before an act arrives, while it is written, and after.

No page may claim a success that is not stored; what was stored is there; and pressing again, or
loading again what was cut off, never does it twice.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

import pytest
import time_machine
from django.db import connection, transaction
from playwright.sync_api import Page, Request, Route

from accounts.models import Notice, User
from promises.pytest_plugin import Tally
from review.models import Decision
from statistics.enums import State, StepStatus
from statistics.models import ProductionLine, Revision, StepState, Submission
from tests.browser import acts
from tests.browser.conftest import Browse
from tests.clone_cases import copies
from tests.scheduler import wait_for
from tests.world import BAG, MEHR, World
from units.models import Unit

BEFORE, DURING, AFTER = "before it arrives", "while it is written", "after the commit"
AFRESH, RELOAD = "opened and pressed again", "loaded again"
WAYS = ((BEFORE, AFRESH), (BEFORE, RELOAD), (AFTER, AFRESH), (AFTER, RELOAD), (DURING, AFRESH))
CLAIMS = (acts.DONE, "ذخیره موقت شد", "تأیید شد.", "بازگردانده شد.", "رسید ثبت")
REASON = "مقدار را ببینید"
WAITING = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


@dataclass(frozen=True)
class CutAct:
    """Something a person does: on a case of which kind, who, where, how, and how it is stored.

    `fill` writes what is asked and returns the name of the button to press.
    """

    begin: Callable[[World], Submission]
    who: Callable[[World], User]
    page: str
    fill: Callable[[Page, Submission], str]
    stored: Callable[[Submission], bool]


def _open(page: Page, case: Submission) -> str:
    row = page.locator(f"input[name=licence][value='{case.licence.number}']")
    if row.count():
        row.check()
    page.select_option("[name=year]", str(MEHR.year))
    page.select_option("[name=month]", str(MEHR.month))
    page.check("[name=activity][value=active]")
    return acts.ONWARD


def _keep(page: Page, case: Submission) -> str:
    page.fill("[name=lines-0-quantity]", "21")
    return acts.KEEP


def _confirm_month(page: Page, case: Submission) -> str:
    page.fill("[name=lines-0-quantity]", "21")
    page.check("[name=has_exports][value=no]")
    return "تأیید هر چهار گام"


def _return(page: Page, case: Submission) -> str:
    acts.choose(page, "return")
    page.fill("[name=reason]", REASON)
    return acts.SEND


def _approve(page: Page, case: Submission) -> str:
    acts.choose(page, "approve")
    for name in ("licence", "place", "quantity"):
        page.check(f"[name={name}][value=yes]")
    return acts.SEND


def _opened(case: Submission) -> bool:
    months = Submission.objects.filter(unit=case.unit_id, year=MEHR.year, month=MEHR.month)
    return [month.steps.count() for month in months] == [4]


def _kept(case: Submission) -> bool:
    lines = ProductionLine.objects.filter(submission=case).values_list("product__code", "quantity")
    return list(lines) == [(BAG, Decimal(21))]


def _all_green(case: Submission) -> bool:
    steps = StepState.objects.filter(submission=case, status=StepStatus.CONFIRMED)
    return _kept(case) and steps.count() == 4


def _decided(kind: str, state: State) -> Callable[[Submission], bool]:
    def stored(case: Submission) -> bool:
        """Tell whether it was decided once, told once and the figures of one round are kept."""
        decisions = Decision.objects.filter(submission=case, kind=kind).count()
        told = Notice.objects.filter(url=f"/statistics/{case.tracking_number}/", kind=kind).count()
        stands = Submission.objects.get(pk=case.pk)
        rounds = Revision.objects.filter(submission=case).count()
        return (decisions, told, rounds, stands.state) == (1, 1, 1, state)

    return stored


def _owner(world: World) -> User:
    return world.owner


def _officer(world: World) -> User:
    return world.union_officer


ACTS = {
    "open a month": CutAct(lambda w: w.filed(MEHR - 1), _owner, "/statistics/new/", _open, _opened),
    "save a draft": CutAct(World.ready, _owner, "/statistics/{}/production/", _keep, _kept),
    "confirm four steps": CutAct(
        World.ready, _owner, "/statistics/{}/month/", _confirm_month, _all_green
    ),
    "file": CutAct(
        World.ready,
        _owner,
        "/statistics/{}/confirm/",
        lambda page, case: acts.FINISH,
        _decided("filed", State.AT_UNION),
    ),
    "approve": CutAct(
        World.filed,
        _officer,
        "/review/{}/",
        _approve,
        _decided("approved", State.AT_PROVINCE),
    ),
    "return": CutAct(
        World.filed, _officer, "/review/{}/", _return, _decided("returned", State.RETURNED)
    ),
}


@pytest.mark.parametrize("name", ACTS)
def test_a_line_cut_off(
    shared_world: World,
    browse: Browse,
    clock: time_machine.Traveller,
    tally: Tally,
    nightly: bool,
    name: str,
) -> None:
    act = ACTS[name]
    cases = copies(act.begin(shared_world), len(WAYS) * (10 if nightly else 1))
    page = browse(act.who(shared_world))
    # Who leaves a page with unsaved figures is asked; here everybody leaves.
    page.on("dialog", lambda asked: asked.accept())
    for number, case in enumerate(cases):
        cut, again = WAYS[number % len(WAYS)]
        where = f"{name}, cut {cut}, {again}"
        fault = _tried(page, act, case, cut, again)
        tally.add(not fault, f"{where}: {fault}")
        browse.watch.forget()
    tally.say(f"{name}: cut off {len(cases)} times, {tally.kept} right")


def _tried(page: Page, act: CutAct, case: Submission, cut: str, again: str) -> str:
    """Do the act with the line cut, then once more; return what was wrong, or nothing."""
    path = act.page.format(case.tracking_number)
    page.goto(path)
    button = page.get_by_role("button", name=act.fill(page, case), exact=True)
    if cut == DURING:
        with _held(case):
            button.click(no_wait_after=True)
            wait_for(_somebody_waits)
            # Leaving gives the request up while the portal still waits for the lock.
            page.goto("about:blank")
        wait_for(lambda: not _somebody_waits())
    else:
        with _line_cut(page, cut), page.expect_event("requestfailed", predicate=_is_sent_form):
            button.click(no_wait_after=True)
    if any(words in page.content() for words in CLAIMS) and not act.stored(case):
        return "a success that is not stored"
    if cut == AFTER and not act.stored(case):
        return "what was committed is not there"
    _again(page, act, case, path if again == AFRESH else "")
    return "" if act.stored(case) else f"after the second time it is not there once: {page.url}"


def _again(page: Page, act: CutAct, case: Submission, path: str) -> None:
    """Do it once more as people do: on the page at `path` opened afresh, or by loading again.

    Where the form is gone there is nothing to press.
    """
    if not path:
        page.reload()
        return
    page.goto(path)
    if acts.address(page) == path and page.locator("main form[method=post] button").count():
        button = act.fill(page, case)
        with page.expect_navigation():
            acts.press(page, button)


@contextmanager
def _line_cut(page: Page, cut: str) -> Iterator[None]:
    """Cut the line under the forms that are sent."""

    def handle(route: Route, request: Request) -> None:
        if not _is_sent_form(request):
            route.continue_()
            return
        if cut == AFTER:
            # The portal does it and answers; the answer never reaches the browser.
            route.fetch(max_redirects=0)
        route.abort("connectionreset")

    page.route("**/*", handle)
    try:
        yield
    finally:
        page.unroute("**/*", handle)


def _is_sent_form(request: Request) -> bool:
    return request.method == "POST" and request.is_navigation_request()


@contextmanager
def _held(case: Submission) -> Iterator[None]:
    """Hold case and unit, so that the portal's transaction on them waits in its middle."""
    with transaction.atomic():
        Submission.objects.select_for_update().get(pk=case.pk)
        Unit.objects.select_for_update().get(pk=case.unit_id)
        yield


def _somebody_waits() -> bool:
    """Tell whether another session waits for the case or the unit that is held."""
    with connection.cursor() as cursor:
        # A transaction sees the other sessions as they were when it looked first.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(WAITING)
        (count,) = cursor.fetchone() or (0,)
    return bool(count)
