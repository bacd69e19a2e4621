"""Agreements with agencies, their tokens, and what was asked and answered under them."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from config.one_line import OneLineField
from entitlements.enums import InquiryField, InquiryState, RefusalReason, RowResult
from units.models import Unit


class Agreement(models.Model):
    """What an agency may ask of units: for what, by which basis, which fields, how long.

    Service sheet §7-8; directive 5013 §13; circular 60/133338 §5. It holds once a second person of
    the statistics office has confirmed it, from `starts_on` to `ends_on`, until somebody ends it.
    Nothing else of it is ever changed: other fields or days are another agreement.
    """

    number = OneLineField(max_length=40, unique=True)
    agency = OneLineField(max_length=120)
    legal_basis = OneLineField(max_length=300)
    purpose = OneLineField(max_length=200)
    fields = ArrayField(models.CharField(max_length=20, choices=InquiryField.choices))
    starts_on = models.DateField()
    ends_on = models.DateField()
    # So many units may be asked for in a day.
    per_day = models.PositiveIntegerField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    seconded_at = models.DateTimeField(null=True)
    seconded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="agreement_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(seconded_by=None, seconded_at=None)
                | Q(seconded_by__isnull=False, seconded_at__isnull=False)
                & ~Q(seconded_by=F("asked_by")),
                name="agreement_has_two_people",
            ),
            models.CheckConstraint(
                condition=Q(ended_by=None, ended_at=None)
                | Q(ended_by__isnull=False, ended_at__isnull=False),
                name="agreement_is_ended_by_somebody",
            ),
            models.CheckConstraint(condition=Q(fields__len__gt=0), name="agreement_names_a_field"),
        ]

    def __str__(self) -> str:
        return self.number


class AgencyToken(models.Model):
    """By which an agency's machine asks: its digest alone is kept, with the seed it was made of.

    Without the portal's own key the seed is no token (`entitlements.inquiries.rules`).
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="tokens")
    label = OneLineField(max_length=60)
    seed = models.CharField(max_length=40)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    expires_on = models.DateField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_by=None, revoked_at=None)
                | Q(revoked_by__isnull=False, revoked_at__isnull=False),
                name="token_is_revoked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Inquiry(models.Model):
    """One question of an agency, of one unit or of many.

    `key` is the agency's own: the same one with the same words is the same question. `asked` are
    the rows as they came, until they are answered: who was asked for in vain is kept nowhere.
    """

    reference = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    # An index of the list begins with it.
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, db_index=False, related_name="inquiries"
    )
    token = models.ForeignKey(
        AgencyToken, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    at = models.DateTimeField()
    key = models.CharField(max_length=80, blank=True)
    digest = models.CharField(max_length=64)
    single = models.BooleanField()
    fields = ArrayField(models.CharField(max_length=20, choices=InquiryField.choices))
    rows = models.PositiveIntegerField()
    asked = models.JSONField(null=True)
    state = models.CharField(max_length=8, choices=InquiryState.choices)
    attempt = models.PositiveSmallIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "key"], condition=~Q(key=""), name="one_inquiry_of_a_key"
            ),
            models.CheckConstraint(
                condition=Q(state=InquiryState.WAITING, done_at=None, asked__isnull=False)
                | ~Q(state=InquiryState.WAITING) & Q(done_at__isnull=False, asked__isnull=True),
                name="inquiry_waits_with_its_rows",
            ),
        ]
        indexes = [
            models.Index(fields=["agreement", "-at", "-id"], name="inquiries_of_agreement"),
            models.Index(
                fields=["id"], name="inquiries_waiting", condition=Q(state=InquiryState.WAITING)
            ),
        ]

    def __str__(self) -> str:
        return str(self.reference)


class InquiryAnswer(models.Model):
    """What was answered to one row, in its place; of a unit that was found, with its facts.

    Of a row that could not be read `facts` say which part. Only added; the unit's
    own people see theirs (`entitlements.ledger`).
    """

    inquiry = models.ForeignKey(
        Inquiry, on_delete=models.PROTECT, db_index=False, related_name="answers"
    )
    position = models.PositiveIntegerField()
    key = models.CharField(max_length=64, blank=True)
    result = models.CharField(max_length=10, choices=RowResult.choices)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    facts = models.JSONField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inquiry", "position"], name="one_answer_a_row"),
            models.CheckConstraint(
                condition=Q(result=RowResult.FOUND, unit__isnull=False, facts__isnull=False)
                | Q(result=RowResult.NOT_FOUND, unit=None, facts__isnull=True)
                | Q(result=RowResult.INVALID, unit=None, facts__isnull=False),
                name="only_a_found_unit_is_told_of",
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "-at", "-id"],
                name="answers_about_unit",
                condition=Q(unit__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inquiry_id}.{self.position} {self.result}"


class InquiryRefusal(models.Model):
    """A question that was not taken, and why: no unit is looked for in it. Only added.

    `address` is the network it came from, starred as in the trail of access.
    """

    at = models.DateTimeField()
    reason = models.CharField(max_length=12, choices=RefusalReason.choices)
    token = models.ForeignKey(
        AgencyToken, on_delete=models.PROTECT, null=True, related_name="refusals"
    )
    fields = ArrayField(models.CharField(max_length=40), default=list)
    address = models.CharField(max_length=45, blank=True)
    address_key = models.CharField(max_length=32, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["address_key", "at"], name="refusals_of_address")]

    def __str__(self) -> str:
        return self.reason


class RefusedUnit(models.Model):
    """A unit that a refused question of a known token named by both its ids. Only added.

    Its agency was told nothing; the unit's own people read that it asked.
    """

    refusal = models.ForeignKey(InquiryRefusal, on_delete=models.PROTECT, related_name="units")
    # An index of the list begins with it.
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["unit", "-at", "-id"], name="refusals_about_unit")]

    def __str__(self) -> str:
        return f"{self.refusal_id} {self.unit_id}"
