"""The home of a unit that is late, of one that is kept from filing, and of two hundred units."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine as clock
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from config.jalali import JalaliMonth, from_parts
from config.numbered_pages import ROWS
from statistics.obligation.services import update_activity
from tests.statistics.filing import text_of
from tests.world import World, licence_for, tehran
from units.enums import LicenceStatus
from units.models import Licence, LicenceState, Unit

pytestmark = pytest.mark.django_db
HOME = "/statistics/"
AT = tehran(1404, 5, 20)
SignIn = Callable[[Any], Client]


@pytest.fixture
def home(
    world: World, sign_in: SignIn, time_machine: clock.TimeMachineFixture
) -> Callable[..., str]:
    """Give a function that reads the owner's home on the 20th of Mordad 1404."""
    time_machine.move_to(AT, tick=False)

    def read(query: str = "") -> str:
        return text_of(sign_in(world.owner).get(HOME + query))

    return read


def more(world: World, count: int, user: User | None = None) -> list[Licence]:
    """Give the owner so many more units, each with a name of its own."""
    found = []
    for number in range(count):
        licence = licence_for(f"0{number:09}", "9990000018", world.union, user or world.owner)
        Unit.objects.filter(pk=licence.unit_id).update(name=f"کارگاه شمارهٔ {number}")
        found.append(licence)
    return found


def test_an_inactive_unit_reads_so_first_with_the_month_that_helps(
    world: World, home: Callable[..., str]
) -> None:
    update_activity(tehran(1404, 5, 11, 0))
    text = home()
    assert text.index("واحد شما غیرفعال است.") < text.index('<ol class="units">')
    assert "غیرفعال از ۱۱ مرداد" in text
    assert "تیر را ثبت کنید؛ بلافاصله از غیرفعالی بیرون می‌آید." in text
    assert "/statistics/new/?licence=0499999913&month=140404" in text
    assert "۳ ماه ثبت‌نشدهٔ دیگر: برای کامل بودن، نه برای فعال شدن" in text


def test_units_stand_worst_first_with_one_act_each(world: World, home: Callable[..., str]) -> None:
    late, near, fresh = more(world, 3)
    Licence.objects.filter(pk=near.pk).update(issued_on=from_parts(1403, 11, 1))
    Licence.objects.filter(pk=fresh.pk).update(issued_on=from_parts(1404, 5, 1))
    Unit.objects.filter(pk=world.unit.pk).update(guild_id="")
    text = home()
    places = [text.index(f"<h3>{name}</h3>") for name in names(late, near, world.licence, fresh)]
    assert places == sorted(places)
    row = text.split('<li class="unit-row">')[1:]
    assert len(row) == 4
    assert [piece.count("btn ") for piece in row] == [1, 1, 1, 0]
    assert text.count("btn-primary") == 1
    assert "۴ واحد:" in text
    assert "۱ واحد غیرفعال،" in text
    assert "۱ واحد با مانع ثبت،" in text


def names(*licences: Licence) -> list[str]:
    return [Unit.objects.get(pk=licence.unit_id).name for licence in licences]


@pytest.mark.parametrize(
    ("obstacle", "words"),
    [
        ("guild id", "شناسه صنفی را از مرکز اصناف بگیرید؛"),
        ("expired", "در سه‌شنبه ۲۸ اسفند ۱۴۰۳ پایان یافت؛ از اتحادیه پلاستیک ملکان تمدید کنید."),
        (
            "suspended",
            "از جمعه ۱ فروردین ۱۴۰۴ تعلیق شده است؛ از اتحادیه پلاستیک ملکان پیگیری کنید.",
        ),
    ],
)
def test_a_unit_that_is_kept_from_filing_is_told_by_what_and_never_that_all_is_sent(
    world: World, home: Callable[..., str], obstacle: str, words: str
) -> None:
    if obstacle == "guild id":
        Unit.objects.update(guild_id="")
    elif obstacle == "expired":
        Licence.objects.update(expires_on=from_parts(1403, 12, 28))
    else:
        LicenceState.objects.create(
            licence=world.licence, status=LicenceStatus.SUSPENDED, since=from_parts(1404, 1, 1)
        )
    text = home()
    assert words in text
    assert "آمار واحد شما اکنون ثبت نمی‌شود." in text
    for untrue in ("همهٔ ماه‌ها", "همهٔ ماه‌های", "همه مرتب"):
        assert untrue not in text


def test_a_month_that_is_not_due_is_not_called_missing(
    world: World, home: Callable[..., str]
) -> None:
    """The last ended month of a unit that is still in its months of grace."""
    Licence.objects.update(issued_on=from_parts(1404, 4, 20))
    text = home()
    assert "ثبت‌نشده" not in text
    assert "لازم نیست" in text


def test_a_province_s_own_beginning_and_grace_rule_the_list(
    world: World, home: Callable[..., str]
) -> None:
    from catalog.policy_definitions import PolicyKey
    from tests.review.cases import policy

    policy(PolicyKey.OBLIGATION_FROM, 140404, from_parts(1403, 1, 1), province_id="03")
    text = home()
    assert "۱ ماه معوق" in text
    assert "month=140403" not in text
    assert "غیرفعال است" not in text


def test_a_return_about_to_stop_counting_stands_in_the_row(
    world: World, home: Callable[..., str]
) -> None:
    for month in (1, 2, 3):
        world.filed(JalaliMonth(1404, month), tehran(1404, month + 1, 3))
    world.returned(JalaliMonth(1404, 4), tehran(1404, 5, 4), "چرا؟")
    text = home()
    assert "آمار تیر ۱۴۰۴ برای اصلاح بازگردانده شده و تا پایان دوشنبه ۱۰ شهریور ۱۴۰۴" in text
    assert "۲ ماه پیاپی ثبت‌نشده می‌ماند" in text


def test_two_hundred_units_are_a_bounded_page(
    world: World, home: Callable[..., str], sign_in: SignIn
) -> None:
    more(world, ROWS - 1)
    few = cost(world, sign_in)
    for number, licence in enumerate(more_again(world, 180)):
        Unit.objects.filter(pk=licence.unit_id).update(name=f"نانوایی شمارهٔ {number}")
    many = cost(world, sign_in)
    assert many[0] == few[0] <= 24
    assert many[1] < few[1] + 2_000
    assert many[1] < 110_000
    text = home()
    assert "۱ تا ۲۰ از ۲۰۰ واحد" in text
    assert "?page=2" in text
    assert text.count('<li class="unit-row">') == ROWS
    assert "۱۸۱ تا ۲۰۰ از ۲۰۰ واحد" in home("?page=10")
    assert "۱۸۱ تا ۲۰۰ از ۲۰۰ واحد" in home("?page=999")


def more_again(world: World, count: int) -> list[Licence]:
    return [
        licence_for(f"1{number:09}", "9990000018", world.union, world.owner)
        for number in range(count)
    ]


def cost(world: World, sign_in: SignIn) -> tuple[int, int]:
    """Read the home; return its queries and its bytes."""
    browser = sign_in(world.owner)
    browser.get(HOME)
    with CaptureQueriesContext(connection) as captured:
        answer = browser.get(HOME)
    return len(captured), len(answer.content)


@pytest.mark.parametrize(
    "asked",
    [
        *("نانوایی", "نانوايي", "۱۰۰۰۰۰۰۰۰۱", "1000000001"),
        # As it is pasted from a letter or a chat.
        *("%E2%80%8E1000000001", "%EF%BB%BF۱۰۰۰۰۰۰۰۰۱", "100-000-0001", "１０００００００01"),
    ],
)
def test_one_of_many_units_is_found_by_name_or_number(
    world: World, home: Callable[..., str], asked: str
) -> None:
    more(world, ROWS)
    [licence] = [licence_for("1000000001", "9990000018", world.union, world.owner)]
    Unit.objects.filter(pk=licence.unit_id).update(name="نانوایی خوشه")
    text = home(f"?q={asked}")
    assert "<h3>نانوایی خوشه</h3>" in text
    assert text.count('<li class="unit-row">') == 1
    assert "واحدی با این مشخصات ندارید" in home("?q=zzz")


def test_no_unit_is_found_by_a_national_id_which_would_stand_in_the_address(
    world: World, home: Callable[..., str]
) -> None:
    more(world, ROWS)
    assert "واحدی با این مشخصات ندارید" in home(f"?q={world.unit.holder_id}")
    Unit.objects.filter(pk=world.unit.pk).update(guild_id="")
    assert "واحدی با این مشخصات ندارید" in home("?q=-")
