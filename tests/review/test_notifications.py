"""What owner and delegates are told about each move, and that officers are told nothing."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import NoticeKind
from accounts.models import Notice, Organization, User
from config.jalali import JalaliMonth
from config.persian import to_persian_digits
from review import workflow
from review.checklist.answers import AFFIRMED
from review.sweep.engine import sweep
from statistics.errors import StaleVersionError
from tests.review.cases import crowd, owns_too
from tests.world import FILED_AT, World, person, tehran
from units.models import UnitMember

pytestmark = pytest.mark.django_db
DUE = tehran(1398, 8, 7, 0)
UNIT = "«کارگاه پلاستیک نمونه»"


def told(user: User) -> list[Notice]:
    """Return what a person was told, in order."""
    return list(Notice.objects.filter(user=user).order_by("pk"))


def last(world: World) -> Notice:
    """Return the last thing the owner was told."""
    return told(world.owner)[-1]


@pytest.fixture
def delegate(world: World) -> Iterator[User]:
    """Return a delegate of the unit, with one who was a delegate once beside."""
    former = person("former")
    owns_too(world, former)
    UnitMember.objects.filter(user=former).update(ended_at=FILED_AT)
    user = person("delegate")
    owns_too(world, user)
    yield user
    assert told(former) == []


def test_a_filing_is_received_with_its_number_and_who_has_it_until_when(world: World) -> None:
    case = world.filed()
    notice = last(world)
    assert (notice.kind, notice.created_at) == (NoticeKind.FILED, FILED_AT)
    assert notice.title == f"مهر ۱۳۹۸ {UNIT} ثبت شد"
    assert notice.body == (
        f"شمارهٔ رهگیری {to_persian_digits(case.tracking_number)}. اکنون نزد اتحادیه پلاستیک ملکان "
        "است، تا پایان دوشنبه ۶ آبان ۱۳۹۸. کاری با شما نیست."
    )
    assert notice.url == f"/statistics/{case.tracking_number}/"


def test_where_the_union_has_no_access_the_receipt_names_who_really_has_it(world: World) -> None:
    Organization.objects.filter(pk=world.union.pk).update(access_granted_at=None)
    world.filed()
    assert len(told(world.owner)) == 1
    assert "اکنون نزد سازمان استان آذربایجان شرقی است" in last(world).body


def test_each_level_that_approves_is_named_with_who_comes_next(world: World) -> None:
    world.at_ministry()
    union, province = told(world.owner)[1:]
    assert union.kind == province.kind == NoticeKind.APPROVED
    assert union.title == f"اتحادیه پلاستیک ملکان مهر ۱۳۹۸ {UNIT} را تأیید کرد"
    assert union.body.startswith("اکنون نزد سازمان استان آذربایجان شرقی است، تا پایان ")
    assert province.body == "اکنون نزد وزارت است، تا پایان چهارشنبه ۸ آبان ۱۳۹۸. کاری با شما نیست."


def test_the_last_approval_says_that_nothing_is_left_to_do(world: World) -> None:
    world.final()
    assert (last(world).kind, last(world).title) == (
        NoticeKind.FINAL,
        f"مهر ۱۳۹۸ {UNIT} ثبت نهایی شد",
    )
    assert "کاری نمانده است" in last(world).body


def test_a_return_gives_reason_act_and_date(world: World) -> None:
    world.returned(reason="مقدار را ببینید")
    notice = last(world)
    assert notice.kind == NoticeKind.RETURNED
    assert notice.title == f"مهر ۱۳۹۸ {UNIT} برگشت، تا پایان یکشنبه ۵ آبان ۱۳۹۸ اصلاح کنید"
    assert notice.body.startswith("اتحادیه پلاستیک ملکان: «مقدار را ببینید»")
    assert "دوباره ارسال کنید" in notice.body


def test_owner_and_delegate_are_told_alike_and_officers_nothing(
    world: World, delegate: User
) -> None:
    world.final()
    mine, theirs = ([(n.kind, n.title, n.body) for n in told(u)] for u in (world.owner, delegate))
    assert mine == theirs
    assert len(mine) == 4
    for officer in (world.union_officer, world.province_officer, world.ministry_officer):
        assert told(officer) == []


def test_a_refused_act_tells_nothing(world: World) -> None:
    case = world.filed()
    before = len(told(world.owner))
    with pytest.raises(StaleVersionError):
        workflow.approve(
            world.union_officer, case.tracking_number, case.version - 1, FILED_AT, AFFIRMED
        )
    assert len(told(world.owner)) == before


def test_a_lapse_names_who_let_it_pass_and_who_has_it_now(world: World, delegate: User) -> None:
    case = world.filed()
    sweep(DUE)
    for user in (world.owner, delegate):
        notice = told(user)[-1]
        assert (notice.kind, notice.created_at) == (NoticeKind.LAPSED, DUE)
        assert notice.title == f"مهلت اتحادیه پلاستیک ملکان گذشت: مهر ۱۳۹۸ {UNIT}"
        assert notice.body == (
            "پرونده با نشان «بدون بررسی اتحادیه» خودکار به سازمان استان آذربایجان شرقی رفت، "
            "تا پایان جمعه ۱۰ آبان ۱۳۹۸. کاری با شما نیست."
        )
        assert notice.url == f"/statistics/{case.tracking_number}/"


def test_a_lapse_at_the_ministry_is_told_as_final_in_the_words_of_an_approval(
    world: World,
) -> None:
    first = world.final()
    approved = last(world)
    case = world.at_ministry(JalaliMonth(1398, 6))
    sweep(FILED_AT + dt.timedelta(days=30))
    notice = last(world)
    assert notice.kind == NoticeKind.FINAL
    assert notice.title == approved.title.replace("مهر", "شهریور")
    assert notice.body == approved.body.replace(
        to_persian_digits(first.tracking_number), to_persian_digits(case.tracking_number)
    )


def test_a_sweep_twice_tells_once(world: World) -> None:
    world.filed()
    sweep(DUE)
    count = len(told(world.owner))
    sweep(DUE)
    assert len(told(world.owner)) == count


@pytest.mark.parametrize("cases", [1, 7])
def test_a_batch_costs_one_statement_however_many_it_tells(world: World, cases: int) -> None:
    crowd(world, cases, DUE)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        sweep(DUE)
    assert Notice.objects.filter(kind=NoticeKind.LAPSED).count() == cases
    assert sum("accounts_notice" in query["sql"] for query in queries) == 1


def test_braces_in_a_name_are_no_blanks_to_fill(
    world: World, django_assert_num_queries: Any
) -> None:
    world.unit.name = "کارگاه {desk} {month}"
    world.unit.save()
    world.filed()
    sweep(DUE)
    assert last(world).title.endswith("«کارگاه {desk} {month}»")
