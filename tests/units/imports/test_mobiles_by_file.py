"""The holder's mobile by file: the first one, another one without an account, and back again."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
import time_machine as clock
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Organization, User
from catalog.policy_definitions import PolicyKey
from tests.review.cases import policy
from tests.units.imports.acts import checked, faults, registry, statistics_officer, stored, undone
from tests.units.imports.files import national_id, row
from tests.world import World, tehran
from units.contacts import message_services
from units.contacts.mobile_queries import registered_of
from units.enrolment.queries import mobile_serves_from, registered_mobile
from units.enums import (
    ContactRole,
    MemberRole,
    MobileMessage,
    RegistryIssueKind,
    RegistrySource,
)
from units.imports import services, worker
from units.imports.errors import DependedUponError
from units.models import (
    ContactNumber,
    Import,
    ImportRow,
    MobileChange,
    RegistryChange,
    RegistryIssue,
    Unit,
    UnitMember,
)

pytestmark = pytest.mark.django_db

FIRST, SECOND = "09120000011", "09120000012"
SECOND_OF_TIME = timedelta(seconds=1)


@pytest.fixture
def office(world: World) -> User:
    return statistics_officer(world)


def unit(serial: int = 1) -> Unit:
    return Unit.objects.get(guild_id=f"0471{serial:06d}")


def number(serial: int = 1) -> str:
    held = registered_of(unit(serial).pk)
    return held.number if held else ""


def told(run: Import) -> list[tuple[str, str, str]]:
    changes = [one for found in ImportRow.objects.filter(imported=run) for one in found.changes]
    return [
        (one["before"], one["after"], one["consequence"])
        for one in changes
        if one["fact"] == "contact"
    ]


def confirm(user: User, run: Import) -> Import:
    services.confirm(user, run, run.version, timezone.now())
    worker.run_waiting()
    run.refresh_from_db()
    return run


def written_by_hand(number: str, **more: Any) -> ContactNumber:
    return ContactNumber.objects.create(
        unit=unit(),
        number=number,
        role=ContactRole.HOLDER,
        source=RegistrySource.VISIT,
        added_at=timezone.now() - timedelta(days=1),
        **more,
    )


def test_a_new_unit_has_the_mobile_of_the_file(world: World, office: User) -> None:
    run = checked(office, [row(1, mobile="9120000011"), row(2)])
    assert (run.new, run.consequences) == (2, {}), faults(run)
    assert told(run) == [("", "همراه ثبت‌شده: ۰۹۱۲***۰۰۱۱", "")]
    assert not ContactNumber.objects.filter(number=FIRST).exists()
    confirm(office, run)
    held = registered_of(unit().pk)
    assert held
    assert (held.number, held.role, held.source) == (FIRST, "holder", RegistrySource.REGISTRY)
    assert (held.added_by, held.verified_at) == (office, None)
    assert number(2) == ""
    history = RegistryChange.objects.get(unit=unit().pk, fact="contact")
    assert (history.before, history.after) == ("", "همراه ثبت‌شده: ۰۹۱۲***۰۰۱۱")
    assert history.licence_id is None
    again = checked(office, [row(1, mobile="0912 000 0011"), row(2)])
    assert (again.unchanged, told(again)) == (2, [])


def test_a_known_unit_gets_its_first_mobile(world: World, office: User) -> None:
    stored(office, [row(1)])
    run = checked(office, [row(1, mobile=FIRST)])
    assert (run.changed, run.facts, run.consequences) == (1, 1, {})
    confirm(office, run)
    assert number() == FIRST
    assert stored(office, [row(1, number="888", mobile=SECOND)]).new == 1
    assert number() == SECOND


def test_without_an_account_another_mobile_is_a_consequence(world: World, office: User) -> None:
    stored(office, [row(1, mobile=FIRST)])
    earlier = registered_of(unit().pk)
    assert earlier
    sent: list[list[Any]] = []
    before = registry()
    with patch.object(message_services, "hand_over", lambda name, args: sent.append(args)):
        run = checked(office, [row(1, mobile=SECOND)])
        assert (run.changed, run.consequences) == (1, {"mobile": 1})
        assert told(run) == [
            (
                "همراه ثبت‌شده: ۰۹۱۲***۰۰۱۱",
                "همراه ثبت‌شده: ۰۹۱۲***۰۰۱۲",
                "شمارهٔ همراه ثبت‌شده عوض می‌شود و چند روز بعد برای ساخت حساب به کار می‌رود",
            )
        ]
        with patch("django.db.transaction.on_commit", lambda act, **_: act()):
            confirm(office, run)
    assert [earlier.pk, MobileMessage.CHANGED] in sent
    assert number() == SECOND
    assert ContactNumber.objects.get(pk=earlier.pk).ended_at
    assert checked(office, [row(1, mobile=SECOND)]).unchanged == 1
    undone(office, run)
    assert registry() == before
    taken = RegistryChange.objects.filter(unit=unit().pk, fact="contact").latest("pk")
    assert taken.after == "همراه ثبت‌شده: ۰۹۱۲***۰۰۱۱"


@pytest.mark.parametrize("undone_first", [False, True])
def test_a_mobile_that_replaces_another_opens_an_account_after_some_days_alone(
    world: World, office: User, time_machine: clock.TimeMachineFixture, undone_first: bool
) -> None:
    """One person stores a file; who holds the earlier number has the days to object."""
    time_machine.move_to(tehran(1398, 8, 20), tick=False)
    stored(office, [row(1)])
    first = stored(office, [row(1, mobile=FIRST)])
    assert registered_mobile(unit(), timezone.now()) == FIRST
    if undone_first:
        # Taken away and written anew: no row of the earlier number is left, its history is.
        undone(office, first)
    stored(office, [row(1, mobile=SECOND)])
    over = tehran(1398, 8, 28, 0)
    for at, number in ((timezone.now(), ""), (over - SECOND_OF_TIME, ""), (over, SECOND)):
        assert registered_mobile(unit(), at) == number
    # A value of later moves no day that was told.
    policy(PolicyKey.MOBILE_BY_FILE_DAYS, 60)
    assert registered_mobile(unit(), over) == SECOND
    assert mobile_serves_from(unit(), timezone.now()) == over


def test_a_number_that_was_known_becomes_the_registered_one(world: World, office: User) -> None:
    stored(office, [row(1)])
    proved = timezone.now() - timedelta(days=1)
    known = written_by_hand(FIRST, verified_at=proved)
    issue = RegistryIssue.objects.create(
        unit=unit(),
        kind=RegistryIssueKind.values[0],
        contact=known,
        opened_by=office,
        opened_office=world.union,
        opened_at=timezone.now(),
    )
    before = registry()
    run = stored(office, [row(1, mobile=FIRST)])
    held = registered_of(unit().pk)
    assert held
    assert (held.number, held.verified_at) == (FIRST, proved)
    issue.refresh_from_db()
    assert issue.settled_by == office
    assert undone(office, run).kept == 0
    assert registry() == before


@pytest.mark.parametrize("stored_first", ["", FIRST])
def test_a_file_changes_no_mobile_on_which_an_account_hangs(
    world: World, office: User, stored_first: str
) -> None:
    stored(office, [row(1, mobile=stored_first)])
    UnitMember.objects.create(unit=unit(), user=world.owner, role=MemberRole.OWNER)
    run = checked(office, [row(1, mobile=SECOND, address="کوی نسترن")])
    assert run.refused == 1
    assert faults(run)[2].startswith("برای این واحد حساب ساخته شده است")
    assert checked(office, [row(1, mobile=stored_first)]).unchanged == 1


def test_an_account_that_came_meanwhile_keeps_its_mobile(world: World, office: User) -> None:
    stored(office, [row(1, mobile=FIRST)])
    run = checked(office, [row(1, mobile=SECOND)])
    UnitMember.objects.create(unit=unit(), user=world.owner, role=MemberRole.OWNER)
    assert confirm(office, run).overtaken == 1
    assert number() == FIRST


def test_a_mobile_that_came_meanwhile_is_not_replaced(world: World, office: User) -> None:
    stored(office, [row(1)])
    run = checked(office, [row(1, mobile=SECOND)])
    written_by_hand(FIRST, registered=True)
    assert confirm(office, run).overtaken == 1
    assert number() == FIRST


def test_what_waits_for_a_second_person_is_not_overtaken(world: World, office: User) -> None:
    stored(office, [row(1, mobile=FIRST)])
    MobileChange.objects.create(
        unit=unit(),
        number="09120000013",
        source=RegistrySource.VISIT,
        reference="بازدید",
        asked_by=office,
        asked_office=world.union,
        asked_at=timezone.now(),
    )
    run = checked(office, [row(1, mobile=SECOND)])
    assert faults(run)[2] == "تغییر شمارهٔ همراه این واحد در انتظار نفر دوم است."


def test_nobody_brings_their_own_mobile(world: World, office: User) -> None:
    office.mobile = FIRST
    office.save()
    run = checked(office, [row(1, mobile=FIRST)])
    assert faults(run)[2] == "این شمارهٔ همراه حساب خود شماست."


@pytest.mark.parametrize(
    "written",
    ["9120000011", "+98 912 000 0011", "00989120000011", "0912-000-0011", "۰۹۱۲۰۰۰۰۰۱۱"],
)
def test_a_mobile_is_read_as_sheets_write_it(world: World, office: User, written: str) -> None:
    stored(office, [row(1, mobile=written)])
    assert number() == FIRST


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("04133344556", "این شمارهٔ تلفن ثابت است."),
        ("912000001", "شمارهٔ همراه خوانده نشد."),
        ("09120000011 و 09120000012", "بیش از یک شماره در این سلول است."),
        ("9.12E+09", ""),
    ],
)
def test_what_is_no_mobile_is_refused_by_its_cell(
    world: World, office: User, written: str, fault: str
) -> None:
    run = checked(office, [row(1, mobile=written)])
    assert run.refused == 1
    (told,) = ImportRow.objects.get(imported=run).faults
    assert told["column"] == "تلفن همراه دارنده"
    assert fault in told["fault"]


def test_the_mobile_may_stand_in_any_row_of_a_unit(world: World, office: User) -> None:
    rows = [row(1), row(1, number="888", mobile=FIRST), row(1, number="889")]
    assert stored(office, rows).new == 3
    assert number() == FIRST
    assert checked(office, rows).unchanged == 3
    run = checked(office, [*rows, row(1, number="890", mobile=SECOND)])
    assert faults(run) == {
        3: "در سطر ۵ همین فایل، همین واحد شمارهٔ همراه دیگری دارد.",
        5: "در سطر ۳ همین فایل، همین واحد شمارهٔ همراه دیگری دارد.",
    }


def test_one_number_of_many_holders_is_told(world: World, office: User) -> None:
    five = [row(n, mobile=FIRST) for n in range(1, 6)]
    assert checked(office, five).consequences == {}
    run = stored(office, [*five, row(6, mobile=FIRST)])
    assert (run.new, run.consequences) == (6, {"shared": 6})
    assert told(run)[0][2] == "این شماره برای بیش از ۵ دارنده نوشته شده است"
    assert ContactNumber.objects.filter(number=FIRST, registered=True).count() == 6


def test_a_new_holder_has_the_files_mobile_and_the_old_one_keeps_theirs(
    world: World, office: User
) -> None:
    stored(office, [row(1, mobile=FIRST)])
    old, before = unit(), registry()
    heir = {"holder_id": national_id(77), "holder_since": "1399/03/01", "number": "555"}
    run = stored(office, [row(1, **heir, mobile=SECOND)])
    new = Unit.objects.get(predecessor=old)
    assert [one.number for one in map(registered_of, (old.pk, new.pk)) if one] == [FIRST, SECOND]
    undone(office, run)
    assert registry() == before


def prove(held: ContactNumber, office: User) -> None:
    ContactNumber.objects.filter(pk=held.pk).update(verified_at=timezone.now())


def join(held: ContactNumber, office: User) -> None:
    UnitMember.objects.create(unit=held.unit, user=office, role=MemberRole.OWNER)


def replace(held: ContactNumber, office: User) -> None:
    ContactNumber.objects.filter(pk=held.pk).update(ended_at=timezone.now())


def doubt(held: ContactNumber, office: User) -> None:
    RegistryIssue.objects.create(
        unit=held.unit,
        kind=RegistryIssueKind.values[0],
        contact=held,
        opened_by=office,
        opened_office=Organization.objects.get(code="statistics"),
        opened_at=timezone.now(),
    )


@pytest.mark.parametrize("known_before", [True, False])
@pytest.mark.parametrize("act", [prove, join, replace, doubt])
def test_a_mobile_that_was_used_is_not_taken_back(
    world: World, office: User, known_before: bool, act: Any
) -> None:
    if known_before:
        stored(office, [row(1, mobile=SECOND)])
    run = stored(office, [row(1, mobile=FIRST)])
    held = registered_of(unit().pk)
    assert held
    act(held, office)
    with pytest.raises(DependedUponError):
        services.take_back(office, run, timezone.now())


def test_an_earlier_number_that_was_written_down_again_keeps_the_row(
    world: World, office: User
) -> None:
    stored(office, [row(1, mobile=FIRST)])
    run = stored(office, [row(1, mobile=SECOND)])
    written_by_hand(FIRST)
    with pytest.raises(DependedUponError):
        services.take_back(office, run, timezone.now())


def test_more_rows_take_no_more_statements(world: World, office: User) -> None:
    def statements(serials: range) -> int:
        run = checked(office, [row(n, mobile=FIRST) for n in serials])
        services.confirm(office, run, run.version, timezone.now())
        with CaptureQueriesContext(
            connection,
        ) as found:
            worker.run_waiting()
        return len(found)

    statements(range(1, 2))
    assert statements(range(10, 12)) == statements(range(20, 60))
