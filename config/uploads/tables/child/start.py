"""Starts the reader by its path, alone: of the project it can reach this room and no other.

The file comes on stdin. The answer leaves on stdout: a JSON list for each row that holds anything
(its number, then its cells), sheet after sheet, and at the end one line that says what was found:
the sheets, or the name of a cause.
"""

import sys
from pathlib import Path
from types import ModuleType


def main() -> None:
    name_packages()
    from config.uploads.tables.child import whole_file

    whole_file.main()


def name_packages() -> None:
    """Name the packages around this room without running them: they would load the portal."""
    folder = Path(__file__).resolve().parent
    parts = ("config", "uploads", "tables")
    for count, name in enumerate(parts, start=1):
        package = ModuleType(".".join(parts[:count]))
        # Nothing is found in them but the next one.
        package.__path__ = [str(folder.parent)] if name == "tables" else []
        sys.modules[package.__name__] = package


if __name__ == "__main__":
    main()
