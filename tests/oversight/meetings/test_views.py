"""The pages of a meeting: its two sheets, its minutes, the national one, and who reads them."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client

from config.jalali import JalaliMonth
from oversight.models import Meeting
from statistics.models import CauseTotal, ProductTotal, Submission
from tests.oversight.meetings.posts import WORDS, head_of, minutes_post, sent, task_for
from tests.sent_posts import sent_by
from tests.statistics.indicators.test_views import far as far
from tests.statistics.indicators.test_views import near as near
from tests.statistics.indicators.test_views import seen, statistics_officer
from tests.statistics.indicators.totals import TestPlace, explained, filed, made
from tests.statistics.rollups.test_rollups import explained as finally_explained
from tests.statistics.rollups.test_rollups import flag
from tests.world import BAG, MEHR, SHOES, World, tehran

pytestmark = pytest.mark.django_db
SignIn = Callable[[Any], Client]
AT = tehran(1398, 9, 7)
HERE = "/figures/meeting/"


@pytest.fixture(autouse=True)
def _in_azar(time_machine: Any) -> None:
    """Let it be the seventh of Azar 1398."""
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def story(near: TestPlace, far: TestPlace) -> None:
    """Sum up three months: bags rise here, shoes fall; the other province has bags alone."""
    for month, bags, shoes in ((MEHR - 12, 100, 50), (MEHR - 1, 80, 100), (MEHR, 120, 60)):
        filed(near, month, 10, people=30 + (month == MEHR) * 3)
        made(near, month, BAG, bags, opened=bags // 2)
        made(near, month, SHOES, shoes)
        filed(far, month, 5, people=20)
        made(far, month, BAG, 10)
    explained(near, MEHR, BAG, "rise", "seasonal", 3)
    explained(near, MEHR, SHOES, "fall", "power", 2)


def sheets(office: str, month: JalaliMonth = MEHR) -> str:
    return f"{HERE}{office}/{month.to_int()}/"


@pytest.mark.usefixtures("story")
def test_the_first_sheet_says_what_rose_and_fell_and_why(world: World, sign_in: SignIn) -> None:
    page = seen(sign_in(head_of(world)).get(sheets("03")))
    assert "از ۲ محصول، ۱ محصول رشد و ۱ محصول کاهش داشت." in page
    assert "بزرگ‌ترین رشد: کیسه پلی اتیلن، ۵۰٪ بیشتر" in page
    assert "بزرگ‌ترین کاهش: کفش چرمی مردانه، ۴۰٪ کمتر (قطعی برق)." in page
    # 33 people for 30.
    assert "۱۰٪ بیشتر از شهریور" in page
    assert "نخستین جلسه است" in page


@pytest.mark.usefixtures("story")
def test_the_second_sheet_tells_what_changed_since_the_last_minutes(
    world: World, near: TestPlace, sign_in: SignIn
) -> None:
    sent(world, task_for(world.union, "تماس با ۳۱ واحد"), month=MEHR - 1, at=AT)
    # A month that was shown is corrected afterwards.
    ProductTotal.objects.filter(
        year=1398, month=6, organization=near.organization, product__code=BAG
    ).update(quantity=84)
    page = seen(sign_in(head_of(world)).get(sheets("03")))
    assert "رقم شهریور، کیسه پلی اتیلن ۸۰ ۸۴ تن پس از آن جلسه اصلاح شده است" in page
    assert "تماس با ۳۱ واحد" in page
    assert "از موعد گذشته" in page
    assert "کارکنان، نفر ۳۰ ۳۳" in page


@pytest.mark.usefixtures("story")
def test_the_national_sheets_hold_the_provinces_and_their_tasks(
    world: World, sign_in: SignIn
) -> None:
    sent(world, task_for(world.union, days=2), month=MEHR, at=AT)
    page = seen(sign_in(world.ministry_officer).get(sheets("ministry")))
    assert "جلسهٔ پایش ملی" in page
    assert "۱ سازمان از ۲ سازمان صورت‌جلسهٔ مهر را ارسال کرده‌اند." in page
    assert "گیلان" in page


@pytest.mark.usefixtures("story")
def test_two_sheets_cost_few_statements(
    world: World, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    browser = sign_in(head_of(world))
    with django_assert_max_num_queries(30):
        browser.get(sheets("03"))


@pytest.mark.usefixtures("story")
def test_a_sheet_of_another_reach_is_not_there(world: World, sign_in: SignIn) -> None:
    head = sign_in(head_of(world))
    for where in (sheets("01"), sheets("ministry"), sheets("none"), sheets("03", MEHR + 9)):
        assert head.get(where).status_code == 404
    # The country is read by ministry and statistics office.
    assert sign_in(world.ministry_officer).get(sheets("01")).status_code == 200
    assert sign_in(statistics_officer(world)).get(sheets("03")).status_code == 200
    assert sign_in(world.union_officer).get(sheets("03")).status_code == 403


def test_a_month_without_a_final_figure_says_so(world: World, sign_in: SignIn) -> None:
    assert "هنوز رقم نهایی نیست" in seen(sign_in(head_of(world)).get(sheets("03")))


def test_unsent_minutes_are_not_there_for_the_ministry(world: World, sign_in: SignIn) -> None:
    post = minutes_post(world)
    head, ministry = sign_in(post.user), sign_in(world.ministry_officer)
    assert head.post(post.page, sent_by(head, post)).status_code == 302
    assert ministry.get(post.page).status_code == 404
    sending = sent_by(head, post) | {"action": "send"}
    assert head.post(post.page, sending).status_code == 302
    assert WORDS in seen(ministry.get(post.page))
    assert "۱ ۱ ۰" in seen(ministry.get(HERE, {"month": "139806"}))
    # It is read, not written.
    assert ministry.post(post.page, sending).status_code == 403


def test_what_is_typed_stays_when_a_colleague_was_quicker(world: World, sign_in: SignIn) -> None:
    post = minutes_post(world)
    first, second = sign_in(post.user), sign_in(post.user)
    one, other = sent_by(first, post), sent_by(second, post)
    assert first.post(post.page, one | {"minutes": "نخست"}).status_code == 302
    refused = second.post(post.page, other | {"minutes": "نوشتهٔ دوم"})
    assert refused.status_code == 409
    assert "نوشتهٔ دوم" in refused.content.decode()
    assert 'name="version" value="1"' in refused.content.decode()
    assert first.post(post.page, sent_by(first, post) | {"action": "send"}).status_code == 302
    late = second.post(post.page, other | {"minutes": "نوشتهٔ دوم"})
    assert late.status_code == 409
    assert "این صورت‌جلسه در این میان ارسال شده است" in late.content.decode()
    assert "نوشتهٔ دوم" in late.content.decode()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"minutes": "", "action": "send"}, "نتیجهٔ بررسی جلسه را بنویسید"),
        ({"tasks-0-office": ""}, "مصوبهٔ ۱: دستگاهی را که پاسخ می‌دهد انتخاب کنید"),
        ({"tasks-0-due_on": "۱۳۹۷/۰۱/۰۱"}, "موعد پیش از روز جلسه است"),
        ({"held_on_0": "29", "held_on_1": "12", "action": "send"}, "جلسه هنوز برگزار نشده"),
        ({"chair": ""}, "نام رئیس جلسه را بنویسید"),
    ],
)
def test_what_cannot_stand_is_said_at_its_field_and_kept(
    world: World, sign_in: SignIn, changed: dict[str, str], words: str
) -> None:
    post = minutes_post(world)
    head = sign_in(post.user)
    refused = head.post(post.page, sent_by(head, post) | changed)
    assert refused.status_code == 422
    text = refused.content.decode()
    assert words in text
    assert "تماس با واحدها" in text
    assert not Meeting.objects.exists()


def test_a_province_reads_the_national_minutes_and_answers_its_task(
    world: World, sign_in: SignIn
) -> None:
    ministry = world.ministry_officer
    meeting = sent(world, task_for(world.province), user=ministry, office=world.ministry)
    head = sign_in(head_of(world))
    assert head.get(f"{sheets('ministry', MEHR - 1)}minutes/").status_code == 200
    assert "۱ مصوبه در انتظار پاسخ دستگاه شماست" in seen(head.get(HERE))
    page = f"{HERE}tasks/{meeting.tasks.get().pk}/"
    assert head.post(page, {"state": "done", "text": "شد", "version": 0}).status_code == 302
    assert "انجام شد" in seen(sign_in(ministry).get(page))


def test_as_many_units_stand_behind_a_cause_as_its_total_says(
    world: World, sign_in: SignIn
) -> None:
    flags = [
        flag(f"production:{BAG}", "fall", "power"),
        flag("employment:official", "rise", "labour"),
    ]
    finally_explained(world, flags)
    Submission.objects.update(flags=2)
    [told] = CauseTotal.objects.filter(product=None, direction="fall")
    for reader, office in ((head_of(world), "03"), (statistics_officer(world), "ministry")):
        browser = sign_in(reader)
        text = unescape(browser.get(sheets(office)).content.decode())
        [behind] = re.findall(r'href="(/figures/filings/[^"]*direction=fall[^"]*)"', text)
        rows = browser.get(behind).context["rows"]
        assert [row.filing.unit for row in rows] == [world.unit] * told.units


@pytest.mark.usefixtures("story")
def test_the_figures_lead_to_the_meetings_of_ones_reach(world: World, sign_in: SignIn) -> None:
    for reader in (head_of(world), world.ministry_officer):
        assert f'href="{HERE}">جلسهٔ ماهانه' in sign_in(reader).get("/figures/").content.decode()
    assert "جلسهٔ ماهانه" not in seen(sign_in(world.union_officer).get("/figures/"))
    # The statistics office holds none, and reads the national one.
    browser = sign_in(statistics_officer(world))
    assert f'href="{HERE}">جلسهٔ ماهانه' in browser.get("/figures/").content.decode()
    meeting = sent(world, user=world.ministry_officer, office=world.ministry)
    found = browser.get(HERE, {"month": "139807"}).content.decode()
    for address in (sheets("ministry"), f"{sheets('ministry', meeting.period)}minutes/"):
        assert f'href="{address}"' in found
        assert browser.get(address).status_code == 200
