"""The technical administrator's pages: who gets in, what is shown, and what is never shown."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine as clock
from axes.models import AccessAttempt
from django.contrib.admin import site as everybodys
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.authority import read_authority
from accounts.enums import Channel, Delivery, NoticeKind, OrganizationKind, Permission, Role
from accounts.grants import revoke
from accounts.models import Notice, Organization, Outbox, User, UserSession
from accounts.technical.model_admins import LISTS, site
from tests.world import World, officer, person

SignIn = Callable[[Any], Client]
FRONT = "/technical/"
USERS, SESSIONS = f"{FRONT}accounts/user/", f"{FRONT}accounts/usersession/"
OUTBOX, ATTEMPTS = f"{FRONT}accounts/outbox/", f"{FRONT}axes/accessattempt/"
ACTS, ASIDE = f"{FRONT}admin/logentry/", f"{FRONT}accounts/setaside/"
LISTED = [USERS, SESSIONS, OUTBOX, ASIDE, ATTEMPTS, ACTS]
PAGES = [FRONT, *LISTED, f"{FRONT}accounts/", f"{FRONT}axes/", f"{FRONT}admin/"]


def office() -> Organization:
    return Organization.objects.get_or_create(
        code="statistics", defaults={"kind": OrganizationKind.STATISTICS, "name": "دفتر آمار"}
    )[0]


def admin(name: str = "admin") -> User:
    return officer(name, Role.TECHNICAL_ADMIN, office())


@pytest.fixture
def browser(db: None, sign_in: SignIn) -> Client:
    return sign_in(admin())


def message(user: User, state: str, **fields: Any) -> Outbox:
    """Leave a letter of that state to a person in the outbox."""
    now = timezone.now()
    notice = Notice.objects.create(
        user=user,
        kind=NoticeKind.RETURNED,
        title="پنهان ۱",
        body="علت پنهان",
        url="/statistics/",
        created_at=now,
    )
    row = {"notice": notice, "channel": Channel.EMAIL, "state": state, "next_try_at": now}
    return Outbox.objects.create(**row | fields)


def act(browser: Client, place: str, name: str, *rows: Any) -> Any:
    """Choose rows of a list and do something with them."""
    chosen = {"action": name, "_selected_action": [row.pk for row in rows], "sure": "yes"}
    return browser.post(place, chosen, follow=True)


@pytest.mark.parametrize("page", PAGES)
def test_the_post_opens_every_page(browser: Client, page: str) -> None:
    assert browser.get(page).status_code == 200


@pytest.mark.parametrize("page", [*PAGES, f"{FRONT}jsi18n/"])
def test_flags_of_django_open_nothing(db: None, sign_in: SignIn, page: str) -> None:
    root = User.objects.create_superuser("root", None, full_name="ریشه")
    root.is_staff = True  # type: ignore[attr-defined]
    assert sign_in(root).get(page).status_code == 403
    assert sign_in(root).post(page).status_code == 403


@pytest.mark.parametrize("post", ["union_officer", "province_officer", "ministry_officer", "owner"])
def test_other_posts_are_refused(world: World, sign_in: SignIn, post: str) -> None:
    assert sign_in(getattr(world, post)).get(USERS).status_code == 403


def test_the_statistics_office_itself_is_refused(db: None, sign_in: SignIn) -> None:
    stats = officer("stats", Role.STATISTICS_OFFICER, office())
    assert sign_in(stats).get(FRONT).status_code == 403


def test_a_post_taken_back_closes_the_pages(db: None, sign_in: SignIn) -> None:
    user = admin()
    browser = sign_in(user)
    assert browser.get(FRONT).status_code == 200
    revoke(user, Role.TECHNICAL_ADMIN, office())
    assert browser.get(FRONT).status_code == 403


def test_people_sign_in_where_everybody_does(db: None, client: Client) -> None:
    answer = client.get(USERS)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/accounts/login/?next={USERS}"
    for way in ("login", "logout", "password_change", "autocomplete", "r/1/1"):
        client.force_login(admin(f"admin-{way[:3]}{len(way)}"))
        assert client.get(f"{FRONT}{way}/").status_code == 404


def test_the_post_gives_the_portal_and_nothing_of_its_figures(db: None) -> None:
    authority = read_authority(admin())
    assert set(authority.by_permission) == {Permission.RUN_PORTAL}


def test_no_model_of_units_or_figures_is_listed() -> None:
    assert set(site._registry) == set(LISTS)
    shown = {f"{model._meta.app_label}.{model._meta.model_name}" for model in LISTS}
    assert shown == {
        "accounts.user",
        "accounts.usersession",
        "accounts.outbox",
        "accounts.setaside",
        "axes.accessattempt",
        "admin.logentry",
    }
    assert not everybodys._registry


@pytest.mark.parametrize("page", PAGES)
def test_no_page_has_anything_inline(browser: Client, page: str) -> None:
    message(person("leila"), Delivery.FAILED)
    answer = browser.get(page)
    text = answer.content.decode()
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "<style" not in text
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"\s(?:style|on[a-z]+)=", text)
    assert (
        "no-store" in answer.headers["Cache-Control"]
        or "private" in answer.headers["Cache-Control"]
    )


def test_secrets_stay_out_of_every_list(browser: Client, sign_in: SignIn) -> None:
    leila = person("leila")
    sign_in(leila)
    message(leila, Delivery.FAILED)
    AccessAttempt.objects.create(
        username="leila",
        ip_address="127.0.0.1",
        user_agent="x",
        post_data="password=seven-seas",
        get_data="seven-seas",
        failures_since_start=2,
    )
    text = "".join(browser.get(page).content.decode() for page in PAGES)
    keys = list(Session.objects.order_by("pk").values_list("pk", flat=True))
    assert len(keys) == 2
    assert "leila" in text
    for secret in [*keys, leila.password, "پنهان", "seven-seas"]:
        assert secret not in text


@pytest.mark.parametrize(
    "page",
    [
        f"{USERS}?password__startswith=argon2",
        f"{USERS}?email__contains=a",
        f"{OUTBOX}?notice__title__contains=a",
        f"{SESSIONS}?session__session_key__startswith=a",
        f"{ATTEMPTS}?post_data__contains=a",
    ],
)
def test_no_list_is_asked_by_what_it_does_not_show(browser: Client, page: str) -> None:
    assert browser.get(page).status_code == 400


@pytest.mark.parametrize("page", [f"{USERS}?is_active__exact=1", f"{OUTBOX}?state__exact=failed"])
def test_a_list_is_narrowed_by_its_own_filters(browser: Client, page: str) -> None:
    assert browser.get(page).status_code == 200


@pytest.mark.parametrize("page", LISTED)
def test_no_row_is_added_changed_or_deleted_by_hand(browser: Client, page: str) -> None:
    leila = person("leila")
    for part in ("add/", f"{leila.pk}/", f"{leila.pk}/change/", f"{leila.pk}/delete/"):
        assert browser.get(page + part).status_code == 404
        assert browser.post(page + part).status_code == 404
    act(browser, page, "delete_selected", leila)
    assert User.objects.filter(pk=leila.pk).exists()


def test_an_account_is_switched_off_and_on(browser: Client, sign_in: SignIn) -> None:
    leila = person("leila")
    hers = sign_in(leila)
    assert hers.get("/accounts/profile/").status_code == 200
    answer = act(browser, USERS, "deactivate", leila)
    assert "حساب غیرفعال شد: ۱" in answer.content.decode()
    assert hers.get("/accounts/profile/").status_code == 302
    assert not UserSession.objects.filter(user=leila).exists()
    assert not User.objects.get(pk=leila.pk).is_active
    act(browser, USERS, "activate", leila)
    assert User.objects.get(pk=leila.pk).is_active
    said = LogEntry.objects.order_by("pk").values_list("user__username", "change_message")
    assert list(said) == [("admin", "حساب غیرفعال شد"), ("admin", "حساب فعال شد")]


def test_a_switch_asks_once_and_changes_nothing_before(browser: Client) -> None:
    leila = person("leila")
    asked = browser.post(USERS, {"action": "deactivate", "_selected_action": [leila.pk]})
    assert "leila" in asked.content.decode()
    assert 'name="sure" value="yes"' in asked.content.decode()
    assert User.objects.get(pk=leila.pk).is_active


def test_many_accounts_are_not_switched_at_once(browser: Client) -> None:
    people = [person(f"n{n}") for n in range(21)]
    assert "حداکثر ۲۰ حساب" in act(browser, USERS, "deactivate", *people).content.decode()
    assert User.objects.filter(is_active=False).count() == 0
    act(browser, USERS, "deactivate", *people[:20])
    assert User.objects.filter(is_active=False).count() == 20


def test_an_officer_s_account_needs_a_second_administrator(
    world: World, browser: Client, sign_in: SignIn, time_machine: clock.TimeMachineFixture
) -> None:
    officer_of = world.union_officer
    for _ in range(2):
        answer = act(browser, USERS, "deactivate", officer_of)
        assert "در انتظار تأیید مدیر فنی دیگر: ۱" in answer.content.decode()
    assert User.objects.get(pk=officer_of.pk).is_active
    admin("second")
    # An asking of last week is nobody's second word.
    time_machine.move_to(timezone.now() + timedelta(days=8))
    act(sign_in(User.objects.get(username="second")), USERS, "deactivate", officer_of)
    assert User.objects.get(pk=officer_of.pk).is_active
    time_machine.move_to(timezone.now() + timedelta(days=8))
    act(sign_in(User.objects.get(username="admin")), USERS, "deactivate", officer_of)
    second = sign_in(User.objects.get(username="second"))
    answer = act(second, USERS, "deactivate", officer_of)
    assert "حساب غیرفعال شد: ۱" in answer.content.decode()
    assert not User.objects.get(pk=officer_of.pk).is_active
    # What was done is asked for anew: an old asking brings nobody back.
    answer = act(second, USERS, "activate", officer_of)
    assert not User.objects.get(pk=officer_of.pk).is_active


def test_nobody_locks_themselves_out(browser: Client) -> None:
    me = User.objects.get(username="admin")
    answer = act(browser, USERS, "deactivate", me)
    assert "حساب غیرفعال شد: ۰" in answer.content.decode()
    assert User.objects.get(pk=me.pk).is_active


def test_only_a_failed_message_is_sent_again(browser: Client) -> None:
    leila, long_ago = person("leila"), timezone.now() - timedelta(days=2)
    rows = {
        Delivery.FAILED: message(leila, Delivery.FAILED, attempts=5, next_try_at=long_ago),
        Delivery.SENT: message(leila, Delivery.SENT, sent_at=long_ago, attempts=1),
        Delivery.SENDING: message(leila, Delivery.SENDING, claimed_at=long_ago, attempts=1),
    }
    answer = act(browser, OUTBOX, "send_again", *rows.values())
    assert "دوباره در صف گذاشته شد: ۱" in answer.content.decode()
    again = Outbox.objects.get(pk=rows[Delivery.FAILED].pk)
    assert (again.state, again.attempts) == (Delivery.QUEUED, 0)
    assert again.next_try_at > long_ago
    for state in (Delivery.SENT, Delivery.SENDING):
        assert Outbox.objects.get(pk=rows[state].pk).state == state


@pytest.mark.parametrize("page", LISTED)
def test_a_list_asks_as_often_for_three_rows_as_for_one(
    browser: Client, sign_in: SignIn, page: str
) -> None:
    counts = []
    for batch in (1, 3):
        for number in range(batch):
            user = person(f"p{batch}{number}")
            sign_in(user)
            message(user, Delivery.QUEUED)
            AccessAttempt.objects.create(
                username=user.username, user_agent="x", failures_since_start=1
            )
            act(browser, USERS, "deactivate", user)
            sign_in(person(f"q{batch}{number}"))
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(page).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 9


def test_moments_are_shown_in_the_jalali_calendar(browser: Client) -> None:
    User.objects.update(date_joined="2026-11-21T08:00:00Z")
    assert "شنبه ۳۰ آبان ۱۴۰۵، ۱۱:۳۰" in browser.get(USERS).content.decode()


@pytest.mark.django_db
def test_the_first_technical_administrator_comes_from_the_command_line() -> None:
    statistics = office()
    person("leila")
    post = ("leila", "technical_admin", statistics.code)
    call_command("appoint", *post, verbosity=0)
    assert read_authority(User.objects.get(username="leila")).roles == {Role.TECHNICAL_ADMIN}
    with pytest.raises(CommandError, match="no account"):
        call_command("appoint", "nobody", *post[1:])


def test_lists_count_in_persian_words_and_digits(browser: Client) -> None:
    """Django's own pages say «138 نتیجه» and call the log «موارد اتفاقات»."""
    for number in range(60):
        person(f"leila{number}", "لیلا")
    found = browser.get(USERS, {"q": "leila"}).content.decode()
    assert "۶۰ نتیجه" in found
    assert "۶۰ ردیف" in found
    assert re.search(r">\s*۰ از ۵۰ انتخاب شده‌اند<", found)
    assert "همه موارد ۶۰ انتخاب شده" in found
    assert "انتخاب هر ۶۰ ردیف" in found
    assert re.search(r'<a href="\?q=leila&amp;p=2">\s*۲\s*</a>', found)
    front = browser.get(FRONT).content.decode()
    assert "کارهای مدیران فنی" in front
    assert "موارد اتفاقات" not in front


@pytest.mark.parametrize(
    "asked", ["leila7", "\u200eleila7", "leila۷", "Leila7", "ليلا", "\ufeffلیلا"]
)
def test_an_account_is_found_however_its_name_is_pasted(browser: Client, asked: str) -> None:
    User.objects.filter(pk=person("leila7").pk).update(full_name="لیلا امینی")
    person("other")
    found = browser.get(USERS, {"q": asked}).content.decode()
    assert "لیلا امینی" in found
    assert "other" not in found
