"""The lines of the access table for the publishing desk, on a stage of which nothing is final."""

from tests.access_lines import Page


def edition_lines(statistics: str) -> dict[str, Page]:
    """Say who publishes; of a month without anything final there is nothing to be published."""
    return {
        "editions:index": Page((403, 405), {statistics: (200, 405)}),
        # No edition has the number 0.
        "editions:one": Page((403, 405), {statistics: (404, 405)}, args=("0",)),
        "editions:publish": Page((403, 403), {statistics: (404, 404)}, args=("139806", "final")),
    }
