"""The lines of the access table for organizational statistics, by who reports and who reads."""

from tests.access_lines import Page
from tests.access_people import AFFILIATE, CHIEF, HEAD, MINISTRY, PROVINCE, STATISTICS

# What is asked of the near province on stage; nothing was written yet.
MONTH = ("03", "139806")
CONCERNED = dict.fromkeys((PROVINCE, HEAD, MINISTRY, STATISTICS, AFFILIATE, CHIEF), (200, 405))
# Another office's is not there for an affiliate.
NOT_THERE = dict.fromkeys((AFFILIATE, CHIEF), (404, 404))

ORGANIZATIONAL: dict[str, Page] = {
    "organizational:index": Page((403, 405), CONCERNED),
    "organizational:table": Page((403, 405), CONCERNED),
    "organizational:file": Page((403, 405), CONCERNED, args=("csv",)),
    "organizational:indicators": Page((403, 405), {STATISTICS: (200, 405)}),
    "organizational:indicator_new": Page((403, 403), {STATISTICS: (200, 422)}),
    # No indicator has the number 0.
    "organizational:indicator": Page((403, 403), {STATISTICS: (404, 404)}, args=("0",)),
    "organizational:indicator_end": Page((403, 403), {STATISTICS: (404, 404)}, args=("0",)),
    "organizational:report": Page(
        (403, 403),
        {
            **dict.fromkeys((PROVINCE, HEAD, STATISTICS), (200, 409)),
            MINISTRY: (200, 403),
            **NOT_THERE,
        },
        args=MONTH,
    ),
    "organizational:write": Page((403, 403), {PROVINCE: (200, 409), **NOT_THERE}, args=MONTH),
}
