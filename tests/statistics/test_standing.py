"""A final month under correction stands with its last final version until the new one is final."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse

from accounts.models import User
from catalog.policy.book import PolicyBook
from review import workflow
from review.checklist.answers import AFFIRMED
from review.correspondence.correction_requests import request_correction
from review.sweep.engine import sweep
from statistics.enums import ExportKind, State
from statistics.errors import StateConflictError
from statistics.figures import collect, final_figures
from statistics.files.own_months import own_file
from statistics.filing import services
from statistics.filing.storage import EmploymentAnswers, PostedLines
from statistics.models import Revision, Submission
from statistics.rules.services import GivenReason, ReasonsRequired
from statistics.rules.unit_history import bounds_of, subject_of
from tests.statistics.files import lines_of, records
from tests.world import BAG, FILED_AT, MEHR, PIPE, World, tehran

pytestmark = pytest.mark.django_db
LATER = tehran(1398, 8, 10)
Move = Callable[[World, Submission], Submission]


def fresh(case: Submission) -> Submission:
    return Submission.objects.get(pk=case.pk)


def reopened(world: World, at: datetime = LATER) -> Submission:
    """Return a final month that the ministry has opened again at the unit's request."""
    case = world.final()
    request_correction(world.owner, case.tracking_number, case.version, "اشتباه", at)
    version = fresh(case).version
    return workflow.accept_correction(world.ministry_officer, case.tracking_number, version, at)


def edit(world: World, case: Submission) -> Submission:
    """Type other figures: 70 tonnes, another product and nine people."""
    number = case.tracking_number
    made = PostedLines({BAG: Decimal(70), PIPE: Decimal(900)})
    seen = dict(case.steps.values_list("step", "version"))
    services.save_production(world.owner, number, seen[2], made, True, LATER)
    services.save_employment(world.owner, number, seen[4], EmploymentAnswers(9, 0, 0), True, LATER)
    return fresh(case)


def file_again(world: World, case: Submission) -> Submission:
    return workflow.file(world.owner, case.tracking_number, case.version, LATER)


def approve(user: User, case: Submission) -> Submission:
    return workflow.approve(user, case.tracking_number, case.version, LATER, AFFIRMED)


def send_back(world: World, case: Submission) -> Submission:
    return workflow.send_back(
        world.union_officer, case.tracking_number, case.version, "ببینید", LATER
    )


MOVES: dict[str, Move] = {
    "reopened": lambda world, case: case,
    "half edited": lambda world, case: edit(world, case),
    "filed again": lambda world, case: file_again(world, edit(world, case)),
    "at the province": lambda world, case: approve(
        world.union_officer, file_again(world, edit(world, case))
    ),
    "returned again": lambda world, case: send_back(world, file_again(world, edit(world, case))),
}


def told(kind: ExportKind) -> list[tuple[str, object]]:
    """Return what an export says of production or people."""
    rows = records(kind=kind)
    if kind is ExportKind.EMPLOYMENT:
        return [("people", int(row["جمع کارکنان"])) for row in rows]
    quantity = "مقدار تولید" if kind is ExportKind.PRODUCTION else "مقدار صادرات"
    return [(row["کد محصول"], Decimal(row[quantity])) for row in rows]


@pytest.mark.parametrize("move", MOVES)
def test_its_final_figures_stay_in_totals_and_files(world: World, move: str) -> None:
    case = MOVES[move](world, reopened(world))
    now = fresh(case)
    first = Revision.objects.get(submission=case, round=1)
    assert (now.standing, now.final_at) == (first, FILED_AT)
    figures = final_figures(now)
    assert figures
    assert (figures.produced, figures.employees) == ({BAG: Decimal(20)}, 3)
    assert told(ExportKind.PRODUCTION) == [(BAG, Decimal(20))]
    assert told(ExportKind.EXPORTS) == [(BAG, Decimal(5))]
    assert told(ExportKind.EMPLOYMENT) == [("people", 3)]
    heading, line = lines_of(own_file(world.unit, ExportKind.PRODUCTION))
    row = dict(zip(heading, line, strict=True))
    assert (row["مقدار تولید"], row["وضعیت"]) == ("20", "ثبت نهایی (در دست اصلاح)")


def test_an_export_of_lines_typed_meanwhile_says_nothing_of_them(world: World) -> None:
    """Also where the final version had no rows of that kind."""
    case = edit(world, reopened(world))
    assert case.production.count() == 2
    assert records(product=case.production.get(product__code=PIPE).product) == []


def test_the_new_version_replaces_it_once_it_is_final(world: World) -> None:
    case = file_again(world, edit(world, reopened(world)))
    for user in (world.union_officer, world.province_officer, world.ministry_officer):
        assert fresh(case).standing == Revision.objects.get(submission=case, round=1)
        case = approve(user, case)
    now = fresh(case)
    assert (now.standing, now.final_at) == (
        Revision.objects.get(submission=case, round=2),
        LATER,
    )
    assert sorted(told(ExportKind.PRODUCTION)) == [(BAG, Decimal(70)), (PIPE, Decimal(900))]
    assert told(ExportKind.EMPLOYMENT) == [("people", 9)]


def test_the_sweep_replaces_it_as_people_do(world: World) -> None:
    case = file_again(world, edit(world, reopened(world)))
    for level in range(3):
        now = fresh(case)
        assert (now.standing, now.final_at) == (
            Revision.objects.get(submission=case, round=1),
            FILED_AT,
        ), level
        assert now.due_at
        assert sweep(now.due_at).moved == 1
    end = fresh(case)
    assert end.standing == Revision.objects.get(submission=case, round=2)
    assert end.final_at == end.entered_at


@pytest.mark.parametrize("make", ["ready", "filed", "at_province", "at_ministry", "returned"])
def test_what_was_never_final_has_no_standing_version(world: World, make: str) -> None:
    case = fresh(getattr(world, make)())
    assert (case.standing, final_figures(case)) == (None, None)
    assert not Submission.objects.with_standing().exists()
    assert not Submission.objects.under_correction().exists()


def test_a_month_stands_from_the_approval_that_made_it_final(world: World) -> None:
    case = world.final()
    assert case.standing == Revision.objects.get(submission=case)
    assert list(Submission.objects.with_standing()) == [case]
    assert list(Submission.objects.under_correction()) == []
    again = world.filed(MEHR - 1)
    assert list(Submission.objects.with_standing().exclude(pk=again.pk)) == [case]


def test_the_rules_remember_a_month_under_correction_by_its_final_version(world: World) -> None:
    edit(world, reopened(world))
    draft = world.draft(MEHR + 1, tehran(1398, 9, 2))
    bounds = bounds_of(PolicyBook.load(), draft.period, "03")
    (past,) = subject_of(draft, collect(draft), bounds).past
    assert (past.month, past.produced) == (MEHR, {BAG: Decimal(20)})


def test_a_month_with_a_standing_version_is_never_deleted(world: World) -> None:
    case = reopened(world)
    with pytest.raises(StateConflictError):
        services.delete_draft(world.owner, case.tracking_number, case.version)
    with pytest.raises((ProtectedError, IntegrityError)), transaction.atomic():
        fresh(case).delete()
    assert fresh(case).standing_id


def raw(case: Submission, **columns: object) -> None:
    with transaction.atomic():
        Submission.objects.filter(pk=case.pk).update(**columns)


def test_only_an_own_version_that_is_final_may_stand(world: World) -> None:
    case, other = world.final(), world.final(MEHR - 1)
    with pytest.raises(IntegrityError, match="what stands for a month"):
        raw(case, standing=other.standing)
    with pytest.raises(IntegrityError, match="what stands for a month"):
        raw(case, standing=None, final_at=None)
    waits = world.filed(MEHR - 2)
    with pytest.raises(IntegrityError, match="what stands for a month"):
        raw(waits, standing=waits.revisions.get(), final_at=LATER)
    with pytest.raises(IntegrityError, match="standing_since_it_was_final"):
        raw(waits, final_at=LATER)


def test_an_older_version_never_stands_again(world: World) -> None:
    case = file_again(world, edit(world, reopened(world)))
    for user in (world.union_officer, world.province_officer, world.ministry_officer):
        case = approve(user, case)
    with pytest.raises(IntegrityError, match="what stands for a month"):
        raw(case, standing=Revision.objects.get(submission=case, round=1))


def test_the_unit_reads_that_its_final_version_stands_on(world: World) -> None:
    reopened(world)
    notice = world.owner.notices.order_by("pk").last()
    assert notice
    assert "نسخهٔ نهایی پیشین" in notice.body
    world.returned(MEHR - 1)
    notice = world.owner.notices.order_by("pk").last()
    assert notice
    assert "ثبت‌شده محسوب نمی‌شود" in notice.body


def test_its_page_says_what_stands_until_the_new_version_is_final(
    world: World, sign_in: Callable[[User], Client]
) -> None:
    words = "نسخهٔ نهایی پیشین آن در گزارش‌ها"
    case, browser = reopened(world), sign_in(world.owner)
    url = reverse("owner:case", args=[case.tracking_number])
    assert words in browser.get(url).content.decode()
    other = world.final(MEHR - 1)
    url = reverse("owner:case", args=[other.tracking_number])
    assert words not in browser.get(url).content.decode()


def test_a_final_state_without_a_version_is_refused(world: World) -> None:
    case = world.at_ministry()
    with pytest.raises(IntegrityError, match=r"standing_since_it_was_final|state_fits"):
        raw(
            case,
            state=State.FINAL,
            desk=None,
            due_at=None,
            priority_at=None,
            final_at=LATER,
        )


def edit_to_nothing(world: World, case: Submission) -> Submission:
    """Type that nothing was made and nobody worked: as good as declared inactive."""
    number = case.tracking_number
    nothing = PostedLines({BAG: Decimal(0)})
    nobody = EmploymentAnswers(0, 0, 0)
    explained(services.save_production, world, number, 2, nothing)
    explained(services.save_exports, world, number, 3, False, PostedLines({}))
    explained(services.save_employment, world, number, 4, nobody)
    return fresh(case)


def explained(save: Any, world: World, number: str, step: int, *values: Any) -> None:
    """Confirm a step, with a reason for whatever is asked."""
    seen = Submission.objects.get(tracking_number=number).steps.get(step=step).version
    try:
        save(world.owner, number, seen, *values, True, LATER)
    except ReasonsRequired as asked:
        why = {(f.rule, f.key): GivenReason("other", "کارگاه بسته بود") for f in asked.flags}
        save(world.owner, number, seen, *values, True, LATER, why)


@pytest.mark.parametrize("by", ["people", "sweep"])
def test_whether_it_declares_no_activity_is_said_by_the_version_that_stands(
    world: World, by: str
) -> None:
    """The unit's activity is judged by the figures that count (decision 0025)."""
    case = file_again(world, edit_to_nothing(world, reopened(world)))
    assert fresh(case).idle is False
    returned = send_back(world, case)
    assert fresh(returned).idle is False
    case = file_again(world, fresh(returned))
    if by == "people":
        for officer in (world.union_officer, world.province_officer, world.ministry_officer):
            assert fresh(case).idle is False
            case = approve(officer, fresh(case))
    else:
        for _ in range(3):
            due = fresh(case).due_at
            assert due
            sweep(due)
    assert fresh(case).state == State.FINAL
    assert fresh(case).idle is True
