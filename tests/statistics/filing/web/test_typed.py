"""A figure is typed from the posted form to the service and to the row of its page."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from statistics.filing.web import handler

WEB = Path(handler.__file__).parent
# The one function that hands a page to its template.
TYPES_END = {("handler.py", "for_template")}


def untyped(folder: Path) -> list[str]:
    """Return the functions and names whose annotations say `Any`."""
    return [
        f"{path.name}: {name}"
        for path in sorted(folder.glob("*.py"))
        for name, said in annotations(ast.parse(path.read_text(encoding="utf-8")))
        if (path.name, name) not in TYPES_END
        and any(isinstance(part, ast.Name) and part.id == "Any" for part in ast.walk(said))
    ]


def annotations(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Yield every annotation with the name of its function, or of what it stands at."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            every = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            every += [arg for arg in (node.args.vararg, node.args.kwarg) if arg]
            said = [arg.annotation for arg in every] + [node.returns]
            yield from ((node.name, one) for one in said if one)
        elif isinstance(node, ast.AnnAssign):
            yield ast.unparse(node.target), node.annotation


def test_no_function_on_the_way_of_a_figure_takes_or_gives_anything() -> None:
    assert untyped(WEB) == []


@pytest.mark.parametrize(
    "planted",
    [
        "def page(context: dict[str, Any]) -> int: ...",
        "class Step:\n    def typed(self) -> dict[str, Any]: ...",
        "def rows(*lines: Any) -> int: ...",
        "class ProductRow:\n    quantity: Any",
    ],
)
def test_an_untyped_way_is_found(planted: str, tmp_path: Path) -> None:
    (tmp_path / "production.py").write_text(planted)
    assert len(untyped(tmp_path)) == 1
