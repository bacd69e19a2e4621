"""Which states of a licence a file may bring: a unit is closed by an office, never by a file."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import User
from config.jalali import format_day, from_parts
from tests.units.imports.acts import checked, faults, statistics_officer, stored
from tests.units.imports.files import row
from tests.world import World
from units.enums import LicenceStatus
from units.imports import services, worker
from units.imports.registry.columns import STATES, VALID
from units.models import ImportRow, LicenceState

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(world: World) -> User:
    return statistics_officer(world)


def states() -> list[tuple[str, dt.date, dt.date | None]]:
    rows = LicenceState.objects.filter(licence__number="0471000001").order_by("since")
    return list(rows.values_list("status", "since", "until"))


def test_a_file_closes_no_unit() -> None:
    assert set(STATES.values()) == {VALID, LicenceStatus.SUSPENDED, LicenceStatus.REVOKED}


def test_the_end_of_a_suspension_is_told_before_it_is_stored(world: World, office: User) -> None:
    before = stored(office, [row(1, status="تعلیق", state_since="1401/02/01")])
    assert before.consequences == {"state": 1}
    ending = [row(1, status="معتبر", state_since="1402/02/01")]
    run = checked(office, ending)
    assert (run.changed, run.consequences) == (1, {"valid": 1}), faults(run)
    (change,) = ImportRow.objects.get(imported=run).changes
    assert change["before"] == f"تعلیق‌شده از {format_day(from_parts(1401, 2, 1))}"
    assert change["consequence"] == "از این روز دوباره معتبر است و ماه‌های آن مشمول می‌شود"
    services.confirm(office, run, run.version, timezone.now())
    worker.run_waiting()
    assert states() == [("suspended", from_parts(1401, 2, 1), from_parts(1402, 1, 31))]
    again = checked(office, ending)
    assert (again.unchanged, again.refused) == (1, 0), faults(again)


def test_a_suspension_with_a_known_end_is_ended_earlier(world: World, office: User) -> None:
    rows = [row(1, status="تعلیق", state_since="1401/02/01", state_until="1430/01/01")]
    stored(office, rows)
    run = stored(office, [row(1, status="معتبر", state_since="1402/02/01")])
    assert run.consequences == {"valid": 1}, faults(run)
    assert states() == [("suspended", from_parts(1401, 2, 1), from_parts(1402, 1, 31))]


@pytest.mark.parametrize(
    "now",
    [
        {"status": "معتبر", "state_since": "1402/02/01"},
        {"status": "معتبر"},
        {"status": "معتبر", "state_since": "1398/02/11"},
        {"status": "تعلیق", "state_since": "1401/02/01"},
    ],
)
def test_a_revocation_is_for_good(world: World, office: User, now: dict[str, str]) -> None:
    stored(office, [row(1, status="باطل", state_since="1401/02/01")])
    run = checked(office, [row(1, **now)])
    assert (run.changed, run.refused) == (0, 1)
    assert faults(run)[2] == "این پروانه در سامانه باطل شده است و فایل آن را برنمی‌گرداند."


def test_a_revocation_has_no_end(world: World, office: User) -> None:
    rows = [row(1, status="باطل", state_since="1401/02/01", state_until="1402/02/01")]
    assert faults(checked(office, rows))[2] == "ابطال پایان ندارد."


@pytest.mark.parametrize("until", ["", "1430/01/01"])
@pytest.mark.parametrize("since", ["", "1398/02/11"])
def test_a_licence_that_is_suspended_is_not_called_valid_without_its_day(
    world: World, office: User, since: str, until: str
) -> None:
    stored(office, [row(1, status="تعلیق", state_since="1401/02/01", state_until=until)])
    run = checked(office, [row(1, status="معتبر", state_since=since)])
    assert run.refused == 1
    assert faults(run)[2] == "این پروانه اکنون معتبر نیست و پایان آن نوشته نشده است."


def test_a_suspension_that_is_long_over_contradicts_nothing(world: World, office: User) -> None:
    rows = [row(1, status="تعلیق", state_since="1399/02/01", state_until="1399/03/01")]
    stored(office, rows)
    run = checked(office, [row(1, status="معتبر", state_since="1398/02/11")])
    assert (run.unchanged, run.refused) == (1, 0), faults(run)
