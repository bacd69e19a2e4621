"""What a file is, by its content: its name and what the browser says of it count for nothing."""

import logging
import re
import threading
from tempfile import TemporaryFile

from config.persian import normalize
from config.uploads import bounded_process, reader
from config.uploads.enums import FileKind
from config.uploads.errors import UnacceptableFileError
from config.uploads.reader import Cause

BUSY = "اکنون فایل‌های دیگری در حال بررسی است؛ کمی بعد دوباره ارسال کنید."
LONGEST_NAME, LONGEST_ENDING = 80, 10
# How long a file waits for its turn.
PATIENCE = 10.0
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# The process ends itself; this is for one that cannot.
_GIVEN_UP = reader.MOST_SECONDS + 5
_LONGEST_LINE = 64
# One at once in each web process: the memory of a machine is known beforehand.
_turn = threading.BoundedSemaphore()
logger = logging.getLogger(__name__)


def checked(data: bytes) -> tuple[FileKind, bytes]:
    """Tell what the file is, and make the clean copy that is kept of it.

    Raises UnacceptableFileError with its cause. The file is read in a process of its own, with
    limits of memory, time and size.
    """
    if not _turn.acquire(timeout=PATIENCE):
        raise UnacceptableFileError(BUSY)
    try:
        with TemporaryFile() as answer, TemporaryFile() as trouble:
            try:
                code = bounded_process.run(reader.__file__, data, answer, trouble, _GIVEN_UP)
            except OSError as fault:
                logger.exception("The reader of files did not start.")
                raise UnacceptableFileError(BUSY) from fault
            answer.seek(0)
            line = answer.readline(_LONGEST_LINE).decode(errors="replace").strip()
            if code == 0 and line in FileKind.values:
                return FileKind(line), answer.read(reader.MOST_BYTES)
            if code == 0 and line in Cause.__members__:
                raise UnacceptableFileError(Cause[line].value)
            why = bounded_process.last_words(trouble)
    finally:
        _turn.release()
    cause = Cause[bounded_process.cause_of(code)]
    logger.warning("A file was not read (%s, ended by %s): %s", cause.name, code, why)
    raise UnacceptableFileError(cause.value)


def clean_name(name: str, ending: str, nameless: str = "مدرک") -> str:
    """Make a name that leads nowhere: no folder, no unseen sign, the ending of its content."""
    return f"{_parts(name)[0] or nameless}.{ending}"


def shown_name(name: str, nameless: str) -> str:
    """Make a name to be read: like the clean one, with the ending that its person knows it by."""
    stem, ending = _parts(name)
    return ".".join(filter(None, (stem or nameless, ending)))


def _parts(name: str) -> tuple[str, str]:
    # Normalized before it is cut: that may bring a slash of its own.
    last = re.split(r"[/\\]", normalize(_CONTROLS.sub("", name)))[-1]
    plain = re.sub(r'[<>:"|?*;%]', "", last)
    before, _, after = plain.rpartition(".")
    stem = (before or plain).strip(" .")[:LONGEST_NAME].strip()
    return stem, after.strip()[:LONGEST_ENDING] if before else ""
