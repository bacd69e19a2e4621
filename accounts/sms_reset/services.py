"""Asking for a code and taking it: alike for accounts that are there and those that are not.

The worker is handed whose name it is, 0 for nobody's, and never the name, which may be a national
id. Where no code goes out it writes one that nobody has, so that guessing
at it is counted and answered as any other.
"""

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.http import HttpRequest
from kombu.exceptions import OperationalError

from accounts import reset_links, trail
from accounts.codes import services as codes
from accounts.codes.services import CodeRefusedError, CodeRequest
from accounts.enums import AccessKind, CodePurpose
from accounts.models import User
from config.broker import hand_over
from config.http import client_address

_KEPT = "sms_reset"
OPEN_FOR = timedelta(minutes=30)
LATE = "کدی در انتظار نیست یا وقت آن گذشته است؛ کد جدید بگیرید."


@dataclass(frozen=True)
class Asked:
    """For whom a code was asked in this browser; the nonce binds it here."""

    name: str
    nonce: str
    at: str

    @property
    def subject(self) -> str:
        return f"{self.nonce}:{trail.key_of(self.name)[:24]}"

    @property
    def asked_at(self) -> datetime:
        return datetime.fromisoformat(self.at)

    @property
    def until(self) -> datetime:
        return self.asked_at + codes.KEPT

    @property
    def next_ask(self) -> datetime:
        return self.asked_at + codes.BETWEEN


def ask(request: HttpRequest, name: str, at: datetime) -> None:
    """Have a code sent, or pretended. Raises CodeRefusedError where no worker or no SMS is."""
    if not codes.available():
        raise CodeRefusedError(codes.NO_SMS)
    before = asked(request, at)
    if before and before.name == name and at < before.next_ask:
        raise CodeRefusedError(codes.JUST_SENT)
    nonce = before.nonce if before and before.name == name else secrets.token_hex(16)
    wanted = Asked(name, nonce, at.isoformat())
    place = trail.keys_of_address(client_address(request))
    user_id = User.objects.id_of(name)
    try:
        hand_over("accounts.tasks.send_reset_code", [user_id, wanted.subject, place])
    except OperationalError as fault:
        raise CodeRefusedError(codes.NO_SMS) from fault
    trail.record(AccessKind.RESET_ASKED, request, name)
    request.session[_KEPT] = asdict(wanted)


def send_to(user_id: int, subject: str, place: dict[str, str], at: datetime) -> None:
    """Send the code to the account's proved mobile; pretend where there is none to send to.

    `place` are the keys of the line and the network that asked.
    """
    user = _reachable().filter(pk=user_id).first()
    if user is not None:
        wanted = CodeRequest(CodePurpose.RESET, subject, user.mobile, None, **place)
        try:
            return codes.send(codes.reserve(wanted, at).pk, at)
        except CodeRefusedError:
            # Too many of them: what follows looks as if there were no account.
            pass
    return codes.pretend(CodePurpose.RESET, subject, at)


def asked(request: HttpRequest, at: datetime) -> Asked | None:
    """Find what was asked for in this browser; None where nothing was, or its time is over."""
    kept = request.session.get(_KEPT)
    found = Asked(**kept) if kept else None
    return found if found and at < found.asked_at + OPEN_FOR else None


def prove(request: HttpRequest, wanted: Asked, typed: str, at: datetime) -> None:
    """Take the code and let this browser write the password. Raises CodeRefusedError."""
    code = codes.prove(CodePurpose.RESET, wanted.subject, typed, at)
    user = _reachable().filter(username=wanted.name, mobile=code.mobile).first()
    if user is None:
        raise CodeRefusedError(LATE)
    del request.session[_KEPT]
    reset_links.open_for(request, user)


def _reachable() -> QuerySet[User]:
    """Keep the accounts whose mobile is proved to be its person's.

    A number that was typed into the profile may be a stranger's, by one wrong digit.
    """
    rows = User.objects.filter(is_active=True, mobile_proved=True)
    return rows.exclude(mobile="")
