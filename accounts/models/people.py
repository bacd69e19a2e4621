"""Who signs in, and where they are signed in now."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

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

    def id_of(self, username: str) -> int:
        """Find whose user name it is; 0 for nobody's, by the same one look at the index."""
        rows = self.filter(username=fold_user_name(username))
        return rows.values_list("pk", flat=True).first() or 0

    def create_superuser(
        self, username: str, password: str | None = None, **fields: object
    ) -> "User":
        """Make a user with Django's flag, which opens nothing here: posts come from grants."""
        return self.create_user(username, password, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in: owner, delegate or officer.

    `mobile` is stored as 09xxxxxxxxx; `mobile_proved`: by a code, or as two officers wrote it down.
    One that was only typed is for notices: no code for the account goes there. The two `notify_`
    switches say by which ways notices reach the person besides the portal itself.
    """

    username = models.CharField(max_length=60, unique=True)
    full_name = OneLineField(max_length=120)
    email = models.EmailField(blank=True)
    mobile = models.CharField(max_length=11, blank=True)
    mobile_proved = models.BooleanField(default=False, db_default=False)
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
