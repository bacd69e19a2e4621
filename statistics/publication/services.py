"""Publishing a month: asked for by the statistics office, made by the worker."""

from datetime import datetime
from typing import Final

from django.db import connection, transaction

from accounts.authority import authority_of
from accounts.enums import OrganizationKind, Permission
from accounts.models import Organization, User
from catalog.policy.book import PolicyBook
from catalog.policy_definitions import PolicyKey
from config.broker import hand_over
from config.errors import ConflictError, InvalidError
from config.jalali import JalaliMonth, format_moment
from statistics.enums import EditionKind, EditionState
from statistics.errors import NotAllowedError
from statistics.models import Edition
from statistics.publication.rules import may_follow, opens

# Whoever asks for an edition, or takes one to make it, holds this lock of the database.
EDITIONS: Final = 0x45444954


class TooEarlyToPublishError(InvalidError):
    """The month is not ripe for this edition."""


class EditionConflictError(ConflictError):
    """The month has this edition already, or a later one."""


def publishing_office(user: User) -> Organization | None:
    """Find the statistics office for which the person publishes; None for anybody else."""
    offices = authority_of(user).organizations(Permission.PUBLISH)
    return next((o for o in offices if o.kind == OrganizationKind.STATISTICS), None)


@transaction.atomic
def publish(user: User, month: JalaliMonth, kind: EditionKind, at: datetime) -> Edition:
    """Ask for an edition (directive 5013 §6, §9); the worker makes it and publishes it.

    Two people who ask at once get one edition. Raises NotAllowedError, TooEarlyToPublishError,
    EditionConflictError.
    """
    office = publishing_office(user)
    if office is None:
        raise NotAllowedError("انتشار آمار با دفتر آمار است.")
    hold_editions()
    editions = Edition.objects.filter(year=month.year, month=month.month)
    editions = editions.exclude(state=EditionState.FAILED)
    same = editions.filter(kind=kind).first()
    if same is not None and same.at_work:
        return same
    if not may_follow(kind, editions.values_list("kind", flat=True)):
        raise EditionConflictError("این ماه همین انتشار یا انتشار پس از آن را دارد.")
    book = PolicyBook.load()
    if at < (first := opens(month, kind, book)):
        when = format_moment(first)
        raise TooEarlyToPublishError(f"این ماه از {when} به بعد منتشر می‌شود.")
    edition = Edition.objects.create(
        year=month.year,
        month=month.month,
        kind=kind,
        percent=book.number(PolicyKey.DISCLOSURE_PERCENT, month.first_day, month=month),
        least_holders=book.number(PolicyKey.DISCLOSURE_MIN_HOLDERS, month.first_day, month=month),
        organization=office,
        by=user,
        asked_at=at,
    )
    # After the commit, else the worker finds no row; `robust`: without a broker it waits.
    transaction.on_commit(wake_worker, robust=True)
    return edition


def wake_worker() -> None:
    hand_over("statistics.tasks.make_editions", [], "files")


def hold_editions() -> None:
    """Let nobody else ask for or take an edition before this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [EDITIONS])
