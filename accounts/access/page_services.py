"""What the pages of unions' access show: one request for one person, and the list of an office."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from accounts.access.errors import NotYourStepError
from accounts.access.queries import (
    asks,
    ended_before_a_letter,
    first_waiting,
    headed_by,
    liaison_of,
    taken_back_at,
    visible_to,
    waiting_for,
)
from accounts.access.rules import CHIPS, DESK, MOVES, ONWARD, Hand, is_open
from accounts.access.services import may
from accounts.access.skipping_queries import skipping
from accounts.access.way_queries import days_words, holder_words, way_of
from accounts.enums import AccessAct, AccessState
from accounts.models import AccessHop, AccessRequest, User
from config.keyset import older, page_of, pk_cursor

TAKEN_BACK = "دسترسی پس گرفته شد"
# The acts that stand beside the one that takes a request on, by the word of their address.
BESIDE = {
    "return": AccessAct.RETURNED,
    "refuse": AccessAct.REFUSED,
    "withdraw": AccessAct.WITHDRAWN,
    "take-back": AccessAct.TAKEN_BACK,
}
WORDS = {
    "return": "برگرداندن با علت",
    "refuse": "رد درخواست با علت",
    "withdraw": "پس گرفتن درخواست",
    "take-back": "پس گرفتن دسترسی",
}
_YOURS = {
    AccessAct.SENT: "کار شما: نامهٔ رسمی اتحادیه که نام کاربری در آن نوشته شده است.",
    AccessAct.FORWARDED: "کار شما: نامهٔ معرفی به سازمان استان.",
    AccessAct.INTRODUCED: "کار شما: نامهٔ معرفی به دفتر آمار.",
    AccessAct.SIGNED: "کار شما: تأیید نخست.",
    AccessAct.GRANTED: "کار شما: تأیید دوم؛ با آن دسترسی داده می‌شود.",
}


@dataclass(frozen=True)
class AccessRow:
    """One request in a list: whether it is first at its desk, and its days there and in all."""

    request: AccessRequest
    chip: str
    word: str
    first: bool
    here: str
    whole: str


def onward(user: User, request: AccessRequest) -> AccessAct | None:
    """Name the act by which the person takes the request on; None where it is not theirs."""
    act = ONWARD.get(AccessState(request.state))
    if act is None or (act == AccessAct.GRANTED and request.first_by_id == user.pk):
        return None
    return act if _theirs(user, request, act) else None


def request_page(user: User, request: AccessRequest, at: datetime) -> dict[str, Any]:
    """Gather what the page of one request shows to this person."""
    union, act = request.union, onward(user, request)
    # A withdrawal waits for nobody; neither does the union's own letter.
    waits = request.state in DESK and DESK[AccessState(request.state)] is not Hand.UNION
    first = first_waiting(request) if act and waits else request
    taken = taken_back_at(request)
    return {
        "access": request,
        "union": union,
        "chip": "returned" if taken else CHIPS[AccessState(request.state)],
        "word": TAKEN_BACK if taken else request.get_state_display(),
        "open": is_open(request.state),
        "whole": days_words(request.opened_at, request.closed_at or at, ""),
        "holder": holder_words(request) if is_open(request.state) else "",
        "act": act if first == request else None,
        "mine": act is not None,
        "yours": _YOURS[act] if act and first == request else "",
        "before": first if first != request else None,
        "second": request.first_by_id == user.pk and request.state == AccessState.SIGNED,
        "steps": way_of(request, at, mine=act is not None),
        "beside": _beside(user, request, first == request, taken),
        "skipping": skipping(union, user, at) if union.access_granted_at is None else None,
        "liaison": liaison_of(union.parent),
        "province": union.parent,
        "asks": asks(user, request),
        "own": request.applicant_id == user.pk,
        "again": _may_begin_again(user, request, taken),
        "anew": request.applicant_id == user.pk and ended_before_a_letter(request),
    }


def list_page(user: User, cursor: str, at: datetime) -> dict[str, Any]:
    """Gather what waits at the person's desks, in order of arrival, and all of their reach."""
    waiting = list(_shown(waiting_for(user)).order_by("arrived_at", "pk"))
    seen: set[tuple[str, str]] = set()
    rows = []
    for request in waiting:
        place = _queue(request)
        rows.append(_row(request, place not in seen, at))
        seen.add(place)
    page = page_of(older(_shown(visible_to(user)).order_by(F("pk").desc()), cursor), pk_cursor)
    return {
        "waiting": rows,
        "reach": [_row(request, False, at) for request in page.rows],
        "cursor": page.cursor,
        "heads": headed_by(user) is not None,
    }


def _shown(rows: QuerySet[AccessRequest]) -> QuerySet[AccessRequest]:
    taken = AccessHop.objects.filter(request=OuterRef("pk"), act=AccessAct.TAKEN_BACK)
    return rows.select_related("union__county", "union__parent").annotate(taken=Exists(taken))


def _queue(request: AccessRequest) -> tuple[str, str]:
    union = request.union
    places = {AccessState.AT_COUNTY: union.county_id, AccessState.AT_PROVINCE: union.parent_id}
    return request.state, str(places.get(AccessState(request.state), ""))


def _row(request: AccessRequest, first: bool, at: datetime) -> AccessRow:
    ended = bool(request.taken)  # type: ignore[attr-defined]
    return AccessRow(
        request,
        "returned" if ended else CHIPS[AccessState(request.state)],
        TAKEN_BACK if ended else request.get_state_display(),
        first,
        days_words(request.arrived_at, at, "از امروز") if is_open(request.state) else "",
        days_words(request.opened_at, request.closed_at or at, "همان روز"),
    )


def _beside(
    user: User, request: AccessRequest, first: bool, taken: datetime | None
) -> list[tuple[str, str]]:
    """List the acts beside: the word of each address, and its words."""
    state = AccessState(request.state)
    found = []
    for slug, act in BESIDE.items():
        ordered = act in (AccessAct.RETURNED, AccessAct.REFUSED)
        if act not in MOVES[state] or (ordered and not first) or (taken and slug == "take-back"):
            continue
        if _theirs(user, request, act):
            found.append((slug, WORDS[slug]))
    return found


def _theirs(user: User, request: AccessRequest, act: AccessAct) -> bool:
    try:
        may(user, request, MOVES[AccessState(request.state)][act])
    except NotYourStepError:
        return False
    return True


def _may_begin_again(user: User, request: AccessRequest, taken: datetime | None) -> bool:
    """Tell whether who signed up may open a new request: theirs has ended without access."""
    ended = taken or request.state in (AccessState.REFUSED, AccessState.WITHDRAWN)
    if not ended or request.applicant_id != user.pk or ended_before_a_letter(request):
        return False
    last = AccessRequest.objects.filter(union=request.union_id).order_by("-pk").first()
    return request.union.access_granted_at is None and last == request
