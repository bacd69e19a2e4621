"""Flags where the reviewer sees them: in the case with the unit's words, in the inbox in short."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from review import workflow
from review.case.context import case_context
from review.inbox.labels import flag_words, marks
from statistics.filing import services
from statistics.filing.storage import PostedLines
from statistics.models import Submission
from statistics.rules.services import GivenReason
from tests.review.cases import fresh
from tests.statistics.filing import text_of
from tests.world import BAG, FILED_AT, MEHR, World, licence_for, person

pytestmark = pytest.mark.django_db


def unusual(world: World) -> Submission:
    """Return a filed month of ten times the month before, explained by the unit."""
    if not Submission.objects.filter(unit=world.unit).exists():
        world.filed(MEHR - 1)
    number = world.ready().tracking_number
    why = {("P-21", f"production:{BAG}"): GivenReason("seasonal", "سفارش عید")}
    made = PostedLines({BAG: Decimal(200)})
    saved = services.save_production(world.owner, number, 1, made, True, FILED_AT, why)
    return workflow.file(world.owner, number, saved.version, FILED_AT)


def test_a_case_shows_its_flags_with_figure_basis_and_the_units_words(world: World) -> None:
    case = unusual(world)
    (flag,) = case_context(world.union_officer, case, FILED_AT)["flags"]
    assert flag.text == "کیسه پلی اتیلن: ۲۰۰ تن، ۱۰ برابر شهریور ۱۳۹۸."
    assert flag.basis == "شهریور ۱۳۹۸: ۲۰ تن"
    assert flag.words == "فصل: سفارش عید"


def test_the_page_says_when_the_unit_gave_no_reason(
    world: World, sign_in: Callable[[Any], Client]
) -> None:
    case = world.ready()  # confirmed when nothing stood before it
    small = world.ready(MEHR - 1).tracking_number
    services.save_exports(world.owner, small, 1, False, PostedLines({}), True, FILED_AT)
    made = PostedLines({BAG: Decimal(2)})
    saved = services.save_production(world.owner, small, 1, made, True, FILED_AT)
    workflow.file(world.owner, small, saved.version, FILED_AT)
    case = workflow.file(world.owner, case.tracking_number, case.version, FILED_AT)
    browser = sign_in(world.union_officer)
    assert "واحد علتی ننوشته است." in text_of(browser.get(f"/review/{case.tracking_number}/"))


def test_hints_ask_the_unit_nothing_and_say_so_to_nobody_else(
    world: World, sign_in: Callable[[Any], Client]
) -> None:
    for back in (2, 1):
        world.filed(MEHR - back)
    case = world.filed()
    (flag,) = case_context(world.union_officer, case, FILED_AT)["flags"]
    assert (flag.words, flag.asked) == ("", False)
    officer, owner = sign_in(world.union_officer), sign_in(world.owner)
    words = "ثبت شده است."
    assert words in text_of(officer.get(f"/review/{case.tracking_number}/"))
    assert "علتی ننوشته" not in text_of(officer.get(f"/review/{case.tracking_number}/"))
    assert words not in text_of(owner.get(f"/statistics/{case.tracking_number}/"))


def test_the_same_digits_as_another_member_are_shown_once_both_have_filed(
    world: World, sign_in: Callable[[Any], Client]
) -> None:
    case = made(world, "12.5")
    assert case_context(world.union_officer, case, FILED_AT)["flags"] == []
    world.owner = person("other")
    world.licence = licence_for("0488888888", "9990000026", world.union, world.owner)
    same = made(world, "125")
    for each in (case, same):
        (flag,) = case_context(world.union_officer, each, FILED_AT)["flags"]
        assert "۱ عضو دیگر اتحادیه" in flag.text
        assert not flag.asked
    # Who filed later is pointed out in the inbox too, as far forward as any flag puts it.
    assert (fresh(case).flags, same.flags, same.risk) == (0, 1, 1)
    text = text_of(sign_in(world.union_officer).get("/review/"))
    assert text.count("رقم‌های همانند عضو دیگر") == 1


def made(world: World, quantity: str) -> Submission:
    """Return a filed month of another quantity."""
    number = world.ready().tracking_number
    lines = PostedLines({BAG: Decimal(quantity)})
    saved = services.save_production(world.owner, number, 1, lines, True, FILED_AT)
    return workflow.file(world.owner, number, saved.version, FILED_AT)


def test_the_inbox_says_flags_in_a_few_words(
    world: World, sign_in: Callable[[Any], Client], django_assert_num_queries: Any
) -> None:
    calm = world.filed(MEHR - 1)
    case = unusual(world)
    with django_assert_num_queries(1):
        cases = {c.pk: c for c in Submission.objects.annotate(**marks())}
    assert flag_words(cases[case.pk]) == ["تولید ×۱۰ ماه پیش"]
    assert flag_words(cases[calm.pk]) == []
    text = text_of(sign_in(world.union_officer).get("/review/"))
    assert '<span class="chip chip-flag">تولید ×۱۰ ماه پیش</span>' in text
    # Both arrived together: the one with a flag stands first.
    places = [text.index(f"/review/{s.tracking_number}/") for s in (case, calm)]
    assert places == sorted(places)
