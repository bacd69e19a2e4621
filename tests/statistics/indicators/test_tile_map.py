"""The map has one tile for each provincial organization of the base list."""

import csv

from statistics.indicators.tile_map import TILES
from tests.world import FIXTURES


def test_every_organization_has_a_place_of_its_own() -> None:
    with (FIXTURES / "counties.csv").open(encoding="utf-8") as rows:
        codes = {row["org_code"] for row in csv.DictReader(rows)}
    assert set(TILES) == codes
    assert len(set(TILES.values())) == len(TILES) == 32
