"""Organizational statistics: indicators with dated terms, and what offices report of them.

Directive 5013 §11-12. The models belong to `statistics.models`.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.enums import OrganizationKind
from accounts.models import Organization, User
from config.jalali import JalaliMonth
from statistics.enums import Frequency, OfficeReminderKind, ReportMove, ReportState


class OrganizationalIndicator(models.Model):
    """What offices report again and again, by a code that stays.

    How often is told with the code: another frequency is another indicator. All else is dated, in
    `IndicatorTerms`. `version` grows with each of these.
    """

    code = models.CharField(max_length=20, unique=True)
    frequency = models.PositiveSmallIntegerField(choices=Frequency.choices)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex="^[a-z0-9][a-z0-9_-]*$"), name="indicator_code_shape"
            ),
            models.CheckConstraint(
                condition=Q(frequency__in=Frequency.values), name="indicator_frequency_known"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class IndicatorTerms(models.Model):
    """What an indicator means from a month on: name, measure, definition, and who answers.

    Rows are only added (a trigger): what was reported keeps the terms it was reported under.
    `kinds` is the level; `offices`, the codes of those of it that answer, is empty for all.
    `ended`: from that month on nobody is asked.
    """

    indicator = models.ForeignKey(
        OrganizationalIndicator, on_delete=models.PROTECT, db_index=False, related_name="terms"
    )
    serial = models.PositiveIntegerField()
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    measure = models.CharField(max_length=40)
    decimals = models.PositiveSmallIntegerField(default=0)
    definition = models.CharField(max_length=600)
    kinds = ArrayField(models.CharField(max_length=20, choices=OrganizationKind.choices))
    offices = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    ended = models.BooleanField(default=False)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["indicator", "serial"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "serial"], name="one_terms_a_serial"),
            models.CheckConstraint(
                condition=~Q(name="")
                & ~Q(measure="")
                & ~Q(definition="")
                & ~Q(reason="")
                & Q(kinds__len__gt=0)
                & Q(month__range=(1, 12)),
                name="terms_say_all",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def since(self) -> JalaliMonth:
        return JalaliMonth(self.year, self.month)


class OfficeReport(models.Model):
    """What one office reports of one period: a month, a quarter or a year, from `year`/`month` on.

    Its lines are the working copy; `standing` is what was confirmed last and counts meanwhile.
    `sent_by` is who sent the round that waits or was decided last: never who confirms it.
    """

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    frequency = models.PositiveSmallIntegerField(choices=Frequency.choices)
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=ReportState.choices, default=ReportState.DRAFT)
    version = models.PositiveIntegerField(default=0)
    first_sent_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    standing = models.ForeignKey(
        "statistics.OfficeRevision", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "frequency", "year", "month"],
                name="one_report_an_office_and_period",
            ),
            models.CheckConstraint(
                condition=Q(state=ReportState.DRAFT)
                | Q(first_sent_at__isnull=False, sent_at__isnull=False, sent_by__isnull=False),
                name="a_sent_report_names_its_sender",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReportState.CONFIRMED) | Q(standing__isnull=False),
                name="a_confirmed_report_stands",
            ),
        ]
        indexes = [
            models.Index(fields=["frequency", "year", "month"], name="office_report_by_period")
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.year}/{self.month} ×{self.frequency}"


class ReportedFigure(models.Model):
    """One indicator's figure: a number, or told to be nothing («ندارد»), never both.

    `reason` says why it changed as much as it did, where that was asked.
    """

    terms = models.ForeignKey(IndicatorTerms, on_delete=models.PROTECT, related_name="+")
    value = models.DecimalField(max_digits=18, decimal_places=3, null=True)
    absent = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True


class OfficeReportLine(ReportedFigure):
    """A figure as it is being written; one that is still empty has neither number nor «ندارد»."""

    report = models.ForeignKey(
        OfficeReport, on_delete=models.CASCADE, db_index=False, related_name="lines"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "terms"], name="one_line_a_terms"),
            models.CheckConstraint(
                condition=Q(value=None) | Q(absent=False, value__gte=0),
                name="a_line_is_a_number_or_absent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.terms_id}"


class OfficeRevision(models.Model):
    """A round as its head confirmed it; rows are only added, and so are its figures (triggers)."""

    report = models.ForeignKey(
        OfficeReport, on_delete=models.PROTECT, db_index=False, related_name="revisions"
    )
    round = models.PositiveIntegerField()
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "round"], name="one_office_round"),
            models.CheckConstraint(
                condition=~Q(sent_by=F("confirmed_by")), name="a_second_person_confirms"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.round}"


class OfficeFigure(ReportedFigure):
    """A figure as it was confirmed."""

    revision = models.ForeignKey(
        OfficeRevision, on_delete=models.PROTECT, db_index=False, related_name="figures"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", "terms"], name="one_figure_a_terms"),
            models.CheckConstraint(
                condition=Q(value=None, absent=True) | Q(value__gte=0, absent=False),
                name="a_figure_is_a_number_or_absent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.revision_id} {self.terms_id}"


class OfficeReportMove(models.Model):
    """One act on a report; rows are only added (a trigger)."""

    report = models.ForeignKey(
        OfficeReport, on_delete=models.PROTECT, db_index=False, related_name="moves"
    )
    serial = models.PositiveIntegerField()
    move = models.CharField(max_length=10, choices=ReportMove.choices)
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["report", "serial"]
        constraints = [
            models.UniqueConstraint(fields=["report", "serial"], name="one_move_a_serial"),
            models.CheckConstraint(
                condition=Q(move__in=[ReportMove.SENT, ReportMove.CONFIRMED]) | ~Q(reason=""),
                name="who_sends_back_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.serial}"


class OfficeReminder(models.Model):
    """That an office was reminded of a report, so that it is not told twice."""

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    frequency = models.PositiveSmallIntegerField(choices=Frequency.choices)
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=OfficeReminderKind.choices)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "frequency", "year", "month", "kind"],
                name="one_office_reminder_a_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.year}/{self.month} {self.kind}"
