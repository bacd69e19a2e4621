"""What another threshold of the rules that ask would have raised of the last twelve months."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine as clock
from django.db.models import Model
from django.test import Client

from accounts.models import User
from catalog.models import Policy
from catalog.policy_definitions import REHEARSED, SWITCHED_RULES, PolicyKey, switch_of
from config.jalali import JalaliMonth
from oversight.editing_effect.enums import Outcome
from oversight.editing_effect.queries import count_flags
from oversight.enums import Stage
from oversight.models import Simulation
from oversight.simulation import flags
from oversight.simulation.queries import FRESH, Rehearsed, rehearsed, wanted
from oversight.simulation.rules import Hits
from oversight.simulation.services import ask, run_waiting
from review import workflow
from review.models import Decision
from statistics.enums import Step
from statistics.filing import services as filing
from statistics.filing.storage import PostedLines
from statistics.indicators.periods import IndicatorPeriod
from statistics.models import RaisedFlag, Submission
from statistics.rules.enums import Kind
from statistics.rules.services import GivenReason
from statistics.rules.table import RULES
from tests.review.cases import policy
from tests.statistics.files import statistician
from tests.statistics.filing import text_of
from tests.world import BAG, FILED_AT, MEHR, World, licence_for, person, tehran
from units.models import ActivityChange, Unit

pytestmark = pytest.mark.django_db
NOW = tehran(1398, 9, 1)
UNTOUCHED: tuple[type[Model], ...] = (
    Submission,
    Decision,
    Unit,
    ActivityChange,
    Policy,
    RaisedFlag,
)
CHANGE = PolicyKey.RULE_CHANGE_PERCENT


@pytest.fixture
def office(world: World, time_machine: clock.TimeMachineFixture) -> User:
    """Return an officer of the statistics office, on the first of Azar 1398."""
    time_machine.move_to(NOW, tick=False)
    return statistician(world)


def tried(office: User, key: PolicyKey, value: int) -> Rehearsed:
    """Try a value, and read what was counted."""
    row = ask(office, {key.value: value}, NOW)
    assert run_waiting() == 1
    row.refresh_from_db()
    assert (row.stage, row.progress) == (Stage.DONE, 100)
    return rehearsed(row.result["questions"])


def file(world: World, month: JalaliMonth, quantity: int) -> Submission:
    """File a month of so many tonnes, or file it again, giving a reason where one is asked."""
    mine = Submission.objects.filter(unit=world.unit, year=month.year, month=month.month)
    case = mine.first() or world.ready(month)
    why = {
        (rule, f"production:{BAG}"): GivenReason("seasonal" if quantity > 20 else "past_wrong")
        for rule in ("P-21", "P-22")
    }
    saved = filing.save_production(
        world.owner,
        case.tracking_number,
        case.steps.get(step=Step.PRODUCTION).version,
        PostedLines({BAG: Decimal(quantity)}),
        True,
        FILED_AT,
        why,
    )
    return workflow.file(world.owner, case.tracking_number, saved.version, FILED_AT)


def usual(world: World) -> None:
    """File three months of twenty tonnes, from which on a median is one."""
    for back in (4, 3, 2):
        file(world, MEHR - back, 20)


def returned(world: World, case: Submission) -> None:
    workflow.send_back(world.union_officer, case.tracking_number, case.version, "ببینید", FILED_AT)


def test_a_lower_threshold_raises_what_the_one_in_force_lets_pass(
    world: World, office: User
) -> None:
    usual(world)
    file(world, MEHR - 1, 27)
    found = tried(office, CHANGE, 30)
    assert found.whole.before.hits == Hits()
    assert found.whole.after.hits == Hits(1, 1, 0)
    assert (found.new.hits, found.gone.hits) == (Hits(1, 1, 0), Hits())
    assert [(rule, row.after.raised) for rule, row in found.rules] == [("P-22", 1)]
    assert [(row.name, row.after.raised) for row in found.provinces] == [("آذربایجان شرقی", 1)]
    assert (found.months, found.units, found.part) == (4, 1, 1)


def test_a_figure_that_was_changed_in_a_later_round_is_a_hit(world: World, office: User) -> None:
    usual(world)
    returned(world, file(world, MEHR - 1, 27))
    file(world, MEHR - 1, 20)
    found = tried(office, CHANGE, 30)
    assert found.new.hits == Hits(1, 1, 1)
    assert found.new.changed == Decimal(100)


def test_what_is_being_corrected_is_in_no_share(world: World, office: User) -> None:
    usual(world)
    returned(world, file(world, MEHR - 1, 27))
    found = tried(office, CHANGE, 30)
    assert found.new.hits == Hits(1, 0, 0)
    assert found.new.changed is None


def test_a_higher_threshold_lets_pass_what_is_asked_today(world: World, office: User) -> None:
    usual(world)
    file(world, MEHR - 1, 36)
    found = tried(office, CHANGE, 90)
    assert (found.whole.before.raised, found.whole.after.raised) == (1, 0)
    assert (found.new.hits, found.gone.hits) == (Hits(), Hits(1, 1, 0))


def test_a_figure_that_turns_to_another_rule_is_neither_new_nor_gone(
    world: World, office: User
) -> None:
    usual(world)
    file(world, MEHR - 1, 200)
    found = tried(office, PolicyKey.RULE_OFF, switch_of("P-21"))
    assert [(rule, row.before.raised, row.after.raised) for rule, row in found.rules] == [
        ("P-21", 1, 0),
        ("P-22", 0, 1),
    ]
    assert (found.new.raised, found.gone.raised) == (0, 0)
    assert (found.whole.before.raised, found.whole.after.raised) == (1, 1)


def test_a_rule_that_is_off_asks_the_unit_nothing(world: World) -> None:
    usual(world)
    off = switch_of("P-21") | switch_of("P-22")
    policy(PolicyKey.RULE_OFF, off)
    assert file(world, MEHR - 1, 200).flags == 0


def test_the_switches_are_the_rules_that_ask() -> None:
    assert set(SWITCHED_RULES) == {rule.id for rule in RULES if rule.kind == Kind.SOFT}
    assert PolicyKey.RULE_OFF.fact.maximum == 2 ** len(SWITCHED_RULES) - 1


def test_under_the_policy_in_force_it_counts_what_was_raised_and_what_came_of_it(
    world: World, office: User
) -> None:
    """The stored flags say the same of months whose past has not changed since."""
    usual(world)
    returned(world, file(world, MEHR - 1, 200))
    file(world, MEHR - 1, 21)
    file(world, MEHR, 70)
    found = tried(office, PolicyKey.RULE_PEOPLE_LEAST, 6)
    stored = [
        each
        for month in (MEHR - 1, MEHR)
        for each in count_flags(IndicatorPeriod(month))
        if not each.rule.startswith("H")
    ]
    assert found.whole.before.hits == Hits(
        sum(each.figures for each in stored),
        sum(each.figures for each in stored if each.outcome != Outcome.OPEN),
        sum(each.figures for each in stored if each.outcome == Outcome.CHANGED),
    )
    assert found.whole.before.hits == Hits(2, 2, 1)
    assert found.whole.after.hits == found.whole.before.hits


def test_nothing_but_the_simulation_is_written(world: World, office: User) -> None:
    usual(world)
    file(world, MEHR - 1, 200)
    before = [list(model._default_manager.order_by("pk").values()) for model in UNTOUCHED]
    for key in REHEARSED:
        tried(office, key, key.fact.minimum)
    assert before == [list(model._default_manager.order_by("pk").values()) for model in UNTOUCHED]


def test_months_before_the_twelve_are_remembered_and_not_counted(
    world: World, office: User
) -> None:
    usual(world)
    file(world, MEHR - 1, 27)
    row = ask(office, {CHANGE.value: 30}, tehran(1399, 6, 1))
    assert run_waiting() == 1
    row.refresh_from_db()
    found = rehearsed(row.result["questions"])
    # Of Tir to Shahrivar 1398 the last one alone lies within the year before Shahrivar 1399.
    assert (found.months, found.whole.after.raised) == (1, 1)


def test_a_large_country_is_tried_by_parts_and_says_so(
    world: World, office: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flags, "CHUNK", 1)
    monkeypatch.setattr(flags, "MOST_CHUNKS", 2)
    usual(world)
    other = replace(world, owner=person("other"))
    other.licence = licence_for("0488888888", "9990000026", world.union, other.owner)
    usual(other)
    found = tried(office, CHANGE, 30)
    assert found.part > 1
    assert found.units <= 2


def test_an_empty_year_is_said_to_be_one(
    world: World, office: User, sign_in: Callable[[Any], Client]
) -> None:
    row = ask(office, {CHANGE.value: 30}, NOW)
    run_waiting()
    text = text_of(sign_in(office).get(f"/policy/simulations/{row.pk}/"))
    assert "در این دوازده ماه آماری ثبت نشده است" in text


def test_the_office_reads_it_in_a_sentence_and_adds_the_value_by_one_click(
    world: World, office: User, sign_in: Callable[[Any], Client]
) -> None:
    usual(world)
    returned(world, file(world, MEHR - 1, 27))
    file(world, MEHR - 1, 20)
    browser = sign_in(office)
    here = f"/policy/simulations/of/{CHANGE}/"
    answer = browser.post(here, {"value": "۳۰"})
    row = Simulation.objects.get()
    assert row.values == {CHANGE.value: 30}
    assert answer.headers["Location"] == f"/policy/simulations/{row.pk}/"
    run_waiting()
    text = text_of(browser.get(answer.headers["Location"]))
    assert "با این مقدار<b>۱ رقم</b>هشدار می‌گرفت، با مقدار در اجرا<b>۰ رقم</b>." in text
    assert "۱ رقم که اکنون هشدار نمی‌گیرد، هشدار می‌گرفت و ۱۰۰٪ آنها بعداً اصلاح شد." in text
    add = f"/policy/{CHANGE}/add/?value=30"
    assert add in text
    assert 'name="value" value="۳۰"' in text_of(browser.get(add))
    assert "۳۰ درصد" in text_of(browser.get(here))


@pytest.mark.parametrize("value", ["", "4", "501", "پنجاه"])
def test_what_may_not_be_in_force_is_not_tried(
    world: World, office: User, sign_in: Callable[[Any], Client], value: str
) -> None:
    answer = sign_in(office).post(f"/policy/simulations/of/{CHANGE}/", {"value": value})
    assert answer.status_code == 422
    assert not Simulation.objects.exists()


def test_a_threshold_is_not_added_before_it_was_tried(
    world: World, office: User, sign_in: Callable[[Any], Client]
) -> None:
    browser = sign_in(office)
    typed = {"value": "30", "year": "1398", "month": "10", "reason": "پرسش کمتر"}
    refused = browser.post(f"/policy/{CHANGE}/add/", typed)
    assert refused.status_code == 422
    assert "نخست آن را بیازمایید" in text_of(refused)
    assert "پرسش کمتر" in text_of(refused)
    tried(office, CHANGE, 31)
    assert browser.post(f"/policy/{CHANGE}/add/", typed).status_code == 422
    assert browser.post(f"/policy/{CHANGE}/exception/", typed).status_code == 422
    tried(office, CHANGE, 30)
    assert browser.post(f"/policy/{CHANGE}/add/", typed).status_code == 302
    assert Policy.objects.filter(key=CHANGE, value=30).exists()


def test_what_was_tried_long_ago_is_tried_again(world: World, office: User) -> None:
    tried(office, CHANGE, 30)
    assert wanted(CHANGE, 30, NOW + FRESH) == ""
    assert wanted(CHANGE, 30, NOW + FRESH + timedelta(seconds=1)) != ""
    assert wanted(PolicyKey.UNION_DAYS, 5, NOW) == ""
