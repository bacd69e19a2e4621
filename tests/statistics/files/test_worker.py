"""A long file is the worker's: it says how far it is, and one that dies leaves no half file."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.models import Notice
from config.uploads import storage
from statistics.enums import ExportFormat, FileState
from statistics.files import services, worker
from statistics.models import ExportLog, FigureFile
from tests.scheduler import environ, wait_for
from tests.statistics.files import asked, choice, content_of, kept, lines_of, statistician
from tests.world import MEHR, World

pytestmark = pytest.mark.django_db(transaction=True)
SOON, SILENCE = 0.05, timedelta(seconds=2)
# A worker that has written a part of its file and then says nothing more but that it lives.
SLOW = """
import django; django.setup()
import time
from django.conf import settings
from statistics.files import services, worker, writers
settings.PORTAL_FILES = {files!r}
worker.SIGN_SECONDS = {soon}
writers._TOGETHER = 1
rows = services.lines_of
def slow(*choice):
    for number, row in enumerate(rows(*choice)):
        yield row * 100_000
        if number == 1:
            time.sleep(60)
services.lines_of = slow
worker.run_waiting()
"""


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "SIGN_SECONDS", SOON)
    monkeypatch.setattr(worker, "SILENCE", SILENCE)
    # Every file is a long one.
    monkeypatch.setattr(services, "AT_ONCE", 0)


@pytest.fixture
def file(world: World) -> FigureFile:
    """Ask for a file of three rows."""
    for month in (MEHR - 2, MEHR - 1, MEHR):
        world.final(month)
    return asked(statistician(world), choice(format=ExportFormat.CSV))


def fresh(file: FigureFile) -> FigureFile:
    return FigureFile.objects.select_related("log").get(pk=file.pk)


def told(file: FigureFile) -> list[str]:
    return list(Notice.objects.filter(user=file.by).order_by("pk").values_list("title", flat=True))


def test_a_long_file_waits_is_made_and_its_person_is_told(file: FigureFile) -> None:
    assert (file.state, kept()) == (FileState.WAITING, [])
    assert worker.run_waiting() == 1
    made = fresh(file)
    assert (made.state, made.done, made.total, made.attempt) == (FileState.READY, 3, 3, 1)
    assert len(lines_of(content_of(made))) == 4
    assert made.log
    assert made.log.rows == 3
    assert told(file) == ["فایل تولید: آماده است"]
    assert worker.run_waiting() == 0


def test_a_worker_killed_in_the_middle_leaves_no_half_file_and_the_page_says_so(
    file: FigureFile, sign_in: Any
) -> None:
    code = SLOW.format(soon=SOON, files=str(settings.PORTAL_FILES))
    dying = subprocess.Popen([sys.executable, "-c", code], env=environ())
    page = f"/files/{file.pk}/"
    browser = sign_in(file.by)
    try:
        wait_for(lambda: fresh(file).done == 2)
        # A part of it lies on the disk, where no key leads to it; its page shows how far it is.
        [half] = kept()
        assert half.suffix == storage.HALF
        assert "۶۶٪" in browser.get(page).content.decode()
        assert browser.get(f"{page}download/").status_code == 404
        assert worker.run_waiting() == 0
    finally:
        dying.kill()
        dying.wait()
    last = fresh(file).touched_at
    assert last
    wait_for(lambda: timezone.now() > last + SILENCE)
    assert "از نو آغاز می‌شود" in browser.get(page).content.decode()
    assert not ExportLog.objects.exists()
    assert worker.run_waiting() == 1
    made = fresh(file)
    assert (made.state, made.attempt, made.done) == (FileState.READY, 2, 3)
    # Nothing of the first attempt is left, on the disk or in the file.
    assert kept() == [storage.path_of(made.stored)]
    assert len(lines_of(content_of(made))) == 4
    assert ExportLog.objects.count() == 1


@pytest.fixture
def _broken(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def broken(*_: Any) -> Iterator[bytes]:
        yield b"1\t2\n"
        raise OSError("no space")

    with monkeypatch.context() as patch:
        patch.setattr(services, "lines_of", broken)
        yield


@pytest.mark.usefixtures("_broken")
def test_a_file_that_ends_several_workers_is_given_up_with_a_word(file: FigureFile) -> None:
    assert worker.run_waiting() == 1
    failed = fresh(file)
    assert (failed.state, failed.failure) == (FileState.FAILED, worker.BROKEN)
    assert failed.attempt == worker.ATTEMPTS + 1
    assert (kept(), ExportLog.objects.count()) == ([], 0)
    assert told(file) == ["فایل تولید: ساخته نشد"]


def test_who_was_taken_for_dead_writes_over_nobody(file: FigureFile) -> None:
    mine = worker._claim(timezone.now())
    other = worker._claim(timezone.now() + 2 * SILENCE)
    assert mine
    assert other
    assert mine.stored != other.stored
    worker._make(other)
    with pytest.raises(services.SupersededError):
        worker._make(mine)
    made = fresh(file)
    assert kept() == [storage.path_of(made.stored)]
    assert made.stored == other.stored
    assert ExportLog.objects.count() == 1


def test_what_is_empty_by_now_says_so(file: FigureFile) -> None:
    FigureFile.objects.filter(pk=file.pk).update(from_year=1387, to_year=1387)
    assert worker.run_waiting() == 1
    failed = fresh(file)
    assert (failed.state, failed.failure) == (FileState.FAILED, services.NOTHING)
    assert kept() == []
