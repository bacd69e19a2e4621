"""The one table of moves, and that review.workflow and the sweep alone use it."""

import ast
from pathlib import Path

import pytest

from statistics.enums import EDITABLE, IN_REVIEW, TRANSITIONS, Event, State
from statistics.models import Submission

ROOT = Path(__file__).resolve().parents[2]
APPS = ("accounts", "catalog", "config", "review", "statistics", "units")


def test_the_chain_is_draft_union_province_ministry_final() -> None:
    way = [State.DRAFT, TRANSITIONS[Event.FILE][State.DRAFT]]
    while way[-1] in TRANSITIONS[Event.APPROVE]:
        way.append(TRANSITIONS[Event.APPROVE][way[-1]])
    assert way == ["draft", "at_union", "at_province", "at_ministry", "final"]
    assert list(IN_REVIEW) == way[1:-1]


def test_a_lapse_leads_where_an_approval_leads() -> None:
    assert TRANSITIONS[Event.LAPSE] == TRANSITIONS[Event.APPROVE]


def test_every_desk_may_return_and_only_to_the_unit() -> None:
    assert TRANSITIONS[Event.RETURN] == dict.fromkeys(IN_REVIEW, State.RETURNED)


def test_what_the_unit_may_edit_it_may_file_to_the_union() -> None:
    assert TRANSITIONS[Event.FILE] == dict.fromkeys(EDITABLE, State.AT_UNION)


def test_only_a_union_is_passed_over() -> None:
    assert TRANSITIONS[Event.SKIP] == {State.AT_UNION: State.AT_PROVINCE}


def test_a_final_case_moves_to_the_unit_alone_and_every_other_can_reach_it() -> None:
    assert TRANSITIONS[Event.REOPEN] == {State.FINAL: State.RETURNED}
    edges = {
        (a, b)
        for event, moves in TRANSITIONS.items()
        for a, b in moves.items()
        if event != Event.REOPEN
    }
    assert not [edge for edge in edges if edge[0] == State.FINAL]
    reached = {State.FINAL}
    for _ in State:
        reached |= {a for a, b in edges if b in reached}
    assert reached == set(State)


def transitions() -> set[str]:
    """Return the names of the model's methods that change the state."""
    return {name for name, member in vars(Submission).items() if hasattr(member, "_django_fsm")}


def imported(tree: ast.AST) -> set[str]:
    """Return the names that a module imports: `workflow.file` is a function, no move itself."""
    found = (node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom))
    return {alias.asname or alias.name for node in found for alias in node.names}


def _other_model(written: ast.expr) -> bool:
    """Tell whether rows of a model are written that is named and is another one."""
    while isinstance(written, ast.Attribute | ast.Call):
        written = written.func if isinstance(written, ast.Call) else written.value
    return isinstance(written, ast.Name) and written.id[0].isupper() and written.id != "Submission"


def uses_of_moves(source: str) -> list[int]:
    """Return the lines that touch a transition of a submission, or write a state past it."""
    tree = ast.parse(source)
    modules, moves, lines = imported(tree), transitions(), []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in moves:
            known = isinstance(node.value, ast.Name) and node.value.id in modules
            lines += [] if known else [node.lineno]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            writes = node.func.attr in ("update", "bulk_update", "update_or_create")
            named = {keyword.arg for keyword in node.keywords}
            texts = {x.value for x in ast.walk(node) if isinstance(x, ast.Constant)}
            if writes and ("state" in named or "state" in texts) and not _other_model(node.func):
                lines.append(node.lineno)
            if node.func.attr == "refresh_from_db":
                lines.append(node.lineno)
        if isinstance(node, ast.Constant) and "UPDATE statistics_submission" in str(node.value):
            lines.append(node.lineno)
    return lines


def test_the_model_has_one_method_for_each_event() -> None:
    back = {"back_to_union", "back_to_province", "back_to_ministry"}
    moves = {"file", "skip", "approve", "lapse", "send_back", "reopen"}
    assert transitions() == moves | back


def test_only_the_workflow_and_the_sweep_move_a_submission() -> None:
    users = {
        str(path.relative_to(ROOT))
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        if uses_of_moves(path.read_text(encoding="utf-8"))
    }
    # The demonstration writes long finished months whole, each with its decisions; a migration says
    # of what stands how far people looked at it, and moves nothing.
    others = {"demo/history.py", "statistics/migrations/0014_totals.py"}
    assert users - others == {"review/workflow.py", "review/sweep/engine.py"}


@pytest.mark.parametrize(
    "planted",
    [
        "case.approve()",
        "def f(case):\n    return map(type(case).lapse, [case])",
        "Submission.objects.get(pk=1).send_back()",
        "Submission.objects.filter(pk=1).update(state='final')",
        "Submission.objects.bulk_update(cases, ['state'])",
        "db.execute('UPDATE statistics_submission SET state = 1')",
        "case.refresh_from_db()",
    ],
)
def test_a_move_elsewhere_is_found(planted: str) -> None:
    assert uses_of_moves(planted) != []


def test_calls_of_the_workflow_itself_are_no_moves() -> None:
    assert uses_of_moves("from review import workflow\nworkflow.approve(user, number)") == []
