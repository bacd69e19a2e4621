"""Nothing leaves that is not in the log, and the log is never changed."""

import io
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import openpyxl
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.enums import Role
from accounts.grants import revoke
from accounts.models import Organization, User
from catalog.models import Product
from review import workflow
from review.correspondence.correction_requests import request_correction
from statistics.enums import ExportFormat, ExportKind
from statistics.errors import NotAllowedError
from statistics.files import queries, writers
from statistics.files.services import NothingToExportError, export
from statistics.models import ExportLog, Submission
from tests.statistics.files import PURPOSE, choice, lines_of, statistician, taken
from tests.world import BAG, FILED_AT, MEHR, World


def raw(sql: str) -> None:
    with connection.cursor() as db:
        db.execute(sql)


def logged() -> list[ExportLog]:
    return list(ExportLog.objects.order_by("pk"))


@pytest.mark.parametrize("format_", ExportFormat)
@pytest.mark.parametrize("kind", ExportKind)
def test_a_file_leaves_with_its_line_in_the_log(
    world: World, kind: ExportKind, format_: ExportFormat
) -> None:
    world.final()
    stats = statistician(world)
    file = export(stats, choice(kind=kind, format=format_, first=MEHR), FILED_AT)
    with file.content:
        digest = sha256(file.content.read()).hexdigest()
    (line,) = logged()
    assert (line.actor, line.at, line.purpose) == (stats, FILED_AT, PURPOSE)
    assert line.organization.name == "دفتر آمار"
    assert (line.kind, line.format, line.rows) == (kind, format_, 1)
    assert (line.first, line.last) == (MEHR, MEHR + 12)
    assert (line.province, line.union, line.product) == (None, None, None)
    assert line.sha256 == digest
    assert file.name == f"{kind}-139807-139907.{format_}"


def test_the_filters_stand_in_the_log(world: World) -> None:
    world.final()
    bag, county = Product.objects.get(code=BAG), world.licence.county
    chosen = choice(province=county.province, union=world.union, product=bag)
    taken(statistician(world), chosen)
    (line,) = logged()
    assert (line.province, line.union, line.product) == (county.province, world.union, bag)


@pytest.mark.parametrize("name", ["owner", "union_officer", "province_officer", "ministry_officer"])
def test_other_posts_export_nothing(world: World, name: str) -> None:
    world.final()
    with pytest.raises(NotAllowedError):
        taken(getattr(world, name), choice())
    root = User.objects.create_superuser("root", None, full_name="ریشه")
    with pytest.raises(NotAllowedError):
        taken(root, choice())
    assert logged() == []


def test_a_post_taken_back_exports_nothing(world: World) -> None:
    world.final()
    stats = statistician(world)
    revoke(stats, Role.STATISTICS_OFFICER, Organization.objects.get(code="statistics"))
    with pytest.raises(NotAllowedError):
        taken(User.objects.get(pk=stats.pk), choice())


def test_what_holds_no_row_does_not_leave(world: World) -> None:
    world.filed()
    with pytest.raises(NothingToExportError):
        taken(statistician(world), choice())
    assert logged() == []


@pytest.mark.parametrize("kind", ExportKind)
def test_a_file_of_any_length_leaves_whole_and_no_more_than_a_batch_is_held(
    world: World, monkeypatch: pytest.MonkeyPatch, kind: ExportKind
) -> None:
    for month in (MEHR - 4, MEHR - 3, MEHR - 2, MEHR - 1, MEHR):
        world.final(month)
    monkeypatch.setattr(queries, "BATCH", 2)
    stats, chosen = statistician(world), choice(kind=kind, format=ExportFormat.CSV)
    with CaptureQueriesContext(connection) as asked:
        content = taken(stats, chosen)
    _, *lines = lines_of(content)
    assert [(line[0], line[1]) for line in lines] == [("1398", str(m)) for m in (3, 4, 5, 6, 7)]
    assert logged()[0].rows == 5
    # Two, two and one: nothing else reads figures, and no statement asks for more.
    fetched = [query["sql"] for query in asked if query["sql"].startswith("FETCH")]
    assert [sql.split()[1] for sql in fetched] == ["2", "2", "2"]


def test_months_under_correction_stand_in_their_place_some_at_a_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for month in (MEHR - 4, MEHR - 3, MEHR - 2, MEHR - 1, MEHR):
        case = world.final(month)
        if month != MEHR - 2:
            version = Submission.objects.get(pk=case.pk).version
            args = (world.owner, case.tracking_number, version, "اشتباه", FILED_AT)
            request_correction(*args)
            version = Submission.objects.get(pk=case.pk).version
            number = case.tracking_number
            workflow.accept_correction(world.ministry_officer, number, version, FILED_AT)
    monkeypatch.setattr(queries, "VERSIONS", 2)
    content = taken(statistician(world), choice(format=ExportFormat.CSV))
    assert [line[1] for line in lines_of(content)[1:]] == ["3", "4", "5", "6", "7"]
    assert logged()[0].rows == 5


@pytest.mark.parametrize("format_", ExportFormat)
def test_a_way_that_breaks_off_half_way_leaves_the_line_of_the_whole_file(
    world: World, format_: ExportFormat
) -> None:
    for month in (MEHR - 1, MEHR):
        world.final(month)
    stats, chosen = statistician(world), choice(format=format_)
    whole = taken(stats, chosen)
    with export(stats, chosen, FILED_AT).content as file:
        # It stood in the log before the first byte went.
        assert len(logged()) == 2
        file.read(10)
    assert [line.rows for line in logged()] == [2, 2]
    if format_ is ExportFormat.CSV:
        # A sheet also holds the moment at which it was made.
        assert logged()[0].sha256 == logged()[1].sha256
    assert logged()[0].sha256 == sha256(whole).hexdigest()


def test_rows_beyond_a_sheet_go_on_in_a_further_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for month in (MEHR - 4, MEHR - 3, MEHR - 2, MEHR - 1, MEHR):
        world.final(month)
    monkeypatch.setattr(writers, "SHEET_ROWS", 2)
    content = taken(statistician(world), choice())
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["تولید", "تولید، برگ ۲", "تولید، برگ ۳"]
    months = [[row[1] for row in sheet.iter_rows(values_only=True)] for sheet in book]
    assert months == [["ماه", 3, 4], ["ماه", 5, 6], ["ماه", 7]]
    assert all(sheet.sheet_view.rightToLeft and sheet.freeze_panes == "A2" for sheet in book)
    # Sheets that are chosen together would all be typed into at once.
    assert [sheet.sheet_view.tabSelected for sheet in book].count(True) <= 1


def test_as_many_rows_as_a_sheet_holds_make_no_empty_further_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for month in (MEHR - 1, MEHR):
        world.final(month)
    monkeypatch.setattr(writers, "SHEET_ROWS", 2)
    content = taken(statistician(world), choice())
    assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames == ["تولید"]


def test_a_file_that_breaks_while_it_is_written_leaves_no_line(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.final()

    def broken(*_: object) -> None:
        raise OSError("no space")

    monkeypatch.setitem(writers.WRITERS, ExportFormat.XLSX, broken)
    with pytest.raises(OSError, match="no space"):
        taken(statistician(world), choice())
    assert logged() == []


def test_a_line_that_cannot_be_written_keeps_the_file_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.final()
    stats = statistician(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        taken(stats, choice(purpose=""))
    assert logged() == []


@pytest.mark.parametrize(
    "change",
    [
        lambda: ExportLog.objects.update(purpose="دیگر"),
        lambda: ExportLog.objects.all().delete(),
        lambda: ExportLog.objects.get().save(),
        lambda: ExportLog.objects.get().delete(),
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
