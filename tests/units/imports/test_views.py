"""Imports in the browser: what each stage shows, who reaches it, what leaves as a file."""

import io
from collections.abc import Callable

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Organization
from catalog.models import County, Province
from tests.access import body_of
from tests.units.imports.acts import checked, faults, statistics_officer, stored
from tests.units.imports.files import csv_of, row
from tests.world import World, officer
from units.enums import ImportStage
from units.imports import exports, worker
from units.models import Import, Unit, UnitMember

pytestmark = pytest.mark.django_db
SignIn = Callable[[object], Client]


def text_of(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def test_a_province_brings_corrects_and_stores_a_file(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.province_officer)
    rows = [row(number) for number in range(1, 6)]
    rows[2]["postal_code"] = "12"
    file = SimpleUploadedFile("guilds.csv", csv_of(rows))
    sent = browser.post("/imports/", {"kind": "units", "scope": "03", "file": file})
    page = sent.headers["Location"]
    assert "در نوبت خواندن است" in text_of(browser, page)
    worker.run_waiting()
    text = text_of(browser, page)
    assert "۴ ردیف ثبت می‌شود" in text
    assert "کد پستی" in text
    assert Unit.objects.count() == 1
    book = openpyxl.load_workbook(io.BytesIO(body_of(browser.get(f"{page}refused/"))))
    cells = [[cell.value for cell in line] for line in book.active.rows]
    assert len(cells) == 2
    version = Import.objects.get().version
    assert browser.post(f"{page}store/", {"version": version}).headers["Location"] == page
    assert browser.post(f"{page}store/", {"version": version + 7}).status_code == 302
    worker.run_waiting()
    assert "۴ ردیف ثبت شد" in text_of(browser, page)
    assert Unit.objects.count() == 5
    report = body_of(browser.get(f"{page}report/")).decode("utf-8-sig")
    assert len(report.splitlines()) == 6
    assert body_of(browser.get(f"{page}file/")) == csv_of(rows)


def test_a_heading_of_a_stranger_is_no_formula_in_a_long_list(
    world: World, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MOST_IN_A_BOOK", 0)
    lines = csv_of([row(1, postal_code="12")]).decode("utf-8-sig").splitlines()
    data = "\r\n".join([f"{lines[0]},=1+1", f"{lines[1]},5"]).encode("utf-8-sig")
    browser = sign_in(world.province_officer)
    file = SimpleUploadedFile("guilds.csv", data)
    sent = browser.post("/imports/", {"kind": "units", "scope": "03", "file": file})
    worker.run_waiting()
    text = body_of(browser.get(f"{sent.headers['Location']}refused/")).decode("utf-8-sig")
    assert "'=1+1" in text.splitlines()[0]


def test_a_file_is_listed_as_it_was_called_and_leaves_as_what_it_is(
    world: World, sign_in: SignIn
) -> None:
    browser = sign_in(world.province_officer)
    file = SimpleUploadedFile("old.xls", csv_of([row(1)]))
    sent = browser.post("/imports/", {"kind": "units", "scope": "03", "file": file})
    assert "old.xls" in text_of(browser, "/imports/")
    answer = browser.get(f"{sent.headers['Location']}file/")
    assert 'filename="old.csv"' in answer.headers["Content-Disposition"]
    assert body_of(answer) == csv_of([row(1)])


def test_a_province_reaches_its_own_units_alone(world: World, sign_in: SignIn) -> None:
    far = Province.objects.create(code="23", name="تهران", iso="IR-23")
    County.objects.create(code="2301", name="شمیرانات", province=far, organization_code="23")
    other = Organization.objects.create(
        code="23", kind="province", name="سازمان تهران", parent=world.ministry, province=far
    )
    there = officer("tehran", "province_expert", other)  # type: ignore[arg-type]
    ids = {"guild_id": world.unit.guild_id, "holder_id": world.unit.holder_id}
    blank = dict.fromkeys(row(1), "")
    run = checked(there, [blank | ids | {"number": world.licence.number, "address": "دیگر"}], other)
    assert faults(run)[2] == "این واحد در حوزهٔ سازمان دیگری است."
    assert sign_in(world.province_officer).get(f"/imports/{run.pk}/").status_code == 404
    assert sign_in(statistics_officer(world)).get(f"/imports/{run.pk}/").status_code == 200
    file = SimpleUploadedFile("a.csv", csv_of([row(1)]))
    wrong = {"kind": "units", "scope": "03", "file": file}
    assert sign_in(there).post("/imports/", wrong).status_code == 422


def test_a_file_that_is_none_is_told_in_one_sentence(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.province_officer)
    for content in (b"PK\x03\x04 no book", b"%PDF-1.7", b"a;b\r\n1;2\r\n"):
        file = SimpleUploadedFile("../../x.xlsx", content)
        page = browser.post("/imports/", {"kind": "units", "scope": "03", "file": file})
        worker.run_waiting()
        assert Import.objects.latest("pk").stage == ImportStage.UNREADABLE
        assert "ارسال دوباره" in text_of(browser, page.headers["Location"])
    empty = SimpleUploadedFile("x.csv", b"")
    answer = browser.post("/imports/", {"kind": "units", "scope": "03", "file": empty})
    assert answer.status_code == 422


def test_an_undo_is_asked_once_with_what_it_takes_back(world: World, sign_in: SignIn) -> None:
    ids = {"guild_id": world.unit.guild_id, "holder_id": world.unit.holder_id}
    moved = dict.fromkeys(row(1), "") | ids | {"number": world.licence.number, "address": "دیگر"}
    run = stored(world.province_officer, [row(1), row(2), moved], world.province)
    browser, page = sign_in(world.province_officer), f"/imports/{run.pk}/take-back/"
    assert f'href="{page}"' in text_of(browser, f"/imports/{run.pk}/")
    asked = text_of(browser, page)
    assert "۲ ردیف جدید از سامانه برداشته می‌شود و ۱ ردیف به حال پیش از این ورود" in asked
    assert Unit.objects.count() == 3
    # The second click is answered with its success; who comes late to the question, by the page.
    assert browser.post(page).status_code == browser.post(page).status_code == 302
    assert browser.get(page).headers["Location"] == f"/imports/{run.pk}/"
    worker.run_waiting()
    assert Unit.objects.count() == 1


def test_an_undo_is_refused_once_somebody_has_the_unit(world: World, sign_in: SignIn) -> None:
    run = stored(world.province_officer, [row(1), row(2)], world.province)
    browser = sign_in(world.province_officer)
    assert "شدنی است" in text_of(browser, f"/imports/{run.pk}/")
    unit = Unit.objects.get(guild_id="0471000001")
    UnitMember.objects.create(unit=unit, user=world.owner, role="owner")
    assert "کسی برای آن حساب دارد" in text_of(browser, f"/imports/{run.pk}/")
    answer = browser.post(f"/imports/{run.pk}/take-back/")
    assert answer.status_code == 409
    assert "کسی برای آن حساب دارد" in answer.content.decode()
    run.refresh_from_db()
    assert run.stage == ImportStage.STORED


def test_a_page_asks_the_same_for_one_row_and_for_three(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.province_officer)
    counts = []
    for numbers in ((1,), (2, 3, 4)):
        rows = [row(number) for number in numbers]
        bad = [row(number + 50, trade="9999") for number in numbers]
        run = checked(world.province_officer, rows + bad, world.province)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            text_of(browser, f"/imports/{run.pk}/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_more_rows_than_a_page_shows_go_on_behind_a_cursor(world: World, sign_in: SignIn) -> None:
    run = checked(world.province_officer, [row(n) for n in range(1, 61)], world.province)
    browser = sign_in(world.province_officer)
    first = text_of(browser, f"/imports/{run.pk}/?show=new")
    assert "۵۰ از ۶۰ ردیف" in first
    rest = text_of(browser, f"/imports/{run.pk}/?show=new&behind=1,50")
    assert "۱۰ از ۶۰ ردیف" in rest


def test_no_id_of_a_holder_stands_in_the_log(
    world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [row(1)]
    run = checked(world.province_officer, rows, world.province)

    def broken(*_: object) -> None:
        raise ValueError(rows[0]["holder_id"])

    monkeypatch.setattr("units.imports.worker.kind_of", broken)
    Import.objects.filter(pk=run.pk).update(stage=ImportStage.READING, touched_at=None)
    worker.run_waiting()
    assert "failed: ValueError" in caplog.text
    assert rows[0]["holder_id"] not in caplog.text


def test_the_template_and_its_columns_are_there(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.province_officer)
    assert "شناسه صنفی" in text_of(browser, "/imports/kinds/units/columns/")
    book = body_of(browser.get("/imports/kinds/units/template/xlsx/"))
    assert openpyxl.load_workbook(io.BytesIO(book)).active["A1"].value.startswith("شناسه صنفی")
    assert browser.get("/imports/kinds/units/template/exe/").status_code == 404
    assert browser.get("/imports/kinds/nothing/columns/").status_code == 404
