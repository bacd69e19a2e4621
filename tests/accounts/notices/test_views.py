"""The bell and the person's own notices."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.enums import Channel, Delivery, NoticeKind
from accounts.models import Notice, Outbox, User
from accounts.notices.queries import COUNT_CAP
from accounts.notices.services import notify
from config.keyset import PAGE
from tests.world import person

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
INBOX = "/accounts/notices/"
SignIn = Callable[[User], Client]


@pytest.fixture
def user() -> User:
    return person("leila")


def told(user: User, count: int, read: bool = False) -> list[Notice]:
    """Tell a person so much; the notices, oldest first."""
    for n in range(count):
        notify([user.pk], NoticeKind.FILED, f"خبر {n}", "متن", "/statistics/", AT)
    new = list(Notice.objects.filter(user=user).order_by("-pk")[:count])[::-1]
    if read:
        Notice.objects.filter(pk__in=[n.pk for n in new]).update(read_at=AT)
    return new


def bell(browser: Client) -> str:
    page = browser.get("/help/").content.decode()
    _, _, rest = page.partition("i-bell")
    found, _, _ = rest.partition("</a>")
    return found.partition('class="count">')[2].partition("<")[0]


def shown(browser: Client, address: str = INBOX) -> list[str]:
    return [row["notice"].title for row in browser.get(address).context["rows"]]


@pytest.mark.parametrize(
    ("count", "words"), [(0, ""), (1, "۱"), (COUNT_CAP, "۹۹"), (COUNT_CAP + 1, "۹۹+")]
)
def test_the_bell_counts_what_is_unread_up_to_its_cap(
    user: User, sign_in: SignIn, count: int, words: str
) -> None:
    Notice.objects.bulk_create(
        Notice(user=user, kind="filed", title="x", body="y", url="/", created_at=AT)
        for _ in range(count)
    )
    told(user, 2, read=True)
    told(person("kaveh"), 1)
    assert bell(sign_in(user)) == words


def test_a_signed_out_page_has_no_bell(client: Client) -> None:
    assert "i-bell" not in client.get("/help/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_few_and_many(
    user: User, sign_in: SignIn, django_assert_num_queries: Any, count: int
) -> None:
    told(user, count)
    browser = sign_in(user)
    with django_assert_num_queries(6):  # page frame 4, notices, their messages
        browser.get(INBOX)


def test_unread_ones_come_first_and_the_newest_of_them_before(user: User, sign_in: SignIn) -> None:
    first, second, third = told(user, 3)
    Notice.objects.filter(pk=third.pk).update(read_at=AT)
    assert shown(sign_in(user)) == [second.title, first.title, third.title]


def test_pages_follow_each_other_without_gap_or_repetition(user: User, sign_in: SignIn) -> None:
    read = told(user, PAGE, read=True)
    new = told(user, PAGE + 3)
    browser = sign_in(user)
    seen, address = [], INBOX
    while address:
        answer = browser.get(address)
        seen += [row["notice"].pk for row in answer.context["rows"]]
        cursor = answer.context["cursor"]
        address = f"{INBOX}?after={cursor}" if cursor else ""
    assert seen == [n.pk for n in reversed(new)] + [n.pk for n in reversed(read)]


@pytest.mark.parametrize("cursor", ["", "x", "2,5", "0,", "0," + "9" * 40, "0,-1"])
def test_a_cursor_that_cannot_be_read_is_the_beginning(
    user: User, sign_in: SignIn, cursor: str
) -> None:
    told(user, 1)
    assert shown(sign_in(user), f"{INBOX}?after={cursor}") == ["خبر 0"]


def test_nobody_has_told_anything_yet(user: User, sign_in: SignIn) -> None:
    assert "هنوز اعلانی نیست" in sign_in(user).get(INBOX).content.decode()


def test_opening_a_notice_reads_it_and_leads_to_its_matter(user: User, sign_in: SignIn) -> None:
    notice, other = told(user, 2)
    answer = sign_in(user).post(f"{INBOX}{notice.pk}/read/", {"action": "open"})
    assert answer["Location"] == "/statistics/"
    notice.refresh_from_db()
    other.refresh_from_db()
    assert notice.read_at is not None
    assert other.read_at is None


def test_a_read_notice_keeps_the_moment_it_was_read(user: User, sign_in: SignIn) -> None:
    notice = told(user, 1, read=True)[0]
    assert sign_in(user).post(f"{INBOX}{notice.pk}/read/")["Location"] == INBOX
    notice.refresh_from_db()
    assert notice.read_at == AT


def test_reading_all_reads_ones_own(user: User, sign_in: SignIn) -> None:
    told(user, 3)
    stranger = told(person("kaveh"), 1)[0]
    browser = sign_in(user)
    browser.post(f"{INBOX}read/")
    assert bell(browser) == ""
    stranger.refresh_from_db()
    assert stranger.read_at is None


def test_a_strangers_notice_is_a_missing_one(user: User, sign_in: SignIn) -> None:
    notice = told(person("kaveh"), 1)[0]
    browser = sign_in(user)
    for pk in (notice.pk, notice.pk + 1, 10**30):
        assert browser.post(f"{INBOX}{pk}/read/").status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_each_message_says_how_far_it_got(user: User, sign_in: SignIn) -> None:
    notice = told(user, 1)[0]
    Outbox.objects.create(
        notice=notice, channel=Channel.EMAIL, state=Delivery.SENT, next_try_at=AT, sent_at=AT
    )
    Outbox.objects.create(
        notice=notice,
        channel=Channel.SMS,
        state=Delivery.SENDING,
        next_try_at=AT,
        claimed_at=AT + timedelta(seconds=1),
    )
    page = " ".join(sign_in(user).get(INBOX).content.decode().split())
    assert "ایمیل: ارسال شد ۱۱:۳۰،" in page
    assert "پیامک: نامعلوم" in page
