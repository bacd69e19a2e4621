"""First accounts, posts and unions of an installation, as its operator makes them.

Pages for this come with the chain of access; until then `manage.py appoint` and `manage.py union`
are the only doors, and both write through `accounts.grants`.
"""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.authority import in_force
from accounts.enums import OrganizationKind, Role
from accounts.grants import WrongPostError, grant, revoke
from accounts.models import Organization, User
from accounts.sessions import end_all
from catalog.models import County
from config.errors import InvalidError
from config.persian import fold_password


class AppointmentRefusedError(InvalidError):
    """Why nothing was done, as a sentence for the operator."""


@dataclass(frozen=True)
class Appointment:
    """A role at an organization, both by their codes."""

    role: str
    organization: str


@transaction.atomic
def appoint(username: str, post: Appointment, full_name: str, email: str, password: str) -> User:
    """Give the post, making the account where there is none; its password meets every rule.

    Raises AppointmentRefusedError.
    """
    role, organization = _found(post)
    user = User.objects.filter(username=User.normalize_username(username)).first()
    if user is None:
        user = _account(username, full_name, email, password)
    elif not user.is_active:
        raise AppointmentRefusedError(f"The account {username!r} is switched off.")
    try:
        grant(user, role, organization)
    except WrongPostError as fault:
        raise AppointmentRefusedError(f"{fault}.") from fault
    return user


def account_exists(username: str) -> bool:
    return User.objects.filter(username=User.normalize_username(username)).exists()


def _account(username: str, full_name: str, email: str, password: str) -> User:
    if not full_name:
        raise AppointmentRefusedError(f"There is no account {username!r}: name its person.")
    name = User.normalize_username(username)
    user = User(username=name, full_name=full_name, email=email)
    try:
        validate_password(fold_password(password), user)
        user.set_password(password)
        user.full_clean()
    except ValidationError as fault:
        raise AppointmentRefusedError(" ".join(fault.messages)) from fault
    user.save()
    return user


@transaction.atomic
def take_back(username: str, post: Appointment, at: datetime) -> None:
    """End the post from now on and sign the person out; the rows stay as history."""
    role, organization = _found(post)
    user = User.objects.filter(username=User.normalize_username(username)).first()
    held = in_force(at).filter(user=user, role=role, content_object=organization)
    if user is None or not held.exists():
        raise AppointmentRefusedError(f"{username!r} does not hold this post.")
    revoke(user, role, organization, at)
    end_all(user)


def _found(post: Appointment) -> tuple[Role, Organization]:
    if post.role not in list(Role):
        raise AppointmentRefusedError(f"There is no role {post.role!r}: {', '.join(Role)}.")
    organization = Organization.objects.filter(code=post.organization).first()
    if organization is None:
        raise AppointmentRefusedError(
            f"There is no organization {post.organization!r}: `load_reference` brings the offices,"
            " `union` makes a union."
        )
    return Role(post.role), organization


def register_union(code: str, name: str, county_code: str, at: datetime) -> Organization:
    """Make a union below the provincial organization of its county, with access from `at` on.

    One that stands there already gets the name, and keeps everything else.
    """
    county = County.objects.filter(pk=county_code).first()
    if county is None:
        raise AppointmentRefusedError(f"There is no county {county_code!r}.")
    there = Organization.objects.filter(code=code, kind=OrganizationKind.UNION, county=county)
    union = there.first() or Organization(
        code=code,
        kind=OrganizationKind.UNION,
        parent=Organization.objects.get(code=county.organization_code),
        province=county.province,
        county=county,
        access_granted_at=at,
    )
    union.name = name
    try:
        union.full_clean()
    except ValidationError as fault:
        raise AppointmentRefusedError(" ".join(fault.messages)) from fault
    union.save()
    return union
