"""One way to order names: none stands in the order of code points, where پ چ ژ ک گ come last."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from accounts.models import User
from catalog.fields import alphabet_key, alphabetical
from tests.catalog.test_fields import IN_ORDER
from tests.ranks import APPS
from tests.test_architecture import ROOT

# Columns that hold Persian words which people read in a list.
NAMES = {"name", "name_fa", "full_name", "holder_name", "title_fa", "goods_description"}
ORDERING = {"order_by", "distinct", "earliest", "latest"}


def _sources() -> Iterator[Path]:
    for app in APPS:
        yield from (p for p in sorted((ROOT / app).rglob("*.py")) if "migrations" not in p.parts)


def _is_name(node: ast.AST) -> bool:
    """Tell whether a constant is the path of a column of names, or an attribute is one."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value.lstrip("-").rpartition("__")[2] in NAMES
    return isinstance(node, ast.Attribute) and node.attr in NAMES


def bypasses(source: str) -> list[int]:
    """List the lines that order by a bare name: in a query, a Meta, an admin list or a sort."""
    found = []
    for node in ast.walk(ast.parse(source)):
        places: list[ast.AST] = []
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            called = node.func.id if isinstance(node.func, ast.Name) else called
            if called in ORDERING:
                places += node.args
            if called in ("sorted", "sort", "min", "max"):
                keys = [word.value for word in node.keywords if word.arg == "key"]
                bodies = [key.body for key in keys if isinstance(key, ast.Lambda)]
                places += [p for b in bodies for p in (b.elts if isinstance(b, ast.Tuple) else [b])]
            if called == "display":
                places += [word.value for word in node.keywords if word.arg == "ordering"]
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in (
            "ordering",
            "order",
        ):
            elements = getattr(node.value, "elts", [])
            places += elements
        elif isinstance(node, ast.AugAssign) and getattr(node.target, "id", "") == "order":
            places += getattr(node.value, "elts", [])
        found += [place.lineno for place in places if _is_name(place)]  # type: ignore[attr-defined]
    return found


def test_no_list_is_ordered_by_the_code_points_of_a_name() -> None:
    found = {str(path.relative_to(ROOT)): bypasses(path.read_text("utf-8")) for path in _sources()}
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "planted",
    [
        'rows.order_by("name", "pk")',
        'rows.order_by("-unit__name")',
        'class Meta:\n    ordering = ("name_fa",)',
        'order = ["unit__name", "pk"]',
        "sorted(rows, key=lambda row: (row.product.name, row.pk))",
        "rows.sort(key=lambda row: row.full_name)",
        '@admin.display(ordering="user__full_name")\ndef shown(): ...',
    ],
)
def test_a_planted_bypass_is_found(planted: str) -> None:
    assert len(bypasses(planted)) == 1


def test_a_name_in_its_alphabet_passes() -> None:
    assert bypasses('rows.order_by(alphabetical("name"), "pk", "name_order")') == []


def test_names_in_memory_stand_as_in_the_database() -> None:
    assert sorted(sorted(IN_ORDER), key=alphabet_key) == IN_ORDER


@pytest.mark.django_db
def test_names_without_a_stored_order_stand_in_their_alphabet() -> None:
    for place, name in enumerate(reversed(IN_ORDER)):
        User.objects.create_user(f"p{place}", None, full_name=name)
    assert [p.full_name for p in User.objects.order_by(alphabetical("full_name"))] == IN_ORDER
