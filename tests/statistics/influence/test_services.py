"""A month is weighed as it is filed, against what is known of the country by then."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import Product
from catalog.policy_definitions import PolicyKey
from config.jalali import JalaliMonth
from review import workflow
from review.checklist.answers import AFFIRMED
from statistics.enums import Step
from statistics.filing import services
from statistics.filing.storage import PostedLines
from statistics.influence.queries import cells_of
from statistics.models import (
    InfluentialFigure,
    MatchedTotal,
    ProductEstimate,
    ProductTotal,
    Submission,
)
from tests.review.cases import fresh, policy
from tests.statistics.filing import text_of
from tests.world import BAG, FILED_AT, MEHR, PIPE, World

pytestmark = pytest.mark.django_db


def file(world: World, quantity: str, month: JalaliMonth = MEHR) -> Submission:
    """File a month of so many tonnes of bags, or file it again."""
    mine = Submission.objects.filter(unit=world.unit, year=month.year, month=month.month)
    ready = mine.first() or world.ready(month)
    saved = services.save_production(
        world.owner,
        ready.tracking_number,
        ready.steps.get(step=Step.PRODUCTION).version,
        PostedLines({BAG: Decimal(quantity)}),
        True,
        FILED_AT,
    )
    return workflow.file(world.owner, ready.tracking_number, saved.version, FILED_AT)


def finish(world: World, case: Submission) -> None:
    """Let all three levels approve it, and two others who made nothing list the product too."""
    officers = (world.union_officer, world.province_officer, world.ministry_officer)
    for officer in officers:
        now = fresh(case)
        workflow.approve(officer, now.tracking_number, now.version, FILED_AT, AFFIRMED)
    ProductTotal.objects.update(makers=3)


def estimated(world: World, reported: str, imputed: str) -> None:
    """Let a part of the country's bags of Shahrivar be imputed."""
    ProductEstimate.objects.create(
        year=MEHR.year,
        month=MEHR.month - 1,
        organization=world.province,
        product=Product.objects.get(code=BAG),
        measure_id="ton",
        reported=Decimal(reported),
        imputed=Decimal(imputed),
        units_reported=1,
        units_imputed=2,
        base_filed=0,
        base_due=0,
        frame=2,
        unknown=0,
    )


def matched(now: str, before: str, holders: int = 5) -> None:
    """Let five holders have made so much of bags in Mehr and in Shahrivar."""
    MatchedTotal.objects.create(
        year=MEHR.year,
        month=MEHR.month,
        product=Product.objects.get(code=BAG),
        measure_id="ton",
        lag=1,
        holders=holders,
        now=Decimal(now),
        before=Decimal(before),
        base=Decimal(before),
        workers=0,
        units=holders,
        outliers=0,
        up=1,
        down=0,
    )


def test_ninety_tonnes_beside_forty_one_expected_move_a_cell_by_sixteen_percent(
    world: World,
) -> None:
    finish(world, file(world, "40", MEHR - 1))
    estimated(world, "40", "266.25")
    matched("310", "300")
    case = file(world, "90")
    assert (case.influence, case.influential) == (Decimal("15.891"), True)
    kept = InfluentialFigure.objects.get(submission=case)
    assert (kept.product.code, kept.measure_id) == (BAG, "ton")
    assert (kept.quantity, kept.total) == (Decimal(90), Decimal("306.25"))
    assert kept.expected == Decimal("41.333333")


def test_without_an_estimate_the_sum_of_what_is_final_is_the_cell(world: World) -> None:
    finish(world, file(world, "20", MEHR - 1))
    case = file(world, "21")
    assert (case.influence, case.influential) == (Decimal("5.000"), True)


def test_what_moves_less_than_the_policys_percent_keeps_no_figure(world: World) -> None:
    finish(world, file(world, "20", MEHR - 1))
    policy(PolicyKey.INFLUENCE_PERCENT, 6)
    case = file(world, "21")
    assert (case.influence, case.influential) == (Decimal("5.000"), False)
    assert not InfluentialFigure.objects.exists()


def test_before_the_first_total_of_a_product_nothing_is_weighed(world: World) -> None:
    world.filed(MEHR - 1)
    case = file(world, "900")
    assert (case.influence, case.influential) == (None, False)


def test_a_unit_silent_last_month_is_held_against_its_usual_quantity(world: World) -> None:
    finish(world, file(world, "20", MEHR - 2))
    estimated(world, "0", "200")
    assert file(world, "30").influence == Decimal("5.000")


def test_a_corrected_round_is_weighed_anew(world: World) -> None:
    finish(world, file(world, "20", MEHR - 1))
    case = file(world, "30")
    assert case.influence == Decimal("50.000")
    workflow.send_back(world.union_officer, case.tracking_number, case.version, "ببینید", FILED_AT)
    again = file(world, "20")
    assert (again.round, again.influence, again.influential) == (2, Decimal("0.000"), False)
    assert not InfluentialFigure.objects.exists()


def test_cells_are_read_in_one_statement(world: World) -> None:
    finish(world, file(world, "20", MEHR - 1))
    with CaptureQueriesContext(connection) as read:
        cells = cells_of([BAG, PIPE], MEHR)
    assert len(read) == 1
    assert {key: cell.total for key, cell in cells.items()} == {(BAG, "تن"): Decimal(20)}


def test_the_unit_is_told_nothing_of_it(world: World, sign_in: Callable[[Any], Client]) -> None:
    finish(world, file(world, "20", MEHR - 1))
    case = file(world, "30")
    assert fresh(case).influential
    browser = sign_in(world.owner)
    for page in ("/", "/statistics/", f"/statistics/{case.tracking_number}/report/"):
        text = text_of(browser.get(page, follow=True))
        assert "جمع کشور" not in text
    assert "influence" not in str(case.revisions.get().figures)
