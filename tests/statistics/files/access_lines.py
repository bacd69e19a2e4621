"""The lines of the access table for files of figures."""

from tests.access_lines import Page


def file_lines(*takers: str) -> dict[str, Page]:
    """Say who may ask for files of their own reach, and take their own; nobody takes another's."""
    asking, reading = dict.fromkeys(takers, (405, 422)), dict.fromkeys(takers, (200, 405))
    # No file has the number 0.
    missing = dict.fromkeys(takers, (404, 405))
    return {
        # The address that it had before.
        "reports": Page((302, 405)),
        "files:index": Page((403, 405), reading),
        "files:columns": Page((403, 405), reading),
        "files:ask": Page((405, 403), asking),
        "files:one": Page((403, 405), missing, args=("0",)),
        "files:download": Page((403, 405), missing, args=("0",)),
        "files:dictionary": Page((403, 405), missing, args=("0",)),
    }
