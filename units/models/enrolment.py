"""How people come aboard: delegates by invitation, owners within a campaign."""

from django.db import models
from django.db.models import F, Q

from accounts.models import Organization, User
from config.one_line import OneLineField, is_one_line
from units.models.contacts import ContactNumber
from units.models.unit import Unit


class DelegateInvitation(models.Model):
    """An owner's invitation of one person to file for chosen units.

    The secret of its link is kept as a digest; `sends` counts its messages. It is accepted
    once, by who proves the mobile, and is revoked by its owner before that; a membership is ended
    by itself.
    """

    invited_by = models.ForeignKey(
        User, on_delete=models.CASCADE, db_index=False, related_name="delegate_invitations"
    )
    units = models.ManyToManyField(Unit, related_name="delegate_invitations")
    name = OneLineField(max_length=120)
    mobile = models.CharField(max_length=11)
    digest = models.CharField(max_length=64, blank=True, db_index=True)
    sent_at = models.DateTimeField()
    sends = models.PositiveSmallIntegerField(default=1, db_default=1)
    until = models.DateTimeField()
    accepted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(mobile__regex=r"^09\d{9}$"), name="delegate_has_a_mobile"
            ),
            models.CheckConstraint(
                condition=Q(accepted_by=None, accepted_at=None)
                | Q(accepted_by__isnull=False, accepted_at__isnull=False),
                name="accepted_invitation_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(accepted_by=None) | ~Q(accepted_by=F("invited_by")),
                name="owner_is_no_delegate_of_their_own",
            ),
            is_one_line("name"),
        ]
        indexes = [models.Index(fields=["invited_by", "-id"], name="invitations_of_owner")]

    def __str__(self) -> str:
        return f"{self.invited_by_id} {self.sent_at}"


class RegistrationCampaign(models.Model):
    """The month in which all units of an office's reach sign up (circular 60/227210 §1).

    Without `organization` the whole country is called. `reminder_asked_at` waits for the worker,
    which then writes on which day those who lack were reminded last, and how many messages left.
    """

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, related_name="+"
    )
    starts_on = models.DateField()
    ends_on = models.DateField()
    letter_number = models.CharField(max_length=40)
    letter_date = models.DateField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    reminder_asked_at = models.DateTimeField(null=True)
    reminded_on = models.DateField(null=True)
    reminded_count = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="campaign_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} {self.ends_on}"


class CampaignReminder(models.Model):
    """One SMS to a registered mobile whose unit nobody has signed up for yet.

    `claimed_at` is written before it is sent, so that it never leaves twice; `failed` where the
    gateway surely did not take it.
    """

    campaign = models.ForeignKey(
        RegistrationCampaign, on_delete=models.CASCADE, db_index=False, related_name="reminders"
    )
    # Indexed, as an undo of an import asks whether a number was reminded.
    contact = models.ForeignKey(ContactNumber, on_delete=models.CASCADE, related_name="+")
    on = models.DateField()
    claimed_at = models.DateTimeField(null=True)
    failed = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "on", "contact"], name="one_campaign_reminder_a_day"
            )
        ]
        indexes = [
            models.Index(
                fields=["id"], name="campaign_reminders_waiting", condition=Q(claimed_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.on}"
