"""What a worker does with editions that wait: one at a time, each whole or not at all.

A worker that dies leaves nothing: cells, contributions and the edition's number come with one
commit. Whoever finds an edition without a sign of life begins it anew.
"""

import logging
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import DatabaseError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from config.signs_of_life import signing
from statistics.enums import EDITIONS_AT_WORK, EditionState
from statistics.models import Edition
from statistics.publication.disclosure.solver import AuditUnfinishedError
from statistics.publication.disclosure.table_rules import UnbalancedTableError
from statistics.publication.downloads.codes_queries import UnknownCodeError
from statistics.publication.downloads.services import (
    dropped_unless_kept,
    keep_edition_files,
    refresh_series,
)
from statistics.publication.freezing import FreezeProgress, NothingToPublishError, freeze
from statistics.publication.notice_services import tell_failed, tell_published
from statistics.publication.services import hold_editions

# A worker that gave no sign for so long is taken for dead.
SILENCE = timedelta(minutes=3)
SIGN_SECONDS = 2.0
SIGNER: Final = "edition-signer"
# So many workers may die of an edition.
ATTEMPTS: Final = 3
# What choosing and auditing all tables may take; what does not end in time is not published.
AUDIT_SECONDS = 600
UNFINISHED: Final = (
    "بررسی محرمانگی این ماه به نتیجه نرسید و هیچ رقمی منتشر نشد. دوباره منتشر کنید؛ "
    "اگر باز هم نشد به مدیر فنی سامانه بگویید."
)
UNBALANCED: Final = (
    "جمع رقم‌های این ماه با اجزای آن یکی نیست و هیچ رقمی منتشر نشد. به مدیر فنی سامانه بگویید."
)
UNKNOWN: Final = (
    "کد محصول، رشته، محل یا واحد سنجشی در رقم‌های این ماه در فهرست‌های کد نیست یا دو بار آمده "
    "است و هیچ رقمی منتشر نشد. به مدیر فنی سامانه بگویید."
)
NOTHING: Final = "برای این ماه هنوز آمار نهایی ثبت نشده است؛ پس از نهایی شدن پرونده‌ها منتشر کنید."
BROKEN: Final = (
    "آماده‌سازی این انتشار چند بار نیمه‌کاره ماند و هیچ رقمی منتشر نشد. به مدیر فنی سامانه بگویید."
)
logger = logging.getLogger(__name__)


class _SupersededError(Exception):
    """The edition is no longer this worker's."""


def run_waiting() -> int:
    """Make what waits, one after the other; return how many editions came to an end."""
    ended = 0
    while (edition := _claim(timezone.now())) is not None:
        ended += 1
        try:
            if edition.attempt > ATTEMPTS:
                logger.error("Edition %s ended %s workers; it is given up.", edition.pk, ATTEMPTS)
                _fail(edition, BROKEN)
            else:
                _make(edition)
        except AuditUnfinishedError as fault:
            # Its words name no cell.
            logger.error("Edition %s is not published: %s", edition.pk, fault)
            _fail(edition, UNFINISHED)
        except UnbalancedTableError:
            logger.error("Edition %s is not published: its sums do not hold.", edition.pk)
            _fail(edition, UNBALANCED)
        except UnknownCodeError:
            logger.error("Edition %s is not published: a code is in no list.", edition.pk)
            _fail(edition, UNKNOWN)
        except NothingToPublishError:
            _fail(edition, NOTHING)
        except _SupersededError:
            logger.warning("Edition %s goes on elsewhere.", edition.pk)
        except (DatabaseError, OSError) as fault:
            # Its words may hold figures. The next turn counts as another attempt.
            state = getattr(fault.__cause__, "sqlstate", "")
            logger.error("Edition %s broke off: %s %s", edition.pk, type(fault).__name__, state)
            _mine(edition).update(touched_at=None)
            return ended - 1
    _refresh_series()
    return ended


def _refresh_series() -> None:
    """Make the files of the series where they are behind; the next turn tries again."""
    try:
        refresh_series()
    except (DatabaseError, OSError) as fault:
        state = getattr(fault.__cause__, "sqlstate", "")
        logger.error("The files of the series: %s %s", type(fault).__name__, state)


@transaction.atomic
def _claim(now: datetime) -> Edition | None:
    """Take the next edition, unless another worker is at one."""
    hold_editions()
    alive = Q(state=EditionState.WORKING, touched_at__gte=now - SILENCE)
    if Edition.objects.filter(alive).exists():
        return None
    edition = Edition.objects.filter(state__in=EDITIONS_AT_WORK).order_by("pk").first()
    if edition is None:
        return None
    edition.state, edition.attempt = EditionState.WORKING, edition.attempt + 1
    edition.touched_at, edition.done = now, 0
    edition.save(update_fields=["state", "attempt", "touched_at", "done"])
    return edition


def _make(edition: Edition) -> None:
    progress = FreezeProgress()

    def sign() -> None:
        _mine(edition).update(touched_at=timezone.now(), done=progress.done, total=progress.total)

    with (
        signing(sign, SIGN_SECONDS, SIGNER),
        dropped_unless_kept() as keys,
        transaction.atomic(),
    ):
        at = timezone.now()
        freeze(edition, at, AUDIT_SECONDS, progress)
        _publish(edition, at, progress)
        # With its number and its day.
        published = Edition.objects.get(pk=edition.pk)
        keep_edition_files(published, keys)
        tell_published(published, timezone.now())


def _publish(edition: Edition, as_of: datetime, progress: FreezeProgress) -> None:
    """Number the edition and let it out, with its cells, in one commit."""
    hold_editions()
    out = Edition.objects.filter(
        year=edition.year, month=edition.month, state=EditionState.PUBLISHED
    ).count()
    published = Edition.objects.filter(**_claimed(edition)).update(
        state=EditionState.PUBLISHED,
        number=out + 1,
        as_of=as_of,
        ended_at=timezone.now(),
        done=progress.done,
        total=progress.total,
    )
    if not published:
        raise _SupersededError


@transaction.atomic
def _fail(edition: Edition, why: str) -> None:
    now = timezone.now()
    failed = Edition.objects.filter(**_claimed(edition)).update(
        state=EditionState.FAILED, failure=why, ended_at=now
    )
    if failed:
        tell_failed(edition, why, now)


def _mine(edition: Edition) -> QuerySet[Edition]:
    return Edition.objects.filter(**_claimed(edition))


def _claimed(edition: Edition) -> dict[str, Any]:
    """Name the edition as this worker took it: another one's attempt is another's to end."""
    return {"pk": edition.pk, "attempt": edition.attempt, "state": EditionState.WORKING}
