"""The lines of the access table for circulars; on stage nobody has issued any."""

from tests.access_lines import Page
from tests.access_people import HEAD, MINISTRY, STATISTICS

ISSUE = (HEAD, MINISTRY, STATISTICS)
NOBODYS = ("0",)

CIRCULARS = {
    "circulars:index": Page((200, 405)),
    "circulars:new": Page((403, 403), dict.fromkeys(ISSUE, (200, 422))),
    "circulars:one": Page((404, 405), args=NOBODYS),
    "circulars:edit": Page((403, 403), dict.fromkeys(ISSUE, (404, 404)), args=NOBODYS),
    "circulars:issue": Page((405, 403), dict.fromkeys(ISSUE, (405, 404)), args=NOBODYS),
    "circulars:read": Page((405, 404), args=NOBODYS),
    "circulars:pass": Page((405, 404), args=NOBODYS),
    "circulars:withdraw": Page((403, 403), dict.fromkeys(ISSUE, (404, 404)), args=NOBODYS),
    "circulars:state": Page((404, 405), args=NOBODYS),
    "circulars:remind": Page((405, 404), args=NOBODYS),
    "circulars:annex": Page((404, 405), args=("0", "1")),
}
