"""The files of what is published: those of an edition, for ever, and those of the whole series."""

from django.db import models
from django.db.models import Q

from statistics.models.editions import Edition


class KeptPublicFile(models.Model):
    """A file for everybody in the store: its name in its address, its length and its sum."""

    name = models.CharField(max_length=40)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    stored = models.CharField(max_length=32)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class EditionFile(KeptPublicFile):
    """A file of an edition: it came with it and never changes (a trigger keeps each row)."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="files")

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["edition", "name"], name="one_edition_file_a_name"),
            models.CheckConstraint(
                condition=Q(sha256__regex="^[0-9a-f]{64}$", stored__regex="^[0-9a-f]{32}$"),
                name="edition_file_has_sum_and_key",
            ),
        ]


class SeriesFile(KeptPublicFile):
    """A file of the latest edition of every month; each publication takes the place of the last."""

    name = models.CharField(max_length=40, unique=True)
    # The edition that came out last when it was made.
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex="^[0-9a-f]{64}$", stored__regex="^[0-9a-f]{32}$"),
                name="series_file_has_sum_and_key",
            ),
        ]
