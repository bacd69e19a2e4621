"""What a reviewer asked for and what the unit has changed since, before it files again."""

from collections.abc import Sequence
from dataclasses import dataclass

from statistics.figures import EMPTY, FigureDifference, Figures, cells, differences, filed_figures
from statistics.filing.web.correction_marks import correct_url
from statistics.models import Submission
from statistics.return_note import ReturnNote, return_note


@dataclass(frozen=True)
class MarkedForCorrection:
    """A field the reviewer ticked: as it was sent, as it stands now, the way to it."""

    label: str
    before: str
    now: str
    url: str

    @property
    def changed(self) -> bool:
        return self.before != self.now


@dataclass(frozen=True)
class CorrectionProgress:
    """A returned month before it is filed again."""

    note: ReturnNote
    asked: tuple[MarkedForCorrection, ...]
    changes: Sequence[FigureDifference]

    @property
    def unchanged(self) -> list[MarkedForCorrection]:
        """The ticked fields that stand as they were: said, never refused."""
        return [field for field in self.asked if not field.changed]


def corrected(submission: Submission, now: Figures) -> CorrectionProgress | None:
    """Compare what was asked with what changed since (two queries); None when nothing came back."""
    note = return_note(submission)
    before = filed_figures(submission) if note else None
    if note is None or before is None:
        return None
    old = {cell.key: cell for cell in cells(before)}
    new = {cell.key: cell for cell in cells(now)}
    asked = tuple(
        MarkedForCorrection(
            # A ticked row that was taken out keeps the name it had.
            (new.get(key) or old[key]).label,
            old[key].text if key in old else EMPTY,
            new[key].text if key in new else EMPTY,
            correct_url(submission.tracking_number, key),
        )
        for key in note.keys
        if key in old or key in new
    )
    return CorrectionProgress(note, asked, differences(before, now))
