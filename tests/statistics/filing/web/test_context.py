"""What every step page shows around its form."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from statistics.enums import Step
from statistics.filing.previous_months import last_month
from statistics.filing.web.context import facts, own_submission, tabs
from tests.world import BAG, MEHR, World, person


def test_one_finds_ones_own_month(world: World) -> None:
    submission = world.draft()
    assert own_submission(world.owner, submission.tracking_number) == submission


def test_a_stranger_and_an_unknown_number_look_alike(world: World) -> None:
    number = world.filed().tracking_number
    for user, asked in ((person("stranger"), number), (world.owner, "99999999999")):
        with pytest.raises(Http404):
            own_submission(user, asked)


def test_an_officer_reads_a_filed_month_elsewhere_and_no_draft_at_all(world: World) -> None:
    with pytest.raises(PermissionDenied):
        own_submission(world.union_officer, world.filed().tracking_number)
    with pytest.raises(Http404):
        own_submission(world.union_officer, world.draft(MEHR - 1).tracking_number)


def test_the_header_names_unit_year_month_and_number(world: World) -> None:
    submission = world.draft()
    head = dict(facts(submission))
    assert head["نام واحد"] == "پروانه کسب (آذربایجان شرقی - ملکان)"
    assert (head["سال"], head["ماه"]) == ("۱۳۹۸", "مهر")
    digits = submission.tracking_number.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    assert digits in head["شماره رهگیری"]


def test_the_tabs_are_the_guides(world: World) -> None:
    submission = world.draft()
    states = {state.step: state for state in submission.steps.order_by("step")}
    rows = tabs(submission, states, Step.PRODUCTION)
    assert [row.label for row in rows] == [
        "گام ۱ انتخاب دوره",
        "گام ۲ میزان تولید",
        "گام ۳ صادرات",
        "گام ۴ اشتغال",
        "گزارشات",
    ]
    assert [row.note for row in rows[:2]] == ["تایید شده است", "پر نشده است"]
    assert [row.current for row in rows] == [False, True, False, False, False]
    assert rows[4].url == f"/statistics/{submission.tracking_number}/report/"
    assert {row.url for row in tabs(None, {}, None)} == {None}


def test_the_last_filed_month_and_its_latest_round_stand_beside(world: World) -> None:
    assert last_month(world.draft()) == ("", None)
    world.filed(MEHR - 2)
    name, figures = last_month(world.draft(MEHR - 1))
    assert name == "مرداد ۱۳۹۸"
    assert figures is not None
    assert figures.produced == {BAG: 20}
