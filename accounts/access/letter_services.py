"""Letters on a request's way: read in the bounded process, scanned, kept in the private store."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from accounts.access.errors import AccessFieldError
from accounts.models import AccessHop
from config.jalali import tehran_day
from config.persian import format_number
from config.uploads import storage
from config.uploads.content import checked, clean_name
from config.uploads.enums import FileKind
from config.uploads.errors import UnacceptableFileError
from config.uploads.scanning import refuse_harmful

MEGABYTES = 5
NOT_KEPT = "نگهداری فایل اکنون ممکن نیست؛ کمی بعد دوباره ارسال کنید."
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Letter:
    """A letter as a person gives it: its number and day, and the file as it came."""

    number: str
    day: date
    name: str
    data: bytes


@dataclass(frozen=True)
class ReadLetter:
    """A letter whose file was read and found harmless; `content` is the copy that is kept."""

    letter: Letter
    name: str
    content: bytes
    sha256: str


def read(letter: Letter, at: datetime) -> ReadLetter:
    """Read a letter's file; it may take a while, so no lock is held. Raises AccessFieldError."""
    if letter.day > tehran_day(at):
        raise AccessFieldError("letter_date", "تاریخ نامه از امروز جلوتر است.")
    if not letter.data:
        raise AccessFieldError("file", "این فایل خالی است.")
    if len(letter.data) > MEGABYTES * 2**20:
        most = format_number(MEGABYTES)
        raise AccessFieldError("file", f"فایل نامه تا {most} مگابایت پذیرفته است.")
    try:
        kind, content = checked(letter.data)
        refuse_harmful(letter.data)
    except UnacceptableFileError as refused:
        raise AccessFieldError("file", str(refused)) from refused
    name = clean_name(letter.name, kind, "نامه")
    return ReadLetter(letter, name, content, sha256(letter.data).hexdigest())


@contextmanager
def stored(letter: ReadLetter | None) -> Iterator[dict[str, object]]:
    """Put the file into the store and give the columns of its hop; taken out when the act fails."""
    if letter is None:
        yield {}
        return
    try:
        key = storage.put(letter.content)
    except OSError as fault:
        logger.exception("The store of letters took no file.")
        raise AccessFieldError("file", NOT_KEPT) from fault
    try:
        yield {
            "letter_number": letter.letter.number,
            "letter_date": letter.letter.day,
            "name": letter.name,
            "stored": key,
            "sha256": letter.sha256,
            "size": len(letter.content),
        }
    # The store knows no transaction: what the database does not keep is taken out by hand.
    except BaseException:
        storage.drop(key)
        raise


def kind_of(hop: AccessHop) -> FileKind:
    """Tell what the kept file is: its name ends so, by its content."""
    return FileKind(hop.name.rpartition(".")[2])
