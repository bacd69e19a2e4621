"""Codes that prove a mobile."""

from django.db import models
from django.db.models import Q

from accounts.enums import CodePurpose
from accounts.models.people import User


class OneTimeCode(models.Model):
    """A code by SMS that serves once: asked for, made and sent by the worker, typed.

    `subject` names what it opens, as the room that asked for it writes it; a code of another
    subject never fits. The code itself is made when it is sent and stands nowhere but in the
    message: `digest` is keyed. `address_key` and `network_key` are of the line and the network it
    was asked for from. Written by `accounts.codes.services` alone.
    """

    purpose = models.CharField(max_length=10, choices=CodePurpose.choices)
    subject = models.CharField(max_length=64)
    mobile = models.CharField(max_length=11)
    asked_by = models.ForeignKey(
        User, on_delete=models.CASCADE, null=True, db_index=False, related_name="+"
    )
    address_key = models.CharField(max_length=32, blank=True)
    network_key = models.CharField(max_length=32, blank=True, db_default="")
    asked_at = models.DateTimeField()
    until = models.DateTimeField()
    digest = models.CharField(max_length=64, blank=True)
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(mobile__regex=r"^09\d{9}$"), name="code_goes_to_a_mobile"
            ),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(sent_at__isnull=False), name="used_code_was_sent"
            ),
        ]
        indexes = [
            models.Index(fields=["purpose", "subject", "-id"], name="codes_of_subject"),
            models.Index(fields=["mobile", "asked_at"], name="codes_to_mobile"),
            models.Index(fields=["asked_by", "asked_at"], name="codes_asked_by_person"),
            models.Index(fields=["asked_at"], name="codes_of_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.asked_at}"
