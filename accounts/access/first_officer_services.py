"""The post that comes with a union's access, and ends with it: the one place that writes it."""

from datetime import datetime

from accounts.appointments.queries import OPEN
from accounts.appointments.services import FirstOfficer, acted, keep, tell
from accounts.appointments.services import appoint_first_officer as give_post
from accounts.authority import in_force
from accounts.enums import AppointmentAct, AppointmentState, Role
from accounts.grants import revoke
from accounts.models import Appointment, Organization, User
from accounts.sessions import end_all
from accounts.substitution.services import end_of_service

TAKEN_BACK = "دسترسی اتحادیه پس گرفته شد"


def appoint_first_officer(officer: FirstOfficer, at: datetime) -> None:
    """Give who signed up for the union its first post; two of the statistics office signed."""
    give_post(officer, at)
    # A session that began without a post lacks the officers' time-out and second factor.
    end_all(officer.user)


def dismiss_officers(union: Organization, at: datetime) -> list[User]:
    """End the posts of all officers of a union whose access was taken back, and their sessions.

    Who is only on the way to a post there comes to none.
    """
    rows = Appointment.objects.select_for_update().filter(
        organization=union, role=Role.UNION_OFFICER
    )
    # These first: one that is accepted in this very moment is a post when the posts are read.
    for row in rows.filter(state__in=OPEN).order_by("pk"):
        row.state = AppointmentState.WITHDRAWN
        keep(row, AppointmentAct.WITHDRAWN, None, at, note=TAKEN_BACK)
        tell(acted(row), "پس گرفته شد", row, at, TAKEN_BACK)
    for row in rows.filter(state=AppointmentState.HELD).order_by("pk"):
        row.state, row.ended_at = AppointmentState.ENDED, at
        keep(row, AppointmentAct.ENDED, None, at, note=TAKEN_BACK)
    held = in_force(at).filter(content_object=union, role=Role.UNION_OFFICER)
    people = list(User.objects.filter(pk__in=held.values("user")).order_by("pk"))
    for person in people:
        revoke(person, Role.UNION_OFFICER, union, at)
        end_of_service(person, union, at)
        end_all(person)
    return people
