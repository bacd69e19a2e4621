"""The dashboard, the watch list and the lists behind their numbers."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
import time_machine as clock
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import OrganizationKind, Role
from accounts.models import Organization
from catalog.models import Province
from config.jalali import JalaliMonth
from oversight.dashboard.board import CauseCount
from statistics.enums import IN_REVIEW
from statistics.models import RaisedFlag, Submission
from tests.by_hand import at_union
from tests.oversight.evaluation.stories import AFTER, Play, obliged
from tests.statistics.filing import text_of
from tests.world import World, licence_for, officer

pytestmark = pytest.mark.django_db
SignIn = Callable[[Any], Client]
MEHR = {"month": "139807"}


@pytest.fixture(autouse=True)
def _azar(time_machine: clock.TimeMachineFixture) -> None:
    time_machine.move_to(AFTER, tick=False)


@pytest.fixture
def played(world: World) -> Play:
    """Return the two provinces after a whole month."""
    obliged()
    play = Play(world)
    play.whole()
    return play


def head_of(world: World) -> Any:
    return officer(f"head-{world.province.code}", Role.PROVINCE_HEAD, world.province)


def test_the_head_sees_the_own_province_by_union_and_county(played: Play, sign_in: SignIn) -> None:
    answer = sign_in(head_of(played.second)).get(reverse("watch:dashboard"), MEHR)
    assert [place.name for place in answer.context["by_union"]] == ["اتحادیه پلاستیک ارومیه"]
    assert [place.name for place in answer.context["by_county"]] == ["ارومیه"]
    sums = answer.context["sums"]
    assert (sums.due, sums.filed) == (3, 2)
    assert "۶۶٫۷٪" in text_of(answer)
    text = text_of(answer)
    assert "سازمان استان آذربایجان شرقی" not in text


def test_the_response_rate_leads_to_who_has_not_filed(played: Play, sign_in: SignIn) -> None:
    browser = sign_in(played.world.ministry_officer)
    for asked in (MEHR, MEHR | {"office": "04"}):
        answer = browser.get(reverse("watch:dashboard"), asked)
        links = re.findall(r'href="(/review/followup/[^"]+)"', answer.content.decode())
        listed = [browser.get(unescape(link)).context["rows"] for link in links]
        sums = answer.context["sums"]
        places = answer.context["by_province"] or [
            *answer.context["by_union"],
            *answer.context["by_county"],
        ]
        counts = [sums, *(place.counts for place in places)]
        assert [len(rows) for rows in listed] == [one.due - one.filed for one in counts]
        assert all(row.month == JalaliMonth(1398, 7) for row in listed[0])


def test_another_province_is_not_there_for_a_head(played: Play, sign_in: SignIn) -> None:
    browser = sign_in(head_of(played.second))
    for name in ("watch:dashboard", "watch:cases"):
        assert browser.get(reverse(name), {"office": "03"}).status_code == 404
        assert browser.get(reverse(name), {"office": "union"}).status_code == 404
    assert browser.get(reverse("watch:provinces")).status_code == 403


def test_the_ministry_sees_provinces_the_lowest_response_first(
    played: Play, sign_in: SignIn
) -> None:
    browser = sign_in(played.world.ministry_officer)
    answer = browser.get(reverse("watch:dashboard"), MEHR)
    rates = [place.response for place in answer.context["by_province"]]
    assert rates == [Decimal("62.5"), Decimal("66.7")]
    one = browser.get(reverse("watch:dashboard"), MEHR | {"office": "04"})
    assert one.context["office"] == played.second.province


def test_provinces_are_chosen_by_their_alphabet(world: World, sign_in: SignIn) -> None:
    for code, name in (("01", "گیلان"), ("02", "یزد"), ("05", "پارس"), ("06", "اراک")):
        Organization.objects.create(
            code=code,
            kind=OrganizationKind.PROVINCE,
            name=f"سازمان صنعت، معدن و تجارت استان {name}",
            parent=world.ministry,
            province=Province.objects.create(code=code, name=name, iso=f"IR-{code}"),
        )
    page = sign_in(world.ministry_officer).get(reverse("watch:dashboard"), MEHR)
    names = [name for _, name in page.context["provinces"]]
    assert [name for name in names if "آذر" not in name] == ["اراک", "پارس", "گیلان", "یزد"]


def test_each_level_says_who_decided_and_how_long_it_took(played: Play, sign_in: SignIn) -> None:
    answer = sign_in(played.world.ministry_officer).get(reverse("watch:dashboard"), MEHR)
    rows = answer.context["levels"]
    assert [row.name for row in rows] == ["اتحادیه", "سازمان استان", "وزارت"]
    assert [row.days for row in rows] == [3, 3, 5]
    assert all(row.median <= row.p90 for row in rows)
    assert all(row.counts.lapsed and row.counts.people for row in rows)


@pytest.mark.parametrize("what", ["waiting", "overdue", "tomorrow", "returned", "corrections"])
def test_a_number_of_the_watch_list_is_the_length_of_its_list(
    played: Play, sign_in: SignIn, what: str
) -> None:
    browser = sign_in(played.world.ministry_officer)
    rows = {row.office.code: row for row in browser.get(reverse("watch:provinces")).context["rows"]}
    whole = 0
    for code in ("03", "04"):
        listed = browser.get(reverse("watch:cases"), {"what": what, "office": code})
        assert len(listed.context["cases"]) == getattr(rows[code], what)
        whole += getattr(rows[code], what)
    assert whole > 0


def test_the_worst_province_stands_first(played: Play, sign_in: SignIn) -> None:
    browser = sign_in(played.world.ministry_officer)
    rows = browser.get(reverse("watch:provinces")).context["rows"]
    assert [row.worst for row in rows] == sorted(row.worst for row in rows)
    # One review is overdue in the first province; without it the lapses of the second weigh more.
    assert [(row.office.code, row.overdue) for row in rows] == [("03", 1), ("04", 0)]
    later = AFTER + timedelta(days=1)
    Submission.objects.filter(state__in=IN_REVIEW).update(due_at=later, priority_at=later)
    rows = browser.get(reverse("watch:provinces")).context["rows"]
    assert [(row.office.code, row.overdue) for row in rows] == [("04", 0), ("03", 0)]
    assert rows[0].reviewed.opened_share < rows[1].reviewed.opened_share


def test_lapses_lead_to_the_cases_that_lapsed_at_that_level(played: Play, sign_in: SignIn) -> None:
    browser = sign_in(played.world.ministry_officer)
    listed = browser.get(reverse("watch:cases"), {"what": "lapsed", "level": "at_ministry"})
    lapsed = Submission.objects.filter(lapsed_ministry=True)
    assert {case.pk for case in listed.context["cases"]} == set(lapsed.values_list("pk", flat=True))
    assert lapsed.exists()


def test_explained_figures_lead_to_their_cases(played: Play, sign_in: SignIn) -> None:
    case = played.world.draft()
    RaisedFlag.objects.create(
        submission=case,
        step=2,
        rule="P-21",
        key="x",
        value="160",
        text="۸ برابر ماه پیش",
        basis="",
        short="تولید ×۸ ماه پیش",
        reason="power",
        direction="fall",
    )
    Submission.objects.filter(pk=case.pk).update(**at_union(case.licence, AFTER))
    browser = sign_in(head_of(played.world))
    answer = browser.get(reverse("watch:dashboard"), MEHR)
    assert answer.context["causes"] == [CauseCount("قطعی برق", rises=0, falls=1, others=0)]
    assert reverse("review:case", args=[case.tracking_number]) in answer.content.decode()
    other = sign_in(head_of(played.second)).get(reverse("watch:dashboard"), MEHR)
    assert other.context["causes"] == []


@pytest.mark.parametrize(
    "query",
    [{"what": "nothing"}, {"month": "1398"}, {"month": "139813"}, {"level": "draft"}],
)
def test_a_list_that_no_number_leads_to_is_not_there(
    world: World, sign_in: SignIn, query: dict[str, str]
) -> None:
    answer = sign_in(world.ministry_officer).get(reverse("watch:cases"), query)
    assert answer.status_code == 404


def test_pages_take_as_many_statements_whatever_they_list(world: World, sign_in: SignIn) -> None:
    obliged()
    browser = sign_in(world.ministry_officer)
    most = {"watch:dashboard": 20, "watch:provinces": 14, "watch:cases": 6}
    before: dict[str, int] = {}
    for played in (False, True):
        if played:
            Play(world).whole()
        for name, limit in most.items():
            with CaptureQueriesContext(connection) as captured:
                assert browser.get(reverse(name), MEHR).status_code == 200
            assert len(captured) <= limit, name
            assert abs(len(captured) - before.setdefault(name, len(captured))) <= 2, name


@pytest.mark.parametrize("month", ["130001", "138612", "149912", "139912", "1398", "abc"])
def test_a_month_that_was_never_due_or_has_not_ended_is_not_there(
    world: World, sign_in: SignIn, month: str
) -> None:
    obliged()
    browser = sign_in(head_of(world))
    for page in ("watch:dashboard", "watch:cases"):
        assert browser.get(reverse(page), {"month": month}).status_code == 404


def test_explained_changes_stand_by_their_size_and_not_by_the_risk_of_the_case(
    played: Play, sign_in: SignIn
) -> None:
    case = played.world.draft()
    for key, size in (("a", "0.5"), ("b", None), ("c", "1"), ("d", "0.9")):
        RaisedFlag.objects.create(
            submission=case,
            step=2,
            rule="P-22",
            key=key,
            value="1",
            reason="power",
            size=size and Decimal(size),
        )
    other = licence_for("0488888888", "9990000034", played.world.union, played.world.owner)
    risky = replace(played.world, licence=other).draft()
    RaisedFlag.objects.create(
        submission=risky,
        step=2,
        rule="P-22",
        key="e",
        value="1",
        reason="power",
        size=Decimal("0.6"),
    )
    for one, risk in ((case, 0), (risky, 9)):
        moved = at_union(one.licence, AFTER) | {"risk": risk}
        Submission.objects.filter(pk=one.pk).update(**moved)
    answer = sign_in(played.world.ministry_officer).get(reverse("watch:dashboard"), MEHR)
    assert [change.flag.key for change in answer.context["changes"]] == ["c", "d", "e", "a", "b"]
