"""The publishing desk in the browser: what waits, the step before publishing, what came of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine as clock
from django.test import Client

from accounts.enums import OrganizationKind, Role
from accounts.models import Notice, Organization
from config.repeated_posts import ALREADY
from statistics.enums import EditionKind, EditionState
from statistics.models import Edition
from statistics.publication import worker
from statistics.rollups.services import rebuild
from tests.sent_posts import Post, sent_by
from tests.statistics.files import statistician
from tests.statistics.filing import text_of
from tests.statistics.publication.worlds import LATER, MONTH, PublishingWorld, many
from tests.world import World, officer

pytestmark = pytest.mark.django_db

SignIn = Callable[[Any], Client]
INDEX, FINAL, PRELIMINARY = "/editions/", "/editions/140403/final/", "/editions/140403/preliminary/"


@pytest.fixture
def publishing(world: World, time_machine: clock.TimeMachineFixture) -> PublishingWorld:
    time_machine.move_to(LATER, tick=False)
    found = PublishingWorld(world)
    found.file([*many(0, [13], 0), *many(1, [20, 18, 16], 100), *many(2, [50, 40, 45], 200)])
    rebuild(MONTH)
    return found


@pytest.fixture
def browser(publishing: PublishingWorld, sign_in: SignIn) -> Client:
    return sign_in(publishing.user)


def press(browser: Client, page: str = FINAL) -> Any:
    """Open the step before publishing and press its button."""
    return browser.post(page, sent_by(browser, Post(None, page)))


def test_what_is_ripe_is_published_in_two_steps(browser: Client) -> None:
    page = text_of(browser.get(f"{INDEX}?year=1404"))
    # A year old, the month is ripe for its annual edition; each is offered in the calendar.
    assert f'href="{FINAL}"' in page
    assert f'href="{PRELIMINARY}"' in page
    before = text_of(browser.get(FINAL))
    for words in ("عوض نمی‌شود و پس گرفته نمی‌شود", "کمتر از ۳ دارنده", "ندارد؛ این شمارهٔ ۱ است"):
        assert words in before
    assert "برآورد برای همهٔ واحدهای مشمول" in text_of(browser.get(PRELIMINARY))
    assert not Edition.objects.exists()
    answer = press(browser)
    edition = Edition.objects.get()
    assert (edition.state, answer.headers["Location"]) == (
        EditionState.WAITING,
        f"/editions/{edition.pk}/",
    )


def test_the_progress_stands_in_the_page_itself(
    publishing: PublishingWorld, browser: Client, time_machine: clock.TimeMachineFixture
) -> None:
    first, second = publishing.ask(EditionKind.PRELIMINARY), publishing.ask()
    assert "۱ انتشار پیش از آن" in text_of(browser.get(f"/editions/{second.pk}/"))
    Edition.objects.filter(pk=first.pk).update(
        state=EditionState.WORKING, attempt=1, touched_at=LATER, done=3, total=12
    )
    page = browser.get(f"/editions/{first.pk}/").content.decode()
    assert f'hx-get="/editions/{first.pk}/"' in page
    assert "<progress" in page
    assert "۲۵٪" in page
    assert "۳ از ۱۲ جدول" in text_of(browser.get(INDEX))
    time_machine.move_to(LATER + worker.SILENCE + timedelta(seconds=1), tick=False)
    assert "متوقف مانده" in text_of(browser.get(f"/editions/{first.pk}/"))
    Edition.objects.filter(pk=first.pk).update(attempt=2, touched_at=LATER + worker.SILENCE)
    assert "از نو آغاز شد" in text_of(browser.get(f"/editions/{first.pk}/"))


def test_an_edition_that_is_out_says_what_is_hidden_and_revised(
    publishing: PublishingWorld, browser: Client
) -> None:
    publishing.published(EditionKind.PRELIMINARY)
    publishing.file(many(2, [12, 11, 10, 9], 900))
    edition = publishing.published()
    page = text_of(browser.get(f"/editions/{edition.pk}/"))
    assert "شمارهٔ ۲" in page
    assert "پوشیده است" in page
    assert publishing.user.full_name in page
    assert "تغییر نسبت به شمارهٔ ۱" in page
    # Of the edition what is published stands there, never what is hidden: the lone maker's 13.
    hidden = [row for row in page.split("<tr>") if ">۱۳<" in row]
    assert not hidden
    assert "hx-get" not in page
    board = text_of(browser.get(f"{INDEX}?year=1404"))
    assert f'href="/editions/{edition.pk}/"' in board


def test_what_did_not_come_by_its_day_is_said_above_the_board(
    publishing: PublishingWorld, browser: Client, time_machine: clock.TimeMachineFixture
) -> None:
    publishing.published()
    assert "در روز خود نیامد" not in text_of(browser.get(INDEX))
    time_machine.move_to(LATER + timedelta(days=80), tick=False)
    browser.force_login(publishing.user)
    text = text_of(browser.get(INDEX))
    assert "انتشار در روز خود نیامد" in text
    assert "<b>آمار مقدماتی فروردین ۱۴۰۶</b>قرار بود از" in text


def test_a_failed_edition_says_why_and_is_tried_again(
    publishing: PublishingWorld, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "AUDIT_SECONDS", 0)
    press(browser)
    worker.run_waiting()
    failed = Edition.objects.get()
    page = text_of(browser.get(f"/editions/{failed.pk}/"))
    assert "بررسی محرمانگی این ماه به نتیجه نرسید" in page
    assert f'href="{FINAL}"' in page
    assert "بار پیش منتشر نشد" in text_of(browser.get(FINAL))
    monkeypatch.undo()
    press(browser)
    worker.run_waiting()
    out = Edition.objects.get(state=EditionState.PUBLISHED)
    assert out.number == 1
    # The old page leads on.
    assert f'href="/editions/{out.pk}/"' in text_of(browser.get(f"/editions/{failed.pk}/"))


def test_a_double_click_and_a_colleague_make_one_edition(
    publishing: PublishingWorld, browser: Client, sign_in: SignIn
) -> None:
    filled = sent_by(browser, Post(None, FINAL))
    colleague = sign_in(statistician(publishing.world, "stats-2"))
    theirs = sent_by(colleague, Post(None, FINAL))
    answers = [
        browser.post(FINAL, filled),
        browser.post(FINAL, filled),
        colleague.post(FINAL, theirs),
    ]
    page = f"/editions/{Edition.objects.get().pk}/"
    assert [answer.headers["Location"] for answer in answers] == [page] * 3
    assert ALREADY in text_of(browser.get(page))
    worker.run_waiting()
    # «Back» to a page that is older than the edition: nothing is done, and it says so.
    late = colleague.post(PRELIMINARY, theirs)
    assert late.status_code == 409
    assert "این ماه همین انتشار یا انتشار پس از آن را دارد" in text_of(late)
    assert "<form" not in text_of(late).partition('id="main"')[2].partition("</main>")[0]
    assert Edition.objects.count() == 1


def test_an_edition_whose_day_has_not_come_is_not_published(
    publishing: PublishingWorld, browser: Client, time_machine: clock.TimeMachineFixture
) -> None:
    filled = sent_by(browser, Post(None, FINAL))
    # A page from a clock that was ahead.
    time_machine.move_to(LATER - timedelta(days=640), tick=False)
    browser = Client()
    browser.force_login(publishing.user)
    page = text_of(browser.get(FINAL))
    assert "باز می‌شود" in page
    answer = browser.post(FINAL, filled)
    assert answer.status_code == 422
    assert "به بعد منتشر می‌شود" in text_of(answer)
    assert not Edition.objects.exists()


def test_a_session_that_ended_publishes_nothing_and_says_so(
    publishing: PublishingWorld, browser: Client
) -> None:
    filled = sent_by(browser, Post(None, FINAL))
    browser.logout()
    led = browser.post(FINAL, filled)
    assert led.status_code == 302
    assert "/accounts/login/" in led.headers["Location"]
    assert not Edition.objects.exists()
    browser.force_login(publishing.user)
    place = led.headers["Location"].partition("next=")[2].replace("%3F", "?").replace("%3D", "=")
    assert "چیزی منتشر نشد" in text_of(browser.get(place))


@pytest.mark.parametrize(
    "page",
    [
        f"{INDEX}?year=1200",
        f"{INDEX}?year=x",
        "/editions/0/",
        "/editions/99999999999999999999/",
        "/editions/140402/final/",
        "/editions/140403/other/",
        "/editions/x/final/",
        "/editions/150103/final/",
    ],
)
def test_what_is_not_there_is_not_found(browser: Client, page: str) -> None:
    assert browser.get(page).status_code == 404


def test_nobody_else_opens_the_desk(publishing: PublishingWorld, sign_in: SignIn) -> None:
    office = Organization.objects.get(kind=OrganizationKind.STATISTICS)
    edition = publishing.ask()
    others = (
        publishing.world.owner,
        publishing.world.province_officer,
        publishing.world.ministry_officer,
        officer("head", Role.PROVINCE_HEAD, publishing.world.province),
        officer("admin", Role.TECHNICAL_ADMIN, office),
        officer("auditor", Role.ACCESS_AUDITOR, office),
    )
    for user in others:
        for page in (INDEX, FINAL, f"/editions/{edition.pk}/"):
            assert sign_in(user).get(page).status_code == 403
        assert sign_in(user).post(FINAL).status_code == 403
    assert Edition.objects.count() == 1


def test_who_watches_the_month_is_told_and_led_to_what_is_published(
    publishing: PublishingWorld, sign_in: SignIn
) -> None:
    head = officer("head", Role.PROVINCE_HEAD, publishing.world.province)
    edition = publishing.published()
    told = Notice.objects.filter(kind="edition").order_by("user")
    found = {notice.user: notice.url for notice in told.select_related("user")}
    assert found == {
        publishing.user: f"/editions/{edition.pk}/",
        publishing.world.ministry_officer: "/public/1404/03/1/",
        head: "/public/1404/03/1/",
    }
    assert {notice.title for notice in told} == {"آمار نهایی خرداد ۱۴۰۴ منتشر شد"}
    for user, url in found.items():
        assert sign_in(user).get(url).status_code == 200


def test_of_a_failure_only_who_asked_is_told(
    publishing: PublishingWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    statistician(publishing.world, "stats-2")
    monkeypatch.setattr(worker, "AUDIT_SECONDS", 0)
    edition = publishing.published()
    notice = Notice.objects.get(kind="edition")
    assert (notice.user, notice.url) == (publishing.user, f"/editions/{edition.pk}/")
    assert (notice.title, notice.body) == ("آمار نهایی خرداد ۱۴۰۴ منتشر نشد", worker.UNFINISHED)
