"""Nothing leaves that is not in the log, and the log is never changed."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.enums import Role
from accounts.grants import revoke
from accounts.models import Organization, User
from catalog.models import Product
from statistics.enums import ExportFormat, ExportKind
from statistics.errors import NotAllowedError
from statistics.files import writers
from statistics.files.services import NothingToExportError, TooManyRowsError, export
from statistics.models import ExportLog
from tests.statistics.files import PURPOSE, choice, lines_of, statistician
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
    (line,) = logged()
    assert (line.actor, line.at, line.purpose) == (stats, FILED_AT, PURPOSE)
    assert line.organization.name == "دفتر آمار"
    assert (line.kind, line.format, line.rows) == (kind, format_, 1)
    assert (line.first, line.last) == (MEHR, MEHR + 12)
    assert (line.province, line.union, line.product) == (None, None, None)
    assert line.sha256 == sha256(file.content).hexdigest()
    assert file.name == f"{kind}-139807-139907.{format_}"


def test_the_filters_stand_in_the_log(world: World) -> None:
    world.final()
    bag, county = Product.objects.get(code=BAG), world.licence.county
    chosen = choice(province=county.province, union=world.union, product=bag)
    export(statistician(world), chosen, FILED_AT)
    (line,) = logged()
    assert (line.province, line.union, line.product) == (county.province, world.union, bag)


@pytest.mark.parametrize("name", ["owner", "union_officer", "province_officer", "ministry_officer"])
def test_other_posts_export_nothing(world: World, name: str) -> None:
    world.final()
    with pytest.raises(NotAllowedError):
        export(getattr(world, name), choice(), FILED_AT)
    root = User.objects.create_superuser("root", None, full_name="ریشه")
    with pytest.raises(NotAllowedError):
        export(root, choice(), FILED_AT)
    assert logged() == []


def test_a_post_taken_back_exports_nothing(world: World) -> None:
    world.final()
    stats = statistician(world)
    revoke(stats, Role.STATISTICS_OFFICER, Organization.objects.get(code="statistics"))
    with pytest.raises(NotAllowedError):
        export(User.objects.get(pk=stats.pk), choice(), FILED_AT)


def test_what_holds_no_row_does_not_leave(world: World) -> None:
    world.filed()
    with pytest.raises(NothingToExportError):
        export(statistician(world), choice(), FILED_AT)
    assert logged() == []


def test_as_many_rows_as_allowed_leave_and_one_more_does_not(world: World, settings: Any) -> None:
    for month in (MEHR - 1, MEHR):
        world.final(month)
    stats = statistician(world)
    settings.EXPORT_MAX_ROWS = 1
    with pytest.raises(TooManyRowsError):
        export(stats, choice(), FILED_AT)
    assert logged() == []
    settings.EXPORT_MAX_ROWS = 2
    file = export(stats, choice(format=ExportFormat.CSV), FILED_AT)
    assert len(lines_of(file.content)) == 3
    assert logged()[0].rows == 2


def test_a_file_that_breaks_while_it_is_written_leaves_no_line(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.final()

    def broken(*_: object) -> bytes:
        raise OSError("no space")

    monkeypatch.setattr(writers, "written", broken)
    with pytest.raises(OSError, match="no space"):
        export(statistician(world), choice(), FILED_AT)
    assert logged() == []


def test_a_line_that_cannot_be_written_keeps_the_file_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.final()
    stats = statistician(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        export(stats, choice(purpose=""), FILED_AT)
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
    export(statistician(world), choice(), FILED_AT)
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
    export(statistician(world), choice(), FILED_AT)
    line = ExportLog.objects.values().get() | {"id": None} | fields
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        ExportLog.objects.create(**line)
