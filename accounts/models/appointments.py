"""Posts: who asked for whom, who signed, whether it was accepted, when it ended."""

from django.db import models
from django.db.models import F, Q

from accounts.enums import AppointmentAct, AppointmentState, InvitationWay, Role
from accounts.models.organizations import Organization
from accounts.models.people import User
from config.one_line import OneLineField, is_one_line

# From here on somebody of the portal has signed twice, or the operator appointed by command.
SIGNED_STATES = (AppointmentState.INVITED, AppointmentState.HELD, AppointmentState.ENDED)


class Appointment(models.Model):
    """One person for one post at one organization, from the asking to the end.

    Whoever is named is no signatory, and no signatory signs twice. `user` is empty until a person
    without account has accepted; names and ways of contact are as the office wrote them. `until` is
    the end of the term. The invitation's secret is kept as a digest. The first posts of an
    installation are made by the operator (`by_command`). `version` grows with every act.
    """

    role = models.CharField(max_length=20, choices=Role.choices)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, db_index=False, related_name="appointments"
    )
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, db_index=False, related_name="appointments"
    )
    full_name = OneLineField(max_length=120)
    title = OneLineField(max_length=80)
    mobile = models.CharField(max_length=11, blank=True)
    email = models.EmailField(blank=True)
    until = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=AppointmentState.choices)
    letter_number = models.CharField(max_length=40, blank=True)
    letter_date = models.DateField(null=True)
    by_command = models.BooleanField(default=False)
    asked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    asked_at = models.DateTimeField(null=True)
    first_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    first_at = models.DateTimeField(null=True)
    second_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    second_at = models.DateTimeField(null=True)
    way = models.CharField(max_length=6, choices=InvitationWay.choices, blank=True)
    invitation_digest = models.CharField(max_length=64, blank=True)
    invitation_until = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    # The day from which the office says anew that the person still serves there.
    review_due = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "organization"],
                condition=Q(state=AppointmentState.HELD),
                name="one_appointment_to_a_post",
            ),
            models.CheckConstraint(
                condition=(Q(first_by=None) | ~Q(first_by=F("second_by")))
                & (Q(asked_by=None) | (~Q(asked_by=F("first_by")) & ~Q(asked_by=F("second_by")))),
                name="appointment_signed_by_different_people",
                violation_error_message="یک نفر دو بار امضا نمی‌کند.",
            ),
            models.CheckConstraint(
                condition=Q(user=None)
                | (
                    (Q(asked_by=None) | ~Q(user=F("asked_by")))
                    & (Q(first_by=None) | ~Q(user=F("first_by")))
                    & (Q(second_by=None) | ~Q(user=F("second_by")))
                ),
                name="nobody_appoints_themselves",
                violation_error_message="کسی خود را منصوب نمی‌کند.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=SIGNED_STATES)
                | Q(by_command=True)
                | Q(first_by__isnull=False, second_by__isnull=False),
                name="appointment_has_two_signatures",
            ),
            models.CheckConstraint(
                condition=~Q(state=AppointmentState.HELD)
                | Q(user__isnull=False, accepted_at__isnull=False),
                name="held_post_was_accepted",
            ),
            is_one_line("full_name"),
            is_one_line("title"),
        ]
        indexes = [
            models.Index(fields=["organization", "state", "-id"], name="appointments_of_office"),
            models.Index(fields=["user", "-id"], name="appointments_of_person"),
            models.Index(
                fields=["review_due"],
                condition=Q(state=AppointmentState.HELD),
                name="appointments_to_review",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.full_name} {self.role} {self.organization_id}"


class AppointmentEvent(models.Model):
    """One act about an appointment, as it happened; rows are only added (a trigger)."""

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="events")
    act = models.CharField(max_length=10, choices=AppointmentAct.choices)
    actor = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    office = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["office", "-at"], name="appointment_acts_of_office")]

    def __str__(self) -> str:
        return f"{self.act} {self.appointment_id}"
