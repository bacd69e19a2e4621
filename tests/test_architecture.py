"""The house keeps its shape: layers, sizes, names. Each check takes files, so that it can be
shown to bite on a planted fault.
"""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests import ranks
from tests.ranks import APPS

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FILE, LONGEST_FUNCTION = 400, 50
# Said in two parts, so that this file does not say it.
ELSEWHERE = re.compile(r"\.\./" + "shared|/" + r"(?:home|root|work|Users)/\w")
IGNORED = {".git", ".hypothesis", ".local", ".venv", "node_modules", "__pycache__", "migrations"}
Check = Callable[[Path], list[str]]


def sources(root: Path, *endings: str) -> list[Path]:
    """List the project's own files below `root` with one of `endings`, all when none is given."""
    found = []
    for folder, inner, names in os.walk(root):
        inner[:] = [name for name in inner if name not in IGNORED and not name.endswith("_cache")]
        found += [Path(folder, name) for name in names if not endings or name.endswith(endings)]
    return sorted(found)


def module_name(root: Path, path: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(root: Path, path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and dotted name of everything `path` imports, inside functions too."""
    yield from _imports(path.read_text(encoding="utf-8"), path.parent.relative_to(root).parts)


@cache
def _imports(text: str, package: tuple[str, ...]) -> list[tuple[int, str]]:
    # Several checks read the same files: each is parsed once for all of them.
    return list(_found_imports(ast.parse(text), package))


def _found_imports(tree: ast.Module, package: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join([*above, *filter(None, [node.module])])
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def app_modules(root: Path) -> dict[str, Path]:
    """Map the modules of the apps to their files, by name."""
    return {
        module_name(root, path): path
        for path in sources(root, ".py")
        if path.relative_to(root).parts[0] in APPS
    }


def edges(root: Path) -> Iterator[tuple[str, str, str]]:
    """Yield (place, importing module, imported module) between modules of the apps."""
    modules = app_modules(root)
    for name, path in modules.items():
        for line, target in imports(root, path):
            # The target is a module or a thing in one.
            found = target if target in modules else target.rpartition(".")[0]
            if found in modules and found != name:
                yield f"{path.relative_to(root)}:{line}", name, found


def upward_imports(root: Path) -> list[str]:
    """Find imports from a higher app; `config` may touch `statistics` for its name."""
    return [
        f"{place} imports {target}"
        for place, name, target in edges(root)
        if APPS.index(name.split(".")[0]) < APPS.index(target.split(".")[0])
        and (name, target) != ("config", "statistics")
    ]


def unranked(root: Path) -> list[str]:
    """Find modules whose height nobody knows, and entries of the tables that name nothing."""
    modules = app_modules(root)
    rooms = {name.rpartition(".")[0] for name in modules}
    dead = [f"tests/ranks.py: {name}" for name in {*ranks.MODULES} - {*modules}]
    dead += [f"tests/ranks.py: {name}" for name in {*ranks.ROOMS} - rooms]
    inside = [name for name, path in modules.items() if path.name != "__init__.py"]
    known = dead if root == ROOT else []
    return [*known, *(name for name in inside if ranks.height_of(name) is None)]


def wrong_order_inside_apps(root: Path) -> list[str]:
    """Find imports against enums → models → queries · rules → services → forms → views → urls."""
    found = []
    for place, name, target in edges(root):
        mine, theirs = ranks.height_of(name), ranks.height_of(target)
        same_app = name.split(".")[0] == target.split(".")[0]
        if same_app and mine is not None and theirs is not None and mine < theirs:
            found.append(f"{place} imports {target}")
    return found


def for_types_only(path: Path) -> set[int]:
    """Find the lines below `if TYPE_CHECKING`: they are never run."""
    text = path.read_text(encoding="utf-8")
    if "TYPE_CHECKING" not in text:
        return set()
    return {
        line
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }


def run_edges(root: Path) -> Iterator[tuple[str, str, str]]:
    """Yield the edges that are followed when the code runs, not for its types alone."""
    typed = {
        f"{path.relative_to(root)}:{line}"
        for path in app_modules(root).values()
        for line in for_types_only(path)
    }
    return (edge for edge in edges(root) if edge[0] not in typed)


def cycles(root: Path) -> list[str]:
    """Find one cycle between modules, if there is any."""
    graph: dict[str, set[str]] = {}
    for _, name, target in run_edges(root):
        # A package's front door is loaded with each of its modules: that is no import of theirs.
        if not name.startswith(f"{target}."):
            graph.setdefault(name, set()).add(target)
    return one_circle(graph)


def knotted_rooms(root: Path) -> list[str]:
    """Find one circle between the packages and root modules of an app, if there is any."""
    graph: dict[str, set[str]] = {}
    for _, name, target in run_edges(root):
        mine, theirs = name.split(".")[:2], target.split(".")[:2]
        if len(mine) == len(theirs) == 2 and mine[0] == theirs[0] and mine != theirs:
            graph.setdefault(".".join(mine), set()).add(".".join(theirs))
    return one_circle(graph)


def one_circle(graph: dict[str, set[str]]) -> list[str]:
    """Say a circle of the graph in words; nothing when it has none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return [" ← ".join(error.args[1])]
    return []


def other_calendars(root: Path) -> list[str]:
    """Find imports of jdatetime outside `config/jalali.py`, which alone knows its traps."""
    return [
        f"{path.relative_to(root)}:{line} imports {name}"
        for path in sources(root, ".py")
        if path != root / "config" / "jalali.py"
        for line, name in imports(root, path)
        if name.split(".")[0] == "jdatetime"
    ]


def too_long(root: Path) -> list[str]:
    """Find files and functions in which a room is missing."""
    found = []
    for path in sources(root, ".py"):
        text = path.read_text(encoding="utf-8")
        if (lines := len(text.splitlines())) > LONGEST_FILE:
            found.append(f"{path.relative_to(root)} has {lines} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    found.append(f"{path.relative_to(root)}:{node.lineno} {node.name}: {lines}")
    return found


def foreign_paths(root: Path) -> list[str]:
    """Find lines that name a place outside the checkout."""
    found = []
    for path in sources(root):
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        found += [
            f"{path.relative_to(root)}:{number}"
            for number, line in enumerate(lines, 1)
            if ELSEWHERE.search(line)
        ]
    return found


CHECKS = (
    upward_imports,
    unranked,
    wrong_order_inside_apps,
    cycles,
    knotted_rooms,
    other_calendars,
    too_long,
    foreign_paths,
)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_house_keeps_its_shape(check: Check) -> None:
    assert check(ROOT) == []


PLANTED = (
    (upward_imports, {"units/models.py": "def f():\n    from review import workflow\n"}),
    (upward_imports, {"config/urls.py": "import statistics.models\n"}),
    (wrong_order_inside_apps, {"units/services.py": "from units.views import page\n"}),
    (wrong_order_inside_apps, {"units/filing/models.py": "from .services import file\n"}),
    (unranked, {"units/whatever.py": "x = 1\n"}),
    (
        knotted_rooms,
        {
            "units/a/models.py": "from units.b import models\n",
            "units/b/models.py": "from units.c import models\n",
            "units/b/enums.py": "",
            "units/a/enums.py": "",
            "units/c/models.py": "from units.a import enums\n",
        },
    ),
    (cycles, {"units/a.py": "from units import b\n", "units/b.py": "from units.a import x\n"}),
    (other_calendars, {"units/queries.py": "from jdatetime import date\n"}),
    (too_long, {"tests/test_long.py": "x = 1\n" * (LONGEST_FILE + 1)}),
    (too_long, {"units/long.py": "def f():\n" + "    x = 1\n" * LONGEST_FUNCTION}),
    (foreign_paths, {"docs/a.md": "see ../" + "shared/notes\n"}),
    (foreign_paths, {"Makefile": "run: /" + "home/someone/bin\n"}),
)


@pytest.mark.parametrize(("check", "files"), PLANTED)
def test_every_check_bites(check: Check, files: dict[str, str], tmp_path: Path) -> None:
    present = {"review/workflow.py", "statistics/models.py", "units/views.py"}
    for name in [*present, "units/filing/services.py"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    assert check(tmp_path) == []
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    assert check(tmp_path) != []


BOTH = "assert statistics.__path__ and statistics.median([1, 5, 9]) == 5"


def python(*arguments: str, folder: Path = ROOT) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    "code",
    [
        # A library that loaded the standard module before the project came first on the path.
        "import sys; here = sys.path.pop(0); from statistics import median\n"
        "sys.path.insert(0, here); import config, statistics",
        "import config, statistics; from statistics import median, NormalDist",
        "import statistics, config",
    ],
    ids=["library first", "config first", "statistics first"],
)
def test_the_name_statistics_serves_the_app_and_the_libraries(code: str) -> None:
    done = python("-c", f"{code}\n{BOTH}")
    assert (done.returncode, done.stderr) == (0, "")


def test_what_the_standard_module_defines_can_be_pickled() -> None:
    done = python(
        "-c",
        "import pickle, config, statistics\n"
        "assert pickle.loads(pickle.dumps(statistics.NormalDist(3, 1))).mean == 3",
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_path_without_the_project_in_front_is_refused_in_one_sentence(tmp_path: Path) -> None:
    code = f"import sys; sys.path.append({str(ROOT)!r}); import config"
    done = python("-c", code, folder=tmp_path)
    assert done.returncode == 1
    assert "The portal must come first on the Python path" in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    "entry",
    [
        ("manage.py", "shell", "--no-imports", "-v", "0", "-c", f"import statistics; {BOTH}"),
        ("-m", "celery", "-A", "config", "inspect", "--help"),
        ("-m", "gunicorn", "--check-config", "config.wsgi"),
        ("-c", f"import config.wsgi, statistics; {BOTH}"),
    ],
    ids=["manage.py", "celery", "gunicorn", "wsgi"],
)
def test_every_entry_point_starts_and_finds_the_app(entry: tuple[str, ...]) -> None:
    done = python(*entry)
    assert done.returncode == 0, done.stderr


def test_celery_knows_the_scheduled_task() -> None:
    code = "from config.celery import app; app.loader.import_default_modules(); "
    code += "assert all(e['task'] in app.tasks for e in app.conf.beat_schedule.values())"
    done = python("-c", code)
    assert done.returncode == 0, done.stderr


def test_production_needs_none_of_the_local_servers_packages() -> None:
    code = (
        "import sys; sys.modules['psutil'] = None\n"
        "from config.local import database; database.urls('test')"
    )
    done = python("-c", code)
    assert done.returncode == 0, done.stderr


def test_no_module_of_the_app_hides_a_standard_function() -> None:
    names = {path.stem for path in (ROOT / "statistics").iterdir()}
    assert names.isdisjoint(standard_names())


def standard_names() -> list[str]:
    return python("-c", "import statistics; print(*statistics.__all__)").stdout.split()
