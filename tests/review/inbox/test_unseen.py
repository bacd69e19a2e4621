"""What no person has looked at says so in every list and is never ticked among others."""

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from review import workflow
from review.checklist.answers import AFFIRMED
from review.correspondence.correction_requests import request_correction
from review.inbox.bulk import approve_all
from review.inbox.labels import level_marks, marks
from review.inbox.queries import counters, queue
from review.models import Decision
from review.owner.inactive.services import declare_months
from review.sweep.engine import sweep
from statistics.enums import LEVEL_BITS, State
from statistics.filing.storage import EmploymentAnswers
from statistics.models import Submission
from statistics.rates import ReviewParts
from tests.review.cases import INBOX, fresh, page
from tests.statistics.filing import text_of
from tests.world import FILED_AT, MEHR, World

pytestmark = pytest.mark.usefixtures("an_hour_later")
SignIn = Callable[[Any], Client]
DAY = timedelta(days=1)
UNSEEN = "تاکنون کسی ندیده"


def lapsed(world: World, month: Any = MEHR) -> Submission:
    """Return a case that its union let lapse."""
    case = world.filed(month)
    Submission.objects.filter(pk=case.pk).update(due_at=FILED_AT)
    sweep(FILED_AT)
    return fresh(case)


def test_the_levels_that_decided_are_those_of_the_log(world: World) -> None:
    case = lapsed(world, MEHR - 1)
    assert (case.state, case.decided_levels, case.unseen) == (State.AT_PROVINCE, 0, True)
    seen = world.at_ministry(MEHR - 2)
    assert (seen.decided_levels, seen.bulk_levels, seen.unseen) == (3, 0, False)
    approve_all(world.ministry_officer, {seen.tracking_number: seen.version}, FILED_AT)
    final = fresh(seen)
    assert (final.decided_levels, final.bulk_levels) == (7, 4)
    back = workflow.send_back(
        world.province_officer, case.tracking_number, case.version, "ببینید", FILED_AT
    )
    assert (back.decided_levels, back.unseen) == (2, False)
    again = workflow.file(world.owner, back.tracking_number, back.version, FILED_AT)
    # At its first desk there is no level behind a case that could have looked.
    assert (again.decided_levels, again.bulk_levels, again.unseen) == (0, 0, False)
    for one in Submission.objects.all():
        mine = Decision.objects.filter(submission=one, round=one.round, actor__isnull=False)
        by = mine.exclude(kind="filed").values_list("from_state", "bulk")
        levels = sum({LEVEL_BITS[State(state)] for state, _ in by})
        bulk = sum({LEVEL_BITS[State(state)] for state, ticked in by if ticked})
        assert (one.decided_levels, one.bulk_levels) == (levels, bulk)


def test_cases_of_before_are_told_from_the_log(world: World) -> None:
    world.final()
    lapsed(world, MEHR - 1)
    asked = world.final(MEHR - 2)
    asked = request_correction(
        world.owner, asked.tracking_number, asked.version, "اشتباه", FILED_AT
    ).submission
    workflow.accept_correction(
        world.ministry_officer, asked.tracking_number, fresh(asked).version, FILED_AT
    )
    pairs = Submission.objects.order_by("pk").values_list("pk", "decided_levels")
    stored = list(pairs)
    assert [levels for _, levels in stored] == [7, 0, 7]
    Submission.objects.update(decided_levels=0)
    migration = import_module("review.migrations.0005_levels_decided")
    migration.fill(apps, SimpleNamespace(connection=connection))
    assert list(pairs.all()) == stored


def test_a_lapsed_case_is_marked_at_the_next_desk_and_has_no_box(
    world: World, sign_in: SignIn
) -> None:
    case, seen = lapsed(world), world.at_province(MEHR - 1)
    province = sign_in(world.province_officer)
    text = text_of(province.get(INBOX))
    assert f'chip-unseen">{UNSEEN}' in text
    assert "بدون بررسی اتحادیه" in text
    assert "اتحادیه: با بررسی کارشناس" in text
    assert f'value="{case.tracking_number}-' not in text
    assert f'value="{seen.tracking_number}-' in text
    assert f'تکی<span class="sub">{UNSEEN}</span>' in text
    assert UNSEEN in text_of(province.get(page(case)))
    assert f'chip-unseen">{UNSEEN}' not in text_of(province.get(page(seen)))


def test_its_own_list_shows_figures_and_people_beside_the_box(
    world: World, sign_in: SignIn
) -> None:
    case, seen = lapsed(world), world.at_province(MEHR - 1)
    text = text_of(sign_in(world.province_officer).get(INBOX, {"only": "unseen"}))
    assert f'value="{case.tracking_number}-' in text
    assert seen.tracking_number not in text
    for words in (
        "<b>۲۰ تن؛ هر نفر ۶٫۶۶۷ تن</b>",
        "بازه‌ای از واحدهای مشابه در دست نیست",
        "<b>۳ نفر</b>",
        "صادرات",
    ):
        assert words in text
    assert list(queue(world.province_officer, FILED_AT, "unseen")) == [case]
    assert counters(world.province_officer, FILED_AT).unseen == 1


def test_the_server_takes_it_from_its_own_list_alone(world: World, sign_in: SignIn) -> None:
    case, seen = lapsed(world), world.at_province(MEHR - 1)
    province = sign_in(world.province_officer)

    def tick(*cases: Submission, only: str = "") -> Any:
        chosen = [f"{one.tracking_number}-{one.version}" for one in cases]
        return province.post("/review/bulk/", {"case": chosen, "only": only})

    assert tick(case).status_code == 409
    assert f"{UNSEEN} و جداگانه بررسی می‌شود" in text_of(tick(case))
    # Nor does its list take what somebody has seen.
    assert tick(seen, only="unseen").status_code == 409
    assert {fresh(case).state, fresh(seen).state} == {State.AT_PROVINCE}
    assert tick(case, only="unseen").status_code == 302
    assert (fresh(case).state, fresh(case).bulk_levels) == (State.AT_MINISTRY, 2)


def test_a_skip_keeps_its_label_for_ever(world: World, sign_in: SignIn) -> None:
    world.union.access_granted_at = None
    world.union.save()
    case = world.filed()
    text = text_of(sign_in(world.province_officer).get(INBOX))
    assert f'chip-unseen">{UNSEEN}' in text
    assert "اتحادیه فاقد دسترسی" in text
    back = workflow.send_back(
        world.province_officer, case.tracking_number, case.version, "ببینید", FILED_AT
    )
    world.union.access_granted_at = FILED_AT
    world.union.save()
    again = workflow.file(world.owner, back.tracking_number, back.version, FILED_AT)
    assert again.state == State.AT_UNION
    words = [mark.words for mark in level_marks(Submission.objects.annotate(**marks()).get())]
    assert words == ["اتحادیه فاقد دسترسی"]
    assert "اتحادیه فاقد دسترسی" in text_of(sign_in(world.union_officer).get(page(again)))


def test_what_was_ticked_says_so_above(world: World, sign_in: SignIn) -> None:
    case = world.filed()
    approve_all(world.union_officer, {case.tracking_number: case.version}, FILED_AT)
    text = text_of(sign_in(world.province_officer).get(INBOX))
    assert "اتحادیه: تأیید گروهی" in text
    assert f'value="{case.tracking_number}-' in text


def test_the_share_above_the_list_has_three_parts(world: World) -> None:
    lapsed(world)
    world.at_province(MEHR - 1)
    # Of another day, as three months of one day with equal figures are pointed out.
    ticked = world.filed(MEHR - 2, FILED_AT - DAY)
    approve_all(world.union_officer, {ticked.tracking_number: ticked.version}, FILED_AT)
    assert counters(world.province_officer, FILED_AT).reviewed[0] == ReviewParts(1, 1, 1)


def test_months_declared_inactive_together_are_never_ticked_together(
    world: World, sign_in: SignIn
) -> None:
    together = [(world.licence, MEHR - back) for back in (2, 1)]
    people = EmploymentAnswers(0, 0, 0)
    first, second = declare_months(world.owner, together, people, FILED_AT)
    union = sign_in(world.union_officer)
    text = text_of(union.get(INBOX))
    assert 'chip-flag">اعلام یک‌جای چند ماه غیرفعال' in text
    assert 'name="case"' not in text
    assert first.submission
    shown = text_of(union.get(page(first.submission)))
    assert "همان روز ۱ ماه دیگر نیز اعلام شده است" in shown
    seen = {
        month.submission.tracking_number: fresh(month.submission).version
        for month in (first, second)
        if month.submission
    }
    assert approve_all(world.union_officer, seen, FILED_AT).approved == []


def test_a_single_month_without_activity_is_like_any_other(world: World) -> None:
    people = EmploymentAnswers(0, 0, 0)
    (only,) = declare_months(world.owner, [(world.licence, MEHR)], people, FILED_AT)
    world.filed(MEHR - 1)
    case = only.submission
    assert case
    moved = workflow.approve(
        world.union_officer, case.tracking_number, case.version, FILED_AT, AFFIRMED, bulk=True
    )
    assert moved.bulk_levels == 1


def test_a_case_below_is_read_without_a_box_and_says_where_it_lies(
    world: World, sign_in: SignIn
) -> None:
    case = world.filed()
    browser = sign_in(world.province_officer)
    text = text_of(browser.get(INBOX, {"only": "below"}))
    assert case.tracking_number in text
    assert world.union.name in text
    assert 'name="case"' not in text
    assert browser.get(page(case)).status_code == 200
    # No level lies under a union.
    assert "only=below" not in text_of(sign_in(world.union_officer).get(INBOX))
