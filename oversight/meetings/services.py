"""Writing minutes, sending them, and answering for a task (directive 5013 §10).

Each act locks, compares the version that the person saw, writes, and tells whom it concerns.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from accounts.authority import holders, read_authority
from accounts.enums import NoticeKind, OrganizationKind, Permission
from accounts.models import Organization, User
from accounts.notices.services import notify
from config.jalali import JalaliMonth, format_day
from config.persian import format_number, quoted
from oversight.enums import TaskState
from oversight.meetings.errors import AnswerConflictError, MinutesConflictError
from oversight.meetings.pack import MeetingPack
from oversight.meetings.queries import HOLDS
from oversight.models import Meeting, MeetingTask, TaskAnswer
from statistics.errors import NotAllowedError


@dataclass(frozen=True)
class PostedTask:
    """A task as it was written: what, which office answers, who in words, by when."""

    what: str
    office_id: int
    person: str
    due_on: date


@dataclass(frozen=True)
class PostedMinutes:
    """Minutes as they were written."""

    number: str
    held_on: date
    chair: str
    secretary: str
    present: str
    minutes: str
    tasks: tuple[PostedTask, ...]


def check_holds(user: User, office: Organization) -> None:
    """Raise NotAllowedError for who does not hold this office's meetings."""
    if office.kind not in HOLDS or not read_authority(user).may(Permission.EVALUATE, office.pk):
        raise NotAllowedError("صورت‌جلسه را رئیس سازمان استان، و در وزارت کارشناس وزارت می‌نویسد.")


@transaction.atomic
def write(
    user: User,
    office: Organization,
    month: JalaliMonth,
    posted: PostedMinutes,
    seen: int,
    at: datetime,
    send: bool = False,
) -> Meeting:
    """Keep the minutes of an office's meeting, and with `send` send them for good.

    `seen` is the version that the person saw, 0 for none. Raises NotAllowedError,
    MinutesConflictError, ValueError for sending what says nothing.
    """
    check_holds(user, office)
    if send and not posted.minutes.strip():
        raise ValueError("sent minutes say something")
    # A first version has no row of its own that could be locked. Months are filed meanwhile.
    Organization.objects.select_for_update(no_key=True).get(pk=office.pk)
    meeting = Meeting.objects.filter(organization=office, year=month.year, month=month.month)
    stored = meeting.select_for_update(of=("self",)).select_related("organization").first()
    if stored and (stored.sent_at or stored.version != seen):
        raise MinutesConflictError(stored)
    made = stored or Meeting(organization=office, year=month.year, month=month.month, version=0)
    for name in ("number", "held_on", "chair", "secretary", "present", "minutes"):
        setattr(made, name, getattr(posted, name))
    made.version += 1
    made.save()
    made.tasks.all().delete()
    MeetingTask.objects.bulk_create(
        MeetingTask(
            meeting=made,
            place=place,
            what=task.what,
            office_id=task.office_id,
            person=task.person,
            due_on=task.due_on,
        )
        for place, task in enumerate(posted.tasks, start=1)
    )
    if send:
        _send(user, made, at)
    return made


def _send(user: User, meeting: Meeting, at: datetime) -> None:
    # From here on the database refuses every change of the minutes and of their tasks.
    meeting.figures = MeetingPack(meeting.organization, meeting.period, at).frozen
    meeting.sent_at, meeting.sent_by = at, user
    meeting.save()
    tasks = list(meeting.tasks.select_related("office").order_by("place"))
    if not meeting.national:
        _tell(
            _readers(),
            f"صورت‌جلسهٔ پایش {meeting.period}، {meeting.organization.name}",
            f"جلسهٔ {format_day(meeting.held_on)}، {format_number(len(tasks))} مصوبه.",
            minutes_url(meeting),
            at,
        )
    for task in tasks:
        people = holders(Permission.VIEW_REGISTRY, task.office_id) - {user.pk}
        who = f" ({task.person})" if task.person else ""
        _tell(
            people,
            f"مصوبهٔ جلسهٔ پایش {meeting.period}، تا {format_day(task.due_on)}",
            f"{meeting.organization.name}: {quoted(task.what)}{who}",
            reverse("meetings:task", args=[task.pk]),
            at,
        )


@transaction.atomic
def answer(user: User, pk: int, state: TaskState, text: str, seen: int, at: datetime) -> TaskAnswer:
    """Say how a task stands; `seen` is how many answers the person saw.

    The same words of the same person once more (a button pressed twice) are that answer. Raises
    ValueError without words, MeetingTask.DoesNotExist, NotAllowedError, AnswerConflictError.
    """
    if not text.strip() or state == TaskState.WAITING:
        raise ValueError("an answer needs a state and words")
    visible = MeetingTask.objects.visible_to(user).filter(pk=pk, meeting__sent_at__isnull=False)
    tasks = MeetingTask.objects.select_for_update(of=("self",)).filter(pk__in=visible.values("pk"))
    task = tasks.select_related("meeting__organization", "office").get()
    check_answers(user, task)
    last = task.answers.order_by("serial").last()
    if last and (last.by_id, last.state, last.text) == (user.pk, state, text.strip()):
        return last
    if (last.serial if last else 0) != seen:
        raise AnswerConflictError(task)
    made = TaskAnswer.objects.create(
        task=task, serial=seen + 1, state=state, text=text.strip(), by=user, at=at
    )
    meeting = task.meeting
    asked = holders(Permission.EVALUATE, meeting.organization_id) - {user.pk}
    _tell(
        asked,
        f"پاسخ مصوبهٔ جلسهٔ پایش {meeting.period}: {state.label}",
        f"{task.office.name} دربارهٔ {quoted(task.what)}: {quoted(made.text)}",
        reverse("meetings:task", args=[task.pk]),
        at,
    )
    return made


def check_answers(user: User, task: MeetingTask) -> None:
    """Raise NotAllowedError for who reads a task and does not answer for it."""
    if not read_authority(user).may(Permission.VIEW_REGISTRY, task.office_id):
        raise NotAllowedError(f"پاسخ این مصوبه با {task.office.name} است.")


def minutes_url(meeting: Meeting) -> str:
    month = str(meeting.period.to_int())
    return reverse("meetings:minutes", args=[meeting.organization.code, month])


def _readers() -> set[int]:
    """Find who reads the minutes of the provinces in the ministry."""
    offices = Organization.objects.filter(kind=OrganizationKind.MINISTRY).order_by("pk")
    found: set[int] = set()
    for office in offices:
        found |= holders(Permission.EVALUATE, office.pk)
    return found


def _tell(people: Iterable[int], title: str, body: str, url: str, at: datetime) -> None:
    notify(sorted(people), NoticeKind.MEETING, title, body, url, at)
