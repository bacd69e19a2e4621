"""Which states of a licence a file may bring: a unit is closed by an office, never by a file."""

from units.enums import LicenceStatus
from units.imports.registry.columns import STATES, VALID


def test_a_file_closes_no_unit() -> None:
    assert set(STATES.values()) == {VALID, LicenceStatus.SUSPENDED, LicenceStatus.REVOKED}
