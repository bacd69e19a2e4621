"""A published evaluation, frozen; its model belongs to `oversight.models`."""

from django.db import models
from django.db.models import Q

from accounts.models import Organization, User
from oversight.enums import Span
from oversight.measures import EvaluatedOffice, ranked
from oversight.periods import EvaluationPeriod


class EvaluationEdition(models.Model):
    """The evaluation of a period as it was published (circular 60/133338 §8, directive 5013 §7).

    `figures` holds the counts of every office, computed from decisions up to `as_of`; `digest` is
    the SHA-256 of `figures` and of the digest before. A later edition of the same period has the
    next `serial` and says why. A trigger refuses UPDATE and DELETE.
    """

    span = models.CharField(max_length=7, choices=Span.choices)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    serial = models.PositiveSmallIntegerField()
    as_of = models.DateTimeField()
    figures = models.JSONField()
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    note = models.CharField(max_length=300, blank=True)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            # Two that publish at once cannot both be the next edition.
            models.UniqueConstraint(
                fields=["span", "year", "number", "serial"], name="one_edition_a_serial"
            ),
            models.CheckConstraint(condition=Q(serial__gte=1), name="editions_count_from_one"),
            models.CheckConstraint(
                condition=Q(serial=1) | ~Q(note=""), name="later_edition_says_why"
            ),
            models.CheckConstraint(
                condition=Q(digest__regex="^[0-9a-f]{64}$"), name="edition_has_digest"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.span} {self.year}/{self.number} {self.serial}"

    @property
    def period(self) -> EvaluationPeriod:
        return EvaluationPeriod(Span(self.span), self.year, self.number)

    @property
    def offices(self) -> list[EvaluatedOffice]:
        """The offices as they were published, by rank."""
        # Ratios and ranks follow from the frozen counts; they are stored nowhere.
        return ranked(EvaluatedOffice.from_json(row) for row in self.figures)
