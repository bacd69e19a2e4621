"""The page of exports: what is asked, what is refused in words, and the log below it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.enums import OrganizationKind, Role
from accounts.models import Organization, User
from config.keyset import PAGE
from statistics.enums import ExportFormat
from statistics.models import ExportLog
from tests.statistics.files import PURPOSE, choice, lines_of, sheet_of, statistician, taken
from tests.statistics.filing import text_of
from tests.world import BAG, World, officer

pytestmark = pytest.mark.usefixtures("third_of_aban")

SignIn = Callable[[Any], Client]
PAGE_URL, EXPORT_URL = "/reports/", "/reports/export/"
ASKED = {
    "kind": "production",
    "format": "csv",
    "from_year": 1398,
    "from_month": 7,
    "to_year": 1398,
    "to_month": 7,
    "province": "",
    "union": "",
    "product": "",
    "purpose": PURPOSE,
}


@pytest.fixture
def stats(world: World) -> User:
    """Return the officer of the statistics office."""
    return statistician(world)


@pytest.fixture
def browser(stats: User, sign_in: SignIn) -> Client:
    """Return the officer's browser."""
    return sign_in(stats)


def ask(browser: Client, **changes: Any) -> Any:
    """Ask for a file, all production of Mehr but for the changes."""
    answer: Any = browser.post(EXPORT_URL, ASKED | changes)
    if answer.streaming:
        # Read to its end, as a browser does.
        answer.file = answer.getvalue()
    return answer


def test_the_file_comes_as_an_attachment_and_stands_in_the_log(
    world: World, browser: Client
) -> None:
    case = world.final()
    answer = ask(browser)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="production-139807-139807.csv"'
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]
    row = dict(zip(*lines_of(answer.file), strict=True))
    assert row["شماره رهگیری"] == case.tracking_number
    page = text_of(browser.get(PAGE_URL))
    for words in (PURPOSE, "تولید،<bdi>CSV</bdi>", "مهر ۱۳۹۸", ExportLog.objects.get().sha256):
        assert words in page


def test_a_sheet_comes_as_a_sheet(world: World, browser: Client) -> None:
    world.final()
    answer = ask(browser, format="xlsx", kind="employment")
    assert answer.headers["Content-Type"].endswith("spreadsheetml.sheet")
    assert sheet_of(answer.file).max_row == 2


def test_the_form_begins_with_the_month_that_ended_last(browser: Client) -> None:
    form = browser.get(PAGE_URL).context["form"]
    assert (form["from_year"].value(), form["from_month"].value()) == (1398, 7)
    assert (form["to_year"].value(), form["to_month"].value()) == (1398, 7)
    assert form["from_year"].field.choices[-1] == (1387, "۱۳۸۷")


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"purpose": ""}, "purpose", "بنویسید این فایل برای چه کاری است."),
        ({"purpose": " \u200c \u200f "}, "purpose", "بنویسید این فایل برای چه کاری است."),
        ({"from_year": 1398, "from_month": 8}, "to_month", "پایان دوره پیش از آغاز آن است."),
        ({"product": "0000000000"}, "product", "این کد در فهرست محصولات نیست."),
        ({"product": BAG, "kind": "employment"}, "product", "اشتغال به محصول تفکیک نمی‌شود."),
        ({"union": "اتحادیه نیست"}, "union", "اتحادیه‌ای با این نام نیست."),
        ({"union": "اتحادیه"}, "union", "چند اتحادیه این نام را دارند."),
        ({"from_month": 1, "to_month": 6}, "main", "ماه نهایی‌شده‌ای نیست"),
    ],
)
def test_a_refusal_says_what_to_put_right_and_keeps_what_was_typed(
    world: World, browser: Client, changes: dict[str, Any], field: str, words: str
) -> None:
    world.final()
    Organization.objects.create(
        code="u2", kind=OrganizationKind.UNION, name="اتحادیه کفش", parent=world.province
    )
    answer = ask(browser, **changes)
    assert answer.status_code == 422
    anchors = dict(answer.context["errors"])
    assert words in anchors[field if field == "main" else f"id_{field}"]
    assert words in text_of(answer)
    if "purpose" not in changes:
        assert PURPOSE in text_of(answer)
    assert not ExportLog.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [{"union": "پلاستيك ملكان"}, {"province": "03"}, {"product": "۲۵۲۰۵۱۲۴۵۹"}],
)
def test_a_filter_is_read_as_people_type_it(
    world: World, browser: Client, changes: dict[str, Any]
) -> None:
    world.final()
    assert ask(browser, **changes).status_code == 200
    line = ExportLog.objects.get()
    assert [line.union_id, line.province_id, line.product_id].count(None) == 2


@pytest.mark.parametrize(
    "post", ["owner", "union_officer", "province_officer", "ministry_officer", "head", "import"]
)
def test_other_posts_neither_see_the_page_nor_get_a_file(
    world: World, sign_in: SignIn, post: str
) -> None:
    world.final()
    roles = {"head": Role.PROVINCE_HEAD, "import": Role.IMPORT_REVIEWER}
    if post in roles:
        place = world.province if post == "head" else world.ministry
        browser = sign_in(officer(post, roles[post], place))
    else:
        browser = sign_in(getattr(world, post))
    assert browser.get(PAGE_URL).status_code == 403
    assert ask(browser).status_code == 403
    assert not ExportLog.objects.exists()


def test_the_log_shows_what_everybody_of_the_office_took(
    world: World, stats: User, sign_in: SignIn
) -> None:
    world.final()
    taken(stats, choice(purpose="نخستین"))
    other = statistician(world, "stats-2")
    page = text_of(sign_in(other).get(PAGE_URL))
    assert "نخستین" in page
    assert stats.full_name in page


def test_an_empty_log_says_what_it_will_hold(browser: Client) -> None:
    assert "هنوز فایلی گرفته نشده است" in text_of(browser.get(PAGE_URL))


def test_a_long_log_is_read_page_by_page(world: World, stats: User, browser: Client) -> None:
    world.final()
    for number in range(PAGE + 2):
        taken(stats, choice(format=ExportFormat.CSV, purpose=f"هدف {number}"))
    first = browser.get(PAGE_URL)
    assert [row.purpose for row in first.context["log"]] == [
        f"هدف {number}" for number in range(PAGE + 1, 1, -1)
    ]
    older = browser.get(PAGE_URL + first.context["next"])
    assert [row.purpose for row in older.context["log"]] == ["هدف 1", "هدف 0"]
    assert older.context["next"] is None
    assert older.context["first"] == "?"


@pytest.mark.parametrize("typed", ["x", "-1", "9" * 30, "۱", "%00"])
def test_an_address_with_nonsense_begins_at_the_latest(browser: Client, typed: str) -> None:
    assert browser.get(PAGE_URL, {"before": typed}).status_code == 200


def test_the_page_asks_as_often_for_three_lines_as_for_one(
    world: World, stats: User, browser: Client
) -> None:
    world.final()
    counts = []
    for batch in (1, 2):
        for _ in range(batch):
            chosen = choice(
                format=ExportFormat.CSV, province=world.licence.county.province, union=world.union
            )
            taken(stats, chosen)
        with CaptureQueriesContext(connection) as queries:
            browser.get(PAGE_URL)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8
