"""Why a question before support is not taken now."""

from datetime import datetime


class TooManyRowsError(Exception):
    """The person asked for too many units; `until` says when the next are taken."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until
