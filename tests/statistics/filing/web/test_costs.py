"""What a step page costs, in statements of SQL: the same for one row and for sixty."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from review import workflow
from statistics.enums import StepStatus
from tests.statistics.filing import Filer, exports, make_products, people, production
from tests.world import BAG, FILED_AT, MEHR

# Session and user stand before every page; the brackets of a transaction are no work.
ALWAYS = 2


def cost(act: Callable[[], Any]) -> int:
    """Return how many statements an act costs beyond session and user."""
    with CaptureQueriesContext(connection) as captured:
        answer = act()
    assert answer.status_code in (200, 302)
    work = [q for q in captured if "SAVEPOINT" not in q["sql"]]
    return len(work) - ALWAYS


@pytest.fixture(params=[1, 60])
def rows(request: pytest.FixtureRequest, filer: Filer) -> list[str]:
    """Return the codes of a month that has one product, or sixty, and a month before it."""
    codes = make_products(request.param)
    filer.world.filed(MEHR - 1)
    filer.begin()
    # With the product of the month before: without it the step would ask for a reason.
    filer.send("production", production((BAG, "20"), *[(code, "9") for code in codes]))
    filer.send("exports", exports(*[(code, "9", "9", "1", "20") for code in codes]))
    filer.read("production")
    return codes


def test_step_2_costs_the_same_for_one_row_and_sixty(filer: Filer, rows: list[str]) -> None:
    assert cost(lambda: filer.browser.get(filer.url("production"))) == 6
    data = production(*[(code, "10") for code in rows])
    version, url = filer.submission.steps.get(step=2).version, filer.url("production")
    draft = data | {"action": "save", "version": version}
    green = data | {"action": "confirm", "version": version + 1}
    assert cost(lambda: filer.browser.post(url, draft)) == 11
    # Confirming, the quantities are held against the capacity of the unit.
    assert cost(lambda: filer.browser.post(url, green)) == 12


def test_step_3_costs_the_same_for_one_row_and_sixty(filer: Filer, rows: list[str]) -> None:
    assert cost(lambda: filer.browser.get(filer.url("exports"))) == 7
    data = exports(*[(code, "8", "8", "1", "20") for code in rows])
    version, url = filer.submission.steps.get(step=3).version, filer.url("exports")
    draft = data | {"action": "save", "version": version}
    green = data | {"action": "confirm", "version": version + 1}
    assert cost(lambda: filer.browser.post(url, draft)) == 9
    assert cost(lambda: filer.browser.post(url, green)) == 12


def test_steps_1_and_4_cost_little(filer: Filer) -> None:
    filer.begin()
    filer.read("period")
    assert cost(lambda: filer.browser.get(filer.url("period"))) == 6
    assert cost(lambda: filer.browser.get(filer.url("employment"))) == 5
    assert cost(lambda: filer.send("employment", people(), "save")) <= 12


@pytest.mark.parametrize("page", ["period", "production", "exports", "employment"])
def test_a_returned_month_costs_one_statement_for_its_reason(filer: Filer, page: str) -> None:
    reasons = []
    for month in (filer.world.returned(), filer.world.draft(MEHR - 1)):
        filer.tracking = month.tracking_number
        with CaptureQueriesContext(connection) as captured:
            filer.read(page)
        reasons.append(sum("review_decision" in query["sql"] for query in captured))
        assert len(captured) - ALWAYS <= 8
    assert reasons == [1, 0]


def test_a_green_step_after_a_lowered_production_costs_one_statement_more(filer: Filer) -> None:
    filer.green()
    version = filer.submission.steps.get(step=2).version
    data = production(("2520512459", "4")) | {"version": version, "action": "confirm"}
    assert cost(lambda: filer.browser.post(filer.url("production"), data)) == 14
    assert filer.status("exports") == StepStatus.DRAFT


def test_twenty_products_beside_two_past_months_weigh_little_on_a_slow_line(filer: Filer) -> None:
    made = production(*[(code, "12") for code in make_products(20)])
    for month in (MEHR - 12, MEHR - 1):
        filer.tracking = filer.world.draft(month).tracking_number
        filer.send("production", made)
        filer.send("exports", exports(answer="no"))
        filer.send("employment", people())
        case = filer.submission
        workflow.file(filer.world.owner, case.tracking_number, case.version, FILED_AT)
    filer.begin()
    filer.read("production")
    page = filer.browser.get(filer.url("production"))
    assert page.content.count("مهر ۱۳۹۷".encode()) == 20
    assert len(page.content) <= 25 * 1024
