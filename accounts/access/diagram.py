"""The table of moves as a picture: `python -m accounts.access.diagram` prints it.

It needs neither settings nor a database; docs/workflow.md shows it, a test compares.
"""

from accounts.access.rules import MOVES
from accounts.enums import AccessAct, AccessState

INDENT = "    "


def access_diagram() -> str:
    """Draw `MOVES` as a Mermaid state diagram, each act with who does it."""
    arrows: dict[tuple[AccessState, AccessState], list[str]] = {}
    for source, acts in MOVES.items():
        for act, move in acts.items():
            for to in move.to:
                who = " یا ".join(hand.value for hand in move.hands)
                name = f"{act.value} · {_label(act)} ({who})"
                arrows.setdefault((source, to), []).append(name)
    lines = [f"{state.value}: {state.value} · {state.label}" for state in AccessState]
    lines.append(f"[*] --> {AccessState.REGISTERED.value}: {AccessAct.REGISTERED.label}")
    lines += [
        f"{source.value} --> {to.value}: {' / '.join(names)}"
        for (source, to), names in arrows.items()
    ]
    ends = [state for state, acts in MOVES.items() if not set(acts) - {AccessAct.TAKEN_BACK}]
    lines += [f"{state.value} --> [*]" for state in ends]
    return "\n".join(["stateDiagram-v2", *(INDENT + line for line in lines)])


def _label(act: AccessAct) -> str:
    return str(act.label)


if __name__ == "__main__":
    print(access_diagram())
