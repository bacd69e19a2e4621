"""Who may open what: one line for every address of the portal.

302 to the sign-in for who is not signed in · 404 for a case that is not there for the person, the
same as for a missing one · 403 for a known case and the wrong role · 409 for the wrong state or
version. A status is written as (GET, POST); every POST names no version, so that none writes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Status = tuple[int, int]

ANONYMOUS = "anonymous"
OWNER, DELEGATE, STRANGER = "owner", "delegate", "stranger"
UNION, COUNTY, PROVINCE, HEAD, MINISTRY = "union", "county", "province", "head", "ministry"
STATISTICS, IMPORT, ADMIN = "statistics", "import", "admin"
MEMBERS = (OWNER, DELEGATE, STRANGER)
READERS = (UNION, COUNTY, PROVINCE, HEAD, MINISTRY)
OTHERS = (STATISTICS, IMPORT, ADMIN)
SIGNED_IN = (*MEMBERS, *READERS, *OTHERS)
PERSONAS = (ANONYMOUS, *SIGNED_IN)

# The near case is the owner's, the far one the stranger's, in another province and union.
NEAR, FAR, MISSING = "near", "far", "missing"
OBJECTS = (NEAR, FAR, MISSING)
DRAFT, FILED = "draft", "filed"
STATES = (DRAFT, FILED)
METHODS = ("GET", "POST")


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


class Cell(NamedTuple):
    """One try: who, which address, how, on which case in which state, and what is answered."""

    persona: str
    name: str
    method: str
    case: str
    state: str
    status: int


def rows(prefix: str) -> dict[str, Any]:
    """Return an empty list of rows as a step posts it."""
    return {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}


OFFICERS_ONLY = dict.fromkeys((*MEMBERS, *OTHERS), (403, 405))
DECIDES = dict.fromkeys((UNION, PROVINCE, HEAD, MINISTRY), (405, 409))
PERIOD = {"licence": "own", "year": 1398, "month": 7, "activity": "active"}

TABLE: dict[str, Page | Case] = {
    "healthz": Page((200, 405), open_to_all=True),
    "readyz": Page((200, 405), open_to_all=True),
    "help": Page((200, 405), open_to_all=True),
    "home": Page((302, 405)),
    "accounts:login": Page((302, 302), {ANONYMOUS: (200, 200)}, open_to_all=True),
    "accounts:logout": Page((405, 302)),
    "accounts:profile": Page((200, 422), data={"email": "x"}),
    "accounts:sessions": Page((200, 405)),
    "accounts:end_others": Page((405, 302)),
    "accounts:password": Page((200, 422), data={"old_password": "x"}),
    "accounts:reset": Page((200, 422), open_to_all=True, data={"email": "x"}),
    "accounts:reset_sent": Page((200, 405), open_to_all=True),
    "accounts:reset_confirm": Page((410, 410), open_to_all=True, args=("x", "y")),
    "accounts:reset_done": Page((200, 405), open_to_all=True),
    "notices:inbox": Page((200, 405)),
    "notices:read_all": Page((405, 302)),
    "notices:read": Page((405, 404), args=("0",)),
    "catalog:search": Page((200, 405)),
    "catalog:tree": Page((200, 405)),
    "units:mine": Page((200, 405)),
    "owner:home": Page((200, 405)),
    "review:inbox": Page((200, 405), OFFICERS_ONLY),
    "statistics:new": Page((200, 422)),
    "statistics:period": Case((200, 409), (302, 409), (403, 403), data=PERIOD),
    "statistics:production": Case((200, 409), (302, 409), (403, 403), data=rows("lines")),
    "statistics:production_products": Case((200, 405), (302, 405), (403, 405)),
    "statistics:exports": Case((200, 409), (302, 409), (403, 403), data=rows("exports")),
    "statistics:export_products": Case((200, 405), (302, 405), (403, 405)),
    "statistics:employment": Case((200, 409), (302, 409), (403, 403)),
    "statistics:report": Case((200, 405), (200, 405), (403, 405)),
    "statistics:delete": Case((200, 409), (302, 409), (403, 403)),
    "owner:case": Case((200, 405), (200, 405), (403, 405)),
    "owner:confirm": Case((200, 409), (302, 409), (403, 403)),
    "owner:receipt": Case((302, 405), (200, 405), (403, 405)),
    "review:case": Case((403, 405), (403, 405), (200, 405)),
    "review:approve": Case((405, 403), (405, 403), (405, 403), DECIDES),
    "review:return": Case((405, 403), (405, 403), (405, 403), DECIDES, {"reason": "ببینید"}),
}


def cells(persona: str) -> Iterator[Cell]:
    """Return every try of a persona with the status it must find."""
    for name, line in TABLE.items():
        for at, method in enumerate(METHODS):
            if isinstance(line, Page):
                yield Cell(persona, name, method, "", "", _page(persona, line)[at])
                continue
            for state in STATES:
                for case in OBJECTS:
                    status = _case(persona, line, case, state)[at]
                    yield Cell(persona, name, method, case, state, status)


def _page(persona: str, line: Page) -> Status:
    if persona == ANONYMOUS and not line.open_to_all:
        return (302, 302)
    return line.apart.get(persona, line.every)


def _case(persona: str, line: Case, case: str, state: str) -> Status:
    if persona == ANONYMOUS:
        return (302, 302)
    if case == (FAR if persona == STRANGER else NEAR) and persona in MEMBERS:
        return line.draft if state == DRAFT else line.filed
    near = persona in READERS and case == NEAR
    if state == FILED and (near or (persona == MINISTRY and case == FAR)):
        return line.apart.get(persona, line.reach)
    # A method that the address never takes is refused before the case is looked for.
    return tuple(405 if s == 405 else 404 for s in line.draft)  # type: ignore[return-value]
