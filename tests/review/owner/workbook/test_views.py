"""The pages of a workbook: taken, filled in, judged in words, sent by ticks and one by one."""

import io
from collections.abc import Callable
from typing import Any

import pytest
import time_machine as clock
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from review.enums import BookState
from review.models import Workbook
from statistics.models import Submission
from tests.access import body_of
from tests.review.owner.workbook import brought, filled, first_month, laid_out, product_row, saved
from tests.statistics.filing import text_of
from tests.world import FILED_AT, MEHR, World, licence_for

pytestmark = pytest.mark.django_db
SignIn = Callable[[Any], Client]
PAGE = "/statistics/workbook/"


@pytest.fixture
def owner(world: World, sign_in: SignIn, time_machine: clock.TimeMachineFixture) -> Client:
    time_machine.move_to(FILED_AT, tick=False)
    return sign_in(world.owner)


def file_of(rows: Any) -> SimpleUploadedFile:
    return SimpleUploadedFile("آمار مهر.xlsx", saved(rows))


def test_from_the_file_to_the_filing(world: World, owner: Client) -> None:
    page = text_of(owner.get(PAGE))
    assert "دریافت کاربرگ مهر ۱۳۹۸" in page
    answer = owner.get(f"{PAGE}file.xlsx?month={MEHR.to_int()}")
    assert "attachment" in answer.headers["Content-Disposition"]
    sheet = load_workbook(io.BytesIO(body_of(answer))).worksheets[0]
    assert sheet.max_row == 2
    led = owner.post(PAGE, {"file": file_of(first_month(world))}).headers["Location"]
    page = text_of(owner.get(led))
    assert "۱ واحد آمادهٔ تأیید" in page
    assert "تذکر مهم" in page
    unit = Workbook.objects.get().units.get()
    assert owner.post(f"{led}send/").status_code == 422
    done = owner.post(f"{led}send/", {"unit": unit.pk}, follow=True)
    assert "آمار ۱ واحد ارسال شد" in text_of(done)
    assert Submission.objects.get().tracking_number in done.content.decode()
    assert "در مهر ۱۳۹۸ واحدی از شما آمار ارسال‌نشده ندارد" in text_of(owner.get(PAGE))


def test_faults_stand_with_their_rows_and_leave_as_a_file(world: World, owner: Client) -> None:
    rows = first_month(world)
    rows[0]["official"] = None
    led = owner.post(PAGE, {"file": file_of(rows)}).headers["Location"]
    page = text_of(owner.get(led))
    assert "سطر ۲، کارکنان رسمی:" in page
    answer = owner.get(f"{led}refused.xlsx")
    sheet = load_workbook(io.BytesIO(body_of(answer))).worksheets[0]
    assert sheet.max_row == 3


def test_a_unit_with_a_warning_has_a_button_of_its_own(world: World, owner: Client) -> None:
    world.filed(MEHR - 1)
    rows = filled(laid_out([world.licence])[:2], 200)
    rows[1] |= {"reason": "سایر", "note": "سفارش بزرگ"}
    book = brought(world, rows)
    unit = book.units.get()
    assert unit.state == BookState.EXPLAINED
    page = text_of(owner.get(f"{PAGE}{book.pk}/"))
    assert f'name="one" value="{unit.pk}"' in page.replace("\n", " ").replace("  ", " ")
    assert owner.post(f"{PAGE}{book.pk}/send/", {"unit": unit.pk}).status_code == 409
    assert owner.post(f"{PAGE}{book.pk}/send/", {"one": unit.pk}).status_code == 302
    assert book.units.get().state == BookState.SENT


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "خالی"),
        (b"%PDF-1.4 x", "XLSX یا CSV نیست"),
        ("شناسه صنفی,ماه\n".encode(), "ستون"),
    ],
)
def test_what_is_no_workbook_is_told(world: World, owner: Client, data: bytes, words: str) -> None:
    answer = owner.post(PAGE, {"file": SimpleUploadedFile("x.xlsx", data)})
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not Workbook.objects.exists()


def test_nobody_opens_anothers_workbook(world: World, owner: Client, sign_in: SignIn) -> None:
    book = brought(world, first_month(world))
    other = licence_for("0499999921", "9990000026", world.union, world.union_officer)
    assert other.pk
    browser = sign_in(world.union_officer)
    for part in ("", "refused.xlsx"):
        assert browser.get(f"{PAGE}{book.pk}/{part}").status_code == 404
    unit = book.units.get().pk
    assert browser.post(f"{PAGE}{book.pk}/send/", {"unit": unit}).status_code == 404
    mine = brought(world, [*first_month(world), product_row(first_month(world))])
    assert owner.post(f"{PAGE}{mine.pk}/send/", {"unit": unit}).status_code == 404


def test_bad_choices_are_answered_with_a_sentence(world: World, owner: Client) -> None:
    for query in ("", "month=1", f"month={MEHR.to_int()}&units=x", "month=139807&units=99999999"):
        answer = owner.get(f"{PAGE}file.xlsx?{query}")
        assert answer.status_code == 422, query
        assert "انتخاب کنید" in text_of(answer)
