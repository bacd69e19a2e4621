"""The steps of a way from desk to desk, as templates/components/letters.html draws them."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class WayStep:
    """One step: what was or will be done, its particulars, when, and perhaps its file."""

    title: str
    state: Literal["past", "now", "next"]
    lines: tuple[str, ...] = ()
    took: tuple[str, ...] = ()
    file_url: str = ""
    file_label: str = ""
