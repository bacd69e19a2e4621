"""Minutes are written, sent once for good, and answered for."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from accounts.enums import NoticeKind, Role
from accounts.models import Notice
from config.jalali import tehran_day
from oversight.enums import TaskState
from oversight.meetings.errors import AnswerConflictError, MinutesConflictError
from oversight.meetings.queries import open_tasks
from oversight.meetings.services import answer, write
from oversight.models import Meeting, MeetingTask, TaskAnswer
from statistics.errors import NotAllowedError
from statistics.models import ResponseCount
from tests.oversight.meetings.posts import SHAHRIVAR, head_of, posted, sent, task_for
from tests.world import FILED_AT, World, officer

TODAY = tehran_day(FILED_AT)


def test_minutes_are_rewritten_until_they_are_sent(world: World) -> None:
    head, where = head_of(world), world.province
    first = write(head, where, SHAHRIVAR, posted(task_for(world.union)), 0, FILED_AT)
    assert (first.version, first.sent_at, first.tasks.count()) == (1, None, 1)
    again = write(head, where, SHAHRIVAR, posted(minutes="بازار کساد بود"), 1, FILED_AT)
    assert (again.pk, again.version, again.minutes) == (first.pk, 2, "بازار کساد بود")
    assert not again.tasks.exists()
    # Nobody is told of what may still be otherwise.
    assert not Notice.objects.filter(kind=NoticeKind.MEETING).exists()


def test_of_two_who_write_at_once_the_second_learns_of_the_first(world: World) -> None:
    head, where = head_of(world), world.province
    write(head, where, SHAHRIVAR, posted(minutes="نخست"), 0, FILED_AT)
    with pytest.raises(MinutesConflictError) as conflict:
        write(head, where, SHAHRIVAR, posted(minutes="دوم"), 0, FILED_AT)
    assert conflict.value.meeting.minutes == "نخست"
    assert Meeting.objects.get().minutes == "نخست"


def test_sent_minutes_and_their_tasks_are_never_changed(world: World) -> None:
    meeting = sent(world, task_for(world.union))
    with pytest.raises(MinutesConflictError):
        write(head_of(world), world.province, SHAHRIVAR, posted(), meeting.version, FILED_AT)
    rows = (
        lambda: Meeting.objects.update(minutes="دیگر"),
        lambda: Meeting.objects.update(sent_at=None),
        lambda: MeetingTask.objects.update(what="دیگر"),
        lambda: MeetingTask.objects.all().delete(),
        lambda: MeetingTask.objects.create(
            meeting=meeting, place=2, what="دیگر", office=world.union, due_on=TODAY
        ),
    )
    for change in rows:
        with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
            change()


def test_answers_are_only_added(world: World) -> None:
    task = sent(world, task_for(world.union)).tasks.get()
    answer(world.union_officer, task.pk, TaskState.DOING, "۴ تماس از ۶", 0, FILED_AT)
    for change in (lambda: TaskAnswer.objects.update(text="-"), TaskAnswer.objects.all().delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_sending_keeps_the_figures_of_that_day(world: World) -> None:
    ResponseCount.objects.create(
        year=SHAHRIVAR.year,
        month=SHAHRIVAR.month,
        organization=world.province,
        county_id="0301",
        union=world.union,
        trade_id="2520",
        due=8,
        filed=6,
        final=6,
        pending=0,
    )
    world.unit.activity = "inactive"
    world.unit.save()
    figures = sent(world).figures
    assert (figures["response"], figures["inactive"]) == ("75", 1)


def test_the_ministry_and_who_answers_are_told_of_sent_minutes(world: World) -> None:
    meeting = sent(world, task_for(world.union, "تماس با ۳۱ واحد"))
    told = dict(Notice.objects.filter(kind=NoticeKind.MEETING).values_list("user__username", "url"))
    task = meeting.tasks.get()
    assert told == {
        "ministry-officer": "/figures/meeting/03/139806/minutes/",
        "union-officer": f"/figures/meeting/tasks/{task.pk}/",
    }


def test_a_task_is_open_for_its_office_until_it_is_done(world: World) -> None:
    task = sent(world, task_for(world.union, days=2)).tasks.get()
    [waiting] = open_tasks(world.union_officer, TODAY)
    assert (waiting.pk, waiting.state, waiting.late) == (task.pk, TaskState.WAITING, False)
    [late] = open_tasks(world.union_officer, TODAY + timedelta(days=3))
    assert late.late
    answer(world.union_officer, task.pk, TaskState.DOING, "آغاز شد", 0, FILED_AT)
    assert open_tasks(world.union_officer, TODAY).get().told == "آغاز شد"
    answer(world.union_officer, task.pk, TaskState.DONE, "پایان یافت", 1, FILED_AT)
    assert not open_tasks(world.union_officer, TODAY).exists()
    assert not open_tasks(world.province_officer, TODAY).exists()
    asked = Notice.objects.filter(kind=NoticeKind.MEETING, user=head_of(world))
    assert asked.filter(title__contains="انجام شد").exists()


def test_an_answer_twice_is_one_and_a_colleagues_is_seen_first(world: World) -> None:
    task = sent(world, task_for(world.union)).tasks.get()
    colleague = officer("colleague", Role.UNION_OFFICER, world.union)
    first = answer(world.union_officer, task.pk, TaskState.DOING, "آغاز شد", 0, FILED_AT)
    assert answer(world.union_officer, task.pk, TaskState.DOING, "آغاز شد", 0, FILED_AT) == first
    with pytest.raises(AnswerConflictError):
        answer(colleague, task.pk, TaskState.DONE, "تمام شد", 0, FILED_AT)
    assert TaskAnswer.objects.count() == 1


def test_another_office_reads_neither_unsent_tasks_nor_answers_for_others(world: World) -> None:
    head = head_of(world)
    write(head, world.province, SHAHRIVAR, posted(task_for(world.union)), 0, FILED_AT)
    task = MeetingTask.objects.get()
    with pytest.raises(MeetingTask.DoesNotExist):
        answer(world.union_officer, task.pk, TaskState.DONE, "شد", 0, FILED_AT)
    write(head, world.province, SHAHRIVAR, posted(task_for(world.union)), 1, FILED_AT, send=True)
    task = MeetingTask.objects.get()
    # The ministry reads it, and the union answers.
    with pytest.raises(NotAllowedError):
        answer(world.ministry_officer, task.pk, TaskState.DONE, "شد", 0, FILED_AT)


def test_the_ministry_does_not_write_a_provinces_minutes(world: World) -> None:
    for user in (world.ministry_officer, world.province_officer, world.union_officer):
        with pytest.raises(NotAllowedError):
            write(user, world.province, SHAHRIVAR, posted(), 0, FILED_AT)
