"""The lines of the access table of units, their lists, imports and campaigns."""

from tests.access_lines import Line, OfUnit, Page
from tests.access_people import (
    CONTACT,
    HEAD,
    IMPORTERS,
    KEEPERS,
    MINISTRY,
    NO_POST,
    OWNER,
    PROVINCE,
    READERS,
    SPARE,
    STATISTICS,
    STRANGER,
)

KEEPS_REGISTRY = dict.fromkeys(KEEPERS, (200, 405))
IMPORT_READS = dict.fromkeys(IMPORTERS, (200, 405))
NO_IMPORT = dict.fromkeys(IMPORTERS, (404, 405))
NOTHING_TO_IMPORT = dict.fromkeys(IMPORTERS, (405, 404))
READS_UNIT = dict.fromkeys((MINISTRY, STATISTICS), (403, 403))
CLOSES = dict.fromkeys((PROVINCE, HEAD), (200, 422))
# Whose own units are filed for by others: the holders.
OWNERS = (OWNER, STRANGER)
# Who calls all units of a reach to sign up.
CALLERS = (PROVINCE, HEAD, MINISTRY, STATISTICS)
# An empty box is a form to put right.
SEARCHES = dict.fromkeys((*READERS, STATISTICS), (200, 422))

UNITS: dict[str, Line] = {
    "units:mine": Page((200, 405)),
    "units:acts": OfUnit((404, 405), (200, 405)),
    # Closing is the province's; the ministry and the statistics office read.
    "units:act": OfUnit((404, 404), (403, 403), CLOSES, rest=("close",)),
    "units:correct": OfUnit((404, 404), (200, 422), READS_UNIT, rest=("address",)),
    "units:verify": OfUnit((403, 403), (200, 422), READS_UNIT),
    "units:capacity": OfUnit((200, 422), (200, 422), READS_UNIT),
    "units:contacts": OfUnit((200, 422), (200, 422), READS_UNIT),
    "units:contact_end": OfUnit((200, 302), (200, 422), READS_UNIT, rest=(SPARE,)),
    "units:contact_wrong": OfUnit((403, 403), (200, 422), READS_UNIT, rest=(CONTACT,)),
    "units:contact_code": OfUnit((200, 422), (403, 403), rest=(CONTACT,)),
    "units:mobile": OfUnit((302, 302), (200, 422), READS_UNIT),
    "units:mobiles": Page((403, 405), KEEPS_REGISTRY),
    # No change has the number 0.
    "units:mobile_settle": Page((403, 403), dict.fromkeys(KEEPERS, (404, 404)), args=("0",)),
    "units:people": Page((403, 405), dict.fromkeys(OWNERS, (200, 405))),
    "units:invite": Page((403, 403), dict.fromkeys(OWNERS, (200, 422))),
    # No person and no invitation has the number 0.
    "units:delegate": Page((403, 403), dict.fromkeys(OWNERS, (404, 404)), args=("0",)),
    "units:invitation_resend": Page((405, 403), dict.fromkeys(OWNERS, (405, 404)), args=("0",)),
    "units:invitation_revoke": Page((405, 403), dict.fromkeys(OWNERS, (405, 404)), args=("0",)),
    # No link was opened in any of these browsers.
    "units:invitation": Page((410, 410), open_to_all=True),
    "units:invitation_prove": Page((410, 410), open_to_all=True),
    "units:invitation_account": Page((410, 410), open_to_all=True),
    "campaign:index": Page((403, 405), dict.fromkeys((*READERS, STATISTICS), (200, 405))),
    "campaign:open": Page((403, 403), dict.fromkeys(CALLERS, (200, 422))),
    # No campaign has the number 0.
    "campaign:close": Page((405, 403), dict.fromkeys(CALLERS, (405, 404)), args=("0",)),
    "campaign:remind": Page((405, 403), dict.fromkeys(CALLERS, (405, 404)), args=("0",)),
    "units:unverified": Page((403, 405), KEEPS_REGISTRY),
    "units:issues": Page((403, 405), KEEPS_REGISTRY),
    # No line has the number 0.
    "units:issue": Page((403, 403), dict.fromkeys(KEEPERS, (404, 404)), args=("0",)),
    "imports:index": Page((403, 403), dict.fromkeys(IMPORTERS, (200, 422))),
    # No import has the number 0.
    "imports:one": Page((403, 405), NO_IMPORT, args=("0",)),
    "imports:refused": Page((403, 405), NO_IMPORT, args=("0",)),
    "imports:report": Page((403, 405), NO_IMPORT, args=("0",)),
    "imports:file": Page((403, 405), NO_IMPORT, args=("0",)),
    "imports:store": Page((405, 403), NOTHING_TO_IMPORT, args=("0",)),
    "imports:cancel": Page((405, 403), NOTHING_TO_IMPORT, args=("0",)),
    "imports:go_on": Page((405, 403), NOTHING_TO_IMPORT, args=("0",)),
    "imports:take_back": Page((403, 403), dict.fromkeys(IMPORTERS, (404, 404)), args=("0",)),
    "imports:columns": Page((403, 405), IMPORT_READS, args=("units",)),
    "imports:template": Page((403, 405), IMPORT_READS, args=("units", "csv")),
    # Officers find the units in reach there, everybody else their own.
    "unit_list:index": Page((200, 405)),
    "unit_list:contact_list": Page((403, 403), SEARCHES),
    "unit_file:file": OfUnit((200, 405), (200, 405)),
    "unit_file:remind": OfUnit((405, 403), (405, 302), outside=NO_POST),
    "search:search": Page((403, 403), SEARCHES),
    # A key that nobody was given.
    "search:found": Page((403, 405), dict.fromkeys(SEARCHES, (410, 405)), args=("x",)),
}
