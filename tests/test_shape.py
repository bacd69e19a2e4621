"""`make shape` measures what it says, on planted trees."""

import ast
from pathlib import Path

import pytest

from tests import shape


def test_rooms_are_knotted_where_one_comes_back_to_the_same() -> None:
    graph = {"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}}
    assert shape.knotted(graph) == ["b", "c"]


def test_packages_and_root_modules_are_rooms_and_a_type_is_no_import(tmp_path: Path) -> None:
    plant(tmp_path, "units/__init__.py", "")
    plant(tmp_path, "units/list/views.py", "from units import case\n")
    plant(tmp_path, "units/list/queries.py", "")
    plant(tmp_path, "units/case.py", "from units.list import queries\nfrom units import own\n")
    plant(
        tmp_path,
        "units/own.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from units import case\n",
    )
    assert shape.knotted(shape.rooms(tmp_path)["units"]) == ["units.case", "units.list"]


def test_a_class_name_that_means_two_things_is_found_and_inner_ones_are_not(tmp_path: Path) -> None:
    for name in ("units/a.py", "units/b.py"):
        plant(tmp_path, name, "class Row:\n    class Meta: ...\n")
    plant(tmp_path, "tests/test_a.py", "class Row: ...\nclass Lone: ...\n")
    assert shape.ambiguous_classes(tmp_path) == {"Row": ["units/a.py", "units/b.py"]}


def test_a_docstring_is_neither_comment_nor_code(tmp_path: Path) -> None:
    text = '"""Say.\n\n# no comment\n"""\n\n# why\nx = 1  # which\ny = """a\nb"""\n'
    assert shape.comments_and_code(plant(tmp_path, "a.py", text)) == (2, 3)


@pytest.mark.parametrize(
    ("head", "whole"),
    [
        ("def f(self, a: int) -> None", True),
        ("def f(a) -> None", False),
        ("def f(*a) -> None", False),
        ("def f()", False),
    ],
)
def test_a_function_is_annotated_with_result_and_every_argument(head: str, whole: bool) -> None:
    (function,) = ast.parse(f"{head}: ...").body
    assert isinstance(function, ast.FunctionDef)
    assert shape.is_annotated(function) is whole


def plant(root: Path, name: str, text: str) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path
