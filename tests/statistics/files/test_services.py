"""No file without its line in the log, which is never changed; files go when their day is over."""

import io
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any

import openpyxl
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.enums import Role
from accounts.grants import revoke
from accounts.models import Organization, User
from catalog.models import IsicNode, Product
from catalog.policy_definitions import PolicyKey
from statistics.enums import ExportFormat, ExportKind, FileState
from statistics.errors import NotAllowedError
from statistics.files import services, writers
from statistics.files.services import NothingToExportError, TooManyFilesError
from statistics.models import ExportLog, FigureFile
from tests.review.cases import policy
from tests.statistics.files import (
    PURPOSE,
    asked,
    choice,
    content_of,
    kept,
    lines_of,
    statistician,
    taken,
)
from tests.world import BAG, FILED_AT, MEHR, World


def raw(sql: str) -> None:
    with connection.cursor() as db:
        db.execute(sql)


def logged() -> list[ExportLog]:
    return list(ExportLog.objects.order_by("pk"))


@pytest.mark.parametrize("format_", ExportFormat)
@pytest.mark.parametrize("kind", ExportKind)
def test_a_small_file_is_there_at_once_with_its_line_in_the_log(
    world: World, kind: ExportKind, format_: ExportFormat
) -> None:
    world.final()
    stats, bag = statistician(world), Product.objects.get(code=BAG)
    county, isic = world.licence.county, IsicNode.objects.get(code="25")
    product = bag if kind in (ExportKind.PRODUCTION, ExportKind.EXPORTS) else None
    places = {"province": county.province, "county": county, "union": world.union, "isic": isic}
    file = asked(stats, choice(kind=kind, format=format_, first=MEHR, product=product, **places))
    assert (file.state, file.name) == (FileState.READY, f"{kind}-139807-139907.{format_}")
    (line,) = logged()
    assert file.log == line
    assert (line.actor, line.at, line.purpose) == (stats, FILED_AT, PURPOSE)
    assert line.organization.name == "دفتر آمار"
    assert (line.kind, line.format, line.rows) == (kind, format_, 1)
    assert (line.first, line.last) == (MEHR, MEHR + 12)
    for filter_, value in {**places, "product": product}.items():
        assert getattr(line, filter_) == value
    content = content_of(file)
    assert (line.sha256, file.size) == (sha256(content).hexdigest(), len(content))


@pytest.mark.parametrize("post", ["province_officer", "ministry_officer"])
def test_an_office_takes_files_of_its_own_reach(world: World, post: str) -> None:
    world.final()
    file = asked(getattr(world, post), choice(format=ExportFormat.CSV))
    assert file.organization == (world.province if post[0] == "p" else world.ministry)
    assert len(lines_of(content_of(file))) == 2


@pytest.mark.parametrize("name", ["owner", "union_officer"])
def test_other_posts_take_nothing(world: World, name: str) -> None:
    world.final()
    with pytest.raises(NotAllowedError):
        taken(getattr(world, name), choice())
    root = User.objects.create_superuser("root", None, full_name="ریشه")
    with pytest.raises(NotAllowedError):
        taken(root, choice())
    stats = statistician(world)
    revoke(stats, Role.STATISTICS_OFFICER, Organization.objects.get(code="statistics"))
    with pytest.raises(NotAllowedError):
        taken(User.objects.get(pk=stats.pk), choice())
    assert logged() == []


def test_what_holds_no_row_is_no_file(world: World) -> None:
    world.filed()
    with pytest.raises(NothingToExportError):
        asked(statistician(world), choice())
    assert (logged(), FigureFile.objects.count(), kept()) == ([], 0, [])


def test_nobody_has_more_files_at_work_than_the_policy_says(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.final()
    monkeypatch.setattr(services, "AT_ONCE", 0)
    policy(PolicyKey.FIGURE_FILES_PERSON, 2)
    stats = statistician(world)
    for _ in range(2):
        assert asked(stats, choice()).state == FileState.WAITING
    with pytest.raises(TooManyFilesError, match="۲ فایل شما هنوز در دست ساخت است"):
        asked(stats, choice())
    # Another person's are not counted.
    asked(statistician(world, "other"), choice())


def test_what_is_dear_to_count_is_left_to_the_worker(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.final()

    def slow(*_: Any) -> int:
        raw("SELECT set_config('statement_timeout', '10ms', true)")
        raw("SELECT pg_sleep(1)")
        return 1

    monkeypatch.setattr(services, "count_rows", slow)
    assert asked(statistician(world), choice()).state == FileState.WAITING


def test_rows_beyond_a_sheet_go_on_in_a_further_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for month in (MEHR - 4, MEHR - 3, MEHR - 2, MEHR - 1, MEHR):
        world.final(month)
    monkeypatch.setattr(writers, "SHEET_ROWS", 2)
    file = asked(statistician(world), choice())
    book = openpyxl.load_workbook(io.BytesIO(content_of(file)))
    # As many rows as a sheet holds make no empty further one.
    assert book.sheetnames[:3] == ["تولید", "تولید، برگ ۲", "تولید، برگ ۳"]
    months = [[row[1] for row in sheet.iter_rows(values_only=True)] for sheet in book][:3]
    assert months == [["ماه", 3, 4], ["ماه", 5, 6], ["ماه", 7]]
    assert all(sheet.sheet_view.rightToLeft and sheet.freeze_panes == "A2" for sheet in book)
    # Sheets that are chosen together would all be typed into at once.
    assert [sheet.sheet_view.tabSelected for sheet in book].count(True) <= 1
    assert logged()[0].rows == 5


def test_a_file_that_breaks_while_it_is_written_leaves_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.final()

    def broken(out: Any, sheet: Any, *_: object) -> None:
        # In the middle of its rows.
        out.write(next(iter(sheet.rows)))
        raise OSError("no space")

    monkeypatch.setitem(writers.WRITERS, ExportFormat.XLSX, broken)
    with pytest.raises(OSError, match="no space"), transaction.atomic():
        asked(statistician(world), choice())
    assert (logged(), FigureFile.objects.count(), kept()) == ([], 0, [])


def test_a_line_that_cannot_be_written_keeps_the_file_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.final()
    monkeypatch.setattr(ExportLog.objects, "create", lambda **_: raw("SELECT 1/0"))
    with pytest.raises(DatabaseError), transaction.atomic():
        asked(statistician(world), choice())
    assert (logged(), FigureFile.objects.count(), kept()) == ([], 0, [])


def test_a_file_goes_when_its_last_day_is_over(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    world.final()
    policy(PolicyKey.FIGURE_FILE_DAYS, 3)
    file = asked(statistician(world), choice())
    assert file.kept_until is not None
    assert services.prune(file.kept_until - timedelta(seconds=1)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert services.prune(file.kept_until) == 1
    file.refresh_from_db()
    assert (file.state, file.stored, kept()) == (FileState.EXPIRED, "", [])
    # Who had which file is kept for ever.
    assert logged() == [file.log]
    assert services.prune(file.kept_until) == 0


@pytest.mark.parametrize(
    "change",
    [
        lambda: ExportLog.objects.update(purpose="دیگر"),
        lambda: ExportLog.objects.get().save(),
        lambda: raw("UPDATE statistics_exportlog SET rows = rows"),
        lambda: raw("DELETE FROM statistics_exportlog"),
    ],
)
def test_a_line_of_the_log_is_never_changed_nor_deleted(
    world: World, change: Callable[[], object]
) -> None:
    world.final()
    taken(statistician(world), choice())
    before = ExportLog.objects.values().get()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        change()
    assert ExportLog.objects.values().get() == before


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"purpose": ""}, "export_has_purpose"),
        ({"sha256": "x" * 64}, "export_has_digest"),
        ({"to_year": 1386}, "export_months_in_order"),
        ({"rows": 0}, "export_has_rows"),
    ],
)
def test_the_database_refuses_a_line_that_says_too_little(
    world: World, fields: dict[str, Any], constraint: str
) -> None:
    world.final()
    taken(statistician(world), choice())
    line = ExportLog.objects.values().get() | {"id": None} | fields
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        ExportLog.objects.create(**line)
