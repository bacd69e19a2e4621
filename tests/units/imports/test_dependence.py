"""What keeps an import from being taken back is found without reading its rows for each row."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from tests.units.imports.acts import stored
from tests.units.imports.files import row
from tests.world import World
from units.imports.registry.dependence import held_rows
from units.models import Import

pytestmark = pytest.mark.django_db
ROWS = 12


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def test_the_rows_of_an_import_are_read_once_however_many_there_are(world: World) -> None:
    run = stored(
        world.province_officer, [row(number) for number in range(1, ROWS + 1)], world.province
    )
    assert Import.objects.get(pk=run.pk).new == ROWS
    asked = held_rows("r.imported_id = %(run)s")
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {asked}", {"run": run.pk})
        plan = cursor.fetchone()[0][0]["Plan"]
    reads = [
        node["Actual Loops"]
        for node in nodes(plan)
        if node.get("Relation Name") == "units_importrow"
    ]
    # Its rows, and the licences of its rows as the SELECT and the WHERE ask for them.
    assert len(reads) == 3
    assert max(reads) == 1
