"""Where each provincial organization stands in the map of tiles: west at the left, as in an atlas.

The south of Kerman («08S») has an organization of its own, so there are 32 tiles for 31 provinces.
"""

from typing import Final

# Rows from the north down; «» leaves a place empty.
_ROWS: Final = (
    ("04", "03", "24", "01", "02", "27", "28"),
    ("12", "19", "26", "30", "23", "20", "09"),
    ("05", "13", "00", "25", "10", "21", "29"),
    ("16", "15", "14", "17", "07", "08", "11"),
    ("", "06", "", "18", "22", "08S", ""),
)
# Row and column of a code, both from 1.
TILES: Final = {
    code: (row, column)
    for row, codes in enumerate(_ROWS, 1)
    for column, code in enumerate(codes, 1)
    if code
}
