"""A province brings its units by file: twelve wrong rows, corrected, sent again, taken back."""

import io
from pathlib import Path

import openpyxl
import pytest
import time_machine
from playwright.sync_api import Page, expect

from tests.browser.acts import press
from tests.browser.conftest import Browse
from tests.units.imports.acts import registry, statistics_officer
from tests.units.imports.files import csv_of, row
from tests.world import World
from units.imports import worker
from units.models import Unit

ROWS = 1000
# Two of each fault that a spreadsheet makes or a person types; by column, what stands there.
WRONG = {
    10: ("guild_id", "04710O0010"),
    93: ("expires_on", "1405/13/02"),
    117: ("holder_id", ""),
    204: ("union", "اتحادیه پلاستیک ملکانن"),
    305: ("postal_code", "51333"),
    411: ("trade", "9999"),
    512: ("county", "ملکانن"),
    613: ("issued_on", "11/02/1398"),
    714: ("holder_id", "12345678"),
    815: ("name", "ک" * 161),
    916: ("number", ""),
    999: ("issued_on", "1397"),
}


def rows() -> list[dict[str, str]]:
    found = [row(serial) for serial in range(1, ROWS + 1)]
    for serial, (column, written) in WRONG.items():
        found[serial - 1][column] = written
    return found


def send(page: Page, file: Path) -> None:
    """Bring a file and wait until its dry run stands on the page."""
    page.goto("/imports/")
    page.locator("input[type=file]").set_input_files(file)
    press(page, "بررسی آزمایشی")
    page.wait_for_url("**/imports/*/")
    worker.run_waiting()
    page.reload()


def corrected(book: bytes) -> bytes:
    """Put right what the file of refused rows names, in place, as its person does in Excel."""
    sheet = openpyxl.load_workbook(io.BytesIO(book))
    table = sheet.active
    right = {str(serial): row(serial) for serial in WRONG}
    heads = {str(cell.value): cell.column for cell in table[1]}
    for line in range(2, table.max_row + 1):
        address = table.cell(line, heads["نشانی"]).value
        serial = address.rpartition(" ")[2]
        wanted = right[serial]
        for name, head in (
            ("guild_id", "شناسه صنفی"),
            ("holder_id", "کد ملی دارنده"),
            ("name", "نام واحد"),
            ("number", "شماره پروانه"),
            ("issued_on", "تاریخ صدور"),
            ("expires_on", "تاریخ اعتبار"),
            ("trade", "رشته (ISIC)"),
            ("union", "اتحادیه"),
            ("county", "شهرستان"),
            ("postal_code", "کد پستی"),
        ):
            table.cell(line, heads[head]).value = wanted[name]
    out = io.BytesIO()
    sheet.save(out)
    return out.getvalue()


def store(page: Page, count: str) -> None:
    """Store so many rows, and see that they are."""
    press(page, f"ثبت {count} ردیف")
    page.get_by_role("heading", name="در حال ثبت").wait_for()
    worker.run_waiting()
    page.reload()
    expect(page.get_by_role("status")).to_contain_text(f"{count} ردیف ثبت شد")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_province_imports_corrects_repeats_and_takes_back(
    shared_world: World,
    browse: Browse,
    clock: time_machine.Traveller,
    tmp_path: Path,
    javascript: bool,
) -> None:
    before = registry()
    list_ = tmp_path / "guilds.csv"
    list_.write_bytes(csv_of([one | {"address": f"پلاک {n}"} for n, one in enumerate(rows(), 1)]))
    page = browse(shared_world.province_officer, javascript=javascript)
    send(page, list_)
    expect(page.get_by_role("status")).to_contain_text("۹۸۸ ردیف ثبت می‌شود")
    expect(page.get_by_role("status")).to_contain_text("۱۲ ردیف خطا دارد")
    assert page.get_by_role("row", name="سطر ۹۴").get_by_text("ماه ۱۳ نیست").is_visible()
    with page.expect_download() as coming:
        page.get_by_role("link", name="۱۲ ردیف ردشده").click()
    store(page, "۹۸۸")
    assert Unit.objects.count() == 989
    first = page.url

    again = tmp_path / "corrected.xlsx"
    again.write_bytes(corrected(coming.value.path().read_bytes()))
    send(page, again)
    expect(page.get_by_role("status")).to_contain_text("۱۲ ردیف ثبت می‌شود")
    store(page, "۱۲")
    assert Unit.objects.count() == ROWS + 1
    second = page.url

    # The whole list once more: nothing is left to be stored.
    whole = tmp_path / "whole.csv"
    right = [row(n) | {"address": f"پلاک {n}"} for n in range(1, ROWS + 1)]
    whole.write_bytes(csv_of(right))
    send(page, whole)
    expect(page.get_by_role("status")).to_contain_text("۱٬۰۰۰ ردیف همان است که هست")

    for address in (second, first):
        page.goto(address)
        page.get_by_role("link", name="برگرداندن").click()
        page.get_by_role("button", name="برگرداندن").click()
        page.get_by_role("heading", name="در حال برگرداندن").wait_for()
        worker.run_waiting()
        page.reload()
        expect(page.get_by_role("status")).to_contain_text("این ورود برگردانده شد")
    assert registry() == before


def test_of_two_offices_at_once_one_waits_and_is_told_for_whom(
    shared_world: World, browse: Browse, tmp_path: Path
) -> None:
    """First to be read, then to be stored; the worker is held where the other one begins."""
    statistics = statistics_officer(shared_world)
    mine, theirs = tmp_path / "mine.csv", tmp_path / "theirs.csv"
    mine.write_bytes(csv_of([row(1)]))
    theirs.write_bytes(csv_of([row(2)]))
    pages = [browse(shared_world.province_officer), browse(statistics)]
    for page, file in zip(pages, (mine, theirs), strict=True):
        page.goto("/imports/")
        page.locator("input[type=file]").set_input_files(file)
        press(page, "بررسی آزمایشی")
        page.wait_for_url("**/imports/*/")
    second = pages[1]
    told = second.get_by_role("status")
    expect(told).to_contain_text("در نوبت خواندن است: نخست ورود mine.csv")
    expect(told).to_contain_text(shared_world.province_officer.full_name)
    worker.run_waiting()
    for page in pages:
        page.reload()
        press(page, "ثبت ۱ ردیف")
        page.get_by_role("heading", name="در حال ثبت").wait_for()
    expect(told).to_contain_text("در نوبت است: نخست ورود mine.csv")
    worker.run_waiting()
    # The page follows by itself.
    expect(told).to_contain_text("۱ ردیف ثبت شد", timeout=20_000)
    assert Unit.objects.count() == 3
