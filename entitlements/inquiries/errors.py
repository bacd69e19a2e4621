"""Why a question of an agency is not taken, as its machine reads it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from config.errors import ConflictError, InvalidError
from entitlements.enums import RefusalReason


@dataclass(eq=False)
class RefusedError(Exception):
    """A question that is refused: the status, a code for the machine and words for its people."""

    status: int
    code: str
    words: str
    reason: RefusalReason | None = None
    fields: list[str] = field(default_factory=list)
    until: datetime | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Write it as RFC 9457 has problems written."""
        return {"title": self.code, "status": self.status, "detail": self.words}


class AgreementError(InvalidError):
    """What is asked of an agreement cannot be."""


class NotTheSecondError(ConflictError):
    """Who asked for an agreement does not confirm it."""
