"""The lines of the access table of review."""

from tests.access_lines import Case, Line, OfUnit, Page
from tests.access_people import COUNTY, DECIDERS, MEMBERS, NO_POST, OTHERS

OFFICERS_ONLY = dict.fromkeys((*MEMBERS, *OTHERS), (403, 405))
NO_OFFICERS = dict.fromkeys((*MEMBERS, *OTHERS), (403, 403))
DECIDES = dict.fromkeys(DECIDERS, (405, 409))

REVIEW: dict[str, Line] = {
    "review:inbox": Page((200, 405), OFFICERS_ONLY),
    "review:decisions": Page((403, 405), dict.fromkeys(DECIDERS, (200, 405))),
    # Nothing is ticked, so who may decide is told to choose.
    "review:bulk": Page((405, 422), dict.fromkeys((*MEMBERS, *OTHERS, COUNTY), (405, 403))),
    "review:followup": Page((200, 405), OFFICERS_ONLY),
    "review:remind": Page((405, 302), NO_POST),
    "review:contact": OfUnit((403, 403), (200, 422), outside=NO_OFFICERS, rest=("1398", "7")),
    "review:complaints": Page((200, 405), OFFICERS_ONLY),
    # No complaint has the number 0.
    "review:complaint": Page((404, 404), NO_OFFICERS, args=("0",)),
    "review:case": Case((403, 405), (403, 405), (200, 405)),
    "review:decide": Case((405, 403), (405, 403), (405, 403), DECIDES, {"decision": "approve"}),
    "review:approve": Case((405, 403), (405, 403), (405, 403), DECIDES),
    "review:return": Case((405, 403), (405, 403), (405, 403), DECIDES, {"reason": "ببینید"}),
    "review:question": Case((405, 403), (405, 403), (405, 403), DECIDES, {"text": "چرا؟"}),
    "review:correction": Case((405, 403), (405, 403), (405, 403), DECIDES, {"action": "accept"}),
}
