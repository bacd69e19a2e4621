"""Who attaches what when: limits by policy, the scanner's word, and what was sent stays."""

import os
from hashlib import sha256
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from catalog.policy_definitions import PolicyKey
from config.uploads import storage
from config.uploads.errors import UnacceptableFileError
from config.uploads.scanning import INFECTED, UNSCANNED
from review import workflow
from review.correspondence.services import answer, ask
from review.evidence.services import attach, take_off
from review.models import Evidence
from statistics.errors import StaleVersionError, StateConflictError
from statistics.filing.services import delete_draft
from statistics.models import Submission
from tests.by_hand import make_final
from tests.review.cases import fresh, policy
from tests.sample_files import jpeg, pixels, png
from tests.world import FILED_AT, World, person

pytestmark = pytest.mark.django_db


def give(
    world: World, case: Submission, data: bytes | None = None, name: str = "a.png"
) -> Evidence:
    """Attach a file as the owner."""
    content = png() if data is None else data
    return attach(world.owner, case.tracking_number, name, content, FILED_AT)


def test_a_file_lies_in_the_private_store_under_a_key(world: World, settings: Settings) -> None:
    data = png()
    row = give(world, world.draft(), data, "../عکس.png")
    place = storage.path_of(row.stored)
    kept = place.read_bytes()
    assert pixels(kept) == pixels(data)
    assert b"tEXt" in data
    assert b"tEXt" not in kept
    # The digest is of the file as the unit has it.
    assert row.sha256 == sha256(data).hexdigest()
    assert place.is_relative_to(settings.PORTAL_FILES)
    assert not place.is_relative_to(settings.STATIC_ROOT)
    assert (place.stat().st_mode & 0o777, place.name) == (0o600, row.stored)
    assert (row.name, row.number, row.round, row.size) == ("عکس.png", 1, 1, len(kept))
    assert row.uploaded_by == world.owner


@pytest.mark.parametrize("key", ["../../etc/passwd", "", "x" * 32, "A" * 32, "0" * 31])
def test_only_keys_lead_into_the_store(key: str) -> None:
    with pytest.raises(ValueError, match="key"):
        storage.path_of(key)


def test_size_and_number_are_policies(world: World) -> None:
    policy(PolicyKey.EVIDENCE_FILES, 2)
    policy(PolicyKey.EVIDENCE_MEGABYTES, 1)
    case = world.draft()
    with pytest.raises(UnacceptableFileError, match="تا ۱ مگابایت"):
        give(world, case, jpeg() + b"\0" * 2**20)
    assert [give(world, case).number for _ in range(2)] == [1, 2]
    with pytest.raises(UnacceptableFileError, match="تا ۲ فایل"):
        give(world, case)
    assert Evidence.objects.count() == 2


def test_the_same_file_twice_and_an_empty_one_are_refused(world: World) -> None:
    case, data = world.draft(), png()
    give(world, case, data)
    for again in (data, b""):
        with pytest.raises(UnacceptableFileError):
            give(world, case, again)


def test_files_come_while_the_unit_writes_and_after_a_question(world: World) -> None:
    case = world.filed()
    with pytest.raises(StateConflictError):
        give(world, case)
    ask(world.union_officer, case.tracking_number, case.version, "فاکتور؟", FILED_AT)
    assert give(world, case).round == 1
    question = case.questions.get()
    answer(world.owner, case.tracking_number, question.pk, "پیوست شد", FILED_AT)
    assert give(world, case).round == 1
    now = fresh(case)
    workflow.send_back(world.union_officer, now.tracking_number, now.version, "باز هم", FILED_AT)
    assert give(world, case).round == 2
    assert [row.number for row in case.evidence.order_by("number")] == [1, 2, 3]


def test_a_final_month_takes_nothing(world: World) -> None:
    case = world.filed()
    ask(world.union_officer, case.tracking_number, case.version, "چرا؟", FILED_AT)
    make_final(case, FILED_AT)
    with pytest.raises(StateConflictError):
        give(world, case)


def test_a_stranger_attaches_nothing(world: World) -> None:
    case = world.draft()
    for user in (person("stranger"), world.union_officer):
        with pytest.raises(Submission.DoesNotExist):
            attach(user, case.tracking_number, "a.png", png(), FILED_AT)


def test_a_file_is_taken_off_before_it_was_sent_and_never_after(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    case = world.ready()
    first, second = give(world, case), give(world, case)
    place = storage.path_of(first.stored)
    with pytest.raises(StaleVersionError):
        take_off(world.owner, case.tracking_number, 1, second.sha256)
    with django_capture_on_commit_callbacks(execute=True):
        take_off(world.owner, case.tracking_number, 1, first.sha256)
    assert not place.exists()
    now = fresh(case)
    workflow.file(world.owner, now.tracking_number, now.version, FILED_AT)
    with pytest.raises(StateConflictError):
        take_off(world.owner, case.tracking_number, 2, second.sha256)
    for change in (second.delete, lambda: Evidence.objects.update(name="b.png")):
        with pytest.raises(IntegrityError, match="evidence"), transaction.atomic():
            change()
    assert storage.path_of(second.stored).exists()


def test_a_deleted_draft_takes_its_files_with_it(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    case = world.draft()
    place = storage.path_of(give(world, case).stored)
    with django_capture_on_commit_callbacks(execute=True):
        delete_draft(world.owner, case.tracking_number, fresh(case).version)
    assert not Evidence.objects.exists()
    assert not place.exists()


def clean(content: bytes) -> str:
    return ""


def infected(content: bytes) -> str:
    return "Eicar"


def away(content: bytes) -> str:
    raise ConnectionError


@pytest.mark.parametrize(
    ("scanner", "words"), [(clean, ""), (infected, INFECTED), (away, UNSCANNED)]
)
def test_the_scanner_has_the_last_word_and_its_silence_lets_nothing_in(
    world: World, settings: Settings, scanner: Any, words: str
) -> None:
    settings.UPLOAD_SCANNER = f"{__name__}.{scanner.__name__}"
    case = world.draft()
    if not words:
        assert give(world, case).pk
        return
    with pytest.raises(UnacceptableFileError) as fault:
        give(world, case)
    assert str(fault.value) == words
    assert not Evidence.objects.exists()


def test_a_row_that_is_not_written_leaves_no_file(
    world: World, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    settings.PORTAL_FILES = tmp_path
    case = world.draft()

    def broken(**values: Any) -> None:
        raise IntegrityError

    monkeypatch.setattr(Evidence.objects, "create", broken)
    with pytest.raises(IntegrityError):
        give(world, case)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_store_without_room_is_told_and_no_row_is_written(
    world: World, settings: Settings, tmp_path: Any
) -> None:
    settings.PORTAL_FILES = tmp_path / "a file" / "store"
    (tmp_path / "a file").write_text("")
    with pytest.raises(UnacceptableFileError, match="نگهداری فایل اکنون ممکن نیست"):
        give(world, world.draft())
    assert not Evidence.objects.exists()


def test_the_name_of_a_file_is_on_the_disk_before_its_row_is_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    real = os.fsync

    def sync(handle: int) -> None:
        synced.append(os.fstat(handle).st_ino)
        real(handle)

    monkeypatch.setattr(os, "fsync", sync)
    place = storage.path_of(give(world, world.draft()).stored)
    assert place.parent.stat().st_ino in synced
