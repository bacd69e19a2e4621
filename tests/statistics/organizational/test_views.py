"""The pages of organizational statistics: writing, deciding, reading, and what they refuse."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from accounts.enums import Role
from statistics.enums import Frequency, ReportState
from statistics.models import OfficeReport, OfficeReportMove, OrganizationalIndicator
from statistics.organizational.services import give_back
from tests.sent_posts import Post, sent_by
from tests.statistics.organizational.cases import (
    MONTH,
    affiliate,
    changed,
    confirmed,
    head_of,
    indicator,
    sent,
    stats_of,
    written,
)
from tests.statistics.organizational.posts import (
    LIST,
    PAGE,
    WORDS,
    new_post,
    report_post,
    write_post,
)
from tests.world import FILED_AT, MEHR, World, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("third_of_aban")]
SignIn = Callable[[Any], Any]
WRITE = f"{PAGE}write/"


def seen(answer: Any) -> str:
    """Read the words of a page."""
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", unescape(text))


def typed(world: World, value: str = "", action: str = "save", **more: Any) -> dict[str, Any]:
    pk = OrganizationalIndicator.objects.get(code="m-01").terms.latest("serial").pk
    rest = {f"figure-{pk}-{name}": text for name, text in more.items()}
    return {f"figure-{pk}-value": value, "version": "0", "action": action} | rest


def test_the_page_shows_last_period_and_last_year_beside_each_field(
    world: World, sign_in: SignIn
) -> None:
    indicator(world)
    confirmed(world, ("120",), MONTH.before)
    confirmed(world, ("-",), MONTH.year_before)
    page = seen(sign_in(world.province_officer).get(WRITE))
    assert "شهریور ۱۳۹۸: ۱۲۰ فقره" in page
    assert "مهر ۱۳۹۷: ندارد" in page
    assert "بازدیدهایی که گزارش آن تأیید شده است." in page


def test_from_the_page_to_the_confirmation(world: World, sign_in: SignIn) -> None:
    post = write_post(world)
    expert = sign_in(world.province_officer)
    assert expert.post(WRITE, sent_by(expert, post)).url == WRITE
    assert OfficeReport.objects.get().state == ReportState.DRAFT
    again = Post(world.province_officer, WRITE, {"action": "send"})
    assert expert.post(WRITE, sent_by(expert, again)).url == PAGE
    # What waits is read by who wrote it, and written by nobody.
    assert expert.get(WRITE).url == PAGE
    head = sign_in(head_of(world))
    page = head.get(PAGE)
    assert "در انتظار تأیید رئیس" in seen(page)
    confirming = Post(head_of(world), PAGE, {"action": "confirmed"})
    assert head.post(PAGE, sent_by(head, confirming)).url == PAGE
    assert OfficeReport.objects.get().state == ReportState.CONFIRMED
    assert "۱۲" in seen(expert.get(PAGE))


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"value": "12.5"}, "این مقدار عدد کامل است"),
        ({"value": "۱۲ الف"}, "جزو عدد نیست"),
        ({"value": "-5"}, "m"),
        ({"value": "9" * 30}, "کمتر باشد"),
        ({"value": "12", "absent": "on"}, "یا عدد را بنویسید یا «ندارد»"),
        ({"value": "12", "reason": "ش" * 301}, "حداکثر ۳۰۰ نویسه"),
        ({"value": "", "action": "send"}, "اگر این شاخص ندارید"),
    ],
)
def test_bad_input_is_answered_with_a_sentence_and_keeps_what_was_typed(
    world: World, sign_in: SignIn, said: dict[str, str], sentence: str
) -> None:
    indicator(world)
    answer = sign_in(world.province_officer).post(WRITE, typed(world, **said))
    assert answer.status_code == 422
    if sentence != "m":
        assert sentence in seen(answer)
    assert said["value"] in unescape(answer.content.decode())
    assert not OfficeReport.objects.exists()


def test_a_large_change_is_asked_at_its_own_field(world: World, sign_in: SignIn) -> None:
    indicator(world)
    confirmed(world, ("100",), MONTH.before)
    browser = sign_in(world.province_officer)
    answer = browser.post(WRITE, typed(world, "300", "send"))
    assert answer.status_code == 422
    assert "از ۱۰۰ به ۳۰۰ رسیده است؛ علت تغییر را بنویسید." in seen(answer)
    assert browser.post(WRITE, typed(world, "300", "send", reason=WORDS)).status_code == 302


def test_a_colleague_who_saved_first_is_seen_and_the_text_stays(
    world: World, sign_in: SignIn
) -> None:
    indicator(world)
    browser = sign_in(world.province_officer)
    form = typed(world, "7")
    written(world.province_officer, world.province, ("5",))
    answer = browser.post(WRITE, form)
    assert answer.status_code == 409
    assert "این برگ تغییر کرده است" in seen(answer)
    assert 'value="7"' in answer.content.decode()
    # What was sent meanwhile is not written over either.
    sent(world, ("6",), seen=1)
    assert browser.post(WRITE, typed(world, "8") | {"version": "2"}).status_code == 409


def test_indicators_changed_under_an_open_page_are_told_with_what_was_typed(
    world: World, sign_in: SignIn
) -> None:
    one = indicator(world)
    form = typed(world, "۴۲۱۷")
    changed(world, one, MEHR, measure="گزارش")
    answer = sign_in(world.province_officer).post(WRITE, form)
    assert answer.status_code == 409
    assert "دفتر آمار شاخص‌های این دوره را در این میان تغییر داده است" in seen(answer)
    assert "۴۲۱۷" in seen(answer)


def test_the_statistics_office_returns_with_a_reason_and_the_office_corrects(
    world: World, sign_in: SignIn
) -> None:
    indicator(world)
    confirmed(world, ("12",))
    office = stats_of(world)
    browser = sign_in(office)
    empty = Post(office, PAGE, {"action": "returned"})
    answer = browser.post(PAGE, sent_by(browser, empty))
    assert answer.status_code == 422
    assert "علت را بنویسید" in seen(answer)
    told = Post(office, PAGE, {"action": "returned", "reason": WORDS})
    assert browser.post(PAGE, sent_by(browser, told)).status_code == 302
    page = seen(sign_in(world.province_officer).get(WRITE))
    assert WORDS in page
    assert "ارقامی که" in seen(browser.get(PAGE))


def test_two_decisions_on_one_page_are_one(world: World, sign_in: SignIn) -> None:
    post = report_post(world)
    browser = sign_in(head_of(world))
    form = sent_by(browser, post)
    assert browser.post(PAGE, form).status_code == 302
    assert browser.post(PAGE, form).status_code in (302, 409)
    assert OfficeReportMove.objects.filter(move="sent_back").count() == 1


def test_a_button_that_is_not_offered_does_nothing(world: World, sign_in: SignIn) -> None:
    indicator(world)
    sent(world, ("12",))
    browser = sign_in(world.province_officer)
    assert browser.post(PAGE, {"action": "confirmed", "version": "1"}).status_code == 409
    assert OfficeReport.objects.get().state == ReportState.WAITING


@pytest.mark.parametrize("period", ["139808", "1398", "1398q4", "13980", "x", "139813"])
def test_periods_that_run_or_are_none_are_not_there(
    world: World, sign_in: SignIn, period: str
) -> None:
    indicator(world)
    browser = sign_in(world.province_officer)
    for page in ("", "write/"):
        assert browser.get(f"/organizational/03/{period}/{page}").status_code == 404


def test_the_own_page_tells_what_waits_and_until_when(world: World, sign_in: SignIn) -> None:
    indicator(world)
    page = seen(sign_in(world.province_officer).get("/organizational/"))
    assert "مهر ۱۳۹۸" in page
    assert "ثبت نشده" in page
    assert "۷ روز تا پایان مهلت" in page


def test_the_ministry_sees_how_far_everybody_is(world: World, sign_in: SignIn) -> None:
    indicator(world)
    affiliate(world)
    confirmed(world, ("3",))
    page = seen(sign_in(world.ministry_officer).get("/organizational/"))
    # The province, the ministry itself and the affiliate; one is confirmed.
    assert "مهر ۱۳۹۸ ۳ ۱ ۰ ۲" in page


def test_an_indicator_is_begun_changed_and_ended(world: World, sign_in: SignIn) -> None:
    office = stats_of(world)
    browser = sign_in(office)
    post = new_post(world)
    assert browser.post(post.page, sent_by(browser, post)).url == LIST
    assert "کارکنان" in seen(browser.get(LIST))
    again = browser.post(post.page, post.data)
    assert again.status_code == 422
    assert "شاخصی با کد" in seen(again)
    one = OrganizationalIndicator.objects.get()
    page = f"{LIST}{one.pk}/"
    other = Post(office, page, dict(post.data, measure="خانوار"))
    form = sent_by(browser, other)
    assert browser.post(page, form).status_code == 302
    conflict = browser.post(page, form | {"measure": "کارگاه"})
    assert conflict.status_code == 409
    assert "همکار شما این شاخص را تغییر داده است" in seen(conflict)
    assert list(one.terms.values_list("measure", flat=True)) == ["نفر", "خانوار"]
    end = Post(office, f"{page}end/", {"month": "7", "year": "1398", "reason": WORDS})
    assert browser.post(end.page, sent_by(browser, end)).status_code == 302
    assert "پایان یافته" in seen(browser.get(LIST))


def test_a_quarter_begins_with_its_first_month(world: World, sign_in: SignIn) -> None:
    post = new_post(world)
    form = dict(post.data, frequency=str(Frequency.QUARTERLY.value), month="2")
    answer = sign_in(stats_of(world)).post(post.page, form)
    assert answer.status_code == 422
    assert "نخستین ماه فصل" in seen(answer)


def test_an_office_of_another_level_is_refused(world: World, sign_in: SignIn) -> None:
    post, office = new_post(world), affiliate(world)
    answer = sign_in(stats_of(world)).post(post.page, dict(post.data, offices=[office.code]))
    assert answer.status_code == 422
    assert "در سطح‌های بالا نیست" in seen(answer)


def test_an_affiliate_sees_its_own_alone_and_has_a_menu_for_it(
    world: World, sign_in: SignIn
) -> None:
    indicator(world)
    confirmed(world, ("77",))
    browser = sign_in(officer("aff", Role.AFFILIATE_EXPERT, affiliate(world)))
    assert browser.get("/").url == "/organizational/"
    assert browser.get(PAGE).status_code == 404
    assert "۷۷" not in seen(browser.get("/organizational/table/"))
    assert browser.get("/organizational/table/?office=03").status_code == 404
    assert browser.get(f"/organizational/aff-1/{MONTH.code}/write/").status_code == 200


def test_a_returned_report_waits_openly_though_it_stands(world: World, sign_in: SignIn) -> None:
    indicator(world)
    done = confirmed(world, ("12",))
    browser = sign_in(world.province_officer)
    folded = browser.get("/organizational/").context
    assert [str(line.due.period) for line in folded["answered"]] == ["مهر ۱۳۹۸"]
    give_back(stats_of(world), world.province, MONTH, done.version, WORDS, FILED_AT)
    page = browser.get("/organizational/").context
    assert "مهر ۱۳۹۸" in [str(line.due.period) for line in page["open"]]
    assert page["answered"] == []
