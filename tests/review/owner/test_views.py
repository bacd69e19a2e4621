"""The owner's home, the final confirmation, the receipt, and the way of the case."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine as clock
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from redis.exceptions import RedisError

from config.jalali import JalaliMonth
from config.persian import to_persian_digits
from config.repeated_posts import ALREADY
from review import workflow
from review.models import Decision
from statistics.enums import State, Timeliness
from statistics.models import Revision, Submission
from tests.statistics.filing import Filer, people, production, text_of
from tests.world import BAG, FILED_AT, MEHR, WARNING, licence_for, person, tehran
from units.enums import MemberRole
from units.models import UnitMember

HOME = "/statistics/"


def send(filer: Filer, version: Any = None) -> Any:
    """Press «تایید نهایی اطلاعات»."""
    version = filer.submission.version if version is None else version
    return filer.browser.post(filer.url("confirm"), {"version": version, "action": "confirm"})


def test_four_greens_are_read_once_more_and_sent(filer: Filer) -> None:
    text = filer.green().read("confirm")
    for words in (WARNING, "تذکر مهم", "تایید نهایی اطلاعات", "۲۰ تن", "۳۲۲ دلار", "۳ نفر"):
        assert words in text
    answer = send(filer)
    assert answer.headers["Location"] == filer.url("receipt")
    assert filer.submission.state == State.AT_UNION


def test_the_receipt_shows_the_number_and_what_happens_next(filer: Filer) -> None:
    send(filer.green())
    text = filer.read("receipt")
    for words in (
        "ثبت اطلاعات با موفقیت انجام شد.",
        to_persian_digits(filer.tracking),
        "به‌موقع",
        filer.world.owner.full_name,
        "اتحادیه پلاستیک ملکان",
        "تا پایان دوشنبه ۶ آبان ۱۳۹۸",
        "سازمان استان آذربایجان شرقی",
        "حداکثر تا جمعه ۱۰ آبان ۱۳۹۸",
        "وزارت",
        "۲ روز وقت دارید",
    ):
        assert words in text


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ((8, 5), Timeliness.ON_TIME.label),
        ((8, 6), Timeliness.ALLOWED.label),
        ((8, 10), Timeliness.ALLOWED.label),
        ((8, 11), Timeliness.LATE.label),
    ],
)
def test_the_receipt_says_how_the_filing_stands_to_its_window(
    filer: Filer, time_machine: clock.TimeMachineFixture, day: tuple[int, int], words: str
) -> None:
    at = tehran(1398, *day)
    filer.tracking = filer.world.filed(at=at).tracking_number
    time_machine.move_to(at, tick=False)
    filer.browser.force_login(filer.world.owner)
    assert f"<dd>{words}</dd>" in filer.read("receipt")


def test_a_month_that_lacks_something_is_not_sent_and_told_what(filer: Filer) -> None:
    text = filer.begin().read("confirm")
    assert "ثبت اطلاعات شما کامل نشده است." in text
    for step in ("گام ۲ میزان تولید", "گام ۳ صادرات", "گام ۴ اشتغال"):
        assert f"{step} هنوز تأیید نشده است." in text
    assert 'name="action" value="confirm"' not in text
    answer = send(filer)
    assert answer.status_code == 409
    assert "گام ۳ صادرات هنوز تأیید نشده است." in text_of(answer)
    assert filer.submission.state == State.DRAFT
    assert not Revision.objects.exists()


@pytest.mark.parametrize("version", [-1, 0, "", "x", 99])
def test_figures_that_changed_unseen_are_not_sent(filer: Filer, version: Any) -> None:
    filer.green()
    answer = send(filer, version)
    assert answer.status_code == 409
    assert "ارقام در این میان در پنجره‌ای دیگر تغییر کرده" in text_of(answer)
    assert filer.submission.state == State.DRAFT
    assert not Decision.objects.exists()


def test_an_edit_between_reading_and_sending_stops_it(filer: Filer) -> None:
    seen = filer.green().submission.version
    filer.send("employment", people("9"))
    assert send(filer, seen).status_code == 409
    assert send(filer).status_code == 302


def test_a_month_is_sent_once(filer: Filer) -> None:
    seen = filer.green().submission.version
    send(filer)
    again = send(filer, seen)
    assert again.headers["Location"] == f"/statistics/{filer.tracking}/receipt/"
    assert ALREADY in text_of(filer.browser.get(again.headers["Location"]))
    assert Decision.objects.count() == 1
    assert filer.browser.get(filer.url("confirm")).status_code == 302


def test_a_month_that_another_sent_is_told_with_its_number(
    filer: Filer, sign_in: Callable[[Any], Client]
) -> None:
    seen = filer.green().submission.version
    delegate = person("delegate")
    UnitMember.objects.create(unit=filer.world.unit, user=delegate, role=MemberRole.DELEGATE)
    send(filer)
    late = sign_in(delegate).post(filer.url("confirm"), {"version": seen})
    assert late.status_code == 409
    assert to_persian_digits(filer.tracking) in text_of(late)
    assert f'href="/statistics/{filer.tracking}/"' in text_of(late)


def test_the_number_of_a_month_is_told_again_without_a_cache(
    filer: Filer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: Any, **options: Any) -> Any:
        raise RedisError

    seen = filer.green().submission.version
    send(filer)
    for name in ("add", "get", "set", "delete"):
        monkeypatch.setattr(cache, name, away)
    again = send(filer, seen)
    assert again.headers["Location"] == f"/statistics/{filer.tracking}/receipt/"


def test_a_reason_given_is_read_before_sending(filer: Filer) -> None:
    filer.green().send("production", production((BAG, "4")))
    from tests.statistics.filing import exports

    why = {f"why-X-21-exports-{BAG}-quantity": "stock"}
    filer.send("exports", exports((BAG, "5", "5", "1", "1"), **why))
    page = filer.read("confirm")
    assert "علت: از موجودی انبار پیش از این ماه‌ها" in page
    assert send(filer).status_code == 302


def test_there_is_no_receipt_before_sending_nor_while_returned(filer: Filer) -> None:
    filer.green()
    assert filer.browser.get(filer.url("receipt")).status_code == 302
    filer.tracking = filer.world.returned(MEHR - 1).tracking_number
    assert filer.browser.get(filer.url("receipt")).status_code == 302


def test_the_owner_sees_who_holds_the_case_and_the_exact_moment_it_moves(filer: Filer) -> None:
    filer.tracking = filer.world.at_province().tracking_number
    text = text_of(filer.browser.get(f"{HOME}{filer.tracking}/"))
    assert "سازمان استان آذربایجان شرقی" in text
    assert "سه‌شنبه ۷ آبان ۱۳۹۸، ۰۰:۰۰ خودکار به مرحلهٔ بعد می‌رود" in text
    assert "اتحادیه پلاستیک ملکان" in text
    assert filer.world.union_officer.full_name not in text


def test_a_returned_month_tells_why_where_and_until_when(filer: Filer) -> None:
    case = filer.world.filed()
    notes = [f"production:{BAG}"]
    officer = filer.world.union_officer
    workflow.send_back(
        officer, case.tracking_number, case.version, "با فروش مطابقت ندارد", FILED_AT, notes
    )
    filer.tracking = case.tracking_number
    text = text_of(filer.browser.get(f"{HOME}{filer.tracking}/"))
    assert "علت بازگشت از اتحادیه پلاستیک ملکان" in text
    assert "با فروش مطابقت ندارد" in text
    assert "کیسه پلی اتیلن: مقدار تولید: ۲۰ تن" in text
    assert "تا پایان یکشنبه ۵ آبان ۱۳۹۸" in text
    assert f'href="{filer.url("correct")}"' in text
    assert "این ماه برای اصلاح بازگشته است" in filer.read("production")


def test_a_corrected_month_starts_a_new_round_and_shows_what_changed(filer: Filer) -> None:
    filer.tracking = filer.world.returned().tracking_number
    filer.send("production", production((BAG, "18")))
    filer.send("employment", people("2", "1", "0"))
    assert send(filer).status_code == 302
    assert filer.submission.round == 2
    text = text_of(filer.browser.get(f"{HOME}{filer.tracking}/"))
    assert "<del>۲۰ تن</del>←<ins>۱۸ تن</ins>" in text


def test_home_lists_what_is_owed_returned_months_first(filer: Filer) -> None:
    filer.world.returned(MEHR - 1)
    filer.begin()
    text = text_of(filer.browser.get(HOME))
    assert text.index("شهریور ۱۳۹۸") < text.index("مهر ۱۳۹۸")
    for words in (
        "واحد شما با ماه معوق یا بازگردانده است.",
        "مقدار را ببینید",
        "ادامه از گام ۲: مهر",
        "فهرست آمار تولید و اشتغال تایید و ارسال نشده",
        "برای ثبت آمار تولید و اشتغال ماه جدید",
        to_persian_digits(filer.tracking),
        "ماه بازگردانی‌شده حذف نمی‌شود",
    ):
        assert words in text
    assert f'href="{filer.url("delete")}"' in text


def test_the_columns_of_the_draft_table_are_the_guides(filer: Filer) -> None:
    text = text_of(filer.begin().browser.get(HOME))
    for heading in ("ردیف", "نام واحد", "سال", "ماه", "شماره رهگیری", "وضعیت", "گام بعدی"):
        assert f'<th scope="col">{heading}</th>' in text


def test_home_leads_a_month_with_four_greens_to_the_confirmation(filer: Filer) -> None:
    text = text_of(filer.green().browser.get(HOME))
    assert f'href="{filer.url("confirm")}"' in text


def test_who_has_no_unit_is_told_what_to_do(filer: Filer, sign_in: Callable[[Any], Client]) -> None:
    text = text_of(sign_in(person("nobody")).get(HOME))
    assert "هنوز واحدی به نام شما نیست" in text


def test_home_costs_the_same_for_one_month_and_three(filer: Filer) -> None:
    world = filer.world

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert filer.browser.get(HOME).status_code == 200
        return len(captured)

    months = iter(MEHR - n for n in range(12))
    world.returned(next(months))
    world.draft(next(months))
    world.filed(next(months))
    cost()
    one = cost()
    for _ in range(2):
        world.returned(next(months))
        world.draft(next(months))
        world.filed(next(months))
    assert cost() == one
    unit = licence_for("0488888888", "9990000026", world.union, person("other")).unit
    unit.members.update(user=world.owner)
    assert cost() == one


def test_a_missing_month_leads_to_its_own_start(
    filer: Filer, time_machine: clock.TimeMachineFixture
) -> None:
    time_machine.move_to(tehran(1404, 5, 3), tick=False)
    filer.browser.force_login(filer.world.owner)
    text = text_of(filer.browser.get(HOME))
    assert "/statistics/new/?licence=0499999913&month=140404" in text
    start = text_of(filer.browser.get("/statistics/new/?licence=0499999913&month=140402"))
    assert '<option value="2" selected>' in start
    assert JalaliMonth(1404, 4).name in text
    assert not Submission.objects.exists()


def test_what_is_owed_stands_open_and_what_was_sent_is_folded(filer: Filer) -> None:
    filer.world.filed(MEHR - 1)
    filer.begin()
    text = text_of(filer.browser.get(HOME))
    owed, fold = text.split('<details class="section fold">')
    assert "ادامه از گام ۲" in owed
    assert fold.startswith("<summary>ماه‌های ارسال‌شده<span")
    assert f"{MEHR - 1}</a>" in fold.partition("</details>")[0]
