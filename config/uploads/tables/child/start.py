"""Starts the reader by its path, alone: of the project it can reach this room and no other.

The file comes on stdin. The answer leaves on stdout: a JSON list for each row that holds anything
(its number, then its cells), sheet after sheet, and at the end one line that says what was found:
the sheets, or the name of a cause.
"""

import sys
from pathlib import Path
from types import ModuleType


def main() -> None:
    folder = Path(__file__).resolve().parent
    # The packages around this room are named and not run: they would load the whole portal.
    parts = ("config", "uploads", "tables", "child")
    for count, place in enumerate([*folder.parents[: len(parts) - 1]][::-1], start=1):
        package = ModuleType(".".join(parts[:count]))
        # Nothing is found in them but the next one.
        package.__path__ = [str(place)] if count == len(parts) - 1 else []
        sys.modules[package.__name__] = package
    from config.uploads.tables.child import whole_file

    whole_file.main()


if __name__ == "__main__":
    main()
