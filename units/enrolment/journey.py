"""How far a browser is on its way to an account; kept in its session, and for a while only.

The nonce binds the code to this browser and this unit, and the pages of one journey to each other:
a form of an older one, from another tab, does nothing.
"""

import secrets
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from units.models import Unit

_KEPT, _FIRST, _MADE = "sign_up", "sign_up_first", "sign_up_made"
# Long enough for a code that comes late; each step begins it anew.
OPEN_FOR = timedelta(minutes=30)
FIELD = "journey"


@dataclass(frozen=True)
class Journey:
    """The unit that was found; after the code its proved mobile, and the unit to begin with."""

    unit: int
    nonce: str
    until: str
    mobile: str = ""
    begins: int = 0

    @property
    def subject(self) -> str:
        """Name what a code opens: this unit, in this browser."""
        return f"{self.nonce}:{self.unit}"


def begin(request: HttpRequest, unit: Unit, at: datetime) -> Journey:
    """Begin with a unit; the same one once more goes on, its code being on its way perhaps."""
    found = under_way(request, at)
    if found is None or found.unit != unit.pk or found.mobile:
        found = Journey(unit.pk, secrets.token_hex(16), "")
    return _keep(request, found, at)


def under_way(request: HttpRequest, at: datetime) -> Journey | None:
    """Find how far this browser is; None where it has not begun, or its time is over."""
    kept = request.session.get(_KEPT)
    if not kept or kept["until"] < at.isoformat():
        return None
    return Journey(**kept)


def is_of(request: HttpRequest, journey: Journey) -> bool:
    """Tell whether a posted form stood on a page of this journey."""
    return constant_time_compare(request.POST.get(FIELD, ""), journey.nonce)


def prove(request: HttpRequest, journey: Journey, mobile: str, at: datetime) -> Journey:
    """Remember the proved mobile; the session gets a new key, which nobody can have set before."""
    request.session.cycle_key()
    return _keep(request, replace(journey, mobile=mobile, begins=journey.unit), at)


def choose(request: HttpRequest, journey: Journey, unit: int, at: datetime) -> Journey:
    return _keep(request, replace(journey, begins=unit), at)


def finish(request: HttpRequest, journey: Journey) -> None:
    """End the journey; the first page after it begins with the chosen unit."""
    request.session.pop(_KEPT, None)
    request.session[_FIRST], request.session[_MADE] = journey.begins, journey.nonce


def led_to(request: HttpRequest) -> str:
    """Say where this very form has led before, an account having been made by it; '' else."""
    made: str = request.session.get(_MADE, "")
    same = made and constant_time_compare(request.POST.get(FIELD, ""), made)
    return reverse("signed_up") if same else ""


def first_unit(request: HttpRequest) -> int | None:
    """Tell with which unit (id) somebody who has just signed up begins."""
    found: int | None = request.session.get(_FIRST)
    return found


def _keep(request: HttpRequest, journey: Journey, at: datetime) -> Journey:
    kept = replace(journey, until=(at + OPEN_FOR).isoformat())
    request.session[_KEPT] = asdict(kept)
    return kept
