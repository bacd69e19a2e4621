"""What a union says it checked before it approved a month."""

from django.db import models
from django.db.models import Q

from review.enums import CheckAnswer


class UnionCheck(models.Model):
    """The union's answers on one approval, by which the levels above it judge. Append-only.

    Circular 60/227210 §2 makes the union answer for the validity of the licence, for the place of
    business and for the real monthly quantity. Empty is what was not answered.
    """

    decision = models.OneToOneField(
        "review.Decision", on_delete=models.PROTECT, related_name="union_check"
    )
    licence = models.CharField(max_length=3, choices=CheckAnswer.choices, blank=True)
    place = models.CharField(max_length=3, choices=CheckAnswer.choices, blank=True)
    quantity = models.CharField(max_length=3, choices=CheckAnswer.choices, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(licence="", place="", quantity=""), name="union_check_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.licence} {self.place} {self.quantity}"
