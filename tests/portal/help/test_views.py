"""The help: a place for every page of an owner, and every number as the policy in force has it."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine as clock
from django.test import Client
from django.urls import reverse

from catalog.policy_definitions import PolicyKey
from config.jalali import tehran_day
from portal.help.topics import PLACES, TOPICS
from tests import access_table as table
from tests.access import staged
from tests.review.cases import policy
from tests.statistics.filing import text_of
from tests.world import FILED_AT, World

SignIn = Callable[[Any], Client]
# Owners' addresses that show no page of their own: files, buttons, ways to another page.
NO_PAGE = {
    *(f"owner:my_year_{kind}" for kind in ("book", "production", "exports", "employment")),
    "owner:correct",
    "owner:workbook_refused",
    "accounts:logout",
    "accounts:end_others",
    "accounts:leave_end",
    "units:invitation_resend",
    "units:invitation_revoke",
}
OWNERS = ("owner:", "statistics:", "units:", "accounts:")


def url(topic: str) -> str:
    return f"/help/{topic}/"


@pytest.fixture(autouse=True)
def today(time_machine: clock.TimeMachineFixture) -> None:
    """Stand on the third of Aban 1398."""
    time_machine.move_to(FILED_AT, tick=False)


def test_every_page_of_an_owner_has_its_place() -> None:
    pages = {name for name in table.TABLE if name.startswith(OWNERS)} - NO_PAGE
    assert sorted(pages - set(PLACES)) == []


def test_every_place_is_of_a_page_that_exists_and_on_a_topic_that_has_it(
    world: World, client: Client
) -> None:
    assert sorted(set(PLACES) - set(table.TABLE)) == []
    for place in PLACES.values():
        topic, _, heading = place.partition("#")
        text = text_of(client.get(url(topic)))
        assert not heading or f'id="{heading}"' in text, place


def test_each_page_leads_to_its_place(world: World) -> None:
    stage = staged(world)
    unseen = set(PLACES)
    # Officers first: at one address they find the units in reach, everybody else their own.
    offices = (table.STATISTICS, table.MINISTRY, table.AUDITOR, table.HEAD, table.IMPORT)
    viewers = (table.UNION, table.OWNER, table.ANONYMOUS, *offices, table.PROVINCE, table.CLERK)
    for persona in viewers:
        for cell in table.cells(persona, ("GET",)):
            if cell.name not in unseen or cell.status not in (200, 410):
                continue
            topic, _, heading = PLACES[cell.name].partition("#")
            way = url(topic) + (f"#{heading}" if heading else "")
            page = stage.browser(persona).get(stage.address(cell))
            assert f'href="{way}"' in text_of(page), cell.name
            unseen.remove(cell.name)
    # The first are posted and answer with a page when something is to be put right; of the others
    # no persona of the table has one.
    posted = {"statistics:again", "owner:answer", "evaluation:publish", "selected:end"}
    posted |= {"causes:end", "lists:members", "lists:list_unit", "lists:withdraw_list"}
    posted |= {"lists:withdraw_unit", "lists:correct_holiday", "lists:remove_holiday"}
    posted.add("lists:rename_office")
    nobodys = {"files:one", "simulation:one", "review:complaint", "owner:complaint", "units:issue"}
    # A list of filings is of a period that is named.
    nobodys.add("indicators:filings")
    nobodys.add("imports:one")
    nobodys |= {f"appointments:{page}" for page in ("office", "begin", "one", "letter", "act")}
    nobodys |= {f"access:{page}" for page in ("one", "act")}
    nobodys |= {"units:mobile_settle", "units:own_mobile_codes", "units:delegate"}
    nobodys |= {"accounts:mobile_codes", "meetings:task", "best_units:letter"}
    nobodys |= {f"second_factor:{act}" for act in ("enter", "codes", "renew", "remove", "settle")}
    nobodys |= {"provider:account", "provider:callback", "check:one"}
    nobodys |= {"certificates:one", "certificates:revoke"}
    nobodys |= {"editions:one", "editions:publish"}
    nobodys |= {"inquiries:one", "inquiries:token"}
    nobodys |= {"organizational:indicator", "organizational:indicator_end"}
    nobodys |= {f"circulars:{page}" for page in ("one", "edit", "withdraw", "state")}
    nobodys |= {"help_desk:one", "help_desk:end_category"}
    nobodys |= {"service_desk:one", "service_desk:letter", "letters:return"}
    nobodys |= {"visits:one", "visits:move", "visits:write"}
    nobodys |= {f"assisted:{page}" for page in ("unit", "word", "confirm", "receipt")}
    nobodys |= {f"owner:workbook_{page}" for page in ("one", "file", "send")}
    assert unseen == posted | nobodys


def test_a_page_that_nothing_explains_names_no_place(world: World, sign_in: SignIn) -> None:
    page = text_of(sign_in(world.owner).get("/help/"))
    assert "راهنمای این صفحه</a>" not in page


@pytest.mark.parametrize("topic", [topic.slug for topic in TOPICS])
def test_every_topic_is_open_before_and_after_sign_in(
    world: World, client: Client, sign_in: SignIn, topic: str
) -> None:
    index = text_of(client.get("/help/"))
    assert f'href="{url(topic)}"' in index
    for browser in (client, sign_in(world.owner)):
        text = text_of(browser.get(url(topic)))
        assert next(t.title for t in TOPICS if t.slug == topic) in text


def test_every_way_within_the_help_leads_to_a_heading(world: World, client: Client) -> None:
    pages = {url(topic.slug): text_of(client.get(url(topic.slug))) for topic in TOPICS}
    ways = {way for text in pages.values() for way in re.findall(r'href="(/help/\w+/#\w+)"', text)}
    assert len(ways) > 10
    for way in ways:
        path, _, heading = way.partition("#")
        assert f'id="{heading}"' in pages[path], way


def test_an_unknown_topic_is_not_there(world: World, client: Client) -> None:
    assert client.get(url("nothing")).status_code == 404


@pytest.mark.parametrize(
    ("key", "topic", "words"),
    [
        (PolicyKey.CORRECTION_DAYS, "review", "۱۷ روز برای اصلاح"),
        (PolicyKey.CORRECTION_DAYS, "questions", "۱۷ روز وقت دارید"),
        (PolicyKey.UNION_DAYS, "review", "اتحادیه: ۱۷ روز"),
        (PolicyKey.PROVINCE_DAYS, "review", "سازمان استان: ۱۷ روز"),
        (PolicyKey.MINISTRY_DAYS, "review", "وزارت: ۱۷ روز"),
        (PolicyKey.FILING_ON_TIME_DAY, "deadlines", "تا پایان روز ۱۷ ماه بعد"),
        (PolicyKey.FILING_ALLOWED_DAY, "deadlines", "تا پایان روز ۱۷:"),
        (PolicyKey.REMIND_ON_TIME_DAYS, "deadlines", "۱۷ روز پیش از پایان مهلت"),
        (PolicyKey.INACTIVE_AFTER_MONTHS, "deadlines", "بیش از ۱۷ ماه پیاپی"),
        (PolicyKey.INACTIVE_AFTER_MONTHS, "questions", "بیش از ۱۷ ماه پیاپی"),
        (PolicyKey.NEW_UNIT_GRACE_MONTHS, "deadlines", "واحد جدید ۱۷ ماه پس از"),
    ],
)
def test_a_number_is_the_one_in_force(
    world: World, client: Client, key: PolicyKey, topic: str, words: str
) -> None:
    plain = re.compile("<[^>]*>")
    assert words not in plain.sub("", text_of(client.get(url(topic))))
    policy(key, 17)
    assert words in plain.sub("", text_of(client.get(url(topic))))


def test_a_union_without_a_clock_is_said(world: World, client: Client) -> None:
    policy(PolicyKey.UNION_DAYS, None)
    assert "اتحادیه: بی مهلت" in text_of(client.get(url("review")))


def test_the_value_of_tomorrow_is_not_told_today(world: World, client: Client) -> None:
    policy(PolicyKey.CORRECTION_DAYS, 17, tehran_day(FILED_AT) + timedelta(days=1))
    assert "۱۷ روز" not in text_of(client.get(url("review")))


def test_at_least_twelve_questions_are_asked_and_each_is_answered(
    world: World, client: Client
) -> None:
    text = text_of(client.get(url("questions")))
    asked = re.findall(r'<h2 id="(\w+)">([^<]+)</h2><p>([^<]+)', text)
    assert len(asked) >= 12
    assert all(len(answer.strip()) > 2 for _, _, answer in asked)
    assert len({heading for heading, _, _ in asked}) == len(asked)


def test_a_topic_costs_one_query_before_sign_in(
    world: World, client: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        client.get(url("deadlines"))
    with django_assert_num_queries(0):
        client.get(reverse("help"))
