"""Uploaded files of the registry and of the code lists, and what became of each row."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.authority import authority_of
from accounts.enums import OrganizationKind, Permission
from accounts.models import Organization, User
from config.one_line import OneLineField, is_one_line
from units.enums import IMPORTS_AT_WORK, IMPORTS_PUT_AWAY, ImportStage, RowState, RowVerdict


class ImportQuerySet(models.QuerySet["Import"]):
    """Imports as one person may see them."""

    def visible_to(self, user: User) -> Self:
        """Keep all for the statistics office, for a province those of its own organization."""
        offices = authority_of(user).organizations(Permission.IMPORT_REGISTRY)
        if any(office.kind == OrganizationKind.STATISTICS for office in offices):
            return self.all()
        return self.filter(scope__in=[office.pk for office in offices])


class Import(models.Model):
    """One uploaded file: read, kept as a dry run, stored in batches, perhaps undone.

    `kind` names what the file lists (`units.imports.kinds`); `scope` is the provincial organization
    whose units it may touch, none for the whole country. The file lies in the private store as it
    came; `stored` is empty once it is gone (`units.imports.keeping_services`), the record stays.
    Counters are of rows; `done` of `total` is the progress of the stage. `attempt` grows with every
    worker that begins a stage, `touched_at` is its last sign of life. `version` grows with every
    act of a person.
    """

    kind = models.CharField(max_length=20)
    scope = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, related_name="+")
    name = OneLineField(max_length=100)
    stored = models.CharField(max_length=32, blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    stage = models.CharField(
        max_length=10, choices=ImportStage.choices, default=ImportStage.READING
    )
    version = models.PositiveIntegerField(default=0)
    attempt = models.PositiveSmallIntegerField(default=0)
    touched_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    # The place of the last row of the last batch.
    reached = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    # Facts that the changed rows change.
    facts = models.PositiveIntegerField(default=0)
    # Rows that the registry had overtaken when they were stored; rows an undo had to keep.
    overtaken = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    # Rows by consequence, as the kind names it.
    consequences = models.JSONField(default=dict)
    # Sentences for the person: hidden rows, ignored columns; why it was not read.
    notes = models.JSONField(default=list)
    headings = ArrayField(models.TextField(), default=list)
    failure = models.TextField(blank=True)
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["id"],
                name="imports_at_work",
                condition=Q(stage__in=sorted(IMPORTS_AT_WORK)),
            )
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="import_has_a_name"),
            is_one_line("name"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="import_is_confirmed_by_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} {self.stage}"

    @property
    def at_work(self) -> bool:
        return self.stage in IMPORTS_AT_WORK

    @property
    def put_away(self) -> bool:
        """Tell whether its rows are gone, or go with the next pruning."""
        return self.stage in IMPORTS_PUT_AWAY

    @property
    def to_store(self) -> int:
        """How many rows the button stores."""
        return self.new + self.changed


class ImportRow(models.Model):
    """One row of an uploaded file, with what the dry run says of it and what became of it.

    `place` is the order in which rows are stored: by key, so that two writers never wait for each
    other crosswise. `changes` are `{fact, before, after, consequence}` as a page shows them,
    `faults` `{column, written, fault, remedy}`. `values` is what is to be stored, `before` and
    `after` what stood there, by the kind's own names: the first is what storing compares with, the
    second what an undo does. `written` are a refused row's cells as they came. `unit` and `licence`
    are plain numbers, so that rows outlive an undone import.
    """

    imported = models.ForeignKey(Import, on_delete=models.CASCADE, db_index=False)
    place = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    verdict = models.CharField(max_length=9, choices=RowVerdict.choices)
    # Rows with a consequence stand first.
    calm = models.BooleanField(default=True)
    state = models.CharField(
        max_length=9, choices=RowState.choices, blank=True, default="", db_default=""
    )
    title = models.CharField(max_length=300, blank=True)
    code = models.CharField(max_length=30, blank=True)
    changes = models.JSONField(default=list)
    faults = models.JSONField(default=list)
    consequences = ArrayField(models.CharField(max_length=20), default=list)
    values = models.JSONField(null=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    written = ArrayField(models.TextField(), null=True)
    unit = models.BigIntegerField(null=True)
    licence = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["imported", "place"], name="one_import_row_a_place")
        ]
        indexes = [
            models.Index(fields=["imported", "verdict", "calm", "place"], name="import_rows_shown")
        ]

    def __str__(self) -> str:
        return f"{self.imported_id} {self.line} {self.verdict}"
