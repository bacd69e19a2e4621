"""A monitoring meeting, its minutes and its tasks; the models belong to `oversight.models`."""

from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from accounts.authority import authority_of
from accounts.enums import OrganizationKind, Permission
from accounts.models import Organization, User
from config.jalali import JalaliMonth
from oversight.enums import TASK_CLOSED, TaskState

# Whose sent minutes an office reads besides its own: the ministry those of the provinces, a
# province those of the national meeting.
_READS = {
    OrganizationKind.MINISTRY: (OrganizationKind.PROVINCE, OrganizationKind.MINISTRY),
    OrganizationKind.STATISTICS: (OrganizationKind.PROVINCE, OrganizationKind.MINISTRY),
    OrganizationKind.PROVINCE: (OrganizationKind.MINISTRY,),
}


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Meetings as one person may read them."""

    def visible_to(self, user: User) -> Self:
        """Keep those of the person's offices, and what was sent up or down to these."""
        offices = authority_of(user).organizations(Permission.EVALUATE)
        kinds = {kind for one in offices for kind in _READS.get(OrganizationKind(one.kind), ())}
        sent = Q(organization__kind__in=kinds, sent_at__isnull=False)
        return self.filter(Q(organization__in=offices) | sent)


class Meeting(models.Model):
    """The meeting of an office about one month (directive 5013 §10).

    Written until it is `sent_at`: from then on a trigger refuses every change, and `figures` keeps
    what was known that day. `version` grows with every save; `number` is that of the letter.
    """

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=40, blank=True)
    held_on = models.DateField()
    chair = models.CharField(max_length=120)
    secretary = models.CharField(max_length=120, blank=True)
    present = models.TextField(blank=True)
    minutes = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    figures = models.JSONField(default=dict)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = MeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "year", "month"], name="one_meeting_an_office_and_month"
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None, sent_by=None)
                | Q(sent_at__isnull=False, sent_by__isnull=False) & ~Q(minutes=""),
                name="sent_minutes_say_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.year}/{self.month}"

    @property
    def period(self) -> JalaliMonth:
        return JalaliMonth(self.year, self.month)

    @property
    def goods(self) -> list[dict[str, Any]]:
        """The products that the meeting had before it, as they stood that day."""
        rows = self.figures.get("goods", [])
        return [{**row, "quantity": Decimal(row["quantity"])} for row in rows]

    @property
    def national(self) -> bool:
        return self.organization.kind == OrganizationKind.MINISTRY


class MeetingTaskQuerySet(models.QuerySet["MeetingTask"]):
    """Tasks with where they stand, as one person may read them."""

    def visible_to(self, user: User) -> Self:
        """Keep those of meetings the person reads, and what their offices answer for."""
        read = Meeting.objects.visible_to(user).values("pk")
        return self.filter(Q(meeting__in=read) | Q(pk__in=self._asked(user).values("pk")))

    def asked_of(self, user: User) -> Self:
        """Find what the person's offices answer for."""
        return self.filter(pk__in=self._asked(user).values("pk"))

    def stood(self, today: date) -> models.QuerySet[Any]:
        """Bring where each stands: its last answer in `state`, and whether its day is `late`."""
        last = TaskAnswer.objects.filter(task=OuterRef("pk")).order_by("-serial")
        state = Coalesce(Subquery(last.values("state")[:1]), models.Value(TaskState.WAITING.value))
        stood = self.annotate(
            state=state,
            told=Subquery(last.values("text")[:1]),
            told_at=Subquery(last.values("at")[:1]),
        )
        late = Q(due_on__lt=today) & ~Q(state__in=TASK_CLOSED)
        return stood.annotate(late=models.ExpressionWrapper(late, models.BooleanField()))

    def waiting(self, today: date) -> models.QuerySet[Any]:
        """Keep what is neither done nor given up."""
        return self.stood(today).exclude(state__in=TASK_CLOSED)

    def _asked(self, user: User) -> "MeetingTaskQuerySet":
        offices = authority_of(user).organizations(Permission.VIEW_REGISTRY)
        # What is not sent yet has been asked of nobody.
        return MeetingTask.objects.filter(office__in=offices, meeting__sent_at__isnull=False)


class MeetingTask(models.Model):
    """What a meeting decided that somebody does: an office answers for it, by a day.

    `person` names who in the office or beside it, in words. Frozen with the minutes.
    """

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, db_index=False, related_name="tasks"
    )
    place = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=200)
    office = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    person = models.CharField(max_length=120, blank=True)
    due_on = models.DateField()

    objects = MeetingTaskQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "place"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "place"], name="one_task_a_place"),
            models.CheckConstraint(condition=~Q(what=""), name="a_task_says_what"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.place}"


class TaskAnswer(models.Model):
    """What was said of a task, and how it stands since; rows are only added."""

    task = models.ForeignKey(
        MeetingTask, on_delete=models.PROTECT, db_index=False, related_name="answers"
    )
    serial = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=TaskState.choices)
    text = models.CharField(max_length=500)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["task", "serial"]
        constraints = [
            # Of two who answer at once one has not seen the other.
            models.UniqueConstraint(fields=["task", "serial"], name="one_answer_a_serial"),
            models.CheckConstraint(
                condition=Q(serial__gte=1) & ~Q(text=""), name="an_answer_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.serial}"
