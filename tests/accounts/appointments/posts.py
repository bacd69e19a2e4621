"""The successful posts about appointments: who, from which page, what, and to where."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from accounts.appointments.invitation_services import sign_and_invite
from accounts.appointments.services import begin
from accounts.enums import InvitationWay, Role
from accounts.models import Appointment
from tests.accounts.appointments.cases import Offices, asked, code_of, invited, offices, terms
from tests.accounts.conftest import PASSWORD
from tests.sent_posts import Post
from tests.world import FILED_AT, World

LaidOut = tuple[Any, ...]
CONFIRMED = {"current_password": PASSWORD}


def _begun(world: World) -> LaidOut:
    there = offices(world)
    named = {"full_name": "نسرین آزمون‌پور", "title": "کارشناس", "mobile": "09121110001"}
    page = reverse("appointments:begin", args=[there.province.pk])
    return there.head, page, named | CONFIRMED


def _second(world: World) -> LaidOut:
    there = offices(world)
    page = reverse("appointments:act", args=[asked(there).pk, "second"])
    return there.expert, page, {"way": InvitationWay.LETTER.value} | CONFIRMED


def _opened(row: Appointment) -> LaidOut:
    return None, reverse("appointments:accept"), {"invitation": code_of(row)}


def _by_mail(there: Offices) -> Appointment:
    wanted = terms(Role.PROVINCE_EXPERT, there.province, mobile="", email="n@example.ir")
    row = begin(there.head, wanted, FILED_AT)
    return sign_and_invite(there.expert, row.pk, row.version, InvitationWay.EMAIL, FILED_AT)


def _after_code(row: Appointment, page: str, data: dict[str, Any]) -> LaidOut:
    return None, reverse(page), data, "", "", Post(*_opened(row))


def _mobile(world: World) -> LaidOut:
    return _after_code(invited(offices(world)), "appointments:mobile", {"send": "1"})


def _account(world: World) -> LaidOut:
    new = dict.fromkeys(("new_password1", "new_password2"), "three green lamps 61")
    row = _by_mail(offices(world))
    return _after_code(row, "appointments:account", new | {"username": "nasrin"})


APPOINTMENT_POSTS: dict[str, Callable[[World], LaidOut]] = {
    "appointments:begin": _begun,
    "appointments:act": _second,
    "appointments:accept": lambda world: _opened(invited(offices(world))),
    "appointments:mobile": _mobile,
    "appointments:account": _account,
}
