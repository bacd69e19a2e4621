"""What PostgreSQL does for a page: its plans, and the pages of memory that they touch."""

import json
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from statistics.models import Submission
from tests.bulk_rows import LARGE

CASES = Submission._meta.db_table
Nodes = list[dict[str, Any]]


def plans(act: Callable[[], object]) -> list[Nodes]:
    """Explain each statement of an act: the nodes of its plan, the topmost first."""
    with CaptureQueriesContext(connection) as captured:
        act()
    return [explain(query["sql"]) for query in captured.captured_queries]


def plan(act: Callable[[], object]) -> Nodes:
    return plans(act)[-1]


def explain(statement: str) -> Nodes:
    """Read the nodes of the plan of a statement, the topmost first."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}")
        found = cursor.fetchone()[0]
    nodes = [(json.loads(found) if isinstance(found, str) else found)[0]["Plan"]]
    for node in nodes:
        nodes += node.get("Plans", [])
    return nodes


def scanned(nodes: Nodes) -> set[str]:
    """Find which of the tables that grow with the country are read from end to end."""
    whole = (n for n in nodes if n["Node Type"] == "Seq Scan" and n["Actual Loops"])
    return LARGE & {node["Relation Name"] for node in whole}


def buffers(nodes: Nodes) -> int:
    """Count the pages of memory that a statement touched."""
    return int(nodes[0]["Shared Hit Blocks"] + nodes[0]["Shared Read Blocks"])


def touched(found: list[Nodes]) -> int:
    return sum(map(buffers, found))


def drop(table: str, index: str) -> None:
    """Take away the indexes of a table whose name is like one of `index`, parted by |."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.indexrelid::regclass::text, c.conname FROM pg_index i"
            " LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.conrelid = i.indrelid"
            # A table that refers to itself leans on the index, and is not what made it.
            " AND c.contype <> 'f'"
            " WHERE i.indrelid = %s::regclass AND i.indexrelid::regclass::text LIKE ANY(%s)",
            [table, index.split("|")],
        )
        found = cursor.fetchall()
        assert found
        for name, constraint in found:
            cursor.execute(
                f"ALTER TABLE {table} DROP CONSTRAINT {constraint} CASCADE"
                if constraint
                else f"DROP INDEX {name}"
            )
