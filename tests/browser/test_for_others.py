"""Filing for others: a clerk types and the owner reads the code out; a workbook on a phone."""

import os
from pathlib import Path

import time_machine
from playwright.sync_api import Page, ViewportSize, expect

from catalog.policy_definitions import PolicyKey
from review.models import Workbook
from statistics.enums import State
from statistics.models import Assistance, Submission
from tests.browser import acts, axe
from tests.browser.conftest import Browse
from tests.codes import codes_sent, last_code
from tests.review.assisted import clerk_of, with_mobile
from tests.review.cases import policy
from tests.review.owner.workbook import filled, first_month, laid_out, product_row, saved
from tests.world import World, licence_for

PHONE = ViewportSize(width=390, height=844)


def test_a_clerk_types_and_the_owner_confirms_by_the_code(
    shared_world: World, clock: time_machine.Traveller, browse: Browse
) -> None:
    policy(PolicyKey.OBLIGATION_FROM, 139807)
    with_mobile(shared_world)
    unit, clerk = shared_world.unit, clerk_of(shared_world)
    page = browse(clerk)
    page.goto("/")
    axe.examine(page)
    page.fill("[name=holder_id]", unit.holder_id)
    page.fill("[name=guild_id]", unit.guild_id)
    acts.press(page, "پیدا کردن واحد")
    expect(page.get_by_role("heading", level=1)).to_have_text(unit.name)
    axe.examine(page)
    _look(page, "union-unit")
    acts.press(page, "آغاز مهر ۱۳۹۸")
    number = Submission.objects.get().tracking_number
    page.goto(f"/statistics/{number}/period/")
    page.check("[name=activity][value=inactive]")
    acts.press(page, acts.ONWARD)
    acts.write_employment(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "برای دارنده بخوانید، سپس کد را بگیرید"
    )
    axe.examine(page)
    with codes_sent():
        acts.press(page, "ارسال کد به ۰۹۱۲ ••• ••۷۷")
        expect(page.get_by_text("از دارنده بخواهید آن را بخواند")).to_be_visible()
        _look(page, "union-confirm")
        page.fill("[name=code]", last_code())
        acts.press(page, "تایید نهایی اطلاعات")
    expect(page.get_by_role("heading", level=1)).to_have_text("ثبت اطلاعات با موفقیت انجام شد.")
    axe.examine(page)
    _look(page, "union-receipt")
    assert Submission.objects.get().state == State.AT_UNION
    assert Assistance.objects.get().confirmed_at is not None


def test_a_holder_of_two_units_files_one_of_them_by_a_workbook_on_a_phone(
    shared_world: World, clock: time_machine.Traveller, browse: Browse, tmp_path: Path
) -> None:
    policy(PolicyKey.OBLIGATION_FROM, 139807)
    second = licence_for("0499999921", "9990000026", shared_world.union, shared_world.owner)
    page = browse(shared_world.owner)
    page.set_viewport_size(PHONE)
    page.goto("/statistics/")
    page.get_by_role("link", name="همهٔ واحدها در یک نگاه").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("همهٔ واحدها در یک نگاه")
    _narrow(page)
    axe.examine(page)
    _look(page, "all-units")
    page.get_by_role("link", name="کاربرگ چند واحد").click()
    _narrow(page)
    axe.examine(page)
    _look(page, "workbook")
    with page.expect_download() as downloading:
        page.get_by_role("button", name="دریافت کاربرگ مهر ۱۳۹۸").click()
    assert downloading.value.suggested_filename.endswith(".xlsx")
    others = filled(laid_out([second]))
    others[0]["official"] = None
    rows = [*first_month(shared_world), *others, product_row(others)]
    book = tmp_path / "آمار مهر.xlsx"
    book.write_bytes(saved(rows))
    page.set_input_files("[name=file]", book)
    acts.press(page, "بررسی کاربرگ")
    expect(page.get_by_role("heading", level=1)).to_have_text("کاربرگ مهر ۱۳۹۸")
    expect(page.get_by_text("کارکنان رسمی:")).to_be_visible()
    _narrow(page)
    axe.examine(page)
    _look(page, "workbook-one")
    page.get_by_label("انتخاب").first.check()
    acts.press(page, "تأیید نهایی واحدهای انتخاب‌شده")
    expect(page.get_by_text("آمار ۱ واحد ارسال شد")).to_be_visible()
    assert Submission.objects.get().unit_id == shared_world.unit.pk
    assert Workbook.objects.get().units.count() == 2


def _narrow(page: Page) -> None:
    assert acts.overflow(page) <= 0


def _look(page: Page, name: str) -> None:
    folder = os.environ.get("LOOK_AT")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
