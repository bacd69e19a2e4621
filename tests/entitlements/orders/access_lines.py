"""The lines of the access table for the look-up of import orders."""

from tests.access_lines import Line, Page
from tests.access_people import IMPORT

ORDERS: dict[str, Line] = {
    "orders:index": Page((403, 403), {IMPORT: (200, 422)}),
    "orders:looks": Page((403, 405), {IMPORT: (200, 405)}),
    # A key that nobody was given.
    "orders:found": Page((403, 405), {IMPORT: (410, 405)}, args=("x",)),
}
