"""The worker of imports: killed, followed, stopped, made to wait, overtaken."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.enums import NoticeKind
from accounts.models import Notice, User
from config.uploads.errors import UnacceptableFileError
from config.uploads.tables.uploaded import TableRow, UploadedTable
from tests.units.imports.acts import (
    brought,
    checked,
    registry,
    statistics_officer,
    stored,
    undone,
)
from tests.units.imports.files import row
from tests.world import World
from units.enums import ImportStage, RowState
from units.imports import kinds, services, worker
from units.imports.errors import DependedUponError, NotToImportError, OtherStageError
from units.imports.registry.kind import UNITS
from units.imports.registry.staging import stage
from units.models import Import, ImportRow, Licence, RegistryChange, Unit

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(hours=1)


class KilledError(BaseException):
    """Ends a worker as a signal would: nothing of its code runs afterwards."""


@pytest.fixture
def office(world: World) -> User:
    return statistics_officer(world)


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Let a worker store three rows at a time, and die in a batch."""

    def dying(batch: int) -> None:
        left = iter(range(batch))

        def store(*args: Any) -> Any:
            if next(left, None) is None:
                raise KilledError
            return UNITS.store(*args)

        monkeypatch.setitem(kinds._KINDS, "units", replace(UNITS, batch=3, store=store))

    return dying


def silent(run: Import) -> None:
    """Let so much time pass that its worker is taken for dead."""
    Import.objects.filter(pk=run.pk).update(touched_at=timezone.now() - LONG_AGO)


def confirmed(office: User, rows: list[dict[str, str]]) -> Import:
    run = checked(office, rows)
    return services.confirm(office, run, run.version, timezone.now())


def ids() -> Iterator[int]:
    yield from RegistryChange.objects.order_by("pk").values_list("pk", flat=True)


def test_a_worker_that_is_killed_is_followed_and_nothing_is_stored_twice(
    world: World, office: User, small_batches: Callable[[int], None]
) -> None:
    run = confirmed(office, [row(number) for number in range(1, 11)])
    small_batches(2)
    with pytest.raises(KilledError):
        worker.run_waiting()
    run.refresh_from_db()
    assert (run.stage, run.done, Unit.objects.count()) == (ImportStage.STORING, 6, 7)
    # Its message comes again at once: whoever might be alive still is left alone.
    assert worker.run_waiting() == 0
    silent(run)
    small_batches(99)
    worker.run_waiting()
    run.refresh_from_db()
    assert (run.stage, run.done, Unit.objects.count()) == (ImportStage.STORED, 10, 11)
    assert RegistryChange.objects.filter(fact="created").count() == 10


def test_an_undo_that_is_killed_goes_on_too(
    world: World, office: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = registry()
    run = stored(office, [row(number) for number in range(1, 11)])
    services.take_back(office, run, timezone.now())
    calls = iter(range(2))

    def undo(*args: Any) -> Any:
        if next(calls, None) is None:
            raise KilledError
        return UNITS.undo(*args)

    monkeypatch.setitem(kinds._KINDS, "units", replace(UNITS, batch=3, undo=undo))
    with pytest.raises(KilledError):
        worker.run_waiting()
    assert Unit.objects.count() == 5
    silent(run)
    monkeypatch.setitem(kinds._KINDS, "units", UNITS)
    worker.run_waiting()
    run.refresh_from_db()
    assert (run.stage, run.kept) == (ImportStage.UNDONE, 0)
    assert registry() == before


def test_what_ends_three_workers_halts_and_goes_on_by_a_persons_word(
    world: World, office: User, small_batches: Callable[[int], None]
) -> None:
    run = confirmed(office, [row(number) for number in range(1, 6)])
    small_batches(1)
    for _ in range(worker.ATTEMPTS):
        with pytest.raises(KilledError):
            worker.run_waiting()
        silent(run)
    worker.run_waiting()
    run.refresh_from_db()
    assert (run.stage, run.done) == (ImportStage.HALTED, 3)
    small_batches(99)
    services.go_on(office, run)
    worker.run_waiting()
    run.refresh_from_db()
    assert (run.stage, Unit.objects.count()) == (ImportStage.STORED, 6)


def test_of_two_imports_one_waits_and_says_for_whom(
    world: World, office: User, small_batches: Callable[[int], None], sign_in: Callable[..., Client]
) -> None:
    first = confirmed(office, [row(number) for number in range(1, 8)])
    small_batches(1)
    with pytest.raises(KilledError):
        worker.run_waiting()
    second = confirmed(office, [row(20)])
    assert worker.run_waiting() == 0
    page = sign_in(office).get(f"/imports/{second.pk}/").content.decode()
    assert "در نوبت است" in page
    assert office.full_name in page
    silent(first)
    small_batches(99)
    worker.run_waiting()
    found = Import.objects.order_by("pk").values_list("stage", flat=True)
    assert [*found] == [ImportStage.STORED, ImportStage.STORED]


def test_a_stop_takes_back_what_was_stored(
    world: World, office: User, small_batches: Callable[[int], None]
) -> None:
    before = registry()
    run = confirmed(office, [row(number) for number in range(1, 8)])
    small_batches(1)
    with pytest.raises(KilledError):
        worker.run_waiting()
    small_batches(99)
    run = undone(office, run)
    assert (run.stage, run.total) == (ImportStage.UNDONE, 3)
    assert registry() == before


def test_a_click_too_many_is_one_act(world: World, office: User) -> None:
    run = checked(office, [row(1)])
    for _ in range(2):
        services.confirm(office, run, run.version, timezone.now())
    worker.run_waiting()
    services.confirm(office, run, run.version, timezone.now())
    worker.run_waiting()
    assert Unit.objects.count() == 2
    put_aside = checked(office, [row(2)])
    services.cancel(office, put_aside, put_aside.version)
    with pytest.raises(OtherStageError):
        services.confirm(office, put_aside, put_aside.version, timezone.now())


def test_what_changed_since_the_dry_run_is_not_overwritten(world: World, office: User) -> None:
    stored(office, [row(1), row(2), row(3)])
    rows = [row(number, address="نشانی دیگر") for number in (1, 2, 3)]
    run = checked(office, [*rows, row(4), row(5, number="888")])
    Unit.objects.filter(guild_id="0471000001").update(name="نام دیگر")
    Licence.objects.filter(number="0471000002").update(address="کوی سوم")
    stored(office, [row(5)])
    Licence.objects.filter(number="0471000005").update(number="888")
    services.confirm(office, run, run.version, timezone.now())
    worker.run_waiting()
    run.refresh_from_db()
    assert (run.stage, run.overtaken) == (ImportStage.STORED, 3)
    late = ImportRow.objects.filter(imported=run, state=RowState.OVERTAKEN).order_by("line")
    assert [one.line for one in late] == [2, 3, 6]
    assert Licence.objects.get(number="0471000002").address == "کوی سوم"
    assert Licence.objects.get(number="0471000003").address == "نشانی دیگر"


def test_a_later_change_of_the_same_facts_keeps_a_row(world: World, office: User) -> None:
    stored(office, [row(1), row(2)])
    run = stored(office, [row(1, address="دوم"), row(2, address="دوم")])
    stored(office, [row(1, address="سوم")])
    with pytest.raises(DependedUponError) as refused:
        services.take_back(office, run, timezone.now())
    assert [one.code for one in refused.value.obstacles] == ["0471000001"]


def test_a_unit_with_a_month_is_not_taken_back(world: World, office: User) -> None:
    run = stored(office, [row(1)])
    unit = Unit.objects.get(guild_id="0471000001")
    draft = world.draft()
    type(draft).objects.filter(pk=draft.pk).update(unit=unit, licence=unit.licences.get())
    with pytest.raises(DependedUponError) as refused:
        services.take_back(office, run, timezone.now())
    assert refused.value.obstacles[0].reason == "برای آن آمار ثبت یا آغاز شده است"


def test_who_began_an_import_is_told_of_its_end(world: World, office: User) -> None:
    stored(office, [row(1)])
    told = Notice.objects.filter(user=office, kind=NoticeKind.IMPORT).order_by("pk")
    assert [one.title for one in told] == [
        "ورود فایل «list.csv»: بررسی شد",
        "ورود فایل «list.csv»: ثبت شد",
    ]


def test_a_person_without_the_post_brings_nothing(world: World) -> None:
    with pytest.raises(NotToImportError):
        brought(world.union_officer, [row(1)], world.province)
    with pytest.raises(NotToImportError):
        brought(world.province_officer, [row(1)], None)


@pytest.mark.django_db(transaction=True)
def test_a_reader_that_breaks_off_between_two_rows_keeps_nothing(
    world: World, office: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks_off(run: Import, table: UploadedTable, tick: kinds.Tick) -> None:
        def rows() -> Iterator[TableRow]:
            yield next(table.rows())
            raise UnacceptableFileError("این فایل خوانده نشد.")

        stage(rows(), tick)

    monkeypatch.setitem(kinds._KINDS, "units", replace(UNITS, check=breaks_off))
    run = checked(office, [row(1), row(2)])
    assert (run.stage, run.failure) == (ImportStage.UNREADABLE, "این فایل خوانده نشد.")
    monkeypatch.setitem(kinds._KINDS, "units", UNITS)
    assert checked(office, [row(1), row(2)]).new == 2
