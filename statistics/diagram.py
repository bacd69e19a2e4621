"""The table of moves as a picture: `python -m statistics.diagram` prints it for docs/workflow.md.

It needs neither settings nor a database, so the document can be made anywhere.
"""

from statistics.enums import TRANSITIONS, Event, State

INDENT = "    "


def state_diagram() -> str:
    """Draw `TRANSITIONS` as a Mermaid state diagram, each state and event with its label.

    A case begins where no move leads and ends where none starts but at the unit's request.
    """
    moves: dict[tuple[State, State], list[Event]] = {}
    for event, steps in TRANSITIONS.items():
        for source, target in steps.items():
            # One arrow for approval and lapse: they lead from and to the same states.
            moves.setdefault((source, target), []).append(event)
    sources = {pair[0] for pair, events in moves.items() if events != [Event.REOPEN]}
    targets = {pair[1] for pair in moves}
    lines = [f"{state.value}: {state.value} · {state.label}" for state in State]
    lines += [f"[*] --> {state.value}" for state in State if state not in targets]
    lines += [
        f"{source.value} --> {target.value}: {_names(events)}"
        for (source, target), events in moves.items()
    ]
    lines += [f"{state.value} --> [*]" for state in State if state not in sources]
    return "\n".join(["stateDiagram-v2", *(INDENT + line for line in lines)])


def _names(events: list[Event]) -> str:
    return " / ".join(f"{event.value} · {event.label}" for event in events)


if __name__ == "__main__":
    print(state_diagram())
