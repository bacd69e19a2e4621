"""A workbook that somebody brought for several of their units, and what became of each."""

from django.db import models

from accounts.models import User
from config.jalali import JalaliMonth
from review.enums import BookState
from units.models import Unit


class Workbook(models.Model):
    """One file of one person and one month, as it was read; the file itself is not kept.

    `strays` are rows of no unit that the person may file for, `notes` what is said of the file as a
    whole. The very same file once more is this workbook (`one_workbook_of_a_file`).
    """

    by = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    headings = models.JSONField()
    notes = models.JSONField(default=list)
    strays = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by", "digest"], name="one_workbook_of_a_file")
        ]
        indexes = [models.Index(fields=["by", "-id"], name="workbooks_of_person")]

    def __str__(self) -> str:
        return f"{self.by_id} {self.name}"

    @property
    def period(self) -> JalaliMonth:
        return JalaliMonth(self.year, self.month)


class WorkbookUnit(models.Model):
    """The rows of one unit in a workbook, and how they stand.

    `rows` are its lines as read (line, values, cells, faults), `words` what is said of the unit: a
    refusal, or the warnings that its reasons answer. `tracking_number` is of the month as sent.
    """

    workbook = models.ForeignKey(
        Workbook, on_delete=models.CASCADE, db_index=False, related_name="units"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    rows = models.JSONField()
    state = models.CharField(max_length=10, choices=BookState.choices)
    words = models.JSONField(default=list)
    tracking_number = models.CharField(max_length=11, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workbook", "unit"], name="one_unit_of_a_workbook"),
            models.CheckConstraint(
                condition=models.Q(state=BookState.SENT) & ~models.Q(tracking_number="")
                | ~models.Q(state=BookState.SENT) & models.Q(tracking_number=""),
                name="sent_unit_has_its_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.workbook_id} {self.unit_id} {self.state}"
