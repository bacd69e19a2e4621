"""The lines of the access table for certificates; nobody on stage has issued one."""

from tests.access_lines import Line, Page
from tests.access_people import MEMBERS

CERTIFICATES: dict[str, Line] = {
    "certificates:index": Page((200, 200), dict.fromkeys(MEMBERS, (200, 422))),
    "certificates:one": Page((404, 405), args=("0",)),
    "certificates:revoke": Page((405, 404), args=("0",)),
    "check:index": Page((200, 422), open_to_all=True),
    "check:one": Page((404, 405), open_to_all=True, args=("K7RM-42QX-9T",)),
}
