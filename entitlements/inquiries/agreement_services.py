"""Agreements with agencies: asked for by one person of the statistics office, confirmed by another.

Service sheet §7-8. Under one that holds, tokens are made, each for a while, and taken back.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from accounts.authority import authority_of
from accounts.enums import Permission
from accounts.models import User
from config.errors import ForbiddenError, InvalidFieldError
from config.jalali import tehran_day
from config.persian import format_number
from entitlements.inquiries.errors import AgreementError, NotTheSecondError
from entitlements.inquiries.queries import in_force, state_of
from entitlements.inquiries.rules import digest_of, new_seed, token_of
from entitlements.models import AgencyToken, Agreement

# Two at once let an agency change from one to the next; more are nobody's any more.
MOST_TOKENS: Final = 2
# An agreement holds so many days at the most, and is made anew after.
LONGEST_DAYS: Final = 3 * 366
# So long its maker sees a token again, should the page have been closed too soon.
SHOWN_FOR: Final = timedelta(minutes=15)


@dataclass(frozen=True)
class Terms:
    """What an agreement says."""

    number: str
    agency: str
    legal_basis: str
    purpose: str
    fields: list[str]
    starts_on: date
    ends_on: date
    per_day: int


@transaction.atomic
def propose(user: User, terms: Terms, at: datetime) -> Agreement:
    """Write an agreement down; it holds once a second person has confirmed it.

    Raises ForbiddenError, InvalidFieldError.
    """
    _of_the_office(user)
    if terms.ends_on < terms.starts_on:
        raise InvalidFieldError("ends_on", "روز پایان پیش از روز آغاز است.")
    if terms.ends_on < tehran_day(at):
        raise InvalidFieldError("ends_on", "روز پایان گذشته است.")
    if (terms.ends_on - terms.starts_on).days > LONGEST_DAYS:
        raise InvalidFieldError("ends_on", "توافق حداکثر سه سال است؛ پس از آن توافق جدید ثبت کنید.")
    if Agreement.objects.filter(number=terms.number).exists():
        raise InvalidFieldError("number", "توافقی با این شماره ثبت شده است.")
    return Agreement.objects.create(asked_at=at, asked_by=user, **vars(terms))


@transaction.atomic
def second(user: User, pk: int, at: datetime) -> Agreement:
    """Confirm an agreement as the second person; twice is once.

    Raises ForbiddenError, Agreement.DoesNotExist, NotTheSecondError.
    """
    _of_the_office(user)
    agreement = Agreement.objects.select_for_update(no_key=True).get(pk=pk)
    if agreement.seconded_by_id == user.pk:
        return agreement
    if agreement.asked_by_id == user.pk:
        raise NotTheSecondError("توافق را همکار دیگری از دفتر آمار تأیید می‌کند.")
    if agreement.seconded_at or agreement.ended_at:
        raise NotTheSecondError("این توافق دیگر در انتظار تأیید نیست.")
    agreement.seconded_at, agreement.seconded_by = at, user
    agreement.save(update_fields=["seconded_at", "seconded_by"])
    return agreement


@transaction.atomic
def end(user: User, pk: int, at: datetime) -> Agreement:
    """End an agreement, or refuse one that waits; its tokens open nothing from now on.

    Raises ForbiddenError, Agreement.DoesNotExist.
    """
    _of_the_office(user)
    agreement = Agreement.objects.select_for_update(no_key=True).get(pk=pk)
    if not agreement.ended_at:
        agreement.ended_at, agreement.ended_by = at, user
        agreement.save(update_fields=["ended_at", "ended_by"])
    return agreement


@transaction.atomic
def make_token(user: User, pk: int, label: str, expires_on: date, at: datetime) -> AgencyToken:
    """Make a token under an agreement that holds.

    Raises ForbiddenError, Agreement.DoesNotExist, AgreementError, InvalidFieldError.
    """
    _of_the_office(user)
    agreement = Agreement.objects.select_for_update(no_key=True).get(pk=pk)
    today = tehran_day(at)
    if not in_force(agreement, today):
        words = state_of(agreement, today)[1]
        raise AgreementError(f"برای این توافق توکن ساخته نمی‌شود: {words}.")
    if not today <= expires_on <= agreement.ends_on:
        raise InvalidFieldError("expires_on", "پایان توکن تا پایان توافق است و پیش از امروز نیست.")
    live = agreement.tokens.filter(revoked_at=None, expires_on__gte=today).count()
    if live >= MOST_TOKENS:
        raise AgreementError(
            f"این توافق {format_number(live)} توکن معتبر دارد؛ نخست یکی از آن‌ها را باطل کنید."
        )
    seed = new_seed()
    return AgencyToken.objects.create(
        agreement=agreement,
        label=label,
        seed=seed,
        digest=digest_of(token_of(seed)),
        made_at=at,
        made_by=user,
        expires_on=expires_on,
    )


@transaction.atomic
def revoke(user: User, pk: int, at: datetime) -> AgencyToken:
    """Take a token back for good; twice is once.

    Raises ForbiddenError, AgencyToken.DoesNotExist.
    """
    _of_the_office(user)
    token = AgencyToken.objects.select_for_update(no_key=True).get(pk=pk)
    if not token.revoked_at:
        token.revoked_at, token.revoked_by = at, user
        token.save(update_fields=["revoked_at", "revoked_by"])
    return token


def shown_to(user: User, agreement: Agreement, at: datetime) -> str:
    """Give the text of the token that the person made just now; '' where there is none."""
    rows = AgencyToken.objects.filter(
        agreement=agreement, made_by=user, revoked_at=None, made_at__gt=at - SHOWN_FOR
    )
    token = rows.order_by("-pk").first()
    return token_of(token.seed) if token else ""


def _of_the_office(user: User) -> None:
    if not authority_of(user).organizations(Permission.KEEP_AGREEMENTS):
        raise ForbiddenError("توافق با دستگاه‌ها کار دفتر آمار است.")
