"""The append-only log of identified exports; its model belongs to `statistics.models`."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from accounts.authority import authority_of
from accounts.enums import Permission
from accounts.models import Organization, User
from catalog.models import Product, Province
from config.jalali import JalaliMonth
from statistics.enums import ExportFormat, ExportKind


class ExportLogQuerySet(models.QuerySet["ExportLog"]):
    """The log as one person may read it."""

    def visible_to(self, user: User) -> Self:
        """Show the exports of the offices for which the person may export."""
        offices = authority_of(user).organizations(Permission.EXPORT_IDENTIFIED)
        return self.filter(organization__in=[office.pk for office in offices])


class ExportLog(models.Model):
    """One file of identified figures that left: who, when, what for, which rows.

    Circular 60/133338 §5 keeps the figures of units confidential, so each file is written down
    before it leaves. `sha256` is the file's own, in hexadecimal; `rows` does not count the
    heading. A trigger refuses UPDATE and DELETE.
    """

    at = models.DateTimeField()
    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=ExportKind.choices)
    format = models.CharField(max_length=4, choices=ExportFormat.choices)
    purpose = models.CharField(max_length=300)
    from_year = models.PositiveSmallIntegerField()
    from_month = models.PositiveSmallIntegerField()
    to_year = models.PositiveSmallIntegerField()
    to_month = models.PositiveSmallIntegerField()
    province = models.ForeignKey(Province, on_delete=models.PROTECT, null=True, related_name="+")
    union = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, related_name="+")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, null=True, related_name="+")
    rows = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    objects = ExportLogQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(purpose=""), name="export_has_purpose"),
            models.CheckConstraint(
                condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="export_has_digest"
            ),
            models.CheckConstraint(
                condition=Q(from_year__lt=F("to_year"))
                | Q(from_year=F("to_year"), from_month__lte=F("to_month")),
                name="export_months_in_order",
            ),
            models.CheckConstraint(condition=Q(rows__gt=0), name="export_has_rows"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.sha256[:8]}"

    @property
    def format_name(self) -> str:
        """The ending of the file's name, as people say it."""
        return self.format.upper()

    @property
    def first(self) -> JalaliMonth:
        return JalaliMonth(self.from_year, self.from_month)

    @property
    def last(self) -> JalaliMonth:
        return JalaliMonth(self.to_year, self.to_month)
