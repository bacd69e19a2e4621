"""All months of one's own unit as files: every state, said in a column; nothing of others."""

import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from statistics.enums import ExportKind
from statistics.files import own_months
from statistics.files.own_months import own_book, own_file
from statistics.files.queries import Params, copied
from statistics.filing import services
from statistics.filing.storage import EmploymentAnswers
from statistics.models import Submission
from tests.statistics.files import FIGURES, lines_of
from tests.statistics.filing import Filer
from tests.world import BAG, FILED_AT, MEHR, World, licence_for, person

pytestmark = pytest.mark.django_db


def records(world: World, kind: ExportKind) -> list[dict[str, str]]:
    """Return what the unit's CSV file says, by heading."""
    heading, *lines = lines_of(own_file(world.unit, kind))
    return [dict(zip(heading, line, strict=True)) for line in lines]


def sheets(world: World) -> dict[str, list[tuple[Any, ...]]]:
    """Return the values of each sheet of the unit's book."""
    book = openpyxl.load_workbook(io.BytesIO(own_book(world.unit)))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_months_in_every_state_stand_with_their_state_the_latest_first(world: World) -> None:
    world.final(MEHR - 3)
    world.returned(MEHR - 2)
    world.filed(MEHR - 1)
    world.ready(MEHR)
    for kind in FIGURES:
        rows = records(world, kind)
        found = [(row["سال"], row["نام ماه"], row["وضعیت"], row["تاریخ ثبت"]) for row in rows]
        assert found == [
            ("1398", "مهر", "پیش‌نویس", ""),
            ("1398", "شهریور", "نزد اتحادیه", "1398/08/03"),
            ("1398", "مرداد", "بازگردانی‌شده برای اصلاح", "1398/08/03"),
            ("1398", "تیر", "ثبت نهایی", "1398/08/03"),
        ]


def test_the_book_has_a_sheet_each_with_typed_numbers(world: World) -> None:
    world.final()
    found = sheets(world)
    assert list(found) == ["تولید", "صادرات", "اشتغال", "راهنمای ستون‌ها"]
    *figures, told = found.values()
    made, sent, staff = (dict(zip(*rows, strict=True)) for rows in figures)
    assert {line[0] for line in told[1:]} == {*made, *sent, *staff}
    assert (made["کد محصول"], made["مقدار تولید"]) == (BAG, 20)
    assert (sent["وزن به تن"], sent["ارزش به ریال"]) == (5, 6300)
    assert (staff["وضعیت فعالیت"], staff["جمع کارکنان"]) == ("فعال", 3)
    assert isinstance(made["سال"], int)
    assert isinstance(made["شناسه صنفی"], str)


def test_an_empty_quantity_of_a_draft_is_no_zero(world: World) -> None:
    world.filed(MEHR - 1)
    world.draft(MEHR)
    assert [row["مقدار تولید"] for row in records(world, ExportKind.PRODUCTION)] == ["", "20"]


def test_what_looks_like_a_formula_stays_text(world: World) -> None:
    case = world.ready()
    version = case.steps.get(step=4).version
    people = EmploymentAnswers(2, 1, 0, "=HYPERLINK(1)")
    services.save_employment(world.owner, case.tracking_number, version, people, False, FILED_AT)
    assert records(world, ExportKind.EMPLOYMENT)[0]["توضیحات"] == "'=HYPERLINK(1)"
    assert dict(zip(*sheets(world)["اشتغال"], strict=True))["توضیحات"] == "=HYPERLINK(1)"
    book = openpyxl.load_workbook(io.BytesIO(own_book(world.unit)))
    assert "f" not in {cell.data_type for cell in book["اشتغال"][2]}


def test_another_unit_of_the_same_owner_is_another_file(world: World) -> None:
    world.filed()
    other = licence_for("0488888888", "9990000018", world.union, world.owner)
    assert lines_of(own_file(other.unit, ExportKind.PRODUCTION))[1:] == []
    assert len(lines_of(own_file(other.unit, ExportKind.PRODUCTION))[0]) > 10


def test_a_hundred_months_cost_the_queries_of_one(
    world: World, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    world.filed(MEHR - 1)
    world.filed(MEHR)
    copies: list[str] = []

    def counted(sql: str, params: Params) -> Iterator[bytes]:
        copies.append(sql)
        return copied(sql, params)

    monkeypatch.setattr(own_months, "copied", counted)
    # One COPY for each sheet, which Django does not count, and nothing else.
    with django_assert_num_queries(0):
        own_book(world.unit)
    assert len(copies) == 3


def test_the_reports_tab_leads_to_the_files_of_every_unit_of_ones_own(filer: Filer) -> None:
    text = filer.green().read("report")
    for ending in ("all.xlsx", "production.csv", "exports.csv", "employment.csv"):
        url = f"/statistics/my-year/{filer.world.unit.pk}/{ending}"
        assert f'href="{url}"' in text
        answer = filer.browser.get(url)
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["Cache-Control"] == "no-store, private"
    assert Submission.objects.get().production.get().quantity == Decimal(20)


def test_a_stranger_finds_no_file(filer: Filer, sign_in: Any) -> None:
    filer.green()
    stranger = sign_in(person("stranger"))
    url = f"/statistics/my-year/{filer.world.unit.pk}/all.xlsx"
    assert stranger.get(url).status_code == 404
