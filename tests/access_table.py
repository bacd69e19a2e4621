"""Who may open what: one line for every address of the portal.

302 to the sign-in for who is not signed in · 404 for a case that is not there for the person, the
same as for a missing one · 403 for a known case and the wrong role · 409 for the wrong state or
version. A status is written as (GET, POST); HEAD is GET without the content, and every other
method is refused everywhere. No POST names a version, so that none writes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Status = tuple[int, int]

ANONYMOUS, TOKEN = "anonymous", "agency token"
OWNER, DELEGATE, STRANGER = "owner", "delegate", "stranger"
UNION, COUNTY, PROVINCE, HEAD, MINISTRY = "union", "county", "province", "head", "ministry"
STATISTICS, IMPORT, ADMIN = "statistics", "import", "admin"
MEMBERS = (OWNER, DELEGATE, STRANGER)
READERS = (UNION, COUNTY, PROVINCE, HEAD, MINISTRY)
OTHERS = (STATISTICS, IMPORT, ADMIN)
SIGNED_IN = (*MEMBERS, *READERS, *OTHERS)
# A token is no sign-in: on pages it opens nothing.
SIGNED_OUT = (ANONYMOUS, TOKEN)
PERSONAS = (*SIGNED_OUT, *SIGNED_IN)

# The near case is the owner's, the far one the stranger's, in another province and union.
# A person's own thing is near, somebody else's far. What no address has is malformed.
NEAR, FAR, MISSING, MALFORMED = "near", "far", "missing", "malformed"
DRAFT, FILED = "draft", "filed"
STATES = (DRAFT, FILED)
OBJECTS = (*((case, state) for case in (NEAR, FAR) for state in STATES), (MISSING, ""))
READING = ("GET", "HEAD")
METHODS = (*READING, "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


@dataclass(frozen=True)
class Page:
    """An address without an object: the same for all who are signed in, but `apart`."""

    every: Status
    apart: Mapping[str, Status] = field(default_factory=dict)
    open_to_all: bool = False
    args: tuple[str, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """An address of a case: for its members as draft and as filed, for officers who read it."""

    draft: Status
    filed: Status
    reach: Status
    apart: Mapping[str, Status] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    rest: tuple[str, ...] = ()


@dataclass(frozen=True)
class Own:
    """An address of something everybody has their own of; it is not there for anybody else."""

    own: Status


class Cell(NamedTuple):
    """One try: who, which address, how, on which case in which state, and what is answered."""

    persona: str
    name: str
    method: str
    case: str
    state: str
    status: int


def rows(prefix: str) -> dict[str, Any]:
    """Lay out an empty list of rows as a step posts it."""
    return {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}


OFFICERS_ONLY = dict.fromkeys((*MEMBERS, *OTHERS), (403, 405))
NO_OFFICERS = dict.fromkeys((*MEMBERS, *OTHERS), (403, 403))
DECIDERS = (UNION, PROVINCE, HEAD, MINISTRY)
DECIDES = dict.fromkeys(DECIDERS, (405, 409))
OFFICE_READS, OFFICE_EDITS = {STATISTICS: (200, 405)}, {STATISTICS: (200, 422)}
# Django's admin for the technical post: every list by its name.
TECHNICAL = Page((403, 403), {ADMIN: (200, 200)})
TECHNICAL_LISTS = (
    "accounts_user",
    "accounts_usersession",
    "accounts_outbox",
    "accounts_accessevent",
    "accounts_setaside",
    "axes_accessattempt",
    "admin_logentry",
)
# Who evaluates, and of them who reads cases too.
EVALUATES = dict.fromkeys((HEAD, MINISTRY, STATISTICS), (200, 405))
WATCHES = dict.fromkeys((HEAD, MINISTRY), (200, 405))
KEEPERS = (UNION, COUNTY, PROVINCE, HEAD)
KEEPS_REGISTRY = dict.fromkeys(KEEPERS, (200, 405))
# Who brings files of units; of an import that is not there everybody else is told nothing.
IMPORTERS = (PROVINCE, HEAD, STATISTICS)
IMPORT_READS = dict.fromkeys(IMPORTERS, (200, 405))
NO_IMPORT = dict.fromkeys(IMPORTERS, (404, 405))
NOTHING_TO_IMPORT = dict.fromkeys(IMPORTERS, (405, 404))
# An empty box is a form to put right.
SEARCHES = dict.fromkeys((*READERS, STATISTICS), (200, 422))
BAG = ("2520512459",)
PERIOD = {"licence": "own", "year": 1398, "month": 7, "activity": "active"}

TABLE: dict[str, Page | Case | Own] = {
    "healthz": Page((200, 405), open_to_all=True),
    "readyz": Page((200, 405), open_to_all=True),
    "help": Page((200, 405), open_to_all=True),
    "help_topic": Page((200, 405), open_to_all=True, args=("steps",)),
    "public:rules": Page((200, 405), open_to_all=True),
    "home": Page((302, 405)),
    "import_orders": Page((403, 405), {IMPORT: (200, 405)}),
    "accounts:login": Page((302, 302), {**dict.fromkeys(SIGNED_OUT, (200, 200))}, open_to_all=True),
    "accounts:logout": Page((405, 302)),
    "accounts:profile": Page((200, 422), data={"email": "x"}),
    "accounts:address_confirm": Page((410, 410)),
    "accounts:leave": Page((403, 403), dict.fromkeys(DECIDERS, (200, 422))),
    # No absence has the number 0.
    "accounts:leave_end": Page((405, 403), dict.fromkeys(DECIDERS, (405, 404)), args=("0",)),
    "accounts:sessions": Page((200, 405)),
    "accounts:end_others": Page((405, 302)),
    "accounts:password": Page((200, 422), data={"old_password": "x"}),
    "accounts:reset": Page((200, 422), open_to_all=True, data={"email": "x"}),
    "accounts:reset_sent": Page((200, 405), open_to_all=True),
    "accounts:reset_confirm": Page((410, 410), open_to_all=True),
    "accounts:reset_set": Page((410, 410), open_to_all=True),
    "accounts:reset_done": Page((200, 405), open_to_all=True),
    "notices:inbox": Page((200, 405)),
    "notices:read_all": Page((405, 302)),
    "notices:read": Own((405, 302)),
    "catalog:search": Page((200, 405)),
    "catalog:tree": Page((200, 405)),
    "catalogue:home": Page((403, 405), OFFICE_READS),
    "catalogue:new": Page((403, 403), OFFICE_EDITS),
    "catalogue:product": Page((403, 405), OFFICE_READS, args=BAG),
    "catalogue:describe": Page((403, 403), OFFICE_EDITS, args=BAG),
    "catalogue:retire": Page((403, 403), OFFICE_EDITS, args=BAG),
    "catalogue:restore": Page((403, 403), OFFICE_EDITS, args=BAG),
    "catalogue:measure": Page((403, 403), OFFICE_EDITS, args=BAG),
    "catalogue:node": Page((403, 405), OFFICE_READS, args=("D",)),
    "catalogue:rename_node": Page((403, 403), OFFICE_EDITS, args=("D",)),
    "catalogue:retire_node": Page((403, 403), OFFICE_EDITS, args=("D",)),
    "catalogue:restore_node": Page((403, 403), OFFICE_EDITS, args=("D",)),
    "selected:index": Page((403, 405), OFFICE_READS),
    "selected:add_unit": Page((403, 403), OFFICE_EDITS),
    "selected:add_product": Page((403, 403), OFFICE_EDITS),
    # No entry of a list has the number 0.
    "selected:end": Page((403, 403), {STATISTICS: (404, 404)}, args=("units", "0")),
    "causes:index": Page((403, 405), OFFICE_READS),
    "causes:add": Page((403, 403), OFFICE_EDITS),
    # No cause has the key nought.
    "causes:end": Page((403, 403), {STATISTICS: (404, 404)}, args=("0",)),
    "lists:index": Page((403, 405), OFFICE_READS),
    "lists:kinds": Page((403, 405), OFFICE_READS),
    "lists:add_kind": Page((403, 403), OFFICE_EDITS),
    "lists:end_kind": Page((403, 403), OFFICE_EDITS, args=("service",)),
    "lists:obligation": Page((403, 405), OFFICE_READS),
    "lists:add_obligation": Page((403, 403), OFFICE_EDITS),
    # No list, place, holiday or office has the number 0.
    "lists:members": Page((403, 405), {STATISTICS: (404, 405)}, args=("0",)),
    "lists:list_unit": Page((403, 403), {STATISTICS: (404, 404)}, args=("0",)),
    "lists:withdraw_list": Page((403, 403), {STATISTICS: (404, 404)}, args=("0",)),
    "lists:withdraw_unit": Page((403, 403), {STATISTICS: (404, 404)}, args=("0",)),
    "lists:holidays": Page((403, 405), OFFICE_READS),
    "lists:add_holiday": Page((403, 403), OFFICE_EDITS),
    "lists:correct_holiday": Page((403, 403), {STATISTICS: (404, 404)}, args=("0",)),
    "lists:remove_holiday": Page((403, 403), {STATISTICS: (404, 404)}, args=("0",)),
    "lists:counties": Page((403, 405), OFFICE_READS),
    "lists:add_county": Page((403, 403), OFFICE_EDITS),
    "lists:rename_county": Page((403, 403), OFFICE_EDITS, args=("0301",)),
    "lists:move_county": Page((403, 403), OFFICE_EDITS, args=("0301",)),
    "lists:offices": Page((403, 405), OFFICE_READS),
    "lists:add_office": Page((403, 403), OFFICE_EDITS),
    "lists:rename_office": Page((403, 403), {STATISTICS: (404, 404)}, args=("0",)),
    "lists:measures": Page((403, 405), OFFICE_READS),
    "lists:add_measure": Page((403, 403), OFFICE_EDITS),
    "lists:rename_measure": Page((403, 403), OFFICE_EDITS, args=("kg",)),
    "technical:index": TECHNICAL,
    "technical:jsi18n": Page((403, 403), {ADMIN: (200, 405)}),
    "technical:app_list": Page((403, 403), {ADMIN: (200, 200)}, args=("accounts",)),
    **{f"technical:{name}_changelist": TECHNICAL for name in TECHNICAL_LISTS},
    "reports:index": Page((403, 405), OFFICE_READS),
    "reports:export": Page((405, 403), {STATISTICS: (405, 422)}),
    "public:policy": Page((200, 405), open_to_all=True),
    "policy:index": Page((403, 405), OFFICE_READS),
    "policy:key": Page((403, 405), OFFICE_READS, args=("union_days",)),
    "policy:add": Page((403, 403), OFFICE_EDITS, args=("union_days",)),
    "policy:exception": Page((403, 403), OFFICE_EDITS, args=("filing_allowed_day",)),
    "simulation:index": Page((403, 403), OFFICE_EDITS),
    # No simulation has the number 0.
    "simulation:one": Page((403, 405), {STATISTICS: (404, 405)}, args=("0",)),
    "sweeps:index": Page((403, 405), {**OFFICE_READS, ADMIN: (200, 405)}),
    "units:mine": Page((200, 405)),
    # A file is there for the offices where the unit lies alone, and no unit has the number 0.
    "units:acts": Page((404, 405), args=("0",)),
    "units:act": Page((404, 404), args=("0", "close")),
    "units:correct": Page((404, 404), args=("0", "address")),
    "units:verify": Page((404, 404), args=("0",)),
    "units:capacity": Page((404, 404), args=("0",)),
    "units:contacts": Page((404, 404), args=("0",)),
    "units:contact_end": Page((404, 404), args=("0", "1")),
    "units:contact_wrong": Page((404, 404), args=("0", "1")),
    "units:contact_code": Page((404, 404), args=("0", "1")),
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
    "imports:take_back": Page((405, 403), NOTHING_TO_IMPORT, args=("0",)),
    "imports:columns": Page((403, 405), IMPORT_READS, args=("units",)),
    "imports:template": Page((403, 405), IMPORT_READS, args=("units", "csv")),
    # Officers find the units in reach there, everybody else their own.
    "unit_list:index": Page((200, 405)),
    "unit_list:contact_list": Page((403, 403), SEARCHES),
    # No unit has the number 0.
    "unit_file:file": Page((404, 405), args=("0",)),
    "search:search": Page((403, 403), SEARCHES),
    # A key that nobody was given.
    "search:found": Page((403, 405), dict.fromkeys(SEARCHES, (410, 405)), args=("x",)),
    "owner:home": Page((200, 405)),
    "owner:inactive": Page((200, 422)),
    "evaluation:index": Page((403, 405), EVALUATES),
    "evaluation:month": Page((403, 405), EVALUATES, args=("1398", "6")),
    "evaluation:quarter": Page((403, 405), EVALUATES, args=("1398", "2")),
    "evaluation:publish": Page((405, 403), {STATISTICS: (405, 409)}, args=("1398", "month", "6")),
    "watch:dashboard": Page((403, 405), WATCHES),
    "watch:provinces": Page((403, 405), {MINISTRY: (200, 405)}),
    "watch:cases": Page((403, 405), WATCHES),
    "review:inbox": Page((200, 405), OFFICERS_ONLY),
    "review:decisions": Page((403, 405), dict.fromkeys(DECIDERS, (200, 405))),
    # Nothing is ticked, so who may decide is told to choose.
    "review:bulk": Page((405, 422), dict.fromkeys((*MEMBERS, *OTHERS, COUNTY), (405, 403))),
    "statistics:new": Page((200, 422)),
    "statistics:again": Page((405, 422)),
    "statistics:notebooks": Page((200, 405)),
    # A notebook is there for the unit's own people alone, and no unit has the number 0.
    "statistics:notebook": Page((404, 404), args=("0", "1398", "7")),
    "statistics:month": Case(
        (200, 409), (302, 409), (403, 403), data=rows("lines") | rows("exports")
    ),
    "statistics:period": Case((200, 409), (302, 409), (403, 403), data=PERIOD),
    "statistics:production": Case((200, 409), (302, 409), (403, 403), data=rows("lines")),
    "statistics:production_products": Case((200, 405), (302, 405), (403, 405)),
    "statistics:exports": Case((200, 409), (302, 409), (403, 403), data=rows("exports")),
    "statistics:export_products": Case((200, 405), (302, 405), (403, 405)),
    "statistics:employment": Case((200, 409), (302, 409), (403, 403)),
    "statistics:report": Case((200, 405), (200, 405), (403, 405)),
    "statistics:report_book": Case((200, 405), (200, 405), (403, 405)),
    "statistics:report_production": Case((200, 405), (200, 405), (403, 405)),
    "statistics:report_exports": Case((200, 405), (200, 405), (403, 405)),
    "statistics:report_employment": Case((200, 405), (200, 405), (403, 405)),
    "statistics:delete": Case((200, 409), (302, 409), (403, 403)),
    "owner:case": Case((200, 405), (200, 405), (403, 405)),
    "owner:confirm": Case((200, 409), (302, 409), (403, 403)),
    "owner:receipt": Case((302, 405), (200, 405), (403, 405)),
    "owner:correct": Case((302, 405), (302, 405), (403, 405)),
    "owner:correction": Case((302, 409), (200, 409), (403, 403), data={"reason": "ببینید"}),
    "owner:complaint": Case((302, 409), (302, 409), (403, 403), data={"text": "ببینید"}),
    # There for the unit's own people alone, and no unit has the number 0.
    "owner:inactive_complaint": Page((404, 404), args=("0",)),
    "owner:answer": Case((405, 409), (405, 409), (405, 403), data={"question": 1, "text": "بله"}),
    "evidence:list": Case((200, 422), (200, 409), (403, 403)),
    "evidence:file": Case((200, 405), (200, 405), (200, 405), rest=("1",)),
    "evidence:remove": Case((405, 409), (405, 409), (405, 403), rest=("1",)),
    "review:followup": Page((200, 405), OFFICERS_ONLY),
    "review:remind": Page((405, 302), dict.fromkeys((*MEMBERS, *OTHERS), (405, 403))),
    # No unit and no complaint has the number 0.
    "review:contact": Page((404, 404), NO_OFFICERS, args=("0", "1398", "7")),
    "review:complaints": Page((200, 405), OFFICERS_ONLY),
    "review:complaint": Page((404, 404), NO_OFFICERS, args=("0",)),
    "review:case": Case((403, 405), (403, 405), (200, 405)),
    "review:decide": Case((405, 403), (405, 403), (405, 403), DECIDES, {"decision": "approve"}),
    "review:approve": Case((405, 403), (405, 403), (405, 403), DECIDES),
    "review:return": Case((405, 403), (405, 403), (405, 403), DECIDES, {"reason": "ببینید"}),
    "review:question": Case((405, 403), (405, 403), (405, 403), DECIDES, {"text": "چرا؟"}),
    "review:correction": Case((405, 403), (405, 403), (405, 403), DECIDES, {"action": "accept"}),
}


def cells(persona: str, methods: Sequence[str] = METHODS) -> Iterator[Cell]:
    """Yield every try of a persona with the status it must find."""
    for name, line in TABLE.items():
        for case, state in _objects(line):
            statuses = _statuses(persona, line, case, state)
            for method in methods:
                yield Cell(persona, name, method, case, state, _status(statuses, method))


def _objects(line: Page | Case | Own) -> Sequence[tuple[str, str]]:
    if isinstance(line, Page):
        return [("", "")]
    if isinstance(line, Own):
        return [(case, "") for case in (NEAR, FAR, MISSING, MALFORMED)]
    return [*OBJECTS, (MALFORMED, "")]


def _status(statuses: Status, method: str) -> int:
    if method in READING:
        return statuses[0]
    return statuses[1] if method == "POST" else 405


def _statuses(persona: str, line: Page | Case | Own, case: str, state: str) -> Status:
    if case == MALFORMED:
        return (404, 404)
    if persona in SIGNED_OUT and not (isinstance(line, Page) and line.open_to_all):
        return (302, 302)
    if isinstance(line, Page):
        return line.apart.get(persona, line.every)
    if isinstance(line, Own):
        return line.own if case == NEAR else _not_there(line.own)
    return _case(persona, line, case, state)


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
