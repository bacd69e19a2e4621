"""The demonstration's two files: one that was stored, and a dry run with refused rows."""

import pytest

from demo.imports import bring_files
from demo.people import Register
from tests.units.imports.acts import stored
from tests.units.imports.files import row
from tests.world import FILED_AT, World
from units.enums import ImportStage
from units.models import Import

pytestmark = pytest.mark.django_db


def test_a_list_was_stored_and_another_waits_with_its_refused_rows(world: World) -> None:
    stored(world.province_officer, [row(n) for n in range(1, 17)], world.province)
    bring_files(Register(), {"province": world.province_officer}, FILED_AT)
    waiting, done = Import.objects.order_by("-pk")[:2]
    assert (done.stage, done.changed, done.refused, done.overtaken) == (ImportStage.STORED, 3, 0, 0)
    assert (waiting.stage, waiting.new, waiting.changed) == (ImportStage.CHECKED, 2, 3)
    assert waiting.refused == 2
