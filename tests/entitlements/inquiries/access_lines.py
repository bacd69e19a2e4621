"""The lines of the access table for inquiries; on stage nobody has agreed on anything."""

from tests.access_lines import Line, OfUnit, Page
from tests.access_people import STATISTICS

_READ, _EDIT = {STATISTICS: (200, 405)}, {STATISTICS: (200, 422)}
_ACT = Page((405, 403), {STATISTICS: (405, 404)}, args=("0",))

NOBODYS = "00000000-0000-4000-8000-000000000000"

INQUIRIES: dict[str, Line] = {
    "ledger:index": OfUnit(own=(200, 405), reach=(404, 405)),
    "inquiries:index": Page((403, 405), _READ),
    "inquiries:refusals": Page((403, 405), _READ),
    "inquiries:new": Page((403, 403), _EDIT),
    "inquiries:described": Page((200, 405), open_to_all=True),
    # No agreement has the number 0.
    "inquiries:one": Page((403, 405), {STATISTICS: (404, 405)}, args=("0",)),
    **dict.fromkeys((f"inquiries:{act}" for act in ("second", "end", "token")), _ACT),
    "inquiries:revoke": Page((405, 403), {STATISTICS: (405, 404)}, args=("0", "0")),
    # The machine's door: a session is nothing there, and the token on stage is nobody's.
    "inquiry_api:ask": Page((405, 401), open_to_all=True),
    "inquiry_api:one": Page((401, 405), open_to_all=True, args=(NOBODYS,)),
    "inquiry_api:described": Page((200, 405), open_to_all=True),
}
