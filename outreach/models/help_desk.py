"""Problems and their way to an answer (circular 60/227210 §4)."""

from django.db import models
from django.db.models import Q

from accounts.models import AccessRequest, Organization, User
from config.one_line import OneLineField, is_one_line
from outreach.enums import WAITING_TICKETS, TicketAct, TicketState
from units.models import Unit


class HelpCategory(models.Model):
    """What a problem is about, and within how many working days it is answered; dated.

    A row is ended, never changed (a trigger): of earlier problems it stays what they were about.
    """

    name = OneLineField(max_length=80)
    answer_days = models.PositiveSmallIntegerField()
    since = models.DateField()
    until = models.DateField(null=True)
    note = models.TextField(blank=True)
    added_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    added_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer_days__range=(1, 30)), name="category_is_answered_within_a_month"
            ),
            is_one_line("name"),
        ]

    def __str__(self) -> str:
        return self.name


class Ticket(models.Model):
    """A problem that somebody wrote, at the desk of their province or of the statistics office.

    For whom it was written: a unit, an office, or a union that still waits for its access; one of
    the three; `province` is None for an office of the country. `desk` has it, or had it last;
    `due_on` is the last working day for the answer of that desk, `told_late_at` when its head
    learned that it has passed. `late`: it ever was. `answered_days` are the working days from
    `asked_at` to the first answer. `serial` counts the entries.
    """

    province = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    desk = models.ForeignKey(
        Organization, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    category = models.ForeignKey(
        HelpCategory, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    subject = OneLineField(max_length=120)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    office = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    access = models.ForeignKey(
        AccessRequest, on_delete=models.PROTECT, null=True, related_name="tickets"
    )
    # By its number alone: a draft may be deleted, and the problem stays.
    tracking_number = models.CharField(max_length=11, blank=True)
    page = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=TicketState.choices)
    asked_at = models.DateTimeField()
    arrived_at = models.DateTimeField()
    due_on = models.DateField()
    answered_at = models.DateTimeField(null=True)
    answered_days = models.PositiveSmallIntegerField(null=True)
    told_late_at = models.DateTimeField(null=True)
    late = models.BooleanField(default=False, db_default=False)
    serial = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, office=None, access=None)
                | Q(unit=None, office__isnull=False, access=None)
                | Q(unit=None, office=None, access__isnull=False),
                name="ticket_is_of_one_asker",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_days=None)
                | Q(answered_at__isnull=False, answered_days__isnull=False),
                name="answered_ticket_has_its_days",
            ),
            models.CheckConstraint(
                condition=Q(page="") | Q(page__regex="^/[^/]"), name="page_of_a_ticket_is_our_own"
            ),
            is_one_line("subject"),
        ]
        indexes = [
            models.Index(
                fields=["desk", "due_on", "id"],
                condition=Q(state__in=WAITING_TICKETS),
                name="tickets_waiting_at_desk",
            ),
            models.Index(fields=["province", "-id"], name="tickets_of_province"),
            models.Index(fields=["asked_by", "-id"], name="tickets_of_person"),
            models.Index(fields=["office", "-id"], name="tickets_of_office"),
            models.Index(fields=["asked_at"], name="tickets_by_month"),
            models.Index(
                fields=["due_on"],
                condition=Q(state__in=WAITING_TICKETS, told_late_at=None),
                name="tickets_not_told_late",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"


class TicketEntry(models.Model):
    """What was said or done about a problem; rows are only added."""

    ticket = models.ForeignKey(
        Ticket, on_delete=models.PROTECT, db_index=False, related_name="entries"
    )
    serial = models.PositiveSmallIntegerField()
    act = models.CharField(max_length=10, choices=TicketAct.choices)
    text = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    office = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["ticket", "serial"]
        constraints = [
            # Of two who act at once one has not seen the other.
            models.UniqueConstraint(fields=["ticket", "serial"], name="one_entry_a_serial"),
            models.CheckConstraint(
                condition=Q(serial__gte=1) & (~Q(text="") | Q(act=TicketAct.CLOSED)),
                name="an_entry_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.serial}"
