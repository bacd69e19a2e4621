"""The files of a case; the model belongs to `review.models`."""

from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.db.models.signals import post_delete
from django.dispatch import receiver

from accounts.models import User
from config.uploads import storage
from config.uploads.enums import FileKind
from statistics.models import Submission


class Evidence(models.Model):
    """A file that the unit attached: for which round, who, when, and where it lies.

    Circular 60/227210 §5. `number` names it within its case, `stored` in the private store; `name`
    is what the unit called it, cleaned. `sha256` is that of the file as it came, in hexadecimal;
    what is stored and served is its copy without place, moment and comments. A trigger
    refuses UPDATE, and DELETE once its round was filed.
    """

    # Only drafts are ever deleted; what hangs on them goes too.
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="evidence")
    number = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=4, choices=FileKind.choices)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    stored = models.CharField(max_length=32, unique=True)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering = ["submission", "number"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "number"], name="one_file_a_number"),
            models.CheckConstraint(
                condition=Q(stored__regex="^[0-9a-f]{32}$", sha256__regex="^[0-9a-f]{64}$"),
                name="evidence_is_stored_by_its_key",
            ),
            models.CheckConstraint(
                condition=Q(size__gt=0, number__gt=0, round__gt=0), name="evidence_is_not_empty"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.number}"


@receiver(post_delete, sender=Evidence)
def drop_file(sender: type[Evidence], instance: Evidence, **kwargs: Any) -> None:
    """Take the file out of the store with its row, also when its draft is deleted."""
    # After the commit: a row that a rollback brings back still has its file.
    transaction.on_commit(lambda: storage.drop(instance.stored))
