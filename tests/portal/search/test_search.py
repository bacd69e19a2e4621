"""An officer finds a unit or a case by what a caller says, and no address tells what it was."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import OrganizationKind, Role
from accounts.models import Organization, User
from config.persian import to_persian_digits
from portal.search.queries import find, words_of
from tests.world import FILED_AT, World, licence_for, officer, person
from units.models import ContactNumber, Licence, Unit

SignIn = Callable[[Any], Client]
pytestmark = pytest.mark.django_db
NAME = "کارگاه پوشاک پرنیان‌شرق"


@pytest.fixture
def unit(world: World) -> Unit:
    """Name the unit of the world so that it can be misspelt."""
    world.unit.name, world.unit.holder_name = NAME, "لیلا نمونه‌پور"
    world.unit.save()
    User.objects.filter(pk=world.owner.pk).update(mobile="09120001180")
    Licence.objects.filter(pk=world.licence.pk).update(number="14030211A8")
    ContactNumber.objects.create(
        unit=world.unit, role="unit", number="04100001180", source="call", added_at=FILED_AT
    )
    return world.unit


def names(user: User, text: str, county: str = "") -> list[str]:
    return [unit.name for unit in find(user, text, county).units]


@pytest.mark.parametrize(
    "text",
    [
        "پرنیان",
        "پرنيان شرق",
        "شرق پوشاك",
        "كارگا",
        "نمونه پور لیلا",
        "0499999913",
        "۰۴۹۹۹۹۹۹۱۳",
        "٠٤٩٩-٩٩٩٩-١٣",
        "04999",
        "9990000018",
        "14030211a8",
        "1403-0211-A8",
        "14030211",
        "09120001180",
        "۰۹۱۲ ۰۰۰ ۱۱۸۰",
        "+989120001180",
        "۰۴۱-۰۰۰۰-۱۱۸۰",
        "(041) 0000 1180",
        "+98 41 0000 1180",
        "پرنیان 0499999913",
    ],
)
def test_a_unit_is_found_however_it_is_said(world: World, unit: Unit, text: str) -> None:
    for who in (world.union_officer, world.province_officer, world.ministry_officer):
        found = find(who, text)
        assert [one.name for one in found.units] == [NAME]
        assert not found.near


@pytest.mark.parametrize("text", ["پرنیا شرف", "پوشاک پرنیون", "فروشگاه پرنیان", "نمونه‌پوریان"])
def test_a_half_remembered_name_finds_the_nearest(world: World, unit: Unit, text: str) -> None:
    for serial in range(3):
        other = licence_for(f"049999993{serial}", "9990000018", world.union, world.owner).unit
        Unit.objects.filter(pk=other.pk).update(name=f"فروشگاه نان {serial}", holder_name="کسی")
    found = find(world.union_officer, text)
    assert found.near
    assert found.units[0].name == NAME


@pytest.mark.parametrize("text", ["قنادی", "1234567", "09120001181", "«»", "x" * 160])
def test_what_nobody_is_called_finds_nothing(world: World, unit: Unit, text: str) -> None:
    assert names(world.ministry_officer, text) == []


def test_nobody_finds_what_lies_outside_their_reach(world: World, unit: Unit) -> None:
    rivals = Organization.objects.create(
        code="u2", kind=OrganizationKind.UNION, name="اتحادیهٔ دیگر", parent=world.province
    )
    office = Organization.objects.create(
        code="s", kind=OrganizationKind.STATISTICS, name="دفتر آمار", parent=world.ministry
    )
    rival = officer("rival", Role.UNION_OFFICER, rivals)
    for text in ("پرنیان", "0499999913", "09120001180", "14030211A8", "پرنیون"):
        assert names(rival, text) == []
        assert names(world.owner, text) == []
    world.filed()
    statistics = officer("statistics", Role.STATISTICS_OFFICER, office)
    found = find(statistics, "پرنیان")
    assert (len(found.units), found.cases) == (1, [])
    assert len(find(world.union_officer, "پرنیان").cases) == 1


def test_the_search_takes_two_queries_however_much_it_finds(world: World, unit: Unit) -> None:
    world.filed()
    for text in ("پرنیان", "0499999913", "09120001180"):
        with CaptureQueriesContext(connection) as one:
            find(world.union_officer, text)
        assert len(one) <= 3
    for serial in range(30):
        other = licence_for(f"05000000{serial:02}", "9990000018", world.union, person(f"o{serial}"))
        Unit.objects.filter(pk=other.unit_id).update(name="پرنیان")
    with CaptureQueriesContext(connection) as many:
        assert len(find(world.union_officer, "پرنیان").units) == 31
    assert len(many) <= 3


def test_more_than_fifty_are_narrowed(world: World, sign_in: SignIn) -> None:
    for serial in range(51):
        licence_for(f"05000000{serial:02}", "9990000018", world.union, person(f"o{serial}"))
    browser = sign_in(world.province_officer)
    page = browser.post("/search/", {"q": "نمونه"}, follow=True)
    assert len(page.context["rows"]) == 50
    assert page.context["found"].more
    assert ("0301", "ملکان") in page.context["counties"]
    elsewhere = browser.get(page.request["PATH_INFO"], {"county": "9999"})
    assert elsewhere.context["rows"] == []
    assert "پیدا نشد" in elsewhere.content.decode()


def test_an_exact_tracking_number_goes_to_the_case(world: World, sign_in: SignIn) -> None:
    case = world.filed()
    browser = sign_in(world.union_officer)
    parted = f"{case.tracking_number[:5]} {case.tracking_number[5:]}"
    answer = browser.post("/search/", {"q": to_persian_digits(parted)})
    assert answer.headers["Location"] == reverse("review:case", args=[case.tracking_number])


def test_no_address_of_a_search_tells_what_was_searched(
    world: World, unit: Unit, sign_in: SignIn
) -> None:
    browser = sign_in(world.union_officer)
    for text in ("9990000018", "09120001180", "نمونه‌پور"):
        page = browser.post("/search/", {"q": text}, follow=True)
        assert [one.row.unit for one in page.context["rows"]] == [unit]
        [(address, _)] = page.redirect_chain
        assert text not in address
        assert not any(text in link for link in links(page.content.decode()) if "tel:" not in link)


def links(page: str) -> list[str]:
    return [part.split('"')[0] for part in page.split('href="')[1:]]


def test_a_key_is_of_one_person_and_of_fifteen_minutes(
    world: World, unit: Unit, sign_in: SignIn
) -> None:
    with time_machine.travel(FILED_AT, tick=False) as clock:
        browser = sign_in(world.union_officer)
        address = browser.post("/search/", {"q": "پرنیان"}).headers["Location"]
        clock.shift(timedelta(minutes=14))
        assert browser.get(address).status_code == 200
        other = sign_in(world.province_officer)
        assert other.get(address).status_code == 410
        assert browser.get(f"{address[:-2]}x/").status_code == 410
        clock.shift(timedelta(minutes=2))
        gone = browser.get(address)
        assert gone.status_code == 410
        assert "پس از ۱۵ دقیقه پاک می‌شود" in gone.content.decode()


def test_a_session_keeps_the_last_few_searches(world: World, unit: Unit, sign_in: SignIn) -> None:
    browser = sign_in(world.union_officer)
    for number in range(12):
        browser.post("/search/", {"q": f"جست‌وجوی {number}"})
    assert [row[1] for row in browser.session["searched in portal.search"]] == [
        f"جست‌وجوی {number}" for number in range(4, 12)
    ]


def test_the_search_works_without_redis(
    world: World, unit: Unit, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from redis.exceptions import ConnectionError as RedisAwayError

    def away(*args: Any, **options: Any) -> Any:
        raise RedisAwayError

    browser = sign_in(world.union_officer)
    for name in ("get", "set", "add"):
        monkeypatch.setattr(type(cache), name, away, raising=False)
    page = browser.post("/search/", {"q": "پرنیان"}, follow=True)
    assert page.status_code == 200
    assert len(page.context["rows"]) == 1


def test_who_sees_no_registry_has_no_box(world: World, sign_in: SignIn) -> None:
    reviewer = officer("import", Role.IMPORT_REVIEWER, world.ministry)
    for who, has in ((world.owner, False), (reviewer, False), (world.union_officer, True)):
        browser = sign_in(who)
        assert ('role="search"' in browser.get("/help/").content.decode()) == has
        assert browser.post("/search/", {"q": "x"}).status_code == (302 if has else 403)


def test_an_empty_box_says_what_to_write(world: World, sign_in: SignIn) -> None:
    answer = sign_in(world.union_officer).post("/search/", {"q": "  "})
    assert answer.status_code == 422
    assert "نام، شناسه یا شماره‌ای بنویسید." in answer.content.decode()


def test_words_of_an_ended_session_wait_in_the_box_wherever_they_were_typed(
    world: World, unit: Unit, sign_in: SignIn
) -> None:
    browser = sign_in(world.union_officer)
    found = browser.post("/search/", {"q": "نمونه"}).headers["Location"]
    for page in ("/units/", found):
        box = browser.get(page).content.decode().split('action="/search/"')[1]
        token = box.split('name="typed_by" value="')[1].split('"')[0]
        browser.logout()
        door = browser.post("/search/", {"q": "پرنیان", "typed_by": token}).headers["Location"]
        browser.force_login(world.union_officer)
        waiting = browser.get(unquote(door.partition("next=")[2])).content.decode()
        assert 'value="پرنیان"' in waiting
        assert "نوشته‌های شما مانده است؛ دوباره جست‌وجو کنید." in waiting


def test_a_number_is_one_word_however_it_is_parted() -> None:
    assert words_of("(۰۴۱) ۳۳۳۳") == ["0413333"]
    assert words_of("۰۹۱۲ ۰۰۰-۱۱۸۰") == ["09120001180"]
    assert words_of("قنادی ۱۲") == ["قنادی", "12"]
    assert words_of("' | ! & (") == []


def test_the_found_words_are_marked(world: World, unit: Unit, sign_in: SignIn) -> None:
    page = sign_in(world.union_officer).post("/search/", {"q": "پرنيا"}, follow=True)
    assert "<mark>پرنیان</mark>" in page.content.decode()
