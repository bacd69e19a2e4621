"""Files come with their edition, never change, and hold nothing of what is hidden."""

import csv
import io
import zipfile
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction

from catalog.models import Product
from statistics.enums import CellStatus, EditionKind, EditionState
from statistics.models import EditionFile, FrozenCell, SeriesFile
from statistics.publication import worker
from statistics.publication.downloads import services, writing
from statistics.publication.downloads.codes_queries import read_codes
from statistics.publication.downloads.services import refresh_series
from statistics.publication.queries import key_of
from tests.statistics.publication.downloads import fetched, fill, one, published, send, table
from tests.statistics.publication.worlds import MONTH, PublishingWorld, many
from tests.world import BAG, World

pytestmark = pytest.mark.django_db
# The lone maker's month, written as no other number is.
PLANTED = "31.417"
NAMES = {
    *(f"{name}{form}" for name in ("production", "employment", "exports")
      for form in (".csv", ".xlsx", ".sdmx.csv")),
    *("structure.xml", "structure.json", "columns.csv", "licence.txt"),
    *("datapackage.json", "SHA256SUMS"),
}  # fmt: skip


@pytest.fixture
def publishing(world: World) -> PublishingWorld:
    found = PublishingWorld(world)
    fill(found, [MONTH])
    return found


def stored() -> set[Path]:
    return {path for path in Path(settings.PORTAL_FILES).glob("??/*") if path.is_file()}


def test_an_edition_comes_out_with_its_files_and_their_sums(publishing: PublishingWorld) -> None:
    [edition] = published(publishing)
    files = {file.name: file for file in EditionFile.objects.filter(edition=edition)}
    assert files.keys() == NAMES
    lines = fetched("SHA256SUMS", edition).decode().splitlines()
    sums = {name: digest for digest, name in (line.split("  ") for line in lines)}
    assert sums.keys() == NAMES - {"SHA256SUMS"}
    for name, file in files.items():
        content = fetched(name, edition)
        assert sha256(content).hexdigest() == file.sha256 == sums.get(name, file.sha256)
        assert len(content) == file.size


def test_no_file_holds_a_figure_of_a_hidden_cell(world: World) -> None:
    publishing = PublishingWorld(world)
    fill(publishing, [MONTH], PLANTED)
    [edition] = published(publishing)
    assert one(table("production.csv"), **{"کد محل": "IR"})["مقدار"] == "250.417"
    for name in sorted(NAMES):
        for content in (fetched(name, edition), fetched(name)):
            parts = [content]
            if name.endswith(".xlsx"):
                with zipfile.ZipFile(io.BytesIO(content)) as book:
                    parts = [book.read(part) for part in book.namelist()]
            assert not any(PLANTED.encode() in part for part in parts), name


def test_a_row_stands_for_each_cell_with_its_figure_or_its_mark(
    publishing: PublishingWorld,
) -> None:
    [edition] = published(publishing)
    codes = read_codes()
    rows: dict[tuple[str, ...], tuple[str, str]] = {
        (row["کد محصول"], row["کد واحد سنجش"], row["کد محل"]): (row["مقدار"], row["وضعیت مقدار"])
        for row in table("production.csv", edition)
    }
    cells = list(FrozenCell.objects.filter(edition=edition, flow="production"))
    assert len(cells) == len(rows)
    for cell in cells:
        value, standing = rows[codes.name(key_of(cell))[1:]]
        if cell.status == CellStatus.HIDDEN:
            assert (value, standing) == ("", "پوشیده")
        else:
            assert (Decimal(value), standing) == (cell.value, "رقم منتشرشده")
    assert {cell.status for cell in cells} == {CellStatus.HIDDEN, CellStatus.SHOWN}


def test_files_of_an_edition_never_change(publishing: PublishingWorld) -> None:
    [first] = published(publishing)
    before = {name: fetched(name, first) for name in NAMES}
    Product.objects.update(name="نامی دیگر")
    publishing.file(many(2, [22, 21, 20, 19], 900))
    second = publishing.published(EditionKind.ANNUAL)
    assert {name: fetched(name, first) for name in NAMES} == before
    assert one(table("production.csv", second), **{"کد محل": "IR"})["محصول"] == "نامی دیگر"
    rows = EditionFile.objects.filter(edition=first)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        rows.update(sha256="0" * 64)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        rows.delete()


def test_an_edition_whose_files_cannot_be_written_is_not_out_and_leaves_none(
    publishing: PublishingWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = stored()

    def full(*_: object) -> bytes:
        raise OSError("no room")

    monkeypatch.setattr(writing, "structure_json", full)
    edition = publishing.published()
    assert edition.state == EditionState.WORKING
    assert not FrozenCell.objects.exists()
    assert stored() == before
    monkeypatch.undo()
    worker.run_waiting()
    edition.refresh_from_db()
    assert (edition.published, edition.files.count()) == (True, len(NAMES))


def test_the_series_has_the_last_edition_of_each_month_and_lets_the_old_files_go(
    publishing: PublishingWorld,
) -> None:
    published(publishing)
    old = {file.stored for file in SeriesFile.objects.order_by("pk")}
    assert not refresh_series()
    publishing.file(many(2, [22, 21, 20, 19], 900))
    publishing.published(EditionKind.ANNUAL)
    row = one(table("production.csv"), **{"کد محل": "IR"})
    assert (row["شمارهٔ انتشار"], row["نوع انتشار"]) == ("1404-03:2", "قطعی سالانه")
    new = {file.stored for file in SeriesFile.objects.order_by("pk")}
    assert len(new) == len(old) == len(NAMES)
    assert not new & old


def test_a_worker_that_lost_the_series_makes_it_in_its_next_turn(
    publishing: PublishingWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> bytes:
        raise OSError("no room")

    whole = writing.write_files
    monkeypatch.setattr(
        services,
        "write_files",
        lambda scope, keys: broken() if scope.name.endswith("series") else whole(scope, keys),
    )
    assert publishing.published().published
    assert not SeriesFile.objects.exists()
    monkeypatch.undo()
    worker.run_waiting()
    assert SeriesFile.objects.count() == len(NAMES)


def test_quarters_and_years_are_there_when_all_their_months_are(world: World) -> None:
    publishing = PublishingWorld(world)
    months = [MONTH - 2, MONTH - 1, MONTH]
    fill(publishing, months)
    published(publishing, *months[:2])
    assert {row["دوره"] for row in table("production.csv")} == {"1404-01", "1404-02"}
    [last] = published(publishing, months[2])
    rows = [row for row in table("production.csv") if row["دوره"] == "1404-Q1"]
    country = one(rows, **{"کد محل": "IR"})
    assert (country["مقدار"], country["نوع دوره"]) == ("687", "فصلی")
    assert country["شمارهٔ انتشار"] == "1404-01:1 1404-02:1 1404-03:1"
    assert (country["نخستین روز"], country["آخرین روز"]) == ("2025-03-21", "2025-06-21")
    lone = one(rows, **{"کد محل": f"P{publishing.places[0].code}"})
    assert (lone["مقدار"], lone["وضعیت مقدار"]) == ("", "پوشیده")
    # An edition is of one month; what follows from others is in the series.
    assert {row["دوره"] for row in table("production.csv", last)} == {"1404-03"}
    # People are counted each month anew: their quarter is a mean.
    people = [row for row in table("employment.csv") if row["کد رشته"] == "_T"]
    by_period = {row["دوره"]: row["کارکنان"] for row in people if row["کد محل"] == "IR"}
    assert by_period["1404-Q1"] == by_period["1404-03"] == "226"


def test_a_preliminary_month_has_estimates_and_its_exports_are_not_there_yet(
    publishing: PublishingWorld,
) -> None:
    publishing.file([*many(1, [20, 19, 18], 100), *many(2, [51, 41, 46, 31], 200)], MONTH + 1)
    for month in (MONTH, MONTH + 1):
        send(publishing, month)
    published(publishing)
    edition = publishing.published(EditionKind.PRELIMINARY, MONTH + 1)
    names = {file.name for file in edition.files.all()}
    assert names == {name for name in NAMES if not name.startswith("exports")}
    row = one(table("production.csv", edition), **{"کد محل": "IR", "کد محصول": BAG})
    assert row["وضعیت مقدار"] in {"برآورد", "برآورد کم‌اعتماد"}
    later = [row for row in table("exports.sdmx.csv") if row["J_PERIOD"] == "1404-04"]
    told = {(row["OBS_VALUE"], row["OBS_STATUS"], row["CONF_STATUS"]) for row in later}
    assert told == {("NaN", "O", "F")}


def test_headings_are_persian_and_digits_western(publishing: PublishingWorld) -> None:
    [edition] = published(publishing)
    content = fetched("production.csv", edition)
    assert content.startswith(b"\xef\xbb\xbf")
    row = next(csv.DictReader(content.decode("utf-8-sig").split("\r\n")))
    assert (row["کد محل"], row["مقدار"], row["وضعیت مقدار"]) == ("IR", "229", "رقم منتشرشده")


def test_a_cell_that_nobody_filed_in_one_month_says_so_in_the_series(
    publishing: PublishingWorld,
) -> None:
    send(publishing, MONTH + 1)
    published(publishing, MONTH, MONTH + 1)
    lines = [row for row in table("exports.sdmx.csv") if row["J_PERIOD"] == "1404-03"]
    told = {(row["OBS_VALUE"], row["OBS_STATUS"], row["CONF_STATUS"]) for row in lines}
    assert told == {("NaN", "M", "F")}
