"""Why a look at a unit's final months is not taken now."""

from datetime import datetime


class TooManyLooksError(Exception):
    """The person looked too often, or too often in vain; `until` says when the next is taken."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until
