"""People, the organizations they work for, what they may do there, and what they are told."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from guardian.models import UserObjectPermissionBase

from accounts.enums import (
    AccessKind,
    Channel,
    Delivery,
    Job,
    OrganizationKind,
    Permission,
    Role,
)
from catalog.models import County, Province
from config.one_line import OneLineField, is_one_line
from config.persian import fold_password, fold_user_name


class UserManager(BaseUserManager["User"]):
    """Makes users; the password is hashed with Argon2."""

    def create_user(self, username: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find who signs in, whichever keyboard wrote the name."""
        return self.get(username=fold_user_name(username or ""))

    def create_superuser(
        self, username: str, password: str | None = None, **fields: object
    ) -> "User":
        """Make a user with Django's flag, which opens nothing here: posts come from grants."""
        return self.create_user(username, password, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in: owner, delegate or officer.

    `mobile` is stored as 09xxxxxxxxx. The two `notify_` switches say by which ways notices reach
    the person besides the portal itself.
    """

    username = models.CharField(max_length=60, unique=True)
    full_name = OneLineField(max_length=120)
    email = models.EmailField(blank=True)
    mobile = models.CharField(max_length=11, blank=True)
    notify_email = models.BooleanField(default=True, db_default=True)
    notify_sms = models.BooleanField(default=True, db_default=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = "کاربر"
        verbose_name_plural = "کاربران"
        indexes = [
            # Somebody calls, and the officer looks for the number that is shown.
            models.Index(fields=["mobile"], name="people_by_mobile", condition=~Q(mobile=""))
        ]
        constraints = [
            is_one_line("full_name"),
            # With the unique index: no two accounts whose names differ in capitals alone.
            models.CheckConstraint(
                condition=Q(username=Lower("username")), name="user_name_in_small_letters"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def get_full_name(self) -> str:
        return self.full_name

    @classmethod
    def normalize_username(cls, username: str) -> str:
        """Write the name as it is stored: «Ali» and «ali» are one account."""
        return fold_user_name(username)

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(None if raw_password is None else fold_password(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        return super().check_password(raw_password and fold_password(raw_password))


class Organization(models.Model):
    """An office of the tree the work climbs: union → provincial organization → ministry.

    `parent` is the next desk of the chain. A union without `access_granted_at` cannot review yet
    (circular 60/227210 §3); its members' cases skip it. A ministry office that names ISIC divisions
    (two digits each) gets the cases of those; all others go to the provinces' own parent.
    """

    code = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=20, choices=OrganizationKind.choices)
    name = OneLineField(max_length=160)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    province = models.ForeignKey(Province, on_delete=models.PROTECT, null=True, blank=True)
    county = models.ForeignKey(County, on_delete=models.PROTECT, null=True, blank=True)
    access_granted_at = models.DateTimeField(null=True, blank=True)
    isic_divisions = ArrayField(
        models.CharField(max_length=2), default=list, db_default=[], blank=True
    )

    class Meta:
        permissions = [(p.value, p.label) for p in Permission]
        constraints = [
            models.CheckConstraint(
                # Cases climb by `parent`; a desk without one would hold them for ever.
                condition=~Q(kind__in=[OrganizationKind.UNION, OrganizationKind.PROVINCE])
                | Q(parent__isnull=False),
                name="organization_below_the_ministry_has_parent",
            ),
            models.CheckConstraint(
                condition=~Q(kind=OrganizationKind.PROVINCE) | Q(province__isnull=False),
                name="provincial_organization_has_province",
            ),
            models.CheckConstraint(
                condition=Q(kind=OrganizationKind.MINISTRY) | Q(isic_divisions=[]),
                name="ministry_offices_alone_have_divisions",
            ),
            is_one_line("name"),
        ]

    def __str__(self) -> str:
        return self.name


class OrganizationPermission(UserObjectPermissionBase):
    """One permission of one person on one organization, held through a role, perhaps dated.

    Rows are written by `accounts.grants` alone. A withdrawn role keeps its rows with `until` set.
    A substitute's rows begin at `since` and stand beside what the person may hold for good.
    """

    content_object = models.ForeignKey(Organization, on_delete=models.CASCADE)
    role = models.CharField(max_length=20, choices=Role.choices)
    granted_at = models.DateTimeField(auto_now_add=True)
    since = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True)

    class Meta(UserObjectPermissionBase.Meta):
        unique_together = []
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "permission", "content_object"],
                condition=Q(since=None),
                # NULL never equals NULL: grants for good need an index of their own.
                name="one_grant_of_a_role",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "permission", "content_object", "since"],
                name="one_dated_grant_of_a_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.content_object_id}"


class GrantChange(models.Model):
    """One change of a grant as it happened: a trigger writes it, whoever changed the row and how.

    Rows are only added (`accounts/migrations/`); the ids are plain numbers, so that the history
    outlives what it tells of.
    """

    at = models.DateTimeField()
    act = models.CharField(max_length=6)
    user_id = models.BigIntegerField()
    role = models.CharField(max_length=20)
    organization_id = models.BigIntegerField()
    permission_id = models.BigIntegerField()
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    # The role of the database that wrote it: in production never the owner's.
    written_by = models.CharField(max_length=63)

    def __str__(self) -> str:
        return f"{self.act} {self.user_id} {self.role} {self.organization_id}"


class UserSession(models.Model):
    """One signed-in browser of a person; it goes with its session.

    `seen_on` is the last Tehran day on which something was done there.
    """

    session = models.OneToOneField(Session, on_delete=models.CASCADE, primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessions")
    started_at = models.DateTimeField()
    seen_on = models.DateField()
    agent = models.CharField(max_length=255, blank=True)
    address = models.GenericIPAddressField(null=True)

    class Meta:
        verbose_name = "نشست"
        verbose_name_plural = "نشست‌ها"

    def __str__(self) -> str:
        return f"{self.user_id} {self.started_at}"


class AccessEvent(models.Model):
    """One line of the trail: who came, went, was refused, changed what protects an account.

    Name and address are kept starred, beside keyed digests by which tries are counted
    (`accounts.trail`). A trigger lets lines go by age alone.
    """

    at = models.DateTimeField()
    kind = models.CharField(max_length=10, choices=AccessKind.choices)
    # Without a constraint: the trail outlives whom it tells of.
    user = models.ForeignKey(
        User, on_delete=models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    name = models.CharField(max_length=60, blank=True)
    name_key = models.CharField(max_length=32, blank=True)
    address = models.CharField(max_length=45, blank=True)
    address_key = models.CharField(max_length=32, blank=True)
    network_key = models.CharField(max_length=32, blank=True)
    path = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = "رخداد دسترسی"
        verbose_name_plural = "سوابق دسترسی"
        indexes = [
            models.Index(fields=["name_key", "kind", "at"], name="trail_of_name"),
            models.Index(fields=["address_key", "kind", "at"], name="trail_of_address"),
            models.Index(fields=["network_key", "kind", "at"], name="trail_of_network"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


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
    nobody knows whether it arrived, so it stays so and is never tried again.
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
        ]
        indexes = [
            models.Index(
                fields=["next_try_at", "id"],
                condition=Q(state=Delivery.QUEUED),
                name="outbox_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.channel} {self.state}"


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


class Absence(models.Model):
    """An officer on leave from one moment to another, and the colleague who stands in.

    The substitute holds the same post for that time by a dated grant of their own where they did
    not hold it already; their decisions at that office say in whose place. Ended early by
    `until`. Written by `accounts.substitution.services` alone.
    """

    absentee = models.ForeignKey(
        User, on_delete=models.PROTECT, db_index=False, related_name="absences"
    )
    substitute = models.ForeignKey(
        User, on_delete=models.PROTECT, db_index=False, related_name="substitutions"
    )
    role = models.CharField(max_length=20, choices=Role.choices)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, db_index=False, related_name="absences"
    )
    since = models.DateTimeField()
    until = models.DateTimeField()
    named_by = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    named_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gte=models.F("since")), name="absence_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(absentee=models.F("substitute")), name="substitute_is_another"
            ),
        ]
        indexes = [
            models.Index(fields=["substitute", "organization", "until"], name="stands_in_for"),
            models.Index(fields=["absentee", "until"], name="absences_of"),
        ]

    def __str__(self) -> str:
        return f"{self.absentee_id} {self.since} {self.until}"

    @property
    def role_held(self) -> Role:
        return Role(self.role)


def short_name(name: str) -> str:
    """Drop the words that the names of all provincial organizations share."""
    return name.removeprefix("سازمان صنعت، معدن و تجارت ").removeprefix("استان ")
