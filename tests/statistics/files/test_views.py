"""Files in the browser: asked for, waited for, taken by nobody but who asked."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.enums import AccessKind, OrganizationKind, Role
from accounts.models import AccessEvent, Organization, User
from config.keyset import PAGE
from statistics.enums import ExportFormat, FileState
from statistics.files import services
from statistics.models import ExportLog, FigureFile
from tests.access import _far
from tests.statistics.files import PURPOSE, asked, choice, lines_of, statistician, taken
from tests.statistics.filing import text_of
from tests.world import BAG, World, officer

pytestmark = pytest.mark.usefixtures("third_of_aban")

SignIn = Callable[[Any], Client]
PAGE_URL, ASK_URL = "/files/", "/files/ask/"
ASKED = {
    "kind": "production",
    "format": "csv",
    "from_year": 1398,
    "from_month": 7,
    "to_year": 1398,
    "to_month": 7,
    "province": "",
    "county": "",
    "union": "",
    "isic": "",
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
    return browser.post(ASK_URL, ASKED | changes)


def test_the_form_begins_with_what_the_page_of_figures_showed(browser: Client) -> None:
    shown = {"from": "139804", "to": "139806", "county": "0301", "isic": "2520", "product": BAG}
    form = browser.get(PAGE_URL, shown | {"province": "03"}).context["form"]
    chosen = {name: str(form[name].value()) for name in (*ASKED,) if form[name].value()}
    assert chosen == {
        "kind": "production",
        "format": "xlsx",
        "from_year": "1398",
        "from_month": "4",
        "to_year": "1398",
        "to_month": "6",
        "province": "03",
        "county": "0301",
        "isic": "2520",
        "product": BAG,
    }


@pytest.mark.parametrize("text", ["139813", "0000", "99", "x", "9" * 5000, "<b>"])
def test_what_the_form_does_not_offer_is_not_chosen(browser: Client, text: str) -> None:
    plain = browser.get(PAGE_URL).context["form"].initial
    names = ("from", "to", "province", "county", "product")
    assert browser.get(PAGE_URL, dict.fromkeys(names, text)).context["form"].initial == plain


def test_a_file_comes_as_an_attachment_and_each_taking_is_written_down(
    world: World, browser: Client, stats: User
) -> None:
    case = world.final()
    answer = ask(browser)
    file = FigureFile.objects.get()
    assert answer.headers["Location"] == f"/files/{file.pk}/"
    page = text_of(browser.get(f"/files/{file.pk}/"))
    assert "فایل آماده است و<b>۱ ردیف</b>دارد." in page
    for _ in range(2):
        given = browser.get(f"/files/{file.pk}/download/")
        assert given.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert given.headers["Content-Disposition"] == (
            'attachment; filename="production-139807-139807.csv"'
        )
        assert "no-store" in given.headers["Cache-Control"]
        row = dict(zip(*lines_of(given.getvalue()), strict=True))
        assert row["شماره رهگیری"] == case.tracking_number
    gone = AccessEvent.objects.filter(kind=AccessKind.DOWNLOAD, user=stats)
    digest = ExportLog.objects.get().sha256
    assert list(gone.values_list("sha256", flat=True)) == [digest, digest]
    page = text_of(browser.get(PAGE_URL))
    for words in (PURPOSE, "تولید،<bdi>CSV</bdi>", "مهر ۱۳۹۸", digest):
        assert words in page


def test_the_dictionary_of_a_file_says_what_each_column_means(
    world: World, stats: User, browser: Client
) -> None:
    world.final()
    file = asked(stats, choice(format=ExportFormat.CSV))
    given = browser.get(f"/files/{file.pk}/columns/")
    heading, *columns = lines_of(given.getvalue())
    assert heading == ["ستون", "نوع", "معنا"]
    assert ["مقدار تولید", "عدد", "تولید ماه، به واحد سنجش همین ردیف"] in columns
    page = text_of(browser.get("/files/columns/"))
    for words in ("نتیجهٔ وزارت", "تولید ماه، به واحد سنجش همین ردیف", "کارکنان پیمانکاری"):
        assert words in page


def test_nobody_takes_a_file_but_who_asked_for_it(
    world: World, stats: User, sign_in: SignIn
) -> None:
    world.final()
    file = asked(stats, choice())
    colleague = sign_in(statistician(world, "stats-2"))
    for address in (f"/files/{file.pk}/", f"/files/{file.pk}/download/"):
        given = sign_in(stats).get(address)
        assert given.status_code == 200
        if given.streaming:
            # Read to its end, as a browser does.
            assert given.getvalue()
        for other in (colleague, sign_in(world.province_officer)):
            assert other.get(address).status_code == 404
    # Who they were and what for is read by the whole office.
    assert PURPOSE in text_of(colleague.get(PAGE_URL))


def test_what_is_not_there_is_not_given(world: World, stats: User, browser: Client) -> None:
    world.final()
    file = asked(stats, choice())
    page = f"/files/{file.pk}/"
    assert file.kept_until
    services.prune(file.kept_until)
    assert "پاک شده است" in text_of(browser.get(page))
    assert browser.get(f"{page}download/").status_code == 404


def test_a_long_file_says_that_it_waits_for_another(
    world: World, stats: User, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.final()
    monkeypatch.setattr(services, "AT_ONCE", 0)
    ask(browser)
    ask(browser, kind="employment")
    first, second = FigureFile.objects.order_by("pk")
    assert {first.state, second.state} == {FileState.WAITING}
    assert "۱ فایل پیش از آن" in text_of(browser.get(f"/files/{second.pk}/"))
    page = browser.get(f"/files/{first.pk}/").content.decode()
    # It survives a reload: how far it is stands in the page itself.
    assert "<progress" in page
    assert f'hx-get="/files/{first.pk}/"' in page
    assert browser.get(f"/files/{first.pk}/download/").status_code == 404


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
        ({"product": BAG, "kind": "employment"}, "product", "به محصول تفکیک نمی‌شود."),
        ({"isic": "9999"}, "isic", "این کد در فهرست ISIC نیست."),
        ({"to_month": 8}, "to_month", "تا مهر ۱۳۹۸ می‌توان گرفت؛ ماه‌های بعد پایان نیافته‌اند."),
        ({"county": "x" * 5_000}, "county", "انتخاب"),
        ({"union": "ب" * 5_000}, "union", "۱۶۰"),
        ({"from_year": "x" * 5_000}, "from_year", "انتخاب"),
        ({"union": "اتحادیه نیست"}, "union", "اتحادیه‌ای با این نام نیست."),
        ({"union": "اتحادیه"}, "union", "چند اتحادیه این نام را دارند."),
        ({"from_year": 1387, "from_month": 1, "to_month": 6}, "main", "چیزی برای فایل نیست"),
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
    [
        {"union": "پلاستيك ملكان"},
        {"province": "03"},
        {"county": "0301"},
        {"isic": "۲۵"},
        {"product": "۲۵۲۰۵۱۲۴۵۹"},
    ],
)
def test_a_filter_is_read_as_people_type_it(
    world: World, browser: Client, changes: dict[str, Any]
) -> None:
    world.final()
    assert ask(browser, **changes).status_code == 302
    line = ExportLog.objects.get()
    found = [line.union_id, line.province_id, line.county_id, line.isic_id, line.product_id]
    assert found.count(None) == 4


@pytest.mark.parametrize("post", ["owner", "union_officer", "import"])
def test_other_posts_neither_see_the_page_nor_get_a_file(
    world: World, sign_in: SignIn, post: str
) -> None:
    world.final()
    reviewer = officer("import", Role.IMPORT_REVIEWER, world.ministry)
    browser = sign_in(reviewer if post == "import" else getattr(world, post))
    assert browser.get(PAGE_URL).status_code == 403
    assert ask(browser).status_code == 403
    assert not ExportLog.objects.exists()


def test_a_province_is_offered_its_own_places_and_finds_no_others(
    world: World, sign_in: SignIn
) -> None:
    far, _ = _far(world), world.final()
    browser = sign_in(world.province_officer)
    form = browser.get(PAGE_URL).context["form"]
    assert "province" not in form.fields
    assert ("0301", "ملکان") in form["county"].field.choices
    # Of a place beyond the reach no more is said than of one that is not there.
    for county in (far.licence.county_id, "9999"):
        assert ask(browser, county=county).status_code == 404
    refused = ask(browser, union=far.union.name)
    assert "اتحادیه‌ای با این نام نیست." in dict(refused.context["errors"])["id_union"]
    assert ask(browser, county="0301").status_code == 302
    assert FigureFile.objects.get().organization == world.province


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
    assert "هنوز فایلی ساخته نشده است" in text_of(browser.get(PAGE_URL))


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
    assert counts[0] == counts[1] <= 11
