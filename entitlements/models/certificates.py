"""Certificates that a unit issues of its own filing, and each time that one was checked."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from config.jalali import current_month
from config.one_line import OneLineField
from entitlements.enums import CertificatePurpose, Verdict
from units.models import Unit


class Certificate(models.Model):
    """A paper of a unit's filing status (directive 5013 §8; circular 60/133338 §2).

    `facts` are what the paper says, as they stood when it was issued: no figure of the unit is
    among them. `code` is what its holder shows: ten signs that nobody guesses, without I, O, 0
    and 1. Nothing is ever changed but the revocation, once.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="certificates")
    code = models.CharField(max_length=10, unique=True)
    purpose = models.CharField(max_length=10, choices=CertificatePurpose.choices)
    addressee = OneLineField(max_length=120, blank=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    valid_until = models.DateField()
    facts = models.JSONField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="a_revocation_has_its_person",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def number(self) -> str:
        """The number on the paper: year, month and a running one."""
        issued = current_month(self.issued_at)
        return f"{issued.year}/{issued.month}/{self.pk}"

    @property
    def shown_code(self) -> str:
        """The code in groups, as it is printed and read aloud: «K7RM-42QX-9T»."""
        return "-".join(self.code[begin : begin + 4] for begin in range(0, 10, 4))


class CertificateCheck(models.Model):
    """One look at a certificate by whoever holds its code, and what was answered. Only added."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="checks")
    at = models.DateTimeField()
    verdict = models.CharField(max_length=12, choices=Verdict.choices)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.verdict}"
