"""The table of moves of a union's request for access (circular 60/227210 §3), which runs.

Services move by it, the page offers by it, and the picture in docs/workflow.md is drawn from it
(`accounts.access.diagram`).
"""

from dataclasses import dataclass
from enum import Enum

from accounts.enums import OPEN_ACCESS_STATES, AccessAct, AccessState


class Hand(Enum):
    """Who acts: who signed up for the union, or an office on the way."""

    UNION = "اتحادیه"
    COUNTY = "ادارهٔ شهرستان"
    PROVINCE = "سازمان استان"
    STATISTICS = "دفتر آمار"


@dataclass(frozen=True)
class Move:
    """Who may do an act in a state, and where it leads; `also` may do it as well.

    Of several targets the first stands for a union whose county has an office, the second for one
    that has none between itself and its province.
    """

    who: Hand
    to: tuple[AccessState, ...]
    also: tuple[Hand, ...] = ()

    @property
    def hands(self) -> tuple[Hand, ...]:
        return (self.who, *self.also)


_S, _A = AccessState, AccessAct
_WITHDRAWN = Move(Hand.UNION, (_S.WITHDRAWN,))
_REFUSED = Move(Hand.STATISTICS, (_S.REFUSED,))
_BACK_TO_PROVINCE = Move(Hand.STATISTICS, (_S.AT_PROVINCE,))

MOVES: dict[AccessState, dict[AccessAct, Move]] = {
    _S.REGISTERED: {
        _A.SENT: Move(Hand.UNION, (_S.AT_COUNTY, _S.AT_PROVINCE)),
        # Anybody signs a union up, and only they would end it: the union would wait for ever. The
        # province as well, for a county without an office and for an office without people.
        _A.REFUSED: Move(Hand.COUNTY, (_S.REFUSED,), also=(Hand.PROVINCE,)),
        _A.WITHDRAWN: _WITHDRAWN,
    },
    _S.AT_COUNTY: {
        _A.FORWARDED: Move(Hand.COUNTY, (_S.AT_PROVINCE,)),
        _A.RETURNED: Move(Hand.COUNTY, (_S.REGISTERED,)),
        _A.WITHDRAWN: _WITHDRAWN,
    },
    _S.AT_PROVINCE: {
        _A.INTRODUCED: Move(Hand.PROVINCE, (_S.AT_STATISTICS,)),
        _A.RETURNED: Move(Hand.PROVINCE, (_S.AT_COUNTY, _S.REGISTERED)),
        _A.WITHDRAWN: _WITHDRAWN,
    },
    _S.AT_STATISTICS: {
        _A.SIGNED: Move(Hand.STATISTICS, (_S.SIGNED,)),
        _A.RETURNED: _BACK_TO_PROVINCE,
        _A.REFUSED: _REFUSED,
        _A.WITHDRAWN: _WITHDRAWN,
    },
    _S.SIGNED: {
        _A.GRANTED: Move(Hand.STATISTICS, (_S.GRANTED,)),
        _A.RETURNED: _BACK_TO_PROVINCE,
        _A.REFUSED: _REFUSED,
        _A.WITHDRAWN: _WITHDRAWN,
    },
    # Ends the union's access, not the request: it stays granted, with the day on which it ended.
    _S.GRANTED: {_A.TAKEN_BACK: Move(Hand.STATISTICS, (_S.GRANTED,))},
    _S.REFUSED: {},
    _S.WITHDRAWN: {},
}
# Acts that a letter with number, date and file goes with, and acts that say why.
WITH_LETTER = (_A.SENT, _A.FORWARDED, _A.INTRODUCED, _A.TAKEN_BACK)
WITH_REASON = (_A.RETURNED, _A.REFUSED, _A.TAKEN_BACK)
# The act that takes a request on from its desk; the others stand beside it.
ONWARD = {
    _S.REGISTERED: _A.SENT,
    _S.AT_COUNTY: _A.FORWARDED,
    _S.AT_PROVINCE: _A.INTRODUCED,
    _S.AT_STATISTICS: _A.SIGNED,
    _S.SIGNED: _A.GRANTED,
}
# At whose desk a request of a state lies: one desk may have requests of two states.
DESK = {
    _S.REGISTERED: Hand.UNION,
    _S.AT_COUNTY: Hand.COUNTY,
    _S.AT_PROVINCE: Hand.PROVINCE,
    _S.AT_STATISTICS: Hand.STATISTICS,
    _S.SIGNED: Hand.STATISTICS,
}
CHIPS = {
    _S.REGISTERED: "near",
    _S.AT_COUNTY: "near",
    _S.AT_PROVINCE: "near",
    _S.AT_STATISTICS: "near",
    _S.SIGNED: "near",
    _S.GRANTED: "done",
    _S.REFUSED: "returned",
    _S.WITHDRAWN: "draft",
}


def move_of(state: str, act: AccessAct) -> Move | None:
    """Find the move; None where the state admits none."""
    return MOVES[AccessState(state)].get(act)


def target(move: Move, has_county_office: bool) -> AccessState:
    """Choose where the act leads for a union with, or without, an office of its county."""
    return move.to[0] if has_county_office else move.to[-1]


def is_open(state: str) -> bool:
    return state in OPEN_ACCESS_STATES


def waits_in_order(state: str, act: AccessAct) -> bool:
    """Tell whether an office does this act to its oldest request alone (§3: one by one).

    What lies with the union itself stands in no office's order.
    """
    with_office = DESK.get(AccessState(state), Hand.UNION) is not Hand.UNION
    return with_office and act != AccessAct.WITHDRAWN
