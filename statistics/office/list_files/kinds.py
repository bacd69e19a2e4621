"""The lists that may be brought by file, as the engine of imports knows them."""

from typing import Final

from statistics.office.list_files.catalogue import NODES, PRODUCTS
from statistics.office.list_files.list_kind import import_kind
from statistics.office.list_files.named_units import (
    LISTED_UNITS,
    SELECTED_PRODUCTS,
    SELECTED_UNITS,
)
from statistics.office.list_files.short_lists import HOLIDAYS, MEASURES, OFFICES

LIST_FILES: Final = tuple(
    import_kind(kind)
    for kind in (
        OFFICES,
        NODES,
        PRODUCTS,
        MEASURES,
        HOLIDAYS,
        SELECTED_UNITS,
        SELECTED_PRODUCTS,
        LISTED_UNITS,
    )
)
