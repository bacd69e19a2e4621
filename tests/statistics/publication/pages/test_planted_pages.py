"""The reader of public pages finds whatever a page tells besides its figures, and only that."""

import random
import re

import pytest
from django.test import Client

from promises.attacker.agreement import against
from promises.attacker.country import truth_of
from promises.attacker.figures import Vintage
from promises.attacker.frozen_source import read_frozen
from promises.attacker.judging import attack
from promises.attacker.knowledge import know
from promises.attacker.month_page import MonthPage
from promises.attacker.page_names import PageNames
from promises.attacker.public_site import PublicSite, read_front
from promises.attacker.truth import Truth
from statistics.enums import EditionKind
from tests.statistics.filing import text_of
from tests.statistics.publication.pages.conftest import PublishedYears
from tests.statistics.publication.worlds import MONTH, Maker, PublishingWorld, many
from tests.world import BAG, PIPE, SHOES, World

pytestmark = pytest.mark.django_db
MEHR = Vintage(1405, 7, 1)
LAST = {each[:2]: each for each in (Vintage(1404, 7, 1), Vintage(1405, 6, 1), MEHR)}


def faults(html: str) -> list[str]:
    reading = MonthPage(html, MEHR, LAST, PageNames.read()).read()
    assert reading.count > 20
    return reading.faults + against(read_frozen(), "page", reading.published)


@pytest.mark.parametrize(
    "query",
    ["", f"?product={SHOES}", f"?product={PIPE}", "?division=all", "?division=all&order=change"],
)
def test_nothing_is_found_on_a_page_as_it_is(
    published: PublishedYears, client: Client, query: str
) -> None:
    assert faults(text_of(client.get(f"/public/1405/07/{query}"))) == []


def test_nothing_is_found_at_the_front_door(published: PublishedYears, client: Client) -> None:
    reading = read_front(text_of(client.get("/")), LAST, PageNames.read())
    assert reading.count == 4
    assert reading.faults + against(read_frozen(), "/", reading.published) == []


LEAKS = {
    "a percent that is kept": ("حساب نمی‌شود", "۵۹٪ کمتر", "is told of"),
    "a figure that is kept": ("پوشیده</a>", "۱٬۲۳۴</a>", "in two ways"),
    "a total below the page": ("</main>", "<p>با هم ۱٬۲۳۴ تن</p></main>", "nobody reads «1234»"),
    "a total in a table": (
        '<tr><th scope="row">گیلان</th>',
        '<tr><th scope="row">دیگران</th><td>۵٬۰۰۰</td></tr><tr><th scope="row">گیلان</th>',
        "read_places",
    ),
    "words in brackets": ("پوشیده</a>", "پوشیده</a><i>(حدود ۱۲)</i>", "UnreadWordsError"),
    "a mark's title": ('class="hidden-cell', 'title="۱۲۳۴" class="hidden-cell', "title=«1234»"),
    "a datum": ('<td class="n"', '<td data-value="7" class="n"', "data-value=«7»"),
    "a style": ('<b class="', '<b style="width:37%" class="', ""),
    "a comment": ("</main>", "<!-- 61327 --></main>", "nobody reads «61327»"),
    "an address": ('href="#hidden"', 'href="?sum=1234"', "href=«?sum=1234»"),
    "a colour of the map": ('fx"><span class="tile">مرکزی', 'f5"><span class="tile">مرکزی', ""),
    "a word on the map": ("مرکزی<b>پوشیده", "مرکزی<b>۵٪ بیشتر", "UnreadWordsError"),
    "a month of the line": ("؛ مهر ۱۴۰۵: ", "؛ مرداد ۱۴۰۵: ۷؛ مهر ۱۴۰۵: ", "not out"),
    "a number at the axis": (
        '<text class="y"',
        '<text class="z">۱۲</text><text class="y"',
        "words",
    ),
    "a point's words": ("<circle", "<title>۱۲</title><circle", "<title>"),
    "a sentence": ("<b>۲۱٬۰۰۰ نفر</b>", "<b>۲۱٬۱۰۰ نفر</b>", "is not between"),
}


@pytest.mark.parametrize("leak", LEAKS)
def test_a_leak_that_is_planted_on_a_page_is_found(
    published: PublishedYears, client: Client, leak: str
) -> None:
    old, new, words = LEAKS[leak]
    html = text_of(client.get("/public/1405/07/?division=all"))
    if leak == "a style":
        old, new = "<b>", '<b style="width:37%">'
    assert old in html
    found = faults(html.replace(old, new, 1))
    assert any(words in fault for fault in found), found


def test_a_point_of_a_month_without_a_figure_is_found(
    published: PublishedYears, client: Client
) -> None:
    html = text_of(client.get(f"/public/1405/07/?product={BAG}"))
    places = re.findall(r'<text class="x[^"]*" x="([\d.]+)%"', html)
    assert len(places) == 13
    planted = html.replace(
        "<circle", f'<circle class="pt-s" cx="{places[-4]}%" cy="50%" r="2.5" /><circle', 1
    )
    assert any("not out" in fault for fault in faults(planted))


def test_an_axis_that_ends_above_its_figures_is_found(
    published: PublishedYears, client: Client
) -> None:
    html = text_of(client.get(f"/public/1405/07/?product={BAG}"))
    ticks = re.findall(r'<text class="y"[^>]*>([^<]+)</text>', html)
    higher = ticks[-1].replace("۴", "۹")
    assert higher != ticks[-1]
    assert faults(html.replace(f">{ticks[-1]}</text>", f">{higher}</text>", 1))


def test_a_hidden_row_at_its_rank_is_found(published: PublishedYears, client: Client) -> None:
    html = text_of(client.get("/public/1405/07/"))
    table = html[html.index('<caption class="visually-hidden">کارکنان هر سازمان') :]
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", table.partition("</table>")[0], re.S)
    hidden = next(row for row in rows if "پوشیده" in row)
    planted = html.replace(hidden, "").replace(rows[1], hidden + rows[1])
    assert any("does not stand in the order" in fault for fault in faults(planted))


# ── A whole site ──


@pytest.fixture
def truths(world: World) -> dict[Vintage, Truth]:
    """Publish two months, the second in two editions; in one place of them a lone maker."""
    publishing, found = PublishingWorld(world), {}

    def publish(kind: EditionKind, back: int) -> None:
        edition = publishing.published(kind, MONTH - back)
        vintage = Vintage(edition.year, edition.month, edition.number or 0)
        found[vintage] = truth_of(edition)

    others = [*many(1, [20, 18, 16], 100), *many(2, [50, 40, 45, 30], 200)]
    publishing.file([*many(0, [10, 9, 8], 0), *others], MONTH - 1)
    publish(EditionKind.FINAL, 1)
    publishing.file([Maker(0, 0, "11235.5", 1_077), *others])
    publish(EditionKind.FINAL, 0)
    publishing.file(many(2, [12, 11, 10], 900))
    publish(EditionKind.ANNUAL, 0)
    return found


@pytest.fixture
def site(truths: dict[Vintage, Truth], client: Client) -> PublicSite:
    found = PublicSite(client, random.Random(1), products=1)
    found.visit()
    return found


def test_a_stranger_reads_every_page_and_file_and_finds_nothing(
    site: PublicSite, truths: dict[Vintage, Truth]
) -> None:
    published = site.read(read_frozen(), truths)
    assert site.faults == []
    # Three editions with three tables in three forms and their other files, and the series.
    assert len([name for name in site.files if name.endswith((".csv", ".xlsx"))]) > 30
    assert {"/", "/public/", "/public/1404/03/", "/public/1404/03/2/"} <= site.pages.keys()
    assert "/public/data/1404-03/1/" in site.pages
    assert site.count > 500
    assert attack(know(published, truths)).leaks == []


@pytest.mark.parametrize("form", ["csv", "sdmx.csv"])
def test_a_file_that_tells_more_than_its_edition_is_found(
    site: PublicSite, truths: dict[Vintage, Truth], form: str
) -> None:
    address = f"/public/data/1404-03/1/production.{form}"
    text = site.files[address].decode()
    old, new = (",,پوشیده", ",27,رقم منتشرشده") if form == "csv" else ("NaN,Q,C", "27,A,F")
    assert old in text
    site.files[address] = text.replace(old, new, 1).encode()
    site.read(read_frozen(), truths)
    assert any(address in fault for fault in site.faults)


def test_a_file_that_lacks_a_cell_is_found(site: PublicSite, truths: dict[Vintage, Truth]) -> None:
    address = "/public/data/1404-03/1/production.csv"
    lines = site.files[address].splitlines(keepends=True)
    site.files[address] = b"".join(lines[:-1])
    site.read(read_frozen(), truths)
    assert any("is not there" in fault for fault in site.faults)


def test_a_page_of_a_new_kind_is_found(site: PublicSite, truths: dict[Vintage, Truth]) -> None:
    site.pages["/public/ranking/"] = "<p>۱۲</p>"
    site.read(read_frozen(), truths)
    assert site.faults == ["/public/ranking/ is read by nobody"]


def test_a_hidden_value_among_words_is_found(
    site: PublicSite, truths: dict[Vintage, Truth]
) -> None:
    site.pages["/public/method/"] += "<p>۱۱٬۲۳۵٫۵ تن</p>"
    site.read(read_frozen(), truths)
    assert [fault for fault in site.faults if "11235.5 is the value of a hidden cell" in fault]
