"""The two holders without an account, as the README names them."""

from pathlib import Path

import pytest

from demo.enrolment import MOBILE, WITH_MOBILE, WITHOUT_MOBILE, let_sign_up
from demo.production_patterns import Workshop
from tests.world import FILED_AT, World
from units.enrolment.queries import registered_mobile, unit_of

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


class _First(Workshop):
    """A workshop of the world beside which they stand."""

    def __init__(self, world: World) -> None:
        self.licences = [world.licence]


@pytest.mark.parametrize(("terms", "mobile"), [(WITH_MOBILE, MOBILE), (WITHOUT_MOBILE, "")])
def test_a_pair_of_the_readme_finds_its_unit(
    world: World, terms: tuple[str, ...], mobile: str
) -> None:
    assert let_sign_up(_First(world), iter(["11111", "22222"]), FILED_AT) == 2
    assert all(f"`{given}`" in README for given in terms[:2])
    unit = unit_of(terms[0], terms[1])
    assert unit is not None
    assert registered_mobile(unit, FILED_AT) == mobile
    assert not unit.members.exists()
