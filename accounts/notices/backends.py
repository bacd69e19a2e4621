"""How a message leaves the portal: by mail, or as SMS through a gateway.

A sender tells apart what can be tried again (`NotAcceptedError`: the other side surely has not
taken it), what can never be sent as it stands (`UnsendableError`), and everything else: after any
other error it may have arrived.
"""

import json
import logging
import smtplib
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPException, InvalidURL
from typing import Any, ClassVar, Protocol
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.module_loading import import_string

from accounts.enums import Channel
from config.one_line import one_line

TIMEOUT_SECONDS = 10
LONGEST_ANSWER = 10_000
# The gateway's answers that say «not taken»; after another error nobody knows.
REFUSALS = {*range(300, 500), 503}
logger = logging.getLogger(__name__)


class NotAcceptedError(Exception):
    """The message was surely not taken; it may be tried again."""


class UnreachableError(NotAcceptedError):
    """Nobody answers there; other messages need not be tried now."""


class UnsendableError(Exception):
    """No letter can be made of it, so nothing has left; trying again would end the same way."""


@dataclass(frozen=True)
class Message:
    """What goes out: to an e-mail address or a mobile number."""

    address: str
    title: str
    body: str
    link: str

    @property
    def subject(self) -> str:
        """The title in one line: in the head of a letter a line break would begin another field."""
        return one_line(self.title)

    @property
    def short(self) -> str:
        """The text of an SMS: no reason of a reviewer, no figure."""
        return f"{self.subject}\n{self.link}"

    @property
    def parts(self) -> int:
        """How many SMS the gateway makes of the text: 70 signs alone, 67 each when joined."""
        # Persian goes as UTF-16, in which a sign outside its first plane counts twice.
        length = len(self.short.encode("utf-16-le")) // 2
        return 1 if length <= 70 else -(-length // 67)


class Sender(Protocol):
    """Sends one message. Raises NotAcceptedError when surely not taken, or UnsendableError.

    Returns by which name the other side will report of it, '' where it will not.
    """

    def send(self, message: Message) -> str: ...


class Mail:
    """By Django's mail settings."""

    def send(self, message: Message) -> str:
        connection = get_connection()
        text = f"{message.body}\n\n{message.link}\n"
        letter = EmailMessage(message.subject, text, to=[message.address], connection=connection)
        try:
            # Put together before anybody is asked: what fails here has surely sent nothing.
            letter.message()
        except Exception as error:
            raise UnsendableError(str(error)) from error
        try:
            # Opened apart: what fails here has surely sent nothing, and the other letters can wait.
            connection.open()
        except OSError as error:
            raise UnreachableError(str(error)) from error
        with closing(connection):
            try:
                letter.send()
            # An address that this server does not know how to write: it was never given the letter.
            except smtplib.SMTPNotSupportedError as error:
                raise UnsendableError(str(error)) from error
            # The server answered with a refusal; after other errors it may have taken the letter.
            except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
                raise NotAcceptedError(str(error)) from error
        return ""


class ConsoleSms:
    """Writes SMS into the log of the worker."""

    def send(self, message: Message) -> str:
        logger.info("SMS to %s: %s", message.address, message.short)
        return ""


class MemorySms:
    """Keeps SMS in memory."""

    sent: ClassVar[list[Message]] = []

    def send(self, message: Message) -> str:
        self.sent.append(message)
        return f"memory-{len(self.sent)}"


class _Stay(HTTPRedirectHandler):
    """Follows no redirect: number, words and token go where the operator said, nowhere else."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


class GatewaySms:
    """POSTs `{"to", "text"}` as JSON to SMS_GATEWAY_URL with SMS_GATEWAY_TOKEN as bearer.

    A gateway that answers `{"id"}` reports by it what became of the SMS
    (`accounts.notices.report_services`).
    """

    def send(self, message: Message) -> str:
        request = Request(
            settings.SMS_GATEWAY_URL,
            json.dumps({"to": message.address, "text": message.short}).encode(),
            {
                "Authorization": f"Bearer {settings.SMS_GATEWAY_TOKEN}",
                "Content-Type": "application/json",
            },
        )
        try:
            with build_opener(_Stay).open(request, timeout=TIMEOUT_SECONDS) as answer:
                return _name_in(answer)
        except HTTPError as error:
            error.close()
            # Any other answer may come from a gateway that has already sent it.
            if error.code in REFUSALS:
                raise NotAcceptedError(str(error)) from error
            raise
        except (URLError, InvalidURL) as error:
            # urllib wraps only what failed before the answer was awaited.
            raise UnreachableError(str(error)) from error


def _name_in(answer: Any) -> str:
    """Read the name of an SMS that was taken; whatever else is answered, it was taken."""
    try:
        data = json.loads(answer.read(LONGEST_ANSWER))
    except (ValueError, RecursionError, OSError, HTTPException):
        return ""
    name = data.get("id") if isinstance(data, dict) else None
    name = str(name) if isinstance(name, int) and not isinstance(name, bool) else name
    return name if isinstance(name, str) and len(name) <= 64 and name.isprintable() else ""


def channels() -> list[Channel]:
    """List the ways out that this installation has."""
    return [Channel.EMAIL, Channel.SMS] if settings.SMS_SENDER else [Channel.EMAIL]


def sender(channel: Channel) -> Sender:
    if channel is Channel.EMAIL:
        return Mail()
    found: Sender = import_string(settings.SMS_SENDER)()
    return found
