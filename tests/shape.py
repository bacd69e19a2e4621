"""`make shape`: the shape of the house in figures, each beside its goal; ARGS=--names names who.

All is computed from the tree and from the tables of the layer test, so it holds after renames.
"""

import ast
import io
import os
import re
import sys
import tokenize
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import tests.test_architecture as layers
from tests import ranks

ROOT = layers.ROOT
Function = ast.FunctionDef | ast.AsyncFunctionDef
Documented = ast.Module | ast.ClassDef | Function
Graph = dict[str, set[str]]
# What shall be known in one place, by a word that whoever knows it must write.
LATE = re.compile("خارج از " + "مهلت|دیر" + "هنگام")
OWED = re.compile(r"\bNEW_UNIT_GRACE_MONTHS\b")
COUNTED = re.compile(r"counts_until(__gt|\}? >)")
OFFICE_BY_DIVISION = re.compile(r"\bisic_divisions\b")


def unknown_modules(root: Path) -> list[str]:
    """Find the modules of the apps that the layer test gives no rank; packages need none."""
    named = [n for n, path in layers.app_modules(root).items() if path.stem != "__init__"]
    return [name for name in named if ranks.height_of(name) is None]


def rooms(root: Path) -> dict[str, Graph]:
    """Draw the imports between the rooms of each app: its packages and root modules."""
    modules = layers.app_modules(root)
    typed = {
        f"{path.relative_to(root)}:{line}"
        for path in modules.values()
        for line in layers.for_types_only(path)
    }
    graphs: dict[str, Graph] = {app: defaultdict(set) for app in ranks.APPS}
    for place, name, target in layers.edges(root):
        app, mine, theirs = name.split(".")[0], _room(name), _room(target)
        inside = target.split(".")[0] == app and app not in (mine, theirs)
        if inside and mine != theirs and place not in typed:
            graphs[app][mine].add(theirs)
    return graphs


def _room(module: str) -> str:
    return ".".join(module.split(".")[:2])


def knotted(graph: Graph) -> list[str]:
    """Find the rooms from which one comes back to the same room."""
    return sorted(room for room in graph if room in _reached(graph, room))


def _reached(graph: Graph, start: str) -> set[str]:
    seen: set[str] = set()
    ahead = list(graph.get(start, ()))
    while ahead:
        room = ahead.pop()
        if room not in seen:
            seen.add(room)
            ahead += graph.get(room, ())
    return seen


def ambiguous_classes(root: Path) -> dict[str, list[str]]:
    """Find class names that stand in two modules or more; Django asks for a `Command` in each."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in layers.sources(root, ".py"):
        if path.relative_to(root).parts[0] not in ("tests", "typings"):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ClassDef) and node.name != "Command":
                    found[node.name].append(str(path.relative_to(root)))
    return {name: places for name, places in found.items() if len(places) > 1}


def comments_and_code(path: Path) -> tuple[int, int]:
    """Count the lines with a comment and the lines with code; a docstring is neither."""
    text = path.read_text(encoding="utf-8")
    layout = {tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    comments: set[int] = set()
    code: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            comments.add(token.start[0])
        elif token.type not in layout:
            code.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, Documented) and ast.get_docstring(node):
            code.difference_update(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
    return len(comments), len(code)


def functions(paths: Iterable[Path]) -> Iterator[tuple[str, Function]]:
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, Function):
                yield f"{path.relative_to(ROOT)} {node.name}", node


def is_annotated(function: Function) -> bool:
    """Tell whether result and arguments are annotated, besides `self` and `cls`."""
    listed = function.args
    given = [*listed.posonlyargs, *listed.args, *listed.kwonlyargs]
    given += [one for one in (listed.vararg, listed.kwarg) if one]
    bare = [one for one in given if not one.annotation and one.arg not in ("self", "cls")]
    return function.returns is not None and not bare


def hard_rules(root: Path) -> tuple[int, int]:
    """Count the hard rules that run from the table alone, and all of them.

    That is what `failing` of the table runs, less what another package calls past it.
    """
    os.environ.setdefault("PORTAL_PROFILE", "test")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from statistics.rules import table
    from statistics.rules.enums import Kind

    hard = [rule for rule in table.RULES if rule.kind == Kind.HARD]
    called: set[str] = set()
    for name, path in layers.app_modules(root).items():
        if not name.startswith("statistics.rules"):
            named = {target for _, target in layers.imports(root, path)}
            attributes = re.findall(r"\.(\w+)", path.read_text(encoding="utf-8"))
            called |= named | {f"{module}.{one}" for module in named for one in attributes}
    past = sum(rule.code in called for rule in hard)
    return (len(hard) - past if hasattr(table, "failing") else 0), len(hard)


def writing(root: Path, word: re.Pattern[str]) -> list[str]:
    """Find the files of the product that write a word: its code and its pages."""
    homes = {*ranks.APPS, "templates"}
    return [
        str(path.relative_to(root))
        for path in layers.sources(root, ".py", ".html")
        if path.relative_to(root).parts[0] in homes and word.search(path.read_text("utf-8"))
    ]


def figures(root: Path) -> Iterator[tuple[str, str, str]]:
    """Yield what is measured, how it is and how it shall be."""
    product = list(layers.app_modules(root).values())
    everything = layers.sources(root, ".py")
    modules = sum(path.stem != "__init__" for path in product)
    unknown = len(unknown_modules(root))
    yield "modules the layer test does not know", f"{unknown} of {modules}", "0"
    for app, graph in rooms(root).items():
        if knots := knotted(graph):
            yield f"rooms knotted in circles inside {app}", str(len(knots)), "0"
    yield "class names with two meanings or more", str(len(ambiguous_classes(root))), "0"
    done, all_hard = hard_rules(root)
    yield "hard rules run from their table", f"{done} of {all_hard}", f"{all_hard}"
    yield "files that write the word of late filing", str(len(writing(root, LATE))), "1"
    owed = [name for name in writing(root, OWED) if not name.startswith("catalog/")]
    yield "files that reckon who owes which month", str(len(owed)), "1"
    counted = {str(Path(name).parent) for name in writing(root, COUNTED)}
    yield "rooms that reckon what counts as filed", str(len(counted)), "1"
    offices = writing(root, OFFICE_BY_DIVISION)
    yield "files that know of offices by ISIC division", str(len(offices)), "≤ 2"
    lines = [comments_and_code(path) for path in product]
    share = 100 * sum(one for one, _ in lines) / sum(code for _, code in lines)
    yield "comment lines per 100 of code", f"{share:.1f}", "2.5-7.3"
    texts = list(filter(None, (ast.get_docstring(node) for _, node in functions(product))))
    returns = sum(text.startswith("Return") for text in texts)
    yield "docstrings that begin with «Return»", f"{returns} of {len(texts)}", "where it adds"
    longest = max(everything, key=lambda path: len(path.read_text(encoding="utf-8").splitlines()))
    size = len(longest.read_text(encoding="utf-8").splitlines())
    yield f"largest file: {longest.relative_to(root)}", f"{size} lines", f"≤ {layers.LONGEST_FILE}"
    of_all = [(_length(node), place) for place, node in functions(everything)]
    most, place = max(of_all)
    yield f"longest function: {place}", f"{most} lines", f"≤ {layers.LONGEST_FUNCTION}"
    annotated = [is_annotated(node) for _, node in functions(everything)]
    yield "functions fully annotated", f"{100 * sum(annotated) / len(annotated):.1f} %", "100 %"


def _length(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def names(root: Path) -> Iterator[str]:
    """Name the modules, rooms and classes behind the first figures."""
    yield from (f"unknown: {name}" for name in unknown_modules(root))
    for app, graph in rooms(root).items():
        yield from (f"knotted in {app}: {room}" for room in knotted(graph))
    for name, places in sorted(ambiguous_classes(root).items()):
        yield f"class {name}: {', '.join(places)}"


if __name__ == "__main__":
    for what, now, goal in (("", "now", "goal"), *figures(ROOT)):
        print(f"{what:<72}{now:>16}{goal:>16}")
    if "--names" in sys.argv:
        print("\n".join(names(ROOT)))
