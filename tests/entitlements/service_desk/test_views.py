"""The pages before support: one plain answer, a ranking, a paper, and no id in any address."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine as clock
from django.test import Client

from accounts.enums import OrganizationKind, Role
from accounts.models import Organization
from catalog.policy_definitions import PolicyKey
from entitlements.models import SupportQuestion
from tests.entitlements.service_desk.posts import PURPOSE, pair, question, typed
from tests.entitlements.service_desk.test_services import STRANGER
from tests.review.cases import policy
from tests.statistics.filing import text_of
from tests.world import MEHR, World, licence_for, officer, person, tehran

pytestmark = pytest.mark.django_db
SignIn = Callable[[Any], Client]
AT = tehran(1398, 11, 12)


@pytest.fixture
def browser(world: World, sign_in: SignIn, time_machine: clock.TimeMachineFixture) -> Client:
    policy(PolicyKey.OBLIGATION_FROM, MEHR.to_int())
    policy(PolicyKey.SUPPORT_FROM, MEHR.to_int())
    time_machine.move_to(AT, tick=False)
    return sign_in(world.province_officer)


def test_an_inactive_unit_is_refused_with_its_clause_months_and_way(
    world: World, browser: Client
) -> None:
    answer = browser.post("/service-desk/", typed(world, AT))
    place = answer.headers["Location"]
    assert answer.status_code == 302
    assert world.unit.guild_id not in place
    page = text_of(browser.get(place))
    for words in (
        "تا ثبت آمار پشتیبانی نمی‌شود",
        "بند ۸ دستورالعمل",
        "مهر ۱۳۹۸ تا دی ۱۳۹۸",
        "واحد دی ۱۳۹۸ را، با تولید یا اشتغال",
        "دارندهٔ واحد آن را می‌بیند",
    ):
        assert words in page


def test_the_paper_has_a_number_a_date_and_who_it_is_about(world: World, browser: Client) -> None:
    made = question(world, AT)
    page = text_of(browser.get(f"/service-desk/{made.pk}/1/"))
    number = made.answers.get().number
    assert number == f"1398/11/{made.answers.get().pk}"
    for words in (world.unit.name, world.licence.number, "۱۲ بهمن ۱۳۹۸", PURPOSE, "۱۳۹۸/۷۷"):
        assert words in page or words in page.translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789"))
    assert world.unit.holder_id not in page
    assert browser.get(f"/service-desk/{made.pk}/2/").status_code == 404


def test_unknown_and_wrong_pairs_read_word_for_word_alike(world: World, browser: Client) -> None:
    pages = []
    for wrong in ({"holder_id": STRANGER}, {"guild_id": "0000000001"}):
        answer = browser.post("/service-desk/", typed(world, AT, **wrong), follow=True)
        assert answer.status_code == 404
        pages.append(re.sub(r'value="[^"]{40,}"', "", answer.content.decode()))
    assert pages[0] == pages[1]
    assert "پیدا نشد" in pages[0]


def test_a_list_is_ranked_and_says_which_rows_it_could_not_answer(
    world: World, browser: Client
) -> None:
    other = licence_for("0488888888", STRANGER, world.union, person("other")).unit
    type(other).objects.filter(pk=other.pk).update(name="کارگاه دوم")
    for month in range(4):
        world.filed(MEHR + month, tehran(1398, 8 + month, 3))
    said = typed(world, AT)
    own = pair(world)
    pairs = (
        f"{other.guild_id} {other.holder_id}",
        "شناسه",
        " ".join(own),
        "1" * 10 + " " + "2" * 10,
    )
    rows = "\n".join(pairs)
    data = {name: said[name] for name in ("purpose", "reference", "requested_on")}
    page = text_of(browser.post("/service-desk/list/", {**data, "units": rows}, follow=True))
    assert "<b>۱ واحد پشتیبانی می‌شود</b>، از ۲ واحد" in page
    assert page.index(world.unit.name) < page.index("کارگاه دوم")
    plain = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "خوانا نیست: سطر ۲" in plain
    assert "پیدا نشد: سطر ۴" in plain
    assert "۴ از ۴ ماه مشمول ثبت شده است (۱۰۰ درصد)" in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"purpose": ""}, "بنویسید واحد چه حمایتی خواسته است"),
        ({"requested_on": "1398/11/13"}, "روز درخواست هنوز نیامده است"),
        ({"requested_on": "1396/01/01"}, "بیش از یک سال پیش"),
        ({"requested_on": "فردا"}, "روز را مانند"),
        ({"guild_id": "12"}, "این کد ۱۰ رقم است"),
    ],
)
def test_what_is_lacking_is_said_and_what_was_typed_stays(
    world: World, browser: Client, wrong: dict[str, str], words: str
) -> None:
    answer = browser.post("/service-desk/", typed(world, AT, **wrong))
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert world.unit.holder_id in text_of(answer)
    assert not SupportQuestion.objects.exists()


@pytest.mark.parametrize(
    ("rows", "words"),
    [("", "دست‌کم یک واحد"), ("a\nb", "هیچ سطری خوانا نیست"), ("1 2\n" * 301, "۳۰۱ سطر")],
)
def test_a_list_of_nothing_or_of_too_much_is_refused(
    world: World, browser: Client, rows: str, words: str
) -> None:
    answer = browser.post("/service-desk/list/", {**typed(world, AT), "units": rows})
    assert answer.status_code == 422
    assert words in text_of(answer)


def test_a_bound_is_said_with_its_hour(world: World, browser: Client, settings: Any) -> None:
    settings.SUPPORT_ROWS = ((1, 60),)
    browser.post("/service-desk/", typed(world, AT))
    answer = browser.post("/service-desk/", typed(world, AT, purpose="مناقصه"))
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "3600"
    assert world.unit.guild_id in text_of(answer)


def test_a_colleague_reads_what_the_office_asked_and_another_office_does_not(
    world: World, browser: Client, sign_in: SignIn
) -> None:
    made = question(world, AT)
    assert PURPOSE in text_of(browser.get("/service-desk/log/"))
    other = sign_in(world.ministry_officer)
    assert other.get(f"/service-desk/{made.pk}/").status_code == 404
    assert PURPOSE not in text_of(other.get("/service-desk/log/"))


def test_the_units_page_leads_there_and_a_union_is_not_led(
    world: World, browser: Client, sign_in: SignIn
) -> None:
    assert "/service-desk/" in browser.get("/units/").content.decode()
    union = sign_in(world.union_officer)
    assert "/service-desk/" not in union.get("/units/").content.decode()
    assert union.get("/service-desk/").status_code == 403


def test_an_affiliate_finds_the_question_in_its_menu_and_asks_about_the_country(
    world: World, browser: Client, sign_in: SignIn
) -> None:
    office = Organization.objects.create(
        code="a", kind=OrganizationKind.AFFILIATE, name="واحد وابسته", parent=world.ministry
    )
    affiliate = sign_in(officer("affiliate", Role.AFFILIATE_EXPERT, office))
    page = affiliate.get("/service-desk/").content.decode()
    assert re.search(r'href="/service-desk/"[^>]*aria-current="page"', page)
    answer = affiliate.post("/service-desk/", typed(world, AT), follow=True)
    assert answer.status_code == 200
    assert world.unit.name in text_of(answer)


def test_a_long_ranking_comes_in_pages(world: World, browser: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr("entitlements.service_desk.views.PAGE", 1)
    other = licence_for("0488888888", STRANGER, world.union, person("other")).unit
    rows = f"{other.guild_id} {other.holder_id}\n{world.unit.guild_id} {world.unit.holder_id}"
    data = {**typed(world, AT), "units": rows}
    place = browser.post("/service-desk/list/", data).headers["Location"]
    first, second = text_of(browser.get(place)), text_of(browser.get(f"{place}?from=1"))
    assert "سطر ۱" in first
    assert "سطر ۲" not in first
    assert "سطر ۲" in second
    # A place that is none is the last one.
    assert "سطر ۲" in text_of(browser.get(f"{place}?from=99"))
