"""Questions of offices before they support a unit, and what each was told."""

from django.db import models
from django.db.models import Q

from accounts.models import Organization, User
from config.jalali import JalaliMonth, current_month
from config.one_line import OneLineField
from entitlements.enums import SupportResult, SupportVerdict
from units.models import Unit


class SupportQuestion(models.Model):
    """One question of an office, of one unit or of a list. Only added.

    Priority goes by the months from `since` to `until`, the last one before the request (circular
    60/133338 §2). The ids that were typed are kept nowhere.
    """

    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    office = models.ForeignKey(
        Organization, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    purpose = OneLineField(max_length=120)
    reference = OneLineField(max_length=40, blank=True)
    requested_on = models.DateField()
    since = models.PositiveIntegerField()
    until = models.PositiveIntegerField()
    rows = models.PositiveSmallIntegerField()
    found = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["office", "-at", "-id"], name="support_of_office"),
            models.Index(fields=["by", "at"], name="support_of_person"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(rows__gt=0), name="support_asks_for_a_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.at:%F}"

    @property
    def first(self) -> JalaliMonth:
        return JalaliMonth.from_int(self.since)

    @property
    def last(self) -> JalaliMonth:
        return JalaliMonth.from_int(self.until)


class SupportAnswer(models.Model):
    """What was told of one row; of a unit that was found with its facts of that moment. Only added.

    `due` months were counted, of which `filed` are filed: by them units of one question are ranked.
    """

    question = models.ForeignKey(
        SupportQuestion, on_delete=models.PROTECT, db_index=False, related_name="answers"
    )
    position = models.PositiveSmallIntegerField()
    result = models.CharField(max_length=10, choices=SupportResult.choices)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    verdict = models.CharField(max_length=10, choices=SupportVerdict.choices, blank=True)
    due = models.PositiveSmallIntegerField(default=0)
    filed = models.PositiveSmallIntegerField(default=0)
    facts = models.JSONField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "position"], name="one_support_a_row"),
            models.CheckConstraint(
                condition=Q(result=SupportResult.FOUND, unit__isnull=False, facts__isnull=False)
                & ~Q(verdict="")
                | ~Q(result=SupportResult.FOUND) & Q(unit=None, facts=None, verdict=""),
                name="only_a_found_unit_is_supported",
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "-at", "-id"],
                name="support_about_unit",
                condition=Q(unit__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}.{self.position} {self.result}"

    @property
    def number(self) -> str:
        """The number on the printed answer: year, month and a running one."""
        told = current_month(self.at)
        return f"{told.year}/{told.month}/{self.pk}"
