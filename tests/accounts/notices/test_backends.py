"""How a message leaves: what may be tried again, and what may have arrived."""

import json
import smtplib
import socket
import threading
from collections.abc import Iterator
from http.client import HTTPException
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar
from urllib.error import HTTPError

import pytest
from django.core.mail.backends.locmem import EmailBackend

from accounts.enums import Channel
from accounts.notices.backends import (
    GatewaySms,
    Mail,
    Message,
    NotAcceptedError,
    UnreachableError,
    sender,
)

MESSAGE = Message("09120000000", "مهر برگشت", "علت", "https://portal.example.ir/statistics/")
LETTER = Message("leila@example.ir", "مهر برگشت", "علت", "https://portal.example.ir/statistics/")


class Gateway(BaseHTTPRequestHandler):
    """A gateway that answers `status` (0: hangs up) and keeps what it was sent."""

    status: ClassVar[int] = 200
    body: ClassVar[bytes] = b""
    got: ClassVar[list[tuple[str, Any]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.got.append((self.headers["Authorization"], json.loads(body)))
        if self.status:
            self.send_response(self.status)
            if self.status in (301, 302, 303, 307, 308):
                self.send_header("Location", self.path)
            self.end_headers()
            self.wfile.write(self.body)

    def do_GET(self) -> None:
        self.got.append(("followed", self.path))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def gateway(settings: Any) -> Iterator[type[Gateway]]:
    """Open a gateway that really listens."""
    Gateway.got.clear()
    with HTTPServer(("127.0.0.1", 0), Gateway) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{server.server_port}/send"
        settings.SMS_GATEWAY_TOKEN = "token"
        yield Gateway
        server.shutdown()
        thread.join()


def test_an_sms_tells_no_reason_and_no_figure(gateway: type[Gateway]) -> None:
    gateway.status = 200
    GatewaySms().send(MESSAGE)
    text = "مهر برگشت\nhttps://portal.example.ir/statistics/"
    assert gateway.got == [("Bearer token", {"to": "09120000000", "text": text})]


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b'{"id": "m-7"}', "m-7"),
        (b'{"id": 7}', "7"),
        (b"", ""),
        (b"ok", ""),
        (b'{"id": true}', ""),
        (b'["m-7"]', ""),
        (b'{"id": "' + b"x" * 65 + b'"}', ""),
    ],
)
def test_an_sms_that_was_taken_has_the_name_that_the_gateway_gave_it(
    gateway: type[Gateway], monkeypatch: pytest.MonkeyPatch, body: bytes, name: str
) -> None:
    gateway.status = 200
    monkeypatch.setattr(gateway, "body", body)
    assert GatewaySms().send(MESSAGE) == name


@pytest.mark.parametrize("status", [400, 401, 429, 503])
def test_a_gateway_that_refuses_has_not_taken_it(gateway: type[Gateway], status: int) -> None:
    gateway.status = status
    with pytest.raises(NotAcceptedError):
        GatewaySms().send(MESSAGE)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_gateway_that_leads_elsewhere_is_not_followed(
    gateway: type[Gateway], status: int
) -> None:
    """The number, the words and the token of the account go to the one address that was named."""
    gateway.status = status
    with pytest.raises(NotAcceptedError):
        GatewaySms().send(MESSAGE)
    assert len(gateway.got) == 1


@pytest.mark.parametrize(("status", "fault"), [(500, HTTPError), (0, HTTPException)])
def test_after_any_other_answer_it_may_have_arrived(
    gateway: type[Gateway], status: int, fault: type[Exception]
) -> None:
    gateway.status = status
    with pytest.raises(fault):
        GatewaySms().send(MESSAGE)


def test_a_gateway_nobody_answers_at_is_unreachable(settings: Any) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{free.getsockname()[1]}/"
    with pytest.raises(UnreachableError):
        GatewaySms().send(MESSAGE)


def test_a_mail_server_nobody_answers_at_is_unreachable(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = free.getsockname()
    with pytest.raises(UnreachableError):
        Mail().send(LETTER)


@pytest.mark.parametrize(
    ("fault", "seen"),
    [
        (smtplib.SMTPRecipientsRefused({}), NotAcceptedError),
        (smtplib.SMTPDataError(554, b"no"), NotAcceptedError),
        (smtplib.SMTPServerDisconnected("lost"), smtplib.SMTPServerDisconnected),
        (TimeoutError(), TimeoutError),
    ],
)
def test_a_mail_server_that_refuses_has_not_taken_it(
    monkeypatch: pytest.MonkeyPatch, fault: Exception, seen: type[Exception]
) -> None:
    def refuse(self: Any, letters: Any) -> int:
        raise fault

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    with pytest.raises(seen):
        Mail().send(LETTER)


@pytest.mark.parametrize(
    ("name", "kind"), [("ConsoleSms", "ConsoleSms"), ("GatewaySms", "GatewaySms")]
)
def test_the_installation_says_which_gateway_it_has(settings: Any, name: str, kind: str) -> None:
    settings.SMS_SENDER = f"accounts.notices.backends.{name}"
    assert type(sender(Channel.SMS)).__name__ == kind
    assert isinstance(sender(Channel.EMAIL), Mail)
