"""Small random countries, published and read back by the attacker from the frozen cells alone."""

import random
from collections.abc import Hashable
from typing import Any

import pytest

from statistics.enums import EditionState
from statistics.models import Edition, FrozenCell, Submission
from tests.statistics.publication.disclosure.attacker import leaks_inside, leaks_outside
from tests.statistics.publication.worlds import MONTH, Maker, PublishingWorld
from tests.world import BAG, PIPE, World

pytestmark = pytest.mark.django_db
PERCENT, LEAST = 15, 3
# Few holders and sizes far apart: lone holders, dominance and equal parts come up.
SIZES = (1, 2, 3, 7, 15, 20, 40, 100, 1000)


def makers(seed: int) -> list[Maker]:
    """Draw up to thirty units of twelve holders in three places, two trades and two products."""
    draw = random.Random(seed)
    return [
        Maker(
            draw.randrange(12),
            draw.randrange(3),
            str(draw.choice(SIZES)),
            draw.choice(SIZES),
            draw.choice(("2520", "2520", "1920")),
            draw.choice((BAG, BAG, PIPE)),
        )
        for _ in range(draw.randrange(8, 30))
    ]


def truth() -> tuple[dict[Hashable, dict[int, int]], dict[Hashable, dict[int, int]]]:
    """What each holder added to each cell, read from the months: by product, and people."""
    made: dict[Hashable, dict[int, int]] = {}
    people: dict[Hashable, dict[int, int]] = {}

    def add(to: dict[Hashable, dict[int, int]], key: Hashable, holder: int, value: int) -> None:
        cell = to.setdefault(key, {})
        cell[holder] = cell.get(holder, 0) + value

    cases = Submission.objects.filter(year=MONTH.year, month=MONTH.month).order_by("pk")
    for case in cases.select_related("standing__organization", "unit"):
        standing = case.standing
        assert standing is not None
        holder, place = int(case.unit.holder_id), standing.organization.code
        for line in standing.figures["production"]:
            for where in (place, "IR"):
                add(made, (line["code"], where), holder, int(line["quantity"]))
        trade, count = str(standing.trade_id), int(standing.figures["official"])
        for key in (
            *[(what, place) for what in ("all", trade[:2])],
            *[(what, "IR") for what in ("all", trade[:2], trade[:3], trade)],
        ):
            add(people, key, holder, count)
    return made, people


def frozen(edition: Edition, flow: str) -> dict[Hashable, Any]:
    rows = FrozenCell.objects.filter(edition=edition, flow=flow).order_by("pk")
    found: dict[Hashable, Any] = {}
    for row in rows.select_related("product", "organization"):
        what = row.product.code if row.product else row.trade_id or "all"
        found[what, row.organization.code if row.organization else "IR"] = row.value
    return found


def sums_of(cells: set[Any]) -> list[tuple[Any, list[Any]]]:
    """What a reader adds up: places to the country, divisions to all, classes to divisions."""
    whats, places = {what for what, _ in cells}, {where for _, where in cells} - {"IR"}
    found: list[tuple[Any, list[Any]]] = []
    for what in whats:
        parts = [(what, place) for place in places if (what, place) in cells]
        if parts:
            found.append(((what, "IR"), parts))
        below = [(w, "IR") for w in whats if w[:-1] == what and w != what]
        if below and what != "all":
            found.append(((what, "IR"), below))
    divisions = [what for what in whats if len(what) == 2]
    for place in {*places, "IR"} if divisions else set():
        parts = [(what, place) for what in divisions if (what, place) in cells]
        found.append((("all", place), parts))
    return found


def sensitive(holders: dict[int, int]) -> bool:
    parts = sorted((value for value in holders.values() if value), reverse=True)
    first, second = (*parts, 0, 0)[:2]
    return bool(parts) and (
        len(parts) < LEAST or 100 * (sum(parts) - first - second) < PERCENT * first
    )


@pytest.mark.parametrize("seed", range(8))
def test_nobody_works_a_unit_out_of_what_was_published(world: World, seed: int) -> None:
    publishing = PublishingWorld(world)
    publishing.file(makers(seed))
    edition = publishing.published()
    assert edition.state == EditionState.PUBLISHED
    for flow, cells in zip(("production", "employment"), truth(), strict=True):
        shown = frozen(edition, flow)
        assert shown.keys() == cells.keys()
        for key, value in shown.items():
            assert value is None or value == sum(cells[key].values()), key
        hidden = {key for key, value in shown.items() if value is None}
        worst = {key for key, holders in cells.items() if sensitive(holders)}
        assert worst <= hidden
        equations = sums_of(set(cells))
        assert not list(leaks_outside(cells, equations, hidden, worst, PERCENT))
        assert not list(leaks_inside(cells, equations, hidden, PERCENT))


def test_the_attack_finds_a_partner_that_is_shown(world: World) -> None:
    publishing = PublishingWorld(world)
    publishing.file(
        Maker(place * 10 + number, place, str(made), 3)
        for place, quantities in enumerate(([10], [20, 18, 16], [50, 40, 45, 30]))
        for number, made in enumerate(quantities)
    )
    shown, cells = frozen(publishing.published(), "production"), truth()[0]
    hidden = {key for key, value in shown.items() if value is None}
    lone = next(key for key in hidden if len(cells[key]) == 1)
    assert len(hidden) == 2
    equations = sums_of(set(cells))
    assert not list(leaks_outside(cells, equations, hidden, {lone}, PERCENT))
    assert list(leaks_outside(cells, equations, {lone}, {lone}, PERCENT))
