"""Which files of published figures there are, and where: what pages that link to them read."""

from collections.abc import Sequence
from dataclasses import dataclass

from statistics.models import Edition


@dataclass(frozen=True)
class PublicFile:
    """A file for everybody: what it is, in which form and how large, and its address."""

    title: str
    detail: str
    url: str


def files_of(edition: Edition) -> Sequence[PublicFile]:
    """List the files of a published edition; none where it is not out."""
    return ()
