"""What a file of figures holds; files as they are made and kept; the append-only log of them."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from accounts.authority import authority_of
from accounts.enums import Permission
from accounts.models import Organization, User
from catalog.models import County, IsicNode, Product, Province
from config.jalali import JalaliMonth, tehran_day
from statistics.enums import FILES_AT_WORK, ExportFormat, ExportKind, FileState


class FileContents(models.Model):
    """Which rows a file holds, as what, and what it is wanted for."""

    kind = models.CharField(max_length=10, choices=ExportKind.choices)
    format = models.CharField(max_length=4, choices=ExportFormat.choices)
    purpose = models.CharField(max_length=300)
    from_year = models.PositiveSmallIntegerField()
    from_month = models.PositiveSmallIntegerField()
    to_year = models.PositiveSmallIntegerField()
    to_month = models.PositiveSmallIntegerField()
    province = models.ForeignKey(Province, on_delete=models.PROTECT, null=True, related_name="+")
    county = models.ForeignKey(County, on_delete=models.PROTECT, null=True, related_name="+")
    union = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, related_name="+")
    isic = models.ForeignKey(IsicNode, on_delete=models.PROTECT, null=True, related_name="+")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True

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

    @property
    def narrowed(self) -> bool:
        return bool(self.province or self.county or self.union or self.isic or self.product)


# What else is known of the contents of a file than its own fields.
_MONTHS_IN_ORDER = Q(from_year__lt=F("to_year")) | Q(
    from_year=F("to_year"), from_month__lte=F("to_month")
)


class ExportLogQuerySet(models.QuerySet["ExportLog"]):
    """The log as one person may read it."""

    def visible_to(self, user: User) -> Self:
        """Show the exports of the offices for which the person may export."""
        offices = authority_of(user).organizations(Permission.EXPORT_IDENTIFIED)
        return self.filter(organization__in=[office.pk for office in offices])


class ExportLog(FileContents):
    """One file of identified figures that was made: for whom, when, what for, which rows.

    Circular 60/133338 §5 keeps the figures of units confidential, so each file is written down
    before anybody can have it. `sha256` is the file's own, in hexadecimal; `rows` does not count
    the heading. A trigger refuses UPDATE and DELETE.
    """

    at = models.DateTimeField()
    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    rows = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    objects = ExportLogQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(purpose=""), name="export_has_purpose"),
            models.CheckConstraint(
                condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="export_has_digest"
            ),
            models.CheckConstraint(condition=_MONTHS_IN_ORDER, name="export_months_in_order"),
            models.CheckConstraint(condition=Q(rows__gt=0), name="export_has_rows"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.sha256[:8]}"


class FigureFileQuerySet(models.QuerySet["FigureFile"]):
    """Files of figures as one person may see them."""

    def visible_to(self, user: User) -> Self:
        """Keep the person's own: a file is handed to nobody but who asked for it."""
        offices = authority_of(user).organizations(Permission.EXPORT_IDENTIFIED)
        # Of an office that the person has left, nothing more is handed out.
        return self.filter(by=user, organization__in=[office.pk for office in offices])


class FigureFile(FileContents):
    """A file that somebody asked for: waiting, being written, in the private store, or gone.

    `organization` is the office for which it was asked; its reach was the file's. `stored` is the
    key of the store while the file is written and while it lies there. `attempt` grows with every
    worker that begins, `touched_at` is its last sign of life, `done` of `total` how many rows it
    has written. `log` is the line in the log of files, written with the file.
    """

    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=FileState.choices, default=FileState.WAITING)
    attempt = models.PositiveSmallIntegerField(default=0)
    touched_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField(null=True)
    stored = models.CharField(max_length=32, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    kept_until = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)
    log = models.OneToOneField(ExportLog, on_delete=models.PROTECT, null=True, related_name="+")

    objects = FigureFileQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["id"], name="files_at_work", condition=Q(state__in=sorted(FILES_AT_WORK))
            ),
            models.Index(
                fields=["kept_until"], name="files_kept", condition=Q(state=FileState.READY)
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(purpose=""), name="file_has_purpose"),
            models.CheckConstraint(condition=_MONTHS_IN_ORDER, name="file_months_in_order"),
            models.CheckConstraint(
                condition=~Q(state=FileState.READY)
                | (Q(log__isnull=False, kept_until__isnull=False) & ~Q(stored="")),
                name="ready_file_is_kept_and_logged",
            ),
            models.CheckConstraint(
                condition=~Q(state=FileState.FAILED) | (~Q(failure="") & Q(stored="")),
                name="failed_file_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.first.to_int()}-{self.last.to_int()}.{self.format}"

    @property
    def at_work(self) -> bool:
        return self.state in FILES_AT_WORK

    @property
    def ready(self) -> bool:
        return self.state == FileState.READY

    @property
    def kilobytes(self) -> int:
        return -(-self.size // 1024)

    @property
    def last_day(self) -> date | None:
        """The last day on which it can be had."""
        return tehran_day(self.kept_until) if self.kept_until else None
