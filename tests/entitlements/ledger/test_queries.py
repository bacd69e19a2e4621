"""Everybody who asked about a unit stands in its ledger, once, the newest first."""

import json
from datetime import datetime, timedelta

import pytest
import time_machine as clock
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from entitlements.certificates.services import check
from entitlements.enums import LedgerKind
from entitlements.inquiries.rules import question
from entitlements.inquiries.services import ask
from entitlements.ledger.queries import counts_of, lines_of
from entitlements.ledger.rules import told_words
from entitlements.models import AgencyToken
from entitlements.orders.services import Asked, look
from tests.entitlements.certificates.posts import issued
from tests.entitlements.inquiries.asking import machine, pair, post
from tests.entitlements.inquiries.posts import token_under
from tests.entitlements.orders.posts import ORDER, reviewer
from tests.entitlements.service_desk.posts import question as question_of
from tests.world import FILED_AT, World

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def asked_of(world: World, token: AgencyToken, at: datetime) -> None:
    ask(token, question(json.dumps(pair(world)).encode()), "", at)


@pytest.fixture
def asked(world: World) -> World:
    """Let a reviewer, an agency and the holder of a certificate ask, one after the other."""
    world.final()
    ids = Asked(world.unit.holder_id, world.unit.guild_id, ORDER, 12)
    look(reviewer(world), ids, FILED_AT + MINUTE)
    asked_of(world, token_under(world), FILED_AT + 2 * MINUTE)
    check(RequestFactory().get("/"), issued(world).code, FILED_AT + 3 * MINUTE)
    return world


def others(world: World) -> None:
    """Let an office ask before support, and a machine ask what its agreement has not."""
    question_of(world, FILED_AT + MINUTE)
    fields = {"fields": ["union"]}
    post(machine(AgencyToken.objects.get()), pair(world, **fields))


def test_each_says_who_for_what_and_what_was_told(asked: World) -> None:
    page = lines_of(asked.unit)
    assert [line.kind for line in page.rows] == ["check", "inquiry", "order"]
    checked, bank, order = page.rows
    assert order.who == asked.ministry.name
    assert (order.told, order.figures) == ("۱ ماه نهایی، فعال", True)
    assert order.code == "۴۰۵۱۸۲۷۷"
    assert (bank.who, bank.whose) == ("بانک نمونه", "تسهیلات")
    assert bank.told.startswith("فعال، ثبت منظم")
    assert (bank.basis, bank.figures) == ("توافق ۱۳۹۸/۱۷", False)
    assert checked.told == "این گواهی معتبر است"
    # Offices and agencies, never a person.
    assert "کارشناس" not in order.who + bank.who + checked.who
    assert page.cursor == ""


def test_what_was_asked_of_others_or_in_vain_is_not_there(asked: World) -> None:
    token = AgencyToken.objects.get()
    wrong = question(json.dumps(pair(asked, holder_id="9990000026")).encode())
    ask(token, wrong, "", FILED_AT + 4 * MINUTE)
    assert len(lines_of(asked.unit).rows) == 3


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_pages_show_each_line_once_even_of_one_instant(asked: World, size: int) -> None:
    token = AgencyToken.objects.get()
    for _ in range(3):
        asked_of(asked, token, FILED_AT + MINUTE)
        check(RequestFactory().get("/"), issued(asked).code, FILED_AT + MINUTE)
    everything = [line.key for line in lines_of(asked.unit, size=100).rows]
    assert len(everything) == 9
    assert everything == sorted(everything, reverse=True)
    seen, after = [], ""
    while True:
        page = lines_of(asked.unit, after, size=size)
        seen += [line.key for line in page.rows]
        after = page.cursor
        if not after:
            break
    assert seen == everything


def test_one_kind_stands_alone_and_each_is_counted(
    asked: World, time_machine: clock.TimeMachineFixture
) -> None:
    time_machine.move_to(FILED_AT + MINUTE, tick=False)
    assert [line.kind for line in lines_of(asked.unit, kind=LedgerKind.ORDER).rows] == ["order"]
    others(asked)
    assert counts_of(asked.unit, FILED_AT + MINUTE) == dict.fromkeys(LedgerKind, 1)
    later = FILED_AT + timedelta(days=400)
    assert counts_of(asked.unit, later) == dict.fromkeys(LedgerKind, 0)


def test_as_many_statements_for_many_lines_as_for_few(asked: World) -> None:
    with CaptureQueriesContext(connection) as few:
        lines_of(asked.unit)
    token = AgencyToken.objects.get()
    for n in range(5):
        asked_of(asked, token, FILED_AT + n * MINUTE)
    with CaptureQueriesContext(connection) as many:
        assert len(lines_of(asked.unit).rows) == 8
    assert len(few) == len(many) == len(LedgerKind)


def test_base_data_are_named_and_not_repeated() -> None:
    assert told_words({"union": "x", "licence_holds": False}) == "اعتبار پروانه، اتحادیه"
    assert told_words({"complete_since": "1398-07"}) == "کامل از مهر ۱۳۹۸"
    assert told_words({"complete_since": None}) == "هیچ"
