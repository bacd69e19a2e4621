"""A notice about a case that needs nothing more of a person is read once the case goes on."""

from typing import Any

import pytest

from accounts.enums import NoticeKind
from accounts.models import Notice, User
from review import workflow
from review.checklist.answers import AFFIRMED
from review.complaints.services import answer as answer_complaint
from review.complaints.services import complain_of_return
from review.correspondence.services import answer, ask
from review.enums import Verdict
from review.sweep.engine import sweep
from statistics.models import Submission
from tests.review.cases import owns_too
from tests.world import FILED_AT, MEHR, World, person, tehran

pytestmark = pytest.mark.django_db
LATER = tehran(1398, 8, 4)


def fresh(case: Submission) -> Submission:
    return Submission.objects.get(pk=case.pk)


def unread(user: User) -> list[str]:
    """Return the kinds of what a person has not read, in order."""
    rows = Notice.objects.filter(user=user, read_at=None).order_by("pk")
    return list(rows.values_list("kind", flat=True))


def approve(user: User, case: Submission) -> Submission:
    return workflow.approve(user, case.tracking_number, fresh(case).version, LATER, AFFIRMED)


def test_a_return_is_read_when_the_month_is_sent_again_for_all_who_act(world: World) -> None:
    delegate = person("delegate")
    owns_too(world, delegate)
    other = world.returned(MEHR - 1)
    case = world.returned()
    workflow.file(world.owner, case.tracking_number, case.version, LATER)
    for user in (world.owner, delegate):
        left = Notice.objects.filter(user=user, read_at=None).order_by("pk")
        assert [(n.kind, other.tracking_number in n.url) for n in left] == [
            (NoticeKind.RETURNED, True),
            (NoticeKind.FILED, False),
        ]
    assert Notice.objects.filter(kind=NoticeKind.RETURNED, read_at=LATER).count() == 2


def test_of_every_move_the_last_alone_is_new(world: World) -> None:
    case = world.filed()
    for user, kind in (
        (world.union_officer, NoticeKind.APPROVED),
        (world.province_officer, NoticeKind.APPROVED),
        (world.ministry_officer, NoticeKind.FINAL),
    ):
        approve(user, case)
        assert unread(world.owner) == [kind]


def test_a_question_stays_until_it_is_answered(world: World) -> None:
    case = world.filed()
    first, second = (
        ask(world.union_officer, case.tracking_number, case.version, words, LATER)
        for words in ("یک", "دو")
    )
    approve(world.union_officer, case)
    asked = [NoticeKind.QUESTION, NoticeKind.QUESTION]
    assert unread(world.owner) == [*asked, NoticeKind.APPROVED]
    answer(world.owner, case.tracking_number, first.pk, "پاسخ", LATER)
    assert unread(world.owner) == [*asked, NoticeKind.APPROVED]
    answer(world.owner, case.tracking_number, second.pk, "پاسخ", LATER)
    assert unread(world.owner) == [NoticeKind.APPROVED]


def test_a_question_that_nobody_can_answer_any_more_is_read(world: World) -> None:
    case = world.at_ministry()
    ask(world.ministry_officer, case.tracking_number, case.version, "چرا؟", LATER)
    approve(world.ministry_officer, case)
    assert unread(world.owner) == [NoticeKind.FINAL]


def test_the_sweep_reads_what_is_over_in_the_statement_that_tells(world: World) -> None:
    case = world.at_ministry()
    ask(world.ministry_officer, case.tracking_number, case.version, "چرا؟", LATER)
    due: Any = fresh(case).due_at
    sweep(due)
    assert unread(world.owner) == [NoticeKind.FINAL]


def test_a_return_complained_of_rightly_is_read_with_the_answer(world: World) -> None:
    case = world.returned()
    complaint = complain_of_return(world.owner, case.tracking_number, "نادرست", FILED_AT)
    answer_complaint(world.province_officer, complaint.pk, Verdict.UPHELD, "بله", LATER)
    assert unread(world.owner) == [NoticeKind.COMPLAINT]
