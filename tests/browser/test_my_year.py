"""An owner of two units looks at the year, on a desk and a phone, and takes the figures along."""

import csv
import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import time_machine
from playwright.sync_api import Page, expect

from config.persian import to_persian_digits
from review import workflow
from statistics.filing import services
from statistics.filing.storage import PostedLines
from statistics.models import StepState
from tests.browser import acts
from tests.browser.conftest import Browse
from tests.statistics.publication.mirror.worlds import TEN, makers
from tests.statistics.publication.worlds import PublishingWorld
from tests.world import BAG, FILED_AT, MEHR, World, licence_for

# A tonne more each month: what is read back tells one month from another.
MADE = {MEHR - ago: 32 - ago for ago in range(13)}


def thirteen_months(world: World) -> None:
    for month, quantity in sorted(MADE.items()):
        case = world.ready(month)
        step = StepState.objects.get(submission=case, step=2)
        made = PostedLines({BAG: Decimal(quantity)})
        services.save_production(
            world.owner, case.tracking_number, step.version, made, True, FILED_AT
        )
        case.refresh_from_db()
        workflow.file(world.owner, case.tracking_number, case.version, FILED_AT)


def taken(page: Page, name: str, row: int = 0) -> bytes:
    """Take a file of the list at the foot of the page."""
    with page.expect_download() as coming:
        page.get_by_role("link", name=name, exact=True).nth(row).click()
    path = coming.value.path()
    return Path(path).read_bytes()


def test_an_owner_looks_at_the_year_and_takes_it_along(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    world = shared_world
    clock.move_to(FILED_AT)
    empty = licence_for("0000000002", "0000000002", world.union, world.owner).unit
    type(empty).objects.filter(pk=empty.pk).update(name="کارگاه دوم نمونه")
    thirteen_months(world)
    page = browse(world.owner)
    page.goto(f"/statistics/my-year/?unit={world.unit.pk}")
    expect(page.get_by_text("از ۱۳ ماه، ۱۳ ماه ثبت شده")).to_be_visible()
    expect(page.get_by_text("۳۲ تن کیسه پلی اتیلن")).to_be_visible()
    expect(page.get_by_text("آمار این ماه‌ها هنوز منتشر نشده است")).to_be_visible()
    bars = page.locator("svg.plot-bars").first.locator("rect")
    assert bars.count() == 13
    page.get_by_text("جدول همین ارقام").first.click()
    cells = page.locator("details.figures[open] tbody tr")
    assert cells.count() == 13
    expect(cells.first).to_contain_text("۳۲")
    expect(cells.last).to_contain_text("۲۰")
    # The file says what the page says, month by month.
    book = openpyxl.load_workbook(io.BytesIO(taken(page, "اکسل (XLSX)")))
    made = list(book.worksheets[0].iter_rows(values_only=True))
    assert len(made) == 14
    quantity = made[0].index("مقدار تولید")
    assert [row[quantity] for row in made[1:]] == sorted(MADE.values(), reverse=True)
    text = taken(page, "تولید", 1).decode("utf-8-sig")
    of_year = [int(Decimal(row["مقدار تولید"])) for row in csv.DictReader(io.StringIO(text))]
    in_year = [month for month in sorted(MADE, reverse=True) if month.year == MEHR.year]
    assert of_year == [MADE[month] for month in in_year]
    page.get_by_role("link", name=f"سال {to_persian_digits(MEHR.year - 1)}").click()
    expect(
        page.get_by_role("heading", name=f"سال {to_persian_digits(MEHR.year - 1)}")
    ).to_be_visible()
    expect(page.get_by_text("۲۵ تن کیسه پلی اتیلن")).to_be_visible()
    # The other unit has no month yet: its files have their headings alone.
    page.get_by_role("link", name="کارگاه دوم نمونه").click()
    expect(page.get_by_text("هنوز ماهی ثبت نکرده‌اید")).to_be_visible()
    assert page.get_by_role("region", name="شما در کنار هم‌صنفان").count() == 0
    nothing = openpyxl.load_workbook(io.BytesIO(taken(page, "اکسل (XLSX)")))
    assert [sheet.max_row for sheet in nothing.worksheets[:3]] == [1, 1, 1]
    assert len(taken(page, "اشتغال").decode("utf-8-sig").splitlines()) == 1
    assert acts.overflow(page) <= 0


def test_a_phone_shows_the_unit_beside_its_group(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    clock.move_to(FILED_AT)
    shared_world.final()
    publishing = PublishingWorld(shared_world)
    publishing.file(makers(TEN), MEHR)
    publishing.published(month=MEHR)
    phone = browse(shared_world.owner)
    phone.set_viewport_size({"width": 390, "height": 844})
    phone.goto("/statistics/my-year/")
    mirror = phone.get_by_role("region", name="شما در کنار هم‌صنفان")
    expect(mirror.get_by_role("img")).to_be_visible()
    expect(mirror.get_by_text("از میانهٔ هم‌صنفان کمتر")).to_be_visible()
    assert acts.overflow(phone) <= 0
    box = mirror.locator("svg.mirror").bounding_box()
    assert box is not None
    assert box["width"] > 250
