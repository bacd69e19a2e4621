"""Codes by SMS in a test: the worker sends at once, into memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from unittest.mock import patch

from accounts.codes import services as codes
from accounts.models import OneTimeCode
from accounts.notices.backends import MemorySms
from config.persian import to_ascii_digits


@contextmanager
def codes_sent(at: datetime | None = None) -> Iterator[None]:
    """Let a worker stand by: what is asked for is sent then, `at` or when it was asked for."""

    def hand_over(_: str, args: list[int]) -> None:
        made = OneTimeCode.objects.get(pk=args[0])
        codes.send(made.pk, at or made.asked_at)

    MemorySms.sent.clear()
    with patch.object(codes, "hand_over", hand_over):
        yield


def last_code() -> str:
    """Read the code of the last SMS."""
    return "".join(sign for sign in to_ascii_digits(MemorySms.sent[-1].title) if sign.isdigit())


def wrong_code() -> str:
    """Name six digits that are not the code of the last SMS."""
    return "000000" if last_code() != "000000" else "000001"
