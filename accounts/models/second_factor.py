"""What stands beside the password: resets of the second factor, accounts at an identity provider.

The devices themselves are django-otp's.
"""

from django.db import models
from django.db.models import F, Q

from accounts.enums import ResetKind
from accounts.models.people import User


class FactorReset(models.Model):
    """A lost phone: one person asks for factor or mobile to be taken off, another one does so.

    Settled once (a trigger); by nobody when its term is over.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="factor_resets")
    kind = models.CharField(
        max_length=6,
        choices=ResetKind.choices,
        default=ResetKind.FACTOR,
        db_default=ResetKind.FACTOR.value,
    )
    reason = models.CharField(max_length=300)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    asked_at = models.DateTimeField()
    settled_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    settled_at = models.DateTimeField(null=True)
    granted = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind"],
                condition=Q(settled_at=None),
                name="one_open_reset_of_a_factor",
            ),
            models.CheckConstraint(
                condition=~Q(user=F("asked_by"))
                & (Q(settled_by=None) | (~Q(user=F("settled_by"))))
                & (Q(settled_by=None) | Q(granted=False) | ~Q(asked_by=F("settled_by"))),
                name="factor_is_reset_by_two_people",
            ),
            models.CheckConstraint(
                condition=Q(settled_by=None, settled_at=None, granted=None)
                | Q(settled_by__isnull=False, settled_at__isnull=False, granted__isnull=False)
                | Q(settled_by=None, settled_at__isnull=False, granted=False),
                name="settled_reset_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.asked_at}"


class ProviderAccount(models.Model):
    """An account at an identity provider by which a person may sign in."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="provider_accounts")
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=255)
    linked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "subject"], name="one_person_of_a_provider_account"
            ),
            models.UniqueConstraint(
                fields=["user", "issuer"], name="one_account_of_a_person_at_a_provider"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.issuer}"
