"""Letters that become files; the first of them is in hand for as long as a promise needs it."""

from collections.abc import Sequence
from pathlib import Path

from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend

from config.local.processes import until

# Beside the folder of the letters: the first makes one, and waits for the other.
IN_HAND, LET_GO = "in-hand", "let-go"
PATIENCE_SECONDS = 240.0


class HeldLetters(EmailBackend):
    """A gateway that is slow to take the first letter, as a worker that is busy with it sees it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        beside = Path(str(self.file_path)).parent
        try:
            (beside / IN_HAND).mkdir()
        except FileExistsError:
            pass
        else:
            until((beside / LET_GO).exists, PATIENCE_SECONDS)
        return super().send_messages(email_messages)
