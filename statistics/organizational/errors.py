"""Why a report of an office was not kept, sent or decided."""

from config.errors import ConflictError, InvalidError
from statistics.models import OfficeReport


class ReportConflictError(ConflictError):
    """The report is not as the person saw it; `report` is as it stands now, None for none yet."""

    def __init__(self, words: str, report: OfficeReport | None = None) -> None:
        super().__init__(words)
        self.report = report


class TermsConflictError(ConflictError):
    """A colleague wrote new terms of the indicator meanwhile."""


class UnfinishedReportError(InvalidError):
    """What is sent leaves a figure open, or a large change without its reason."""
