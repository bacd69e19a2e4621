"""Asking the scanner of the installation whether a file is harmful, before it is kept."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.utils.module_loading import import_string

from config.uploads.errors import UnacceptableFileError

INFECTED = "در این فایل چیزی خطرناک پیدا شد و پذیرفته نشد."
UNSCANNED = "بررسی فایل اکنون ممکن نیست؛ کمی بعد دوباره ارسال کنید."
logger = logging.getLogger(__name__)


def refuse_harmful(content: bytes) -> None:
    """Ask the scanner of the installation, where it names one; silence lets nothing in.

    Raises UnacceptableFileError with the sentence for the person.
    """
    if not settings.UPLOAD_SCANNER:
        return
    scanner: Callable[[bytes], str] = import_string(settings.UPLOAD_SCANNER)
    try:
        found = scanner(content)
    # Whatever went wrong, a scanner that does not answer lets nothing in (decision 0014).
    except Exception as fault:
        logger.exception("The scanner of files did not answer.")
        raise UnacceptableFileError(UNSCANNED) from fault
    if found:
        logger.warning("A file was refused: %s", found)
        raise UnacceptableFileError(INFECTED)
