"""The operator's doors: the first posts of an installation, and its unions.

Whatever is given here has no two signatures, and says so: `by_command`, with its event.
"""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import trail
from accounts.appointments.ending_services import finish
from accounts.appointments.services import hold, keep
from accounts.authority import in_force
from accounts.enums import AccessKind, AppointmentAct, AppointmentState, OrganizationKind, Role
from accounts.grants import WrongPostError, revoke
from accounts.models import Appointment, Organization, User
from accounts.sessions import end_all
from accounts.substitution.services import end_of_service
from catalog.models import County
from config.errors import InvalidError
from config.persian import fold_password

ORDERED = "با فرمان مدیر سامانه"


class AppointmentRefusedError(InvalidError):
    """Why nothing was done, as a sentence for the operator."""


@dataclass(frozen=True)
class PostByCode:
    """A role at an organization, both by their codes."""

    role: str
    organization: str


@transaction.atomic
def appoint(
    username: str, post: PostByCode, full_name: str, email: str, password: str, at: datetime
) -> User:
    """Give the post, making the account where there is none; its password meets every rule.

    Raises AppointmentRefusedError.
    """
    role, organization = _found(post)
    user = User.objects.filter(username=User.normalize_username(username)).first()
    if user is None:
        user = _account(username, full_name, email, password)
    elif not user.is_active:
        raise AppointmentRefusedError(f"The account {username!r} is switched off.")
    give(user, role, organization, at)
    return user


def give(user: User, role: Role, organization: Organization, at: datetime) -> Appointment:
    """Write the appointment of the operator and let it begin; one that stands is kept.

    Raises AppointmentRefusedError.
    """
    User.objects.select_for_update().get(pk=user.pk)
    row = _standing(user, role, organization) or Appointment(
        role=role,
        organization=organization,
        user=user,
        full_name=user.full_name,
        mobile=user.mobile,
        email=user.email,
        by_command=True,
    )
    new = row.pk is None
    try:
        hold(row, at)
    except WrongPostError as fault:
        raise AppointmentRefusedError(f"{fault}.") from fault
    if new:
        keep(row, AppointmentAct.COMMANDED, None, at, note=ORDERED)
        detail = f"{role.label}، {organization.name}"
        trail.record(AccessKind.APPOINTED, None, user.username, about=user, detail=detail)
    return row


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
def take_back(username: str, post: PostByCode, at: datetime) -> None:
    """End the post from now on and sign the person out; the rows stay as history."""
    role, organization = _found(post)
    user = User.objects.filter(username=User.normalize_username(username)).first()
    held = in_force(at).filter(user=user, role=role, content_object=organization)
    if user is None or not held.exists():
        raise AppointmentRefusedError(f"{username!r} does not hold this post.")
    if row := _standing(user, role, organization):
        finish(row, None, ORDERED, at, may_be_last=True)
    else:
        # A post from before posts were written down.
        revoke(user, role, organization, at)
        end_of_service(user, organization, at)
        end_all(user)
    detail = f"{role.label}، {organization.name}"
    trail.record(AccessKind.POST_ENDED, None, user.username, about=user, detail=detail)


def _standing(user: User, role: Role, organization: Organization) -> Appointment | None:
    rows = Appointment.objects.select_for_update().filter(
        user=user, role=role, organization=organization, state=AppointmentState.HELD
    )
    return rows.first()


def _found(post: PostByCode) -> tuple[Role, Organization]:
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
