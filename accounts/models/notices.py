"""What people are told, and how it leaves the portal."""

from django.db import models
from django.db.models import Q

from accounts.enums import Channel, Delivery, Job
from accounts.models.people import User


class Notice(models.Model):
    """One thing a person is told; the portal's own inbox always has it.

    `title` is short and complete (it is the whole SMS), `url` an address inside the portal.
    Written by `accounts.notices.services` alone.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices", db_index=False)
    kind = models.CharField(max_length=10)
    # Put together from names of any length, so no width of its own could hold it.
    title = models.TextField()
    body = models.TextField()
    url = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["user", "-id"], name="notices_of_user"),
            models.Index(fields=["user"], condition=Q(read_at=None), name="notices_unread"),
        ]

    def __str__(self) -> str:
        return self.title


class Outbox(models.Model):
    """One message that leaves the portal, at most once.

    A row is claimed (`sending`) before the gateway is called; when the process dies in between,
    nobody knows whether it arrived, so it stays so and is never tried again. `gateway_id` is by
    which the gateway reports of an SMS that it took; `arrived` what it said, None until it did.
    """

    notice = models.ForeignKey(
        Notice, on_delete=models.CASCADE, related_name="deliveries", db_index=False
    )
    channel = models.CharField(max_length=5, choices=Channel.choices)
    state = models.CharField(max_length=7, choices=Delivery.choices, default=Delivery.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    gateway_id = models.CharField(max_length=64, blank=True, default="", db_default="")
    arrived = models.BooleanField(null=True, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "پیام بیرونی"
        verbose_name_plural = "پیام‌های بیرونی"
        constraints = [
            # At most once: no notice has two messages on one way.
            models.UniqueConstraint(fields=["notice", "channel"], name="one_message_a_channel"),
            models.CheckConstraint(
                condition=Q(state=Delivery.SENT, sent_at__isnull=False)
                | ~Q(state=Delivery.SENT) & Q(sent_at=None),
                name="sent_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state=Delivery.SENDING) | Q(claimed_at__isnull=False),
                name="sending_has_claim",
            ),
            models.CheckConstraint(
                condition=Q(arrived=None, reported_at=None)
                | Q(arrived__isnull=False, reported_at__isnull=False),
                name="report_has_moment",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at", "id"],
                condition=Q(state=Delivery.QUEUED),
                name="outbox_due",
            ),
            models.Index(
                fields=["gateway_id"], condition=~Q(gateway_id=""), name="outbox_by_gateway"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.channel} {self.state}"


class SmsDay(models.Model):
    """What the notices of one Tehran day have cost as SMS, in rials.

    `told_at`: the office was told that the day's ceiling was reached. Written by
    `accounts.notices.budget_services` alone.
    """

    day = models.DateField(primary_key=True)
    rials = models.PositiveBigIntegerField(default=0)
    told_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.day} {self.rials}"


class SetAside(models.Model):
    """A row that a job could not write: it left it as it was, told of it, and did the rest.

    `row` is the key by which the job knows it (tracking number, unit, message), never a figure;
    `fault` what the database said. It goes when a later run has nothing to say of it. Written by
    `accounts.notices.set_aside` alone.
    """

    job = models.CharField(max_length=10, choices=Job.choices)
    row = models.CharField(max_length=20)
    fault = models.TextField()
    since = models.DateTimeField()

    class Meta:
        verbose_name = "ردیف کنارگذاشته"
        verbose_name_plural = "ردیف‌های کنارگذاشته"
        constraints = [
            models.UniqueConstraint(fields=["job", "row"], name="set_aside_once_a_job_and_row")
        ]

    def __str__(self) -> str:
        return f"{self.job} {self.row}"
