"""What people are told of an edition: who watches a month, that it is out; who asked, that not."""

from datetime import datetime

from django.urls import reverse

from accounts.authority import holders_anywhere
from accounts.enums import NoticeKind, Permission
from accounts.notices.services import notify
from config.persian import to_persian_digits
from statistics.models import Edition
from statistics.publication.pages.addresses import edition_address

OUT = "رقم‌های آن از این لحظه برای همه است و عوض نمی‌شود."


def tell_published(edition: Edition, at: datetime) -> None:
    """Tell the ministry, the statistics office and the heads, within the transaction of it."""
    publishing = holders_anywhere(Permission.PUBLISH)
    watching = holders_anywhere(Permission.EVALUATE) - publishing
    title = f"آمار {edition.get_kind_display()} {edition.period} منتشر شد"
    body = f"شمارهٔ {to_persian_digits(edition.number or 0)}. {OUT}"
    # The desk is the statistics office's; everybody else reads what everybody may.
    notify(sorted(publishing), NoticeKind.EDITION, title, body, page_of(edition), at)
    notify(sorted(watching), NoticeKind.EDITION, title, body, edition_address(edition), at)


def tell_failed(edition: Edition, why: str, at: datetime) -> None:
    """Tell who asked for it."""
    title = f"آمار {edition.get_kind_display()} {edition.period} منتشر نشد"
    notify([edition.by_id], NoticeKind.EDITION, title, why, page_of(edition), at)


def page_of(edition: Edition) -> str:
    return reverse("editions:one", args=[edition.pk])
