"""What people write or a country counts stays within the page and within its field."""

from decimal import Decimal

import pytest
import time_machine
from playwright.sync_api import Page, expect

from statistics.filing import services
from statistics.filing.storage import EmploymentAnswers, ExportFigures, PostedLines
from tests.browser import acts
from tests.browser.conftest import Browse
from tests.world import BAG, FILED_AT, MEHR, World

CUT = "field => field.scrollWidth - field.clientWidth"
WIDTHS = ((1366, 768), (390, 844))


@pytest.mark.parametrize(("width", "height"), WIDTHS)
def test_a_remark_without_a_blank_widens_no_page(
    shared_world: World, browse: Browse, clock: time_machine.Traveller, width: int, height: int
) -> None:
    case = shared_world.ready()
    people = EmploymentAnswers(2, 1, 0, "ا" * 900)
    services.save_employment(shared_world.owner, case.tracking_number, 1, people, True, FILED_AT)
    owner, reviewer = browse(shared_world.owner), browse(shared_world.union_officer)
    for page in (owner, reviewer):
        page.set_viewport_size({"width": width, "height": height})
    owner.goto(f"/statistics/{case.tracking_number}/confirm/")
    assert acts.overflow(owner) <= 0
    acts.read_and_finish(owner)
    owner.goto(f"/statistics/{case.tracking_number}/")
    assert acts.overflow(owner) <= 0
    reviewer.goto(f"/review/{case.tracking_number}/")
    expect(reviewer.get_by_role("heading", level=1)).to_be_visible()
    assert acts.overflow(reviewer) <= 0


@pytest.mark.parametrize(("width", "height"), WIDTHS)
@pytest.mark.parametrize("part", ["exports", "month"])
def test_eighteen_digits_of_rials_and_the_measure_can_be_read(
    shared_world: World,
    browse: Browse,
    clock: time_machine.Traveller,
    part: str,
    width: int,
    height: int,
) -> None:
    page = _with_exports(shared_world, browse)
    page.set_viewport_size({"width": width, "height": height})
    page.goto(page.url.replace("/exports/", f"/{part}/"))
    rials = page.locator("[name=exports-0-value_irr]")
    expect(rials).to_have_value("۹۹۹٬۹۹۹٬۹۹۹٬۹۹۹٬۹۹۹٬۹۹۹")
    assert rials.evaluate(CUT) <= 0
    assert acts.overflow(page) <= 0
    told = page.locator("table.exports").get_by_text("تن", exact=True)
    assert any(each.is_visible() for each in told.all())
    if part == "month":
        made = page.locator("table.products").first.get_by_text("تن", exact=True)
        expect(made).to_be_visible()


def test_the_longest_word_of_a_month_stays_in_its_cell_of_the_year(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    shared_world.returned()
    page = browse(shared_world.owner)
    page.goto("/statistics/")
    cells = page.locator(".strip li")
    expect(cells.filter(has_text="بازگردانی‌شده برای اصلاح")).to_be_visible()
    for width in (1366, 1200, 1024, 768, 390):
        page.set_viewport_size({"width": width, "height": 768})
        cut = cells.evaluate_all(f"cells => cells.map({CUT})")
        assert max(cut) <= 0, (width, cut)


def _with_exports(world: World, browse: Browse) -> Page:
    world.filed(MEHR - 1)
    case = world.draft()
    most, tonnes = Decimal("9" * 18), Decimal(999_999)
    sent = PostedLines({BAG: ExportFigures(tonnes, tonnes, None, most)})
    services.save_exports(world.owner, case.tracking_number, 0, True, sent, False, FILED_AT)
    page = browse(world.owner)
    page.goto(f"/statistics/{case.tracking_number}/exports/")
    return page
