"""The reference data of an installation, loaded once a process and put back from then on."""

from accounts.services import load_organizations
from catalog.services import load_reference
from tests.kept_states import reach
from tests.world import FIXTURES


def load_lists() -> dict[str, int]:
    """Load the code lists, holidays and first policy values; return how many were written."""
    return reach(("lists",), lambda: load_reference(FIXTURES))


def load_offices() -> int:
    """Load the organizations of the lists; return how many were written."""
    return reach(("offices",), lambda: load_organizations(FIXTURES))
