"""People, the organizations they work for, and what they may do there."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from guardian.models import UserObjectPermissionBase

from accounts.enums import OrganizationKind, Permission, Role
from catalog.models import County, Province


class UserManager(BaseUserManager["User"]):
    """Makes users; the password is hashed with Argon2."""

    def create_user(self, username: str, password: str | None = None, **fields: object) -> "User":
        """Return a new active user."""
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, username: str, password: str | None = None, **fields: object
    ) -> "User":
        """Return a technical administrator: runs accounts, sees no figure, decides nothing."""
        return self.create_user(username, password, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in: owner, delegate or officer."""

    username = models.CharField(max_length=60, unique=True)
    full_name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    mobile = models.CharField(max_length=11, blank=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    def __str__(self) -> str:
        return self.full_name

    def get_full_name(self) -> str:
        """Return the name shown to the person."""
        return self.full_name


class Organization(models.Model):
    """An office of the tree the work climbs: union → provincial organization → ministry.

    `parent` is the next desk of the chain. A union without `access_granted_at` cannot review yet
    (letter 60/227210 §3); its members' cases skip it.
    """

    code = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=20, choices=OrganizationKind.choices)
    name = models.CharField(max_length=160)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    province = models.ForeignKey(Province, on_delete=models.PROTECT, null=True, blank=True)
    county = models.ForeignKey(County, on_delete=models.PROTECT, null=True, blank=True)
    access_granted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        permissions = [(p.value, p.label) for p in Permission]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=[OrganizationKind.UNION, OrganizationKind.PROVINCE])
                | Q(parent__isnull=False),
                name="organization_below_the_ministry_has_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OrganizationPermission(UserObjectPermissionBase):
    """One permission of one person on one organization, held through a role, perhaps until a date.

    Rows are written by `accounts.grants` alone. A withdrawn role keeps its rows with `until` set.
    """

    content_object = models.ForeignKey(Organization, on_delete=models.CASCADE)
    role = models.CharField(max_length=20, choices=Role.choices)
    granted_at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField(null=True, blank=True)

    class Meta(UserObjectPermissionBase.Meta):
        unique_together = ["user", "role", "permission", "content_object"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.content_object_id}"
