"""Annexes of a circular: read in the bounded process, scanned, kept in the private store."""

import logging
from dataclasses import dataclass
from hashlib import sha256

from config.persian import format_number
from config.uploads import storage
from config.uploads.content import checked, clean_name
from config.uploads.enums import FileKind
from config.uploads.errors import UnacceptableFileError
from config.uploads.scanning import refuse_harmful
from outreach.circulars.errors import CircularFieldError
from outreach.models import Circular, CircularAnnex

MEGABYTES, MOST = 5, 5
NOT_KEPT = "نگهداری فایل اکنون ممکن نیست؛ کمی بعد دوباره ارسال کنید."
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class ReadAnnex:
    """A file that was read and found harmless; `content` is the copy that is kept."""

    name: str
    kind: FileKind
    content: bytes
    sha256: str


def read(name: str, data: bytes) -> ReadAnnex:
    """Read a file; it may take a while, so no lock is held. Raises CircularFieldError."""
    if not data:
        raise CircularFieldError("file", "این فایل خالی است.")
    if len(data) > MEGABYTES * 2**20:
        most = format_number(MEGABYTES)
        raise CircularFieldError("file", f"هر پیوست تا {most} مگابایت پذیرفته است.")
    try:
        kind, content = checked(data)
        refuse_harmful(data)
    except UnacceptableFileError as refused:
        raise CircularFieldError("file", str(refused)) from refused
    return ReadAnnex(clean_name(name, kind, "پیوست"), kind, content, sha256(data).hexdigest())


def hang(circular: Circular, annex: ReadAnnex) -> CircularAnnex:
    """Hang a file on a draft, inside its transaction. Raises CircularFieldError."""
    there = list(circular.annexes.order_by("number"))
    if any(one.sha256 == annex.sha256 for one in there):
        raise CircularFieldError("file", "همین فایل پیش از این پیوست شده است.")
    if len(there) >= MOST:
        raise CircularFieldError("file", f"هر بخشنامه تا {format_number(MOST)} پیوست دارد.")
    try:
        key = storage.put(annex.content)
    except OSError as fault:
        logger.exception("The store took no annex.")
        raise CircularFieldError("file", NOT_KEPT) from fault
    try:
        return CircularAnnex.objects.create(
            circular=circular,
            number=there[-1].number + 1 if there else 1,
            name=annex.name,
            kind=annex.kind,
            size=len(annex.content),
            sha256=annex.sha256,
            stored=key,
        )
    # The store knows no transaction: what the database does not keep is taken out by hand.
    except BaseException:
        storage.drop(key)
        raise
