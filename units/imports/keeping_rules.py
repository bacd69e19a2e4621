"""How many files may wait, how many bytes are kept, and until when (policy of the day)."""

from datetime import date, datetime, timedelta

from django.db.models import Sum

from accounts.models import Organization, User
from catalog.policy.book import PolicyBook
from catalog.policy_definitions import PolicyKey
from config.jalali import tehran_day
from config.persian import format_number
from config.uploads.errors import UnacceptableFileError
from units.enums import IMPORTS_OPEN
from units.models import Import

MAKE_ROOM = "یکی را ثبت کنید یا کنار بگذارید و دوباره ارسال کنید."


def refuse_too_many(user: User, scope: Organization | None, size: int, at: datetime) -> None:
    """Refuse a file more than a person or an office may have waiting, or more bytes than are kept.

    Raises UnacceptableFileError with the sentence for the person.
    """
    book, day = PolicyBook.load(), tehran_day(at)
    waiting = Import.objects.filter(stage__in=IMPORTS_OPEN)
    own = waiting.filter(by=user).count()
    if own >= book.number(PolicyKey.IMPORT_FILES_PERSON, day):
        raise UnacceptableFileError(
            f"{format_number(own)} فایل شما هنوز به پایان نرسیده است و بیشتر پذیرفته نمی‌شود؛ "
            f"{MAKE_ROOM}"
        )
    here = waiting.filter(scope=scope).count()
    if here >= book.number(PolicyKey.IMPORT_FILES_OFFICE, day):
        raise UnacceptableFileError(
            f"{format_number(here)} فایل این حوزه هنوز به پایان نرسیده است و بیشتر پذیرفته "
            f"نمی‌شود؛ {MAKE_ROOM}"
        )
    kept = Import.objects.filter(scope=scope).exclude(stored="").aggregate(bytes=Sum("size"))
    most = book.number(PolicyKey.IMPORT_MEGABYTES, day)
    if (kept["bytes"] or 0) + size > most * 2**20:
        raise UnacceptableFileError(
            f"فایل‌های نگهداری‌شدهٔ این حوزه با این فایل از {format_number(most)} مگابایت بیشتر "
            "می‌شود؛ بررسی‌های آزمایشی بی‌استفاده را کنار بگذارید یا به دفتر آمار بگویید."
        )


def kept_until(run: Import) -> date:
    """Tell the last day of a dry run: by the policy of the day on which its file came."""
    return _kept_until(run, PolicyBook.load())


def over(runs: list[Import], now: datetime) -> list[Import]:
    """Keep the dry runs whose last day is over."""
    book, today = PolicyBook.load(), tehran_day(now)
    return [run for run in runs if _kept_until(run, book) < today]


def _kept_until(run: Import, book: PolicyBook) -> date:
    day = tehran_day(run.at)
    # A value of later shortens no promise.
    return day + timedelta(days=book.number(PolicyKey.IMPORT_KEPT_DAYS, day))
