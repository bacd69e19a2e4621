"""The simulation in the browser: the form, the bar that survives a reload, the list."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine as clock
from django.test import Client

from oversight.enums import Finding, Stage
from oversight.models import Simulation, SimulationFinding
from oversight.simulation.services import run_waiting
from review import workflow
from review.checklist.answers import AFFIRMED
from tests.statistics.files import statistician
from tests.world import FILED_AT, World, tehran

pytestmark = pytest.mark.django_db
SignIn = Callable[[Any], Client]
URL = "/policy/simulations/"


@pytest.fixture
def office(world: World, sign_in: SignIn, time_machine: clock.TimeMachineFixture) -> Client:
    """Return the browser of the statistics office, on the first of Azar 1398."""
    time_machine.move_to(tehran(1398, 9, 1), tick=False)
    return sign_in(statistician(world))


def begin(office: Client, **typed: str) -> str:
    """Begin a simulation; return its address."""
    answer = office.post(URL, typed)
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def test_the_bar_stands_in_the_row_and_survives_a_reload(office: Client) -> None:
    address = begin(office, union_days="۱")
    Simulation.objects.update(stage=Stage.RUNNING, progress=40)
    for _ in range(2):
        text = office.get(address).content.decode()
        assert 'value="40"' in text
        assert 'hx-trigger="every 2s"' in text
        assert f'<a href="{address}">دوباره باز کنید</a>' in text
    Simulation.objects.update(stage=Stage.WAITING, progress=0)
    run_waiting()
    text = office.get(address).content.decode()
    assert "hx-trigger" not in text
    assert "<progress" not in text
    assert "مهلت بررسی اتحادیه: ۱ روز" in text


def test_what_would_lapse_is_listed_and_filtered(world: World, office: Client) -> None:
    case = world.filed()
    at = FILED_AT + timedelta(days=2)
    workflow.approve(world.union_officer, case.tracking_number, case.version, at, AFFIRMED)
    address = begin(office, union_days="1")
    run_waiting()
    text = office.get(address).content.decode()
    assert world.unit.name in text
    assert "نزد اتحادیه خودکار می‌شد" in text
    assert "۱ مورد" in text
    assert text.count('data-label="تصمیم شخص، پس از مهلت جدید"') == 3
    other = office.get(f"{address}?kind={Finding.INACTIVE}").content.decode()
    assert world.unit.name not in other
    assert "تفاوتی نیست" in other
    assert world.unit.name in office.get(f"{address}?kind=no&province=99").content.decode()


def test_two_hundred_are_shown_of_however_many(
    world: World, office: Client, django_assert_max_num_queries: Any
) -> None:
    address = begin(office, union_days="1")
    run_waiting()
    row = Simulation.objects.get()
    SimulationFinding.objects.bulk_create(
        SimulationFinding(
            simulation=row,
            kind=Finding.INACTIVE,
            province_id="03",
            unit=world.unit,
            year=1398,
            month=number % 12 + 1,
            at=FILED_AT,
        )
        for number in range(230)
    )
    row.result["found"] = [[Finding.INACTIVE, "03", 400]]
    row.save()
    with django_assert_max_num_queries(8):
        text = office.get(address).content.decode()
    assert text.count(world.unit.name) == 200
    assert "۴۰۰ مورد؛ ۲۰۰ مورد نخست" in text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "دست‌کم یک مقدار بنویسید"),
        ({"union_days": "0"}, "از ۱ تا ۶۰ پذیرفته است"),
        ({"union_days": "2", "union_open": "on"}, "یا عدد را بنویسید یا"),
        ({"filing_allowed_day": "4"}, "بیشتر نمی‌شود"),
        ({"union_days": "سه"}, "مثل"),
    ],
)
def test_a_refusal_says_why(office: Client, typed: dict[str, str], words: str) -> None:
    answer = office.post(URL, typed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Simulation.objects.exists()


def test_a_union_without_a_clock_is_simulated(office: Client) -> None:
    begin(office, union_open="on")
    assert Simulation.objects.get().values == {"union_days": None}
    assert "مهلت بررسی اتحادیه: بی مهلت" in office.get(URL).content.decode()


def test_nobody_else_sees_a_simulation(world: World, office: Client, sign_in: SignIn) -> None:
    address = begin(office, union_days="1")
    for user in (world.owner, world.union_officer, world.ministry_officer):
        assert sign_in(user).get(address).status_code == 403
    assert office.get(f"{URL}99999999999999999999/").status_code == 404
