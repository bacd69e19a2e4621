"""How many files may wait, how long a dry run is kept that nobody confirms, what stays of it."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.enums import Role
from catalog.policy_definitions import PolicyKey
from config.celery import app
from config.jalali import tehran_day
from config.uploads.errors import UnacceptableFileError
from tests.access import body_of
from tests.concurrency import starters
from tests.review.cases import policy
from tests.units.imports.acts import brought, checked, statistics_officer, stored
from tests.units.imports.files import csv_of, row
from tests.world import World, officer
from units.enums import ImportStage
from units.imports import keeping_rules, keeping_services, services, worker
from units.imports.errors import OtherStageError
from units.imports.registry.kind import UNITS
from units.models import Import, ImportRow, Unit
from units.tasks import prune_imports

SignIn = Callable[[object], Client]


@pytest.fixture(autouse=True)
def _store(settings: Settings, tmp_path: Path) -> None:
    settings.PORTAL_FILES = tmp_path / "files"


def later(days: int) -> dt.datetime:
    """Let so many days pass."""
    return timezone.now() + dt.timedelta(days=days)


def kept_files(settings: Settings) -> list[Path]:
    return [one for one in Path(settings.PORTAL_FILES).rglob("*") if one.is_file()]


@pytest.mark.django_db
def test_a_person_may_have_so_many_files_waiting(world: World, sign_in: SignIn) -> None:
    policy(PolicyKey.IMPORT_FILES_PERSON, 2)
    for number in (1, 2):
        brought(world.province_officer, [row(number)], world.province)
    browser = sign_in(world.province_officer)
    file = SimpleUploadedFile("third.csv", csv_of([row(3)]))
    answer = browser.post("/imports/", {"kind": "units", "scope": "03", "file": file})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "۲ فایل شما هنوز به پایان نرسیده است" in page
    # What was chosen stands.
    assert '<option value="03" selected>' in page
    assert Import.objects.count() == 2
    # One that is put aside, or stored, makes room.
    worker.run_waiting()
    first = Import.objects.earliest("pk")
    services.cancel(world.province_officer, first, first.version)
    brought(world.province_officer, [row(3)], world.province)


@pytest.mark.django_db
def test_an_office_may_have_so_many_files_waiting(world: World) -> None:
    policy(PolicyKey.IMPORT_FILES_OFFICE, 2)
    other = officer("second", Role.PROVINCE_EXPERT, world.province)
    for number, user in enumerate((world.province_officer, other), start=1):
        brought(user, [row(number)], world.province)
    with pytest.raises(UnacceptableFileError, match="۲ فایل این حوزه"):
        brought(other, [row(3)], world.province)
    # The country's list is another office's.
    brought(statistics_officer(world), [row(3)], None)


@pytest.mark.django_db
def test_the_bytes_that_an_office_keeps_are_bounded(
    world: World, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy(PolicyKey.IMPORT_MEGABYTES, 100)
    run = stored(world.province_officer, [row(1)], world.province)
    Import.objects.filter(pk=run.pk).update(size=100 * 2**20 - 100)
    before = kept_files(settings)
    with pytest.raises(UnacceptableFileError, match="۱۰۰ مگابایت"):
        brought(world.province_officer, [row(2)], world.province)
    assert kept_files(settings) == before


@pytest.mark.django_db(transaction=True)
def test_two_files_at_once_for_one_place_left_are_one(
    world: World, settings: Settings, tmp_path: Path
) -> None:
    policy(PolicyKey.IMPORT_FILES_PERSON, 1)
    acts = [
        partial(
            services.upload,
            world.province_officer,
            UNITS,
            world.province,
            "list.csv",
            csv_of([row(number)]),
            timezone.now(),
        )
        for number in (1, 2)
    ]
    with starters(2) as threads:
        results = [outcome.result for outcome in threads.race(list(acts))]
    assert sorted(type(one).__name__ for one in results) == ["Import", "UnacceptableFileError"]
    assert len(kept_files(settings)) == Import.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_dry_run_that_nobody_confirms_goes_and_its_record_stays(
    world: World, sign_in: SignIn, settings: Settings
) -> None:
    policy(PolicyKey.IMPORT_KEPT_DAYS, 14)
    rows = [row(1), row(2, postal_code="12")]
    run = checked(world.province_officer, rows, world.province)
    browser = sign_in(world.province_officer)
    until = keeping_rules.kept_until(run)
    assert until == tehran_day(run.at) + dt.timedelta(days=14)
    assert "نگه داشته می‌شود" in browser.get(f"/imports/{run.pk}/").content.decode()
    assert keeping_services.prune(later(14)) == 0
    assert keeping_services.prune(later(15)) == 1
    assert keeping_services.prune(later(15)) == 0
    gone = Import.objects.get(pk=run.pk)
    assert (gone.stage, gone.stored, gone.sha256) == (ImportStage.EXPIRED, "", run.sha256)
    assert (gone.by, gone.name, gone.new, gone.refused) == (run.by, "list.csv", 1, 1)
    assert not ImportRow.objects.exists()
    assert kept_files(settings) == []
    page = browser.get(f"/imports/{run.pk}/").content.decode()
    assert "مهلت ثبت این فایل گذشت" in page
    for part in ("refused", "report", "file"):
        assert f"/imports/{run.pk}/{part}/" not in page
        assert browser.get(f"/imports/{run.pk}/{part}/").status_code == 404
    with pytest.raises(OtherStageError):
        services.confirm(world.province_officer, run, run.version, timezone.now())


@pytest.mark.django_db
def test_a_policy_of_later_shortens_no_promise(world: World) -> None:
    policy(PolicyKey.IMPORT_KEPT_DAYS, 14)
    run = checked(world.province_officer, [row(1)], world.province)
    policy(PolicyKey.IMPORT_KEPT_DAYS, 1, later(2).date())
    assert keeping_services.prune(later(10)) == 0
    assert Import.objects.get(pk=run.pk).stage == ImportStage.CHECKED


@pytest.mark.django_db(transaction=True)
def test_what_was_put_aside_or_not_read_keeps_no_file_and_soon_no_row(
    world: World, settings: Settings
) -> None:
    aside = checked(world.province_officer, [row(1)], world.province)
    services.cancel(world.province_officer, aside, aside.version)
    services.upload(
        world.province_officer, UNITS, world.province, "x.csv", b"%PDF-1.7", timezone.now()
    )
    worker.run_waiting()
    assert kept_files(settings) == []
    assert ImportRow.objects.count() == 1
    assert keeping_services.prune(timezone.now()) == 1
    assert not ImportRow.objects.exists()
    assert keeping_services.prune(timezone.now()) == 0


@pytest.mark.django_db(transaction=True)
def test_what_was_stored_keeps_its_rows_and_after_long_no_file(
    world: World, sign_in: SignIn, settings: Settings
) -> None:
    run = stored(world.province_officer, [row(1)], world.province)
    assert keeping_services.prune(later(300)) == 0
    assert keeping_services.prune(later(keeping_services.ORIGINAL_DAYS + 1)) == 1
    run = Import.objects.get(pk=run.pk)
    assert (run.stage, run.stored) == (ImportStage.STORED, "")
    assert kept_files(settings) == []
    browser = sign_in(world.province_officer)
    assert browser.get(f"/imports/{run.pk}/file/").status_code == 404
    assert len(body_of(browser.get(f"/imports/{run.pk}/report/")).splitlines()) == 2
    page = browser.get(f"/imports/{run.pk}/").content.decode()
    assert f"/imports/{run.pk}/file/" not in page
    services.take_back(world.province_officer, run, timezone.now())
    worker.run_waiting()
    assert Unit.objects.count() == 1


@pytest.mark.django_db
def test_the_schedule_prunes(world: World) -> None:
    entry = app.conf.beat_schedule["prune_imports"]
    assert entry["task"] == prune_imports.name
    run = checked(world.province_officer, [row(1)], world.province)
    with time_machine.travel(timezone.now() + dt.timedelta(days=400)):
        assert prune_imports() == 1
    assert Import.objects.get(pk=run.pk).stage == ImportStage.EXPIRED
