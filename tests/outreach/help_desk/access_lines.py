"""The lines of the access table for the help desk; on stage nobody has written a problem."""

from tests.access_lines import Page
from tests.access_people import (
    HEAD,
    MEMBERS,
    MINISTRY,
    OFFICE_EDITS,
    OFFICE_READS,
    PROVINCE,
    READERS,
    STATISTICS,
)

REPORTS = (PROVINCE, HEAD, MINISTRY, STATISTICS)

HELP_DESK = {
    "help_desk:index": Page((200, 405)),
    # Who acts for no unit and no office has nobody to ask for.
    "help_desk:new": Page((403, 403), dict.fromkeys((*MEMBERS, *READERS), (200, 422))),
    "help_desk:one": Page((404, 404), args=("0",)),
    "help_desk:report": Page((403, 405), dict.fromkeys(REPORTS, (200, 405))),
    "help_desk:categories": Page((403, 405), OFFICE_READS),
    "help_desk:add_category": Page((403, 403), OFFICE_EDITS),
    "help_desk:end_category": Page((403, 403), {STATISTICS: (404, 404)}, args=("0",)),
}
