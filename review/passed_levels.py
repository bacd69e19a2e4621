"""Which levels did not decide, up to a round: for files of months under correction."""

from typing import Final

from review.enums import LEVELS, DecisionKind

_LAPSED: Final = f"d.kind = '{DecisionKind.LAPSED.value}' AND d.from_state = "
_KINDS: Final = {
    "skipped_union": f"d.kind = '{DecisionKind.SKIPPED.value}'",
    **{level.lapsed_field: f"{_LAPSED}'{state.value}'" for state, level in LEVELS.items()},
}


def mark_up_to(mark: str) -> str:
    """Write whether a level of the month `s` had lapsed, or was skipped, by the round of `r`."""
    return (
        "EXISTS (SELECT 1 FROM review_decision d WHERE d.submission_id = s.id "
        f"AND d.round <= r.round AND {_KINDS[mark]})"
    )
