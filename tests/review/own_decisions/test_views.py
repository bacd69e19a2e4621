"""A person's own decisions: all of them, the latest first, and nobody else's."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import Organization
from config.keyset import PAGE
from review.own_decisions.queries import read_decisions
from review.sweep.engine import sweep
from statistics.models import Submission
from tests.clone_cases import copies
from tests.world import FILED_AT, MEHR, World

SignIn = Callable[[Any], Client]
pytestmark = pytest.mark.django_db


def shown(browser: Client, query: str = "") -> list[tuple[str, str]]:
    page = browser.get(f"/review/decisions/{query}")
    assert page.status_code == 200
    return [
        (str(row.decision.submission.period), row.decision.kind) for row, _ in page.context["rows"]
    ]


def test_one_reads_what_one_decided_oneself(world: World, sign_in: SignIn) -> None:
    world.returned(MEHR)
    world.at_ministry(MEHR - 1)
    lapsed = world.filed(MEHR - 2)
    assert lapsed.due_at
    sweep(lapsed.due_at)
    union, province = sign_in(world.union_officer), sign_in(world.province_officer)
    assert shown(union) == [("شهریور ۱۳۹۸", "approved"), ("مهر ۱۳۹۸", "returned")]
    assert shown(province) == [("شهریور ۱۳۹۸", "approved")]
    assert shown(sign_in(world.ministry_officer)) == []
    with time_machine.travel(FILED_AT, tick=False):
        union = sign_in(world.union_officer)
        assert shown(union, "?kind=returned") == [("مهر ۱۳۹۸", "returned")]
        assert shown(union, "?month=139806") == [("شهریور ۱۳۹۸", "approved")]
        assert shown(union, "?month=139806&kind=returned") == []
        assert len(shown(union, "?month=x&kind=x&after=x")) == 2


def test_an_own_filing_is_no_decision_of_an_officer(world: World) -> None:
    world.filed()
    assert read_decisions(world.owner).rows == []


def test_the_pages_together_are_all_of_them(world: World) -> None:
    case = world.at_province()
    copies(Submission.objects.get(pk=case.pk), 2 * PAGE)
    page = read_decisions(world.union_officer)
    found = [row.decision.pk for row in page.rows]
    while page.cursor:
        page = read_decisions(world.union_officer, cursor=page.cursor)
        found += [row.decision.pk for row in page.rows]
    assert found == sorted(set(found), reverse=True)
    assert len(found) == 2 * PAGE + 1


def test_a_case_that_is_out_of_reach_is_named_and_not_led_to(world: World, sign_in: SignIn) -> None:
    case = world.at_province()
    browser = sign_in(world.union_officer)
    link = f'href="/review/{case.tracking_number}/"'
    assert link in browser.get("/review/decisions/").content.decode()
    elsewhere = Organization.objects.create(
        code="u2", kind="union", name="اتحادیهٔ دیگر", parent=world.province
    )
    Submission.objects.filter(pk=case.pk).update(route_union=elsewhere)
    page = browser.get("/review/decisions/").content.decode()
    assert link not in page
    assert world.unit.name in page
