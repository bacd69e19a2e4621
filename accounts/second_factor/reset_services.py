"""A lost phone: one person asks for factor or mobile to be taken off, another one does so."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from accounts.authority import holders
from accounts.enums import NoticeKind, Permission, ResetKind
from accounts.models import FactorReset, User
from accounts.notices.services import notify
from accounts.second_factor.queries import ladders_of, reaches, term_of
from accounts.second_factor.services import device_of, turn_off
from catalog.policy.book import PolicyBook
from config.errors import ConflictError, ForbiddenError, InvalidFieldError, NotFoundError

NOBODY = "در حوزهٔ شما کسی با این نام کاربری نیست که {what} داشته باشد."
WAITS = "برای این همکار درخواستی در انتظار تأیید نفر دوم است."
SETTLED = "به این درخواست پیش از شما رسیدگی شده است."
SECOND = "درخواست را شما ثبت کرده‌اید؛ تأیید آن با همکار دیگری است."
ASKED = "درخواست برداشتن {what} یک همکار"
ASKED_BODY = "{by} برداشتن {what} {user} را خواسته است و تأیید نفر دوم لازم است."
# Sent to the very number, while it is still the account's.
MOBILE_ASKED = "برداشتن شمارهٔ همراه حساب شما درخواست شد"
MOBILE_GONE = "شمارهٔ همراه حساب شما دیگر تأییدشده نیست"
MOBILE_BODY = "اگر از آن خبر ندارید، همین حالا به سازمان خود خبر دهید."


LATE = "مهلت این درخواست گذشته است؛ اگر هنوز لازم است، دوباره درخواست کنید."
LAPSED = "درخواست برداشتن {what} {user} بی‌پاسخ ماند"
LAPSED_BODY = "نفر دومی آن را در مهلت تأیید نکرد و چیزی تغییر نکرد؛ اگر لازم است، دوباره بخواهید."
_WORDS = {ResetKind.FACTOR: "رمز دوم", ResetKind.MOBILE: "شمارهٔ همراه تأییدشده"}


@transaction.atomic
def ask(
    by: User, person: str, reason: str, at: datetime, kind: ResetKind = ResetKind.FACTOR
) -> FactorReset:
    """Ask for somebody's factor, or proved mobile, to be taken off.

    Raises InvalidFieldError: alike for who is not there, is out of reach, or has none.
    """
    user = User.objects.select_for_update().filter(username=person, is_active=True).first()
    if user is None or not reaches(by, user) or not _has(user, kind):
        raise InvalidFieldError("person", NOBODY.format(what=_WORDS[kind]))
    rows = FactorReset.objects.select_for_update().filter(user=user, kind=kind)
    waiting = rows.filter(settled_at=None).first()
    if waiting is not None and not _lapsed(waiting, PolicyBook.load(), at):
        raise InvalidFieldError("person", WAITS)
    row = FactorReset.objects.create(user=user, kind=kind, reason=reason, asked_by=by, asked_at=at)
    what, page = kind.label, reverse("second_factor:resets")
    body = ASKED_BODY.format(by=by.full_name, user=user.full_name, what=what)
    notify(_seconds(row), NoticeKind.SECURITY, ASKED.format(what=what), body, page, at)
    if kind == ResetKind.MOBILE:
        _tell_holder(user, MOBILE_ASKED, at)
    return row


@transaction.atomic
def settle(by: User, pk: int, granted: bool, at: datetime) -> FactorReset:
    """Take the factor off, or refuse to; who asked may only take the asking back.

    Raises NotFoundError out of reach, ConflictError when it is settled, ForbiddenError for the
    same person twice.
    """
    rows = FactorReset.objects.select_for_update(of=("self",)).select_related("user")
    row = rows.filter(pk=pk).first()
    if row is None or not reaches(by, row.user):
        raise NotFoundError
    if row.settled_at is not None:
        raise ConflictError(SETTLED)
    if at >= term_of(row, PolicyBook.load()):
        raise ConflictError(LATE)
    if granted and row.asked_by_id == by.pk:
        raise ForbiddenError(SECOND)
    row.settled_by, row.settled_at, row.granted = by, at, granted
    row.save(update_fields=["settled_by", "settled_at", "granted"])
    if granted and row.kind == ResetKind.MOBILE:
        _take_mobile_off(row.user, at)
    elif granted:
        turn_off(row.user)
    return row


@transaction.atomic
def lapse(at: datetime) -> int:
    """Close what no second person took up in its term; return how many."""
    rows = FactorReset.objects.select_for_update(of=("self",)).filter(settled_at=None)
    waiting = list(rows.select_related("user").order_by("pk"))
    book = PolicyBook.load() if waiting else None
    return sum(_lapsed(row, book, at) for row in waiting if book)


def _lapsed(row: FactorReset, book: PolicyBook, at: datetime) -> bool:
    """Close a held row whose term is over, by nobody, and tell who asked; False within it."""
    if at < term_of(row, book):
        return False
    row.settled_at, row.granted = at, False
    row.save(update_fields=["settled_at", "granted"])
    title = LAPSED.format(user=row.user.full_name, what=row.get_kind_display())
    page = reverse("second_factor:resets")
    notify([row.asked_by_id], NoticeKind.SECURITY, title, LAPSED_BODY, page, at)
    return True


def _has(user: User, kind: ResetKind) -> bool:
    if kind == ResetKind.MOBILE:
        return bool(user.mobile_proved and user.mobile)
    return device_of(user) is not None


def _take_mobile_off(user: User, at: datetime) -> None:
    """Let no code for the account go to the number; notices go there until another is proved."""
    held = User.objects.select_for_update().get(pk=user.pk)
    held.mobile_proved = False
    held.save(update_fields=["mobile_proved"])
    _tell_holder(held, MOBILE_GONE, at)


def _tell_holder(user: User, title: str, at: datetime) -> None:
    notify([user.pk], NoticeKind.SECURITY, title, MOBILE_BODY, reverse("accounts:profile"), at)


def _seconds(row: FactorReset) -> set[int]:
    """Find who (ids) may settle it: at the person's offices and above, but the two themselves."""
    found = [
        {pk for office in ladder for pk in holders(Permission.APPOINT, office)}
        for ladder in ladders_of(row.user)
    ]
    both = set.intersection(*found) if found else set()
    return both - {row.user_id, row.asked_by_id}
