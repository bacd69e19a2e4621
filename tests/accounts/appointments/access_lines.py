"""The lines of the access table for appointments, by who may appoint."""

from collections.abc import Iterable

from tests.access_lines import Page


def appointment_lines(appointers: Iterable[str]) -> dict[str, Page]:
    """List the addresses; no office and no appointment has the number 0."""
    who = tuple(appointers)
    return {
        "appointments:index": Page((403, 405), dict.fromkeys(who, (200, 405))),
        "appointments:office": Page((403, 405), dict.fromkeys(who, (404, 405)), args=("0",)),
        "appointments:begin": Page((403, 403), dict.fromkeys(who, (404, 404)), args=("0",)),
        # There for its offices and its person alone.
        "appointments:one": Page((404, 405), args=("0",)),
        "appointments:letter": Page((404, 405), args=("0",)),
        "appointments:act": Page((404, 404), args=("0", "sign")),
        "appointments:accept": Page((200, 422), open_to_all=True),
        "appointments:mobile": Page((410, 410), open_to_all=True),
        "appointments:account": Page((410, 410), open_to_all=True),
        "appointments:accepted": Page((200, 405), open_to_all=True),
    }
