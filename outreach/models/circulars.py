"""A circular, its annexes, its way down the line and its receipts (circular 60/227210 §6)."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.signals import post_delete
from django.dispatch import receiver

from accounts.models import Organization, User
from config.one_line import OneLineField, is_one_line
from config.uploads import storage
from config.uploads.enums import FileKind
from outreach.enums import CircularReach, CircularState
from units.models import Unit


class Circular(models.Model):
    """A letter of an office to all below it: written until it is `issued_at`, then kept.

    A trigger refuses every change of an issued one but its withdrawal, and that those who did not
    receive it in time were told up the line (`told_late_at`). A corrected one is a new circular
    that `replaces` it. `targets` are those it goes to first; none is all of them.
    """

    issuer = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    number = OneLineField(max_length=40)
    dated_on = models.DateField()
    subject = OneLineField(max_length=160)
    text = models.TextField()
    reach = models.CharField(max_length=10, choices=CircularReach.choices)
    due_on = models.DateField()
    targets = models.ManyToManyField(Organization, related_name="+")
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, db_index=False, related_name="replacements"
    )
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    written_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    issued_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    issued_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal_reason = models.TextField(blank=True)
    told_late_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "number"],
                condition=Q(issued_at__isnull=False),
                name="one_circular_of_a_number",
            ),
            models.UniqueConstraint(
                fields=["replaces"],
                condition=Q(issued_at__isnull=False),
                name="one_circular_replaces_another",
            ),
            models.CheckConstraint(
                condition=Q(issued_at=None, issued_by=None)
                | Q(issued_at__isnull=False, issued_by__isnull=False) & ~Q(text=""),
                name="issued_circular_says_something",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawal_reason="")
                | Q(issued_at__isnull=False, withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                & ~Q(withdrawal_reason=""),
                name="withdrawn_circular_was_issued_and_says_why",
            ),
            models.CheckConstraint(
                condition=Q(replaces=None) | ~Q(replaces=F("pk")),
                name="circular_does_not_replace_itself",
            ),
            is_one_line("number"),
            is_one_line("subject"),
        ]
        indexes = [
            # What the morning looks for: few circulars run at once.
            models.Index(
                fields=["due_on"],
                condition=Q(issued_at__isnull=False, told_late_at=None, withdrawn_at=None),
                name="circulars_not_told",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issuer_id} {self.number}"

    @property
    def replaced_by(self) -> "Circular | None":
        return self.replacements.exclude(issued_at=None).order_by("pk").first()

    def state(self, replaced: bool) -> CircularState:
        """Tell what it is; `replaced` says whether a later one was issued in its place."""
        if self.withdrawn_at:
            return CircularState.WITHDRAWN
        if self.issued_at is None:
            return CircularState.DRAFT
        return CircularState.REPLACED if replaced else CircularState.IN_FORCE


class CircularAnnex(models.Model):
    """A file that hangs on a circular; a trigger keeps it from the issuing on.

    `sha256` is that of the file as it came; what is stored under `stored` is its clean copy.
    """

    circular = models.ForeignKey(
        Circular, on_delete=models.CASCADE, db_index=False, related_name="annexes"
    )
    number = models.PositiveSmallIntegerField()
    name = OneLineField(max_length=120)
    kind = models.CharField(max_length=4, choices=FileKind.choices)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    stored = models.CharField(max_length=32, unique=True)

    class Meta:
        ordering = ["circular", "number"]
        constraints = [
            models.UniqueConstraint(fields=["circular", "number"], name="one_annex_of_a_number"),
            models.CheckConstraint(
                condition=Q(
                    stored__regex="^[0-9a-f]{32}$", sha256__regex="^[0-9a-f]{64}$", size__gt=0
                ),
                name="annex_is_stored_by_its_key",
            ),
            is_one_line("name"),
        ]

    def __str__(self) -> str:
        return f"{self.circular_id} {self.number}"


@receiver(post_delete, sender=CircularAnnex)
def drop_annex(sender: type[CircularAnnex], instance: CircularAnnex, **kwargs: Any) -> None:
    """Take the file out of the store with its row."""
    # After the commit: a row that a rollback brings back still has its file.
    transaction.on_commit(lambda: storage.drop(instance.stored))


class CircularHop(models.Model):
    """A circular at one office of the line: when it came, and who confirmed and handed it on.

    `line` are the offices it came through, this one last; `above` is the nearest of them with
    somebody in the portal, the issuer at the top: who is told when nothing moves. An office with
    nobody to confirm is `skipped`: passed the moment it came, by nobody. Settled once (a trigger).
    """

    circular = models.ForeignKey(
        Circular, on_delete=models.PROTECT, db_index=False, related_name="hops"
    )
    office = models.ForeignKey(
        Organization, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    above = models.ForeignKey(
        Organization, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    line = ArrayField(models.BigIntegerField())
    came_at = models.DateTimeField()
    passed_at = models.DateTimeField(null=True)
    passed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    skipped = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["circular", "office"], name="one_hop_at_an_office"),
            models.CheckConstraint(
                condition=Q(passed_at=None, passed_by=None, skipped=False)
                | Q(passed_at__isnull=False, passed_by__isnull=False, skipped=False)
                | Q(passed_at__isnull=False, passed_by=None, skipped=True),
                name="hop_is_passed_by_somebody_or_skipped",
            ),
        ]
        indexes = [
            models.Index(fields=["office", "-id"], name="hops_of_office"),
            models.Index(
                fields=["office"], condition=Q(passed_at=None), name="hops_waiting_at_office"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.circular_id} {self.office_id}"


class UnitReceipt(models.Model):
    """A unit whose people have read a circular; there is none where nobody has. Only added."""

    circular = models.ForeignKey(
        Circular, on_delete=models.PROTECT, db_index=False, related_name="receipts"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["circular", "unit"], name="one_receipt_of_a_unit_and_circular"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.circular_id} {self.unit_id}"


class CircularReminder(models.Model):
    """A reminder that an office sent down: to the office of a hop, or to its units. Only added."""

    hop = models.ForeignKey(
        CircularHop, on_delete=models.PROTECT, db_index=False, related_name="reminders"
    )
    to_units = models.BooleanField()
    day = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField()
    told = models.PositiveIntegerField()

    class Meta:
        constraints = [
            # However often a button is pressed, a person is reminded once a day.
            models.UniqueConstraint(
                fields=["hop", "to_units", "day"], name="one_reminder_a_hop_and_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hop_id} {self.day}"
