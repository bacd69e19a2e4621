"""Who tries the addresses of the access table, on whose things, and answers that many share."""

ANONYMOUS, TOKEN = "anonymous", "agency token"
OWNER, DELEGATE, STRANGER = "owner", "delegate", "stranger"
UNION, COUNTY, PROVINCE, HEAD, MINISTRY = "union", "county", "province", "head", "ministry"
STATISTICS, IMPORT, ADMIN, AUDITOR = "statistics", "import", "admin", "auditor"
# Of an affiliate, who report of their own office and review nothing.
AFFILIATE, CHIEF = "affiliate", "affiliate head"
# Of a union, who types for owners and decides on nothing.
CLERK = "clerk"
MEMBERS = (OWNER, DELEGATE, STRANGER)
READERS = (UNION, COUNTY, PROVINCE, HEAD, MINISTRY)
OTHERS = (STATISTICS, IMPORT, ADMIN, AUDITOR, AFFILIATE, CHIEF, CLERK)
SIGNED_IN = (*MEMBERS, *READERS, *OTHERS)
# A token is no sign-in: on pages it opens nothing.
SIGNED_OUT = (ANONYMOUS, TOKEN)
PERSONAS = (*SIGNED_OUT, *SIGNED_IN)

# The near case is the owner's, the far one the stranger's, in another province and union.
# A person's own thing is near, somebody else's far. What no address has is malformed.
NEAR, FAR, MISSING, MALFORMED = "near", "far", "missing", "malformed"
# A telephone of a unit, and one that its own people take off in one post.
CONTACT, SPARE = "contact", "spare"
DRAFT, FILED = "draft", "filed"
STATES = (DRAFT, FILED)
OBJECTS = (*((case, state) for case in (NEAR, FAR) for state in STATES), (MISSING, ""))

DECIDERS = (UNION, PROVINCE, HEAD, MINISTRY)
APPOINTERS = (*DECIDERS, STATISTICS)
OFFICE_READS, OFFICE_EDITS = {STATISTICS: (200, 405)}, {STATISTICS: (200, 422)}
KEEPERS = (UNION, COUNTY, PROVINCE, HEAD)
# Who brings files of units; of an import that is not there everybody else is told nothing.
IMPORTERS = (PROVINCE, HEAD, STATISTICS)
NO_POST = dict.fromkeys((*MEMBERS, *OTHERS), (405, 403))
