"""The trail of access."""

from django.db import models

from accounts.enums import AccessKind
from accounts.models.people import User


class AccessEvent(models.Model):
    """One line of the trail: who came, went, was refused, changed what protects an account.

    Name and address are kept starred, beside keyed digests by which tries are counted
    (`accounts.trail`). Of a file that left, `sha256` is its own, in hexadecimal. A trigger lets
    lines go by age alone.
    """

    at = models.DateTimeField()
    kind = models.CharField(max_length=10, choices=AccessKind.choices)
    # Without a constraint: the trail outlives whom it tells of.
    user = models.ForeignKey(
        User, on_delete=models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    name = models.CharField(max_length=60, blank=True)
    name_key = models.CharField(max_length=32, blank=True)
    address = models.CharField(max_length=45, blank=True)
    address_key = models.CharField(max_length=32, blank=True)
    network_key = models.CharField(max_length=32, blank=True)
    path = models.CharField(max_length=120, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, default="", db_default="")
    # Of an act on somebody else's account: whose, and what was done, never a code or an id.
    about = models.ForeignKey(
        User, on_delete=models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    detail = models.CharField(max_length=200, blank=True, db_default="")

    class Meta:
        verbose_name = "رخداد دسترسی"
        verbose_name_plural = "سوابق دسترسی"
        indexes = [
            models.Index(fields=["-at", "-id"], name="trail_by_day"),
            models.Index(fields=["name_key", "kind", "at"], name="trail_of_name"),
            models.Index(fields=["address_key", "kind", "at"], name="trail_of_address"),
            models.Index(fields=["network_key", "kind", "at"], name="trail_of_network"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"
