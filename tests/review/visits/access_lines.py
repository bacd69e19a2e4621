"""The lines of the access table for visits: who plans, who writes, who watches over them."""

from tests.access_lines import Line, OfUnit, Page
from tests.access_people import HEAD, KEEPERS, MEMBERS, MINISTRY, OTHERS, STATISTICS

OUTSIDE = dict.fromkeys((*MEMBERS, *OTHERS, MINISTRY), (403, 403))
READERS = (*KEEPERS, MINISTRY)
# No visit has the number 0.
POSTED = Page((405, 403), dict.fromkeys(KEEPERS, (405, 404)), args=("0",))

VISITS: dict[str, Line] = {
    "visits:index": Page((403, 405), dict.fromkeys(KEEPERS, (200, 405))),
    "visits:plan": OfUnit((403, 403), (200, 422), outside=OUTSIDE),
    "visits:report": Page((403, 405), dict.fromkeys((HEAD, MINISTRY, STATISTICS), (200, 405))),
    "visits:mine": Page((200, 405)),
    "visits:forms": Page((403, 405), dict.fromkeys((*READERS, STATISTICS), (200, 405))),
    "visits:form_new": Page((403, 403), {STATISTICS: (200, 422)}),
    "visits:one": Page((403, 405), dict.fromkeys(READERS, (404, 405)), args=("0",)),
    "visits:photo": Page((403, 405), dict.fromkeys(READERS, (404, 405)), args=("0", "1")),
    "visits:move": Page((403, 403), dict.fromkeys(KEEPERS, (404, 404)), args=("0",)),
    "visits:write": Page((403, 403), dict.fromkeys(KEEPERS, (404, 404)), args=("0",)),
    "visits:cancel": POSTED,
    "visits:confirm": POSTED,
    "visits:return": POSTED,
    "visits:decline": Page((405, 403), dict.fromkeys(KEEPERS, (405, 404)), args=("0", "1")),
}
