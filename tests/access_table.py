"""Who may open what: one line for every address of the portal.

302 to the sign-in for who is not signed in · 404 for a case that is not there for the person, the
same as for a missing one · 403 for a known case and the wrong role · 409 for the wrong state or
version. A status is written as (GET, POST); HEAD is GET without the content, and every other
method is refused everywhere. No POST names a version, so that none writes.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tests.access_lines import Case as Case
from tests.access_lines import Line as Line
from tests.access_lines import OfUnit as OfUnit
from tests.access_lines import Own as Own
from tests.access_lines import Page as Page
from tests.access_lines import Status
from tests.access_people import ADMIN as ADMIN
from tests.access_people import AFFILIATE as AFFILIATE
from tests.access_people import ANONYMOUS as ANONYMOUS
from tests.access_people import APPOINTERS, OBJECTS, OFFICE_EDITS, OFFICE_READS
from tests.access_people import AUDITOR as AUDITOR
from tests.access_people import CHIEF as CHIEF
from tests.access_people import CLERK as CLERK
from tests.access_people import CONTACT as CONTACT
from tests.access_people import COUNTY as COUNTY
from tests.access_people import DECIDERS as DECIDERS
from tests.access_people import DELEGATE as DELEGATE
from tests.access_people import DRAFT as DRAFT
from tests.access_people import FAR as FAR
from tests.access_people import FILED as FILED
from tests.access_people import HEAD as HEAD
from tests.access_people import IMPORT as IMPORT
from tests.access_people import MALFORMED as MALFORMED
from tests.access_people import MEMBERS as MEMBERS
from tests.access_people import MINISTRY as MINISTRY
from tests.access_people import MISSING as MISSING
from tests.access_people import NEAR as NEAR
from tests.access_people import OTHERS as OTHERS
from tests.access_people import OWNER as OWNER
from tests.access_people import PERSONAS as PERSONAS
from tests.access_people import PROVINCE as PROVINCE
from tests.access_people import READERS as READERS
from tests.access_people import SIGNED_IN as SIGNED_IN
from tests.access_people import SIGNED_OUT as SIGNED_OUT
from tests.access_people import SPARE as SPARE
from tests.access_people import STATISTICS as STATISTICS
from tests.access_people import STRANGER as STRANGER
from tests.access_people import TOKEN as TOKEN
from tests.access_people import UNION as UNION
from tests.accounts.access_lines import ACCOUNTS
from tests.accounts.appointments.access_lines import appointment_lines
from tests.catalog.access_lines import CATALOG
from tests.entitlements.certificates.access_lines import CERTIFICATES
from tests.entitlements.inquiries.access_lines import INQUIRIES
from tests.entitlements.letters.access_lines import LETTERS
from tests.entitlements.orders.access_lines import ORDERS
from tests.entitlements.service_desk.access_lines import SERVICE_DESK
from tests.outreach.circulars.access_lines import CIRCULARS
from tests.outreach.help_desk.access_lines import HELP_DESK
from tests.oversight.best_units.access_lines import best_unit_lines
from tests.oversight.meetings.access_lines import meeting_lines
from tests.portal.training.access_lines import TRAINING
from tests.review.access_lines import REVIEW
from tests.review.assisted.access_lines import ASSISTED
from tests.review.visits.access_lines import VISITS
from tests.statistics.access_lines import FILING
from tests.statistics.calendar.access_lines import CALENDAR
from tests.statistics.files.access_lines import file_lines
from tests.statistics.organizational.access_lines import ORGANIZATIONAL
from tests.statistics.publication.desk.access_lines import edition_lines
from tests.units.access_lines import UNITS

READING = ("GET", "HEAD")
METHODS = (*READING, "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class Cell(NamedTuple):
    """One try: who, which address, how, on which case in which state, and what is answered."""

    persona: str
    name: str
    method: str
    case: str
    state: str
    status: int


# Django's admin for the technical post: every list by its name.
TECHNICAL = Page((403, 403), {ADMIN: (200, 200)})
TECHNICAL_LISTS = (
    "accounts_user",
    "accounts_usersession",
    "accounts_outbox",
    "accounts_setaside",
    "axes_accessattempt",
    "admin_logentry",
)
# Who evaluates, and of them who reads cases too.
EVALUATES = dict.fromkeys((HEAD, MINISTRY, STATISTICS), (200, 405))
WATCHES = dict.fromkeys((HEAD, MINISTRY), (200, 405))
# Read by everybody; begun by nobody on stage: a link, a code, a way to an account.
PUBLIC = ("public:latest", "public:archive", "public:method")
READ = ("healthz", "readyz", "help", "public:rules", "accounts:reset_sent", "accounts:reset_done")
BEGUN = ("accounts:sms_reset_code", "accounts:reset_confirm", "accounts:reset_set")
WAY = tuple(f"sign_up:{step}" for step in ("licence", "code", "units", "password"))

TABLE: dict[str, Line] = {
    **ACCOUNTS,
    **CATALOG,
    **UNITS,
    **FILING,
    **REVIEW,
    **VISITS,
    **ASSISTED,
    **CERTIFICATES,
    **INQUIRIES,
    **CALENDAR,
    **LETTERS,
    **ORDERS,
    **ORGANIZATIONAL,
    **TRAINING,
    **CIRCULARS,
    **HELP_DESK,
    "sms_reports:reports": Page((405, 401), open_to_all=True),
    **SERVICE_DESK,
    **dict.fromkeys((*READ, *PUBLIC), Page((200, 405), open_to_all=True)),
    # Nothing is published on stage.
    "public:month": Page((404, 405), open_to_all=True, args=("1398", "07")),
    "public:edition": Page((404, 405), open_to_all=True, args=("1398", "07", "1")),
    **dict.fromkeys((*BEGUN, *WAY), Page((410, 410), open_to_all=True)),
    "help_topic": Page((200, 405), open_to_all=True, args=("steps",)),
    # The front door for who is not signed in.
    "home": Page((302, 405), dict.fromkeys(SIGNED_OUT, (200, 405)), open_to_all=True),
    **appointment_lines(APPOINTERS),
    "trail:index": Page((403, 403), {AUDITOR: (200, 422)}),
    "trail:grants": Page((403, 405), {AUDITOR: (200, 405)}),
    # A key that nobody was given.
    "trail:found": Page((403, 405), {AUDITOR: (410, 405)}, args=("x",)),
    "technical:index": TECHNICAL,
    "technical:jsi18n": Page((403, 403), {ADMIN: (200, 405)}),
    "technical:app_list": Page((403, 403), {ADMIN: (200, 200)}, args=("accounts",)),
    **{f"technical:{name}_changelist": TECHNICAL for name in TECHNICAL_LISTS},
    **file_lines(PROVINCE, HEAD, MINISTRY, STATISTICS),
    **edition_lines(STATISTICS),
    "public:policy": Page((200, 405), open_to_all=True),
    "downloads:index": Page((200, 405), open_to_all=True),
    # Nothing is published on stage.
    "downloads:edition": Page((404, 405), open_to_all=True, args=("1398-07", "1")),
    "downloads:edition_file": Page((404, 405), open_to_all=True, args=("1398-07", "1", "x.csv")),
    "downloads:series_file": Page((404, 405), open_to_all=True, args=("production.csv",)),
    "simulation:index": Page((403, 403), OFFICE_EDITS),
    "simulation:rehearse": Page((403, 403), OFFICE_EDITS, args=("rule_change_percent",)),
    # No simulation has the number 0.
    "simulation:one": Page((403, 405), {STATISTICS: (404, 405)}, args=("0",)),
    "sweeps:index": Page((403, 405), {**OFFICE_READS, ADMIN: (200, 405)}),
    **best_unit_lines(EVALUATES, HEAD),
    "evaluation:index": Page((403, 405), EVALUATES),
    "editing_effect:index": Page((403, 405), dict.fromkeys((MINISTRY, STATISTICS), (200, 405))),
    "evaluation:month": Page((403, 405), EVALUATES, args=("1398", "6")),
    "evaluation:quarter": Page((403, 405), EVALUATES, args=("1398", "2")),
    "burden:index": Page((403, 405), OFFICE_READS),
    "evaluation:publish": Page((405, 403), {STATISTICS: (405, 409)}, args=("1398", "month", "6")),
    **dict.fromkeys(("watch:dashboard", "watch:cases"), Page((403, 405), WATCHES)),
    **meeting_lines(EVALUATES, (*READERS, STATISTICS), HEAD),
    "watch:provinces": Page((403, 405), {MINISTRY: (200, 405)}),
}


def cells(persona: str, methods: Sequence[str] = METHODS) -> Iterator[Cell]:
    """Yield every try of a persona with the status it must find."""
    for name, line in TABLE.items():
        for case, state in _objects(line):
            statuses = _statuses(persona, line, case, state)
            for method in methods:
                yield Cell(persona, name, method, case, state, _status(statuses, method))


def _objects(line: Line) -> Sequence[tuple[str, str]]:
    if isinstance(line, Page):
        return [("", "")]
    if isinstance(line, Own | OfUnit):
        return [(case, "") for case in (NEAR, FAR, MISSING, MALFORMED)]
    return [*OBJECTS, (MALFORMED, "")]


def _status(statuses: Status, method: str) -> int:
    if method in READING:
        return statuses[0]
    return statuses[1] if method == "POST" else 405


def _statuses(persona: str, line: Line, case: str, state: str) -> Status:
    if case == MALFORMED:
        return (404, 404)
    if persona in SIGNED_OUT and not (isinstance(line, Page) and line.open_to_all):
        return (302, 302)
    if isinstance(line, Page):
        return line.apart.get(persona, line.every)
    if isinstance(line, OfUnit):
        return _unit(persona, line, case)
    if isinstance(line, Own):
        return line.own if case == NEAR else _not_there(line.own)
    return _case(persona, line, case, state)


def _unit(persona: str, line: OfUnit, case: str) -> Status:
    if persona in line.outside:
        return line.outside[persona]
    if case == (FAR if persona == STRANGER else NEAR) and persona in MEMBERS:
        return line.own
    near = persona in READERS and case == NEAR
    if near or (persona in (MINISTRY, STATISTICS) and case in (NEAR, FAR)):
        return line.apart.get(persona, line.reach)
    return _not_there(line.reach)


def _case(persona: str, line: Case, case: str, state: str) -> Status:
    if case == (FAR if persona == STRANGER else NEAR) and persona in MEMBERS:
        return line.draft if state == DRAFT else line.filed
    near = persona in READERS and case == NEAR
    if state == FILED and (near or (persona == MINISTRY and case == FAR)):
        return line.apart.get(persona, line.reach)
    return _not_there(line.draft)


def _not_there(statuses: Status) -> Status:
    """Turn answers into 404s; a method never taken there is refused before the case is sought."""
    get, post = (405 if status == 405 else 404 for status in statuses)
    return get, post
