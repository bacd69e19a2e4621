"""Photographs of a visit: taken in as evidence is, kept without their notes (decision 0050)."""

import logging
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from config.jalali import tehran_day
from config.persian import format_number
from config.uploads import storage
from config.uploads.content import checked
from config.uploads.enums import FileKind
from config.uploads.errors import UnacceptableFileError
from config.uploads.scanning import refuse_harmful
from review.models import Visit, VisitPhoto
from review.visit_enums import VisitState
from review.visits.errors import VisitConflictError
from review.visits.queries import limits
from review.visits.report_services import check_visits

EMPTY = "این فایل خالی است."
NOT_A_PICTURE = "عکس را به صورت JPEG یا PNG ارسال کنید."
NOT_KEPT = "نگهداری عکس اکنون ممکن نیست؛ کمی بعد دوباره ارسال کنید."
logger = logging.getLogger(__name__)


def add_photo(user: User, pk: int, data: bytes, at: datetime) -> VisitPhoto:
    """Keep a photograph of an unfinished visit; the same picture once more is that photograph.

    Raises UnacceptableFileError with the sentence for the person, NotYourVisitError,
    Visit.DoesNotExist, VisitConflictError.
    """
    most = limits(tehran_day(at))
    if not data:
        raise UnacceptableFileError(EMPTY)
    if len(data) > most.size:
        raise UnacceptableFileError(
            f"هر عکس تا {format_number(most.megabytes)} مگابایت پذیرفته است."
        )
    # Before the lock: walking the whole file may take a while.
    kind, content = checked(data)
    if kind == FileKind.PDF:
        raise UnacceptableFileError(NOT_A_PICTURE)
    refuse_harmful(data)
    with transaction.atomic():
        visit = _unfinished(user, pk)
        there = VisitPhoto.objects.filter(visit=visit)
        digest = sha256(data).hexdigest()
        if same := there.filter(sha256=digest).first():
            return same
        if there.count() >= most.photos:
            raise UnacceptableFileError(f"هر بازدید تا {format_number(most.photos)} عکس دارد.")
        number = (there.aggregate(last=Max("number"))["last"] or 0) + 1
        key = _put(content)
        try:
            return VisitPhoto.objects.create(
                visit=visit,
                number=number,
                kind=kind,
                size=len(content),
                sha256=digest,
                stored=key,
                added_at=at,
            )
        # The store knows no transaction: what the database does not keep is taken out by hand.
        except BaseException:
            storage.drop(key)
            raise


@transaction.atomic
def take_photo_off(user: User, pk: int, number: int) -> None:
    """Take a photograph off an unfinished visit; one that is off already stays off.

    Raises NotYourVisitError, Visit.DoesNotExist, VisitConflictError.
    """
    visit = _unfinished(user, pk)
    for photo in VisitPhoto.objects.filter(visit=visit, number=number):
        photo.delete()


def _unfinished(user: User, pk: int) -> Visit:
    rows = Visit.objects.select_for_update(of=("self",)).select_related("office")
    visit = rows.get(pk=pk)
    check_visits(user, visit)
    if visit.state != VisitState.PLANNED:
        raise VisitConflictError(visit)
    return visit


def _put(content: bytes) -> str:
    try:
        return storage.put(content)
    except OSError as fault:
        # A full disk, or a folder taken away: `/readyz` names it, the person is told at once.
        logger.exception("The store of photographs took no file.")
        raise UnacceptableFileError(NOT_KEPT) from fault
