"""The catalogue's editors in the browser."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine as clock
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.enums import OrganizationKind, Role
from accounts.models import Organization
from catalog.models import CatalogueChange, IsicNode, Product
from tests.world import BAG, FILED_AT, MEHR, PIPE, SHOES, World, officer

EDITOR = "/catalog/editor/"
PAGE = f"/catalog/products/{BAG}/"
MONTH = {"year": 1398, "month": 7, "reason": "نامهٔ ۱۲"}


@pytest.fixture
def office(
    world: World,
    sign_in: Callable[[Any], Client],
    time_machine: clock.TimeMachineFixture,
) -> Client:
    """Return a browser in which the statistics office has signed in."""
    time_machine.move_to(FILED_AT, tick=False)
    place = Organization.objects.create(
        code="stats", kind=OrganizationKind.STATISTICS, name="دفتر آمار", parent=world.ministry
    )
    return sign_in(officer("stats", Role.STATISTICS_OFFICER, place))


def text(client: Client, url: str, status: int = 200, **data: Any) -> str:
    """Return the page that a GET, or with data a POST, answers."""
    answer = client.post(url, data) if data else client.get(url)
    assert answer.status_code == status
    return answer.content.decode()


def test_the_office_finds_a_product_by_word_and_down_the_tree(office: Client) -> None:
    page = text(office, EDITOR)
    assert 'href="/catalog/nodes/D/"' in page
    assert f'href="{PAGE}"' in text(office, f"{EDITOR}?q=کیسه")
    assert "پیدا نشد" in text(office, f"{EDITOR}?q=نیست‌اندرجهان")
    for node, link in (("D", "nodes/25"), ("25", "nodes/252"), ("252", "nodes/2520")):
        assert f'href="/catalog/{link}/"' in text(office, f"/catalog/nodes/{node}/")
    assert f'href="{PAGE}"' in text(office, "/catalog/nodes/2520/")


def test_retired_products_are_found_by_the_office_and_no_longer_by_others(
    office: Client, sign_in: Callable[[Any], Client], world: World
) -> None:
    Product.objects.filter(code=BAG).update(to_year=1398, to_month=7)
    assert "خارج از فهرست" in text(office, f"{EDITOR}?q=کیسه")
    owner = sign_in(world.owner)
    assert "محصولی پیدا نشد" in text(owner, "/catalog/search/?q=کیسه")
    assert BAG[:4] in text(owner, "/catalog/tree/?node=2520")
    assert "کیسه" not in text(owner, "/catalog/tree/?node=2520")


def test_the_page_tells_the_months_not_sent_that_hold_the_product(
    office: Client, world: World
) -> None:
    assert "در هیچ فهرستی نیست" in text(office, PAGE)
    world.ready(MEHR)
    world.filed(MEHR - 1)
    assert "مهر ۱۳۹۸: ۱ واحد" in text(office, PAGE)
    assert "شهریور" not in text(office, PAGE)
    assert "مهر ۱۳۹۸: ۱ واحد" in text(office, f"{PAGE}retire/")


def test_a_product_is_retired_with_its_successor_and_the_page_says_so(office: Client) -> None:
    answer = office.post(f"{PAGE}retire/", MONTH | {"version": 1, "successor": PIPE})
    assert (answer.status_code, answer.headers["Location"]) == (302, PAGE)
    page = text(office, PAGE)
    assert "محصول از فهرست خارج شد." in page
    assert f'جانشین: <a href="/catalog/products/{PIPE}/">لوله پلی‌اتیلن</a>' in page
    assert "آخرین ماه اعتبار: — ← مهر ۱۳۹۸" in page
    assert "علت: نامهٔ ۱۲" in page
    assert "کاوه آزمونی" in page
    assert f'<a href="{PAGE}">کیسه پلی اتیلن</a>' in text(office, f"/catalog/products/{PIPE}/")


def test_a_successor_of_another_class_is_named_by_its_code(office: Client) -> None:
    typed = "".join(chr(0x06F0 + int(digit)) for digit in SHOES)
    office.post(f"{PAGE}retire/", MONTH | {"version": 1, "other": typed})
    assert Product.objects.get(code=BAG).successor == Product.objects.get(code=SHOES)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"reason": ""}, "علت را بنویسید."),
        ({"other": "12"}, "کد محصول ده رقم است."),
        ({"other": "2520599999"}, "این کد در فهرست محصولات نیست."),
        ({"other": SHOES, "successor": PIPE}, "یکی از دو راه را پر کنید."),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    office: Client, data: dict[str, str], said: str
) -> None:
    page = text(office, f"{PAGE}retire/", 422, **(MONTH | {"version": 1, "reason": "چنین"} | data))
    assert said in page
    assert data.get("reason", "چنین") in page
    assert Product.objects.get(code=BAG).until is None


def test_an_edit_that_names_no_version_is_refused_also_where_nothing_was_edited_yet(
    office: Client,
) -> None:
    page = text(office, f"{PAGE}describe/", 409, name="کیف", reason="نو")
    assert "نوشتهٔ شما هنوز ذخیره نشده" in page
    assert 'value="کیف"' in page
    assert Product.objects.get(code=BAG).name == "کیسه پلی اتیلن"


def test_who_was_overtaken_sees_what_changed_and_keeps_what_was_typed(office: Client) -> None:
    words = {"version": 1, "goods_id": "", "goods_description": "", "reason": "نخست"}
    office.post(f"{PAGE}describe/", words | {"name": "ساک"})
    page = text(office, f"{PAGE}describe/", 409, **(words | {"name": "کیف", "reason": "سپس"}))
    assert "نام: کیسه پلی اتیلن ← ساک" in page
    assert 'value="کیف"' in page
    assert 'name="version" value="2"' in page
    again = office.post(f"{PAGE}describe/", words | {"version": 2, "name": "کیف"})
    assert again.status_code == 302
    assert Product.objects.get(code=BAG).name == "کیف"


def test_a_refused_form_keeps_the_version_that_was_seen(office: Client) -> None:
    words = {"goods_id": "", "goods_description": "", "version": 1}
    office.post(f"{PAGE}describe/", words | {"name": "ساک", "reason": "نخست"})
    page = text(office, f"{PAGE}describe/", 422, **(words | {"name": "کیف", "reason": ""}))
    assert 'name="version" value="1"' in page


def test_measure_restore_and_new_product_by_their_forms(office: Client) -> None:
    office.post(f"{PAGE}measure/", MONTH | {"version": 1, "measure": "kg"})
    assert "تا شهریور ۱۳۹۸" in text(office, PAGE)
    office.post(f"{PAGE}retire/", MONTH | {"version": 2})
    office.post(f"{PAGE}restore/", {"version": 3, "reason": "اشتباه"})
    assert Product.objects.get(code=BAG).until is None
    assert 'value="2520590004"' in text(office, "/catalog/products/new/?class=2520")
    new = {"code": "۲۵۲۰۵۹۰۰۰۴", "name": "گونی", "measure": "kg", "goods_id": ""}
    answer = office.post("/catalog/products/new/", MONTH | new)
    assert answer.headers["Location"] == "/catalog/products/2520590004/"
    assert "همین طبقه به این نام هست" in text(
        office, "/catalog/products/new/", 422, **(MONTH | new | {"code": "2520590005"})
    )
    assert Product.objects.get(code="2520590004").since == MEHR


@pytest.mark.parametrize("code", ["25205900", "2520990004"])
def test_a_code_that_no_product_can_have_is_refused(office: Client, code: str) -> None:
    new = MONTH | {"code": code, "name": "گونی", "measure": "kg"}
    assert "رقم" in text(office, "/catalog/products/new/", 422, **new)


def test_an_activity_is_renamed_retired_and_restored_by_its_forms(office: Client) -> None:
    page = "/catalog/nodes/1920/"
    office.post(f"{page}rename/", {"version": 1, "title_fa": "پای‌افزار", "reason": "واژه"})
    assert "عنوان: کفش ← پای‌افزار" in text(office, page)
    assert "نخست آن‌ها" in text(office, f"{page}retire/", 422, **(MONTH | {"version": 2}))
    Product.objects.filter(code=SHOES).update(to_year=1398, to_month=7)
    office.post(f"{page}retire/", MONTH | {"version": 2})
    assert "محصول جدید" not in text(office, page)
    office.post(f"{page}restore/", {"version": 3, "reason": "اشتباه"})
    assert IsicNode.objects.get(code="1920").until is None
    assert CatalogueChange.objects.filter(node="1920").count() == 3


@pytest.mark.parametrize("what", ["products/9999999999", "nodes/9999", "nodes/x-y"])
def test_what_is_not_in_the_catalogue_is_not_found(office: Client, what: str) -> None:
    for act in ("", "retire/", "restore/"):
        assert office.get(f"/catalog/{what}/{act}").status_code == 404


@pytest.mark.parametrize("who", ["owner", "union_officer", "ministry_officer"])
def test_nobody_else_edits_not_even_what_is_not_there(
    world: World, sign_in: Callable[[Any], Client], who: str
) -> None:
    browser = sign_in(getattr(world, who))
    for url in (EDITOR, PAGE, f"{PAGE}retire/", "/catalog/products/9999999999/"):
        assert browser.get(url).status_code == 403
    retire = MONTH | {"version": 1}
    assert browser.post(f"{PAGE}retire/", retire).status_code == 403
    assert Product.objects.get(code=BAG).until is None


@pytest.mark.parametrize("url", [f"{EDITOR}?q=آزمونه", "/catalog/nodes/2520/", PAGE])
def test_a_page_costs_the_same_for_one_and_three(office: Client, url: str) -> None:
    counts = []
    for number in range(3):
        Product.objects.create(
            code=f"252050000{number}",
            name=f"آزمونه {number}",
            isic_class_id="2520",
            level=5,
            measure_id="kg",
        )
        office.post(
            f"{PAGE}describe/", {"version": number + 1, "name": f"نام {number}", "reason": "x"}
        )
        with CaptureQueriesContext(connection) as queries:
            text(office, url)
        counts.append(len(queries))
    assert counts[0] == counts[2]
