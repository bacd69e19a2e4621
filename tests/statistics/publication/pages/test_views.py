"""The public pages: what is published stands there, and nothing else; the same for everybody."""

import re
from typing import Any

import pytest
import time_machine as clock
from django.test import Client, override_settings

from catalog.models import Product
from config.jalali import JalaliMonth
from statistics.enums import EditionKind
from statistics.models import Edition
from statistics.publication.downloads.catalogue import PublicFile
from statistics.publication.pages import views
from tests.statistics.filing import text_of
from tests.statistics.publication.pages.conftest import MEHR, PublishedYears
from tests.statistics.publication.pages.scraped import table
from tests.world import BAG, SHOES, World, tehran

pytestmark = pytest.mark.django_db
LATEST, PERMANENT, EDITION = "/public/", "/public/1405/07/", "/public/1405/07/1/"
PAGES = (LATEST, PERMANENT, EDITION, "/public/months/", "/public/method/")


def page(client: Client, path: str = LATEST) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return text_of(answer)


def test_the_latest_month_stands_at_the_first_address_and_at_its_own(
    published: PublishedYears, client: Client
) -> None:
    for path in (LATEST, PERMANENT, EDITION):
        assert "تولید اصناف تولیدی، مهر ۱۴۰۵" in page(client, path)
    assert "شهریور ۱۴۰۵" in page(client, "/public/1405/06/")


def test_key_figures_are_those_of_the_country(published: PublishedYears, client: Client) -> None:
    text = page(client)
    # 21,000 people after 20,900 and 20,500; 12 million dollars after 10.8 and 6.
    assert "<b>۲۱٬۰۰۰</b>" in text
    assert "تقریباً برابر" in text
    assert "۲٫۴٪ بیشتر" in text
    assert re.search("<b>۱۲</b> ?میلیون دلار", text)
    # 40,000 of 46,079 had filed; registered units are told to the nearest five.
    assert "<b>۸۶٫۸٪</b>" in text
    assert "۴۶٬۰۸۰ واحد" in text
    assert "۴۶٬۰۷۹" not in text
    assert "۶٫۸ واحد درصد بیشتر" in text


def test_products_stand_with_their_change_in_words_only_where_both_are_shown(
    published: PublishedYears, client: Client
) -> None:
    rows = table(page(client, f"{PERMANENT}?division=all"), "تولید محصول‌ها")
    bag = rows[published.made_name(BAG)]
    assert bag[1:] == ["۴۰۰", "۳۶۰", "۱۱٪ بیشتر"]
    shoes = rows[published.made_name(SHOES)]
    assert shoes[1:] == ["پوشیده", "پوشیده", "حساب نمی‌شود"]


def test_the_line_leaves_a_gap_and_its_table_says_what_is_missing(
    published: PublishedYears, client: Client
) -> None:
    text = page(client, f"{PERMANENT}?product={BAG}")
    rows = table(text, f"تولید {published.made_name(BAG)}")
    assert rows["مهر ۱۴۰۵"] == ["۴۰۰", "۲۰۰", "۱۰۰٪ بیشتر"]
    assert rows["مرداد ۱۴۰۵"][:2] == ["هنوز کافی نیست"] * 2
    hidden = page(client, f"{PERMANENT}?product={SHOES}")
    assert "<polyline" not in hidden
    assert "نمودار از دومین ماهی که رقم منتشرشده دارد" in hidden


def test_organizations_are_ranked_by_what_is_published_and_hidden_ones_last_by_code(
    published: PublishedYears, client: Client
) -> None:
    text = page(client)
    rows = table(text, "کارکنان هر سازمان")
    names = [name for name in rows if name != "سازمان"]
    assert names[:2] == ["سازمان استان آذربایجان شرقی", "گیلان"]
    hidden = [name for name in names if rows[name][0] == "پوشیده"]
    # By code, 00 before 05.
    assert hidden == ["مرکزی", "کرمانشاه"]
    assert rows["گیلان"] == ["۱٬۰۰۰", "۳٬۰۰۰", "۶۷٪ کمتر"]
    assert rows["مرکزی"] == ["پوشیده", "پوشیده", "حساب نمی‌شود"]
    assert 'fx"><span class="tile">مرکزی<b>پوشیده</b>' in text.replace("\n", "").replace("  ", "")


def test_by_change_hidden_products_stand_last(published: PublishedYears, client: Client) -> None:
    text = page(client, f"{PERMANENT}?division=all&order=change")
    rows = list(table(text, "تولید محصول‌ها"))[1:]
    assert rows[0] == published.made_name(BAG)
    assert rows[-1] == published.made_name(SHOES)
    assert "رتبه‌بندی بدون اقلام پوشیده" in text


def test_an_earlier_edition_stays_as_it_was_and_says_what_took_its_place(
    published: PublishedYears, client: Client
) -> None:
    published.publish(MEHR, 12, EditionKind.ANNUAL, number=2)
    first, second = page(client, EDITION), page(client, "/public/1405/07/2/")
    assert "<b>۲۱٬۰۰۰</b>" in first
    assert "<b>۲۱٬۲۰۰</b>" in second
    assert "جای آن را گرفته است" in first
    assert "جای آن را گرفته است" not in second
    assert "<b>۲۱٬۲۰۰</b>" in page(client, PERMANENT)
    rows = table(second, "ویرایش‌های مهر ۱۴۰۵")
    people = {name[:8]: cells[1] for name, cells in rows.items() if name.startswith("ویرایش ")}
    assert people == {"ویرایش ۲": "۲۱٬۲۰۰", "ویرایش ۱": "۲۱٬۰۰۰"}
    archive = page(client, "/public/months/")
    assert f'href="{EDITION}"' in archive
    assert 'href="/public/1405/07/2/"' in archive


def test_a_preliminary_month_says_so_and_has_no_exports(
    published: PublishedYears, client: Client
) -> None:
    published.publish(MEHR + 1, 11, EditionKind.PRELIMINARY)
    text = page(client)
    assert "آبان ۱۴۰۵" in text
    assert '<span class="chip chip-near">مقدماتی</span>' in text
    assert "برآورد" in text
    assert "هنوز کافی نیست" in text
    assert "دلار</b> صادر" not in text


def test_a_product_and_a_month_are_chosen_by_a_form_of_get(
    published: PublishedYears, client: Client
) -> None:
    answer = client.get(LATEST, {"month": "140506", "product": SHOES})
    assert answer.headers["Location"] == f"/public/1405/06/?product={SHOES}"
    text = page(client, answer.headers["Location"])
    assert "پوشیده است" in text


@pytest.mark.parametrize(
    "path",
    [
        "/public/1405/08/",
        "/public/1405/7/",
        "/public/1405/13/",
        "/public/9999/01/",
        "/public/1405/07/2/",
        "/public/1405/07/0/",
        "/public/1405/07/01/",
        "/public/۱۴۰۵/۰۷/",
        "/public/1405/07/۱/",
        "/public/01405/07/",
        "/public/?month=",
        "/public/?month=140599",
        "/public/?product=%D9%86%D8%A7%D9%86",
        "/public/?product=2520*",
        f"/public/1405/07/1/?product={BAG}%27--",
        "/public/1405/07/?division=25&order=-change",
        "/public/?month=140508x",
        "/public/?product=nothing",
        f"/public/?product={BAG}.nothing",
        "/public/?division=99",
        "/public/?order=value",
        "/public/1405/07/?product=0000000000",
    ],
)
def test_what_is_not_published_is_not_there_in_the_portals_look(
    published: PublishedYears, client: Client, path: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "این صفحه پیدا نشد" in answer.content.decode()
    assert "public" not in answer.headers["Cache-Control"]


def test_an_edition_that_is_being_made_is_not_there(
    published: PublishedYears, client: Client
) -> None:
    edition = Edition.objects.get(year=MEHR.year, month=MEHR.month)
    Edition.objects.create(
        year=MEHR.year,
        month=MEHR.month + 1,
        kind=EditionKind.FINAL,
        percent=15,
        least_holders=3,
        organization=edition.organization,
        by=published.user,
        asked_at=edition.asked_at,
    )
    assert client.get("/public/1405/08/").status_code == 404
    assert "تولید اصناف تولیدی، مهر ۱۴۰۵" in page(client)


def test_before_anything_is_published_the_first_day_is_known(world: World, client: Client) -> None:
    text = page(client)
    assert "هنوز ماهی منتشر نشده است" in text
    assert "نخستین انتشار:" in text
    assert "تقویم انتشار" in text


def test_the_calendar_says_what_was_skipped(
    published: PublishedYears, client: Client, time_machine: clock.TimeMachineFixture
) -> None:
    assert "انتشارهایی که در روز خود نیامد" not in page(client, "/public/months/")
    time_machine.move_to(tehran(1406, 1, 20), tick=False)
    text = " ".join(page(client, "/public/months/").split())
    assert "<b>آمار مقدماتی دی ۱۴۰۵</b>قرار بود از یکشنبه ۱۱ بهمن ۱۴۰۵ منتشر شود و نشد." in text
    published.publish(JalaliMonth(1405, 10), 10)
    text = " ".join(page(client, "/public/months/").split())
    assert "منتشر شود و نشد. آمار نهایی همین ماه جای آن را گرفته است." in text


def test_a_product_that_nobody_filed_in_the_month_is_said_so(
    published: PublishedYears, client: Client
) -> None:
    bag = Product.objects.get(code=BAG)
    Product.objects.create(
        code="2520599999", name="درپوش", isic_class_id="2520", level=5, measure=bag.measure
    )
    text = page(client, f"{PERMANENT}?product=2520599999")
    assert "<b>درپوش</b>" in text
    assert "در این ماه کسی ثبت نکرده است" in text


def test_files_of_the_edition_are_offered(
    published: PublishedYears, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = PublicFile(
        "جدول محصول × سازمان", "CSV، ۲۱۴ کیلوبایت", "/public/1405/07/1/production.csv"
    )
    monkeypatch.setattr(views, "files_of", lambda edition: [file])
    text = page(client)
    assert f'href="{file.url}"' in text
    assert file.title in text


def test_the_page_of_methods_speaks_by_the_headings_of_quality(
    published: PublishedYears, client: Client
) -> None:
    text = page(client, "/public/method/")
    for heading in (
        "پوشش",
        "دقت",
        "به‌هنگامی",
        "بازنگری",
        "مقایسه‌پذیری",
        "محرمانگی",
        "بار پاسخ‌گویی",
        "شناسنامهٔ خدمت",
    ):
        assert f">{heading}</h2>" in text, heading
    assert 'href="/public/rules/"' in text


@override_settings(OFFICER_IDLE_MINUTES=60)
def test_pages_are_the_same_for_everybody_and_every_cache_may_keep_them(
    published: PublishedYears, client: Client, sign_in: Any
) -> None:
    officer = sign_in(published.user)
    for path in PAGES:
        nobody, signed_in = client.get(path), officer.get(path)
        assert nobody.content == signed_in.content
        for answer in (nobody, signed_in):
            assert answer.headers["Cache-Control"] == "public, max-age=300"
            assert "cookie" not in answer.headers.get("Vary", "").lower()
            assert not answer.cookies
            assert b"csrfmiddlewaretoken" not in answer.content


def test_who_has_a_page_already_gets_no_second_copy(
    published: PublishedYears, client: Client
) -> None:
    for path in PAGES:
        first = client.get(path, headers={"Accept-Encoding": "gzip"})
        tag = first.headers["ETag"]
        again = client.get(path, headers={"If-None-Match": tag, "Accept-Encoding": "gzip"})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["Cache-Control"] == "public, max-age=300"
    published.publish(MEHR, 12, EditionKind.ANNUAL, number=2)
    tag = client.get(EDITION).headers["ETag"]
    assert client.get(PERMANENT, headers={"If-None-Match": tag}).status_code == 200


def test_a_page_asks_as_little_however_many_months_are_out(
    published: PublishedYears, client: Client, django_assert_num_queries: Any
) -> None:
    # Editions; names and policy; this month; the month before; the few cells that are followed;
    # people by organization a year before; the files.
    with django_assert_num_queries(7):
        client.get(PERMANENT)
    for back in range(2, 12):
        published.publish(MEHR - back, 9)
    with django_assert_num_queries(7):
        client.get(PERMANENT)
