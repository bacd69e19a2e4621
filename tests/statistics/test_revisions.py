"""Every round's figures are kept whole, and a changed, missing or moved round is found."""

from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from review import workflow
from statistics.figures import collect, filed_figures
from statistics.filing import services
from statistics.filing.storage import EmploymentAnswers, PostedLines
from statistics.models import Revision, Submission
from statistics.revisions import changes_since, digest
from tests.world import BAG, FILED_AT, MEHR, PIPE, World, tehran

pytestmark = pytest.mark.django_db

AGAIN = tehran(1398, 8, 6)


def correct(world: World, back: Submission, quantity: int) -> Submission:
    """Change the quantity of a returned month and file it again."""
    step = back.steps.get(step=2)
    made = PostedLines({BAG: Decimal(quantity)})
    number, owner = back.tracking_number, world.owner
    saved = services.save_production(owner, number, step.version, made, True, AGAIN)
    for green in (3, 4):
        saved.steps.filter(step=green).update(status="confirmed")
    return workflow.file(owner, number, saved.version, AGAIN)


def rounds(world: World, *quantities: int) -> Submission:
    """Return a month filed first with 20 tonnes, then once for each quantity."""
    case = world.filed()
    for quantity in quantities:
        user, number = world.union_officer, case.tracking_number
        back = workflow.send_back(user, number, case.version, "ببینید", AGAIN)
        case = correct(world, back, quantity)
    return case


def whole(case: Submission) -> bool:
    """Return whether the chain of a case is whole: every round there, every digest right."""
    link, kept = "", list(case.revisions.order_by("round"))
    for number, revision in enumerate(kept, start=1):
        right = digest(case.tracking_number, number, revision.figures, link)
        if (revision.round, revision.previous_digest, revision.digest) != (number, link, right):
            return False
        link = revision.digest
    return len(kept) == Submission.objects.get(pk=case.pk).round


def test_a_filed_month_is_kept_as_it_was_confirmed(world: World) -> None:
    case = world.filed()
    kept = case.revisions.get()
    assert (kept.round, kept.filed_at, kept.filed_by) == (1, FILED_AT, world.owner)
    assert kept.previous_digest == ""
    assert filed_figures(case) == collect(Submission.objects.get(pk=case.pk))


def test_a_month_never_filed_has_no_figures_to_show(world: World) -> None:
    case = world.ready()
    assert filed_figures(case) is None
    assert changes_since(case, 1) == []


def test_half_edited_lines_are_not_what_was_filed(world: World) -> None:
    case = world.returned()
    step = case.steps.get(step=2)
    number, made = case.tracking_number, PostedLines({BAG: Decimal(99), PIPE: Decimal(1)})
    services.save_production(world.owner, number, step.version, made, False, AGAIN)
    figures = filed_figures(case)
    assert figures
    assert figures.produced == {BAG: Decimal(20)}


def test_each_round_stays_readable(world: World) -> None:
    case = rounds(world, 25, 30)
    made = [filed_figures(case, number) for number in (1, 2, 3)]
    assert [f.produced[BAG] if f else None for f in made] == [20, 25, 30]
    assert filed_figures(case) == made[-1]
    assert filed_figures(case, 4) is None


def test_what_changed_is_told_against_the_round_last_seen(world: World) -> None:
    case = rounds(world, 25, 30)
    told = [[(c.key, c.before, c.after) for c in changes_since(case, n)] for n in (1, 2, 3)]
    key = f"production:{BAG}"
    assert told == [[(key, "۲۰ تن", "۳۰ تن")], [(key, "۲۵ تن", "۳۰ تن")], []]
    assert changes_since(case, 9) == []


def test_rounds_are_chained_within_their_month_only(world: World) -> None:
    case, other = rounds(world, 25), world.filed(MEHR - 1)
    first, second = case.revisions.order_by("round")
    assert second.previous_digest == first.digest
    assert other.revisions.get().previous_digest == ""
    assert whole(case)
    assert whole(other)


def tamper(**columns: Any) -> None:
    """Change the first round behind the trigger, as who owns the database could."""
    with connection.cursor() as db:
        db.execute("SET CONSTRAINTS ALL IMMEDIATE")
        db.execute("ALTER TABLE statistics_revision DISABLE TRIGGER append_only")
        Revision.objects.filter(round=1).update(**columns)
        db.execute("ALTER TABLE statistics_revision ENABLE TRIGGER append_only")


def test_a_changed_figure_is_found(world: World) -> None:
    case = rounds(world, 25)
    figures = deepcopy(case.revisions.get(round=1).figures)
    figures["production"][0]["quantity"] = "21.000"
    tamper(figures=figures)
    assert not whole(case)


def test_a_changed_figure_with_its_own_digest_renewed_is_found(world: World) -> None:
    case = rounds(world, 25)
    figures = case.revisions.get(round=1).figures | {"official": 9}
    tamper(figures=figures, digest=digest(case.tracking_number, 1, figures, ""))
    assert not whole(case)


def test_a_round_that_is_gone_or_moved_is_found(world: World) -> None:
    case = rounds(world, 25)
    tamper(round=7)
    assert not whole(case)


def test_the_digest_covers_month_round_figures_and_the_round_before() -> None:
    plain = digest("11400000001", 1, {"a": "1", "b": "2"}, "")
    assert plain == digest("11400000001", 1, {"b": "2", "a": "1"}, "")
    others = [
        digest("11400000002", 1, {"a": "1", "b": "2"}, ""),
        digest("11400000001", 2, {"a": "1", "b": "2"}, ""),
        digest("11400000001", 1, {"a": "1", "b": "3"}, ""),
        digest("11400000001", 1, {"a": "1", "b": "2"}, plain),
    ]
    assert len({plain, *others}) == 5
    assert all(len(each) == 64 for each in others)


def test_who_filed_each_round_is_kept(world: World) -> None:
    case = world.returned()
    people = EmploymentAnswers(1, 1, 1)
    step = case.steps.get(step=4)
    number = case.tracking_number
    saved = services.save_employment(world.owner, number, step.version, people, True, AGAIN)
    workflow.file(world.owner, number, saved.version, AGAIN)
    kept = case.revisions.order_by("round").last()
    assert kept
    assert (kept.filed_by, kept.filed_at) == (world.owner, AGAIN)
