"""The lines of the access table of typing for an owner at the union."""

from tests.access_lines import Line, Page
from tests.access_people import CLERK

# Of a unit and a month that are not there.
NOTHING = Page((403, 403), {CLERK: (404, 404)}, args=("0",))

ASSISTED: dict[str, Line] = {
    "assisted:index": Page((403, 403), {CLERK: (200, 422)}),
    **dict.fromkeys(("assisted:unit", "assisted:word", "assisted:confirm"), NOTHING),
    "assisted:receipt": Page((403, 405), {CLERK: (404, 405)}, args=("0",)),
}
