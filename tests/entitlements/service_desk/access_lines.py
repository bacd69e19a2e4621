"""The lines of the access table for questions before support; nobody on stage has asked one."""

from tests.access_lines import Line, Page
from tests.access_people import AFFILIATE, CHIEF, COUNTY, HEAD, MINISTRY, PROVINCE

ASKERS = (COUNTY, PROVINCE, HEAD, MINISTRY, AFFILIATE, CHIEF)

SERVICE_DESK: dict[str, Line] = {
    **dict.fromkeys(
        ("service_desk:index", "service_desk:several"),
        Page((403, 403), dict.fromkeys(ASKERS, (200, 422))),
    ),
    "service_desk:log": Page((403, 405), dict.fromkeys(ASKERS, (200, 405))),
    "service_desk:one": Page((403, 405), dict.fromkeys(ASKERS, (404, 405)), args=("0",)),
    "service_desk:letter": Page((403, 405), dict.fromkeys(ASKERS, (404, 405)), args=("0", "1")),
}
