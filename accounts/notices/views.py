"""The person's own notices: the inbox, and reading them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.enums import CHIPS, Delivery, NoticeKind
from accounts.models import Notice
from accounts.notices.queries import inbox as read_page
from accounts.notices.services import mark_read
from config.form_recovery import posted_from
from config.http import current_user


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """Show the person's notices, unread first, with what became of each message."""
    page = read_page(current_user(request), request.GET.get("after", ""))
    rows = [
        {
            "notice": notice,
            "chip": CHIPS[NoticeKind(notice.kind)],
            "label": NoticeKind(notice.kind).label,
            "deliveries": sorted(notice.deliveries.all(), key=lambda d: d.channel),
        }
        for notice in page.rows
    ]
    context = {"rows": rows, "cursor": page.cursor, "sent": Delivery.SENT}
    return render(request, "accounts/notices/inbox.html", context)


@posted_from("notices:inbox")
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one notice as read, and with «open» go where it leads."""
    notice = get_object_or_404(Notice, pk=pk, user=current_user(request))
    mark_read(current_user(request), timezone.now(), notice.pk)
    opens = request.POST.get("action") == "open"
    return redirect(notice.url if opens else "notices:inbox")


@posted_from("notices:inbox")
def read_all(request: HttpRequest) -> HttpResponse:
    mark_read(current_user(request), timezone.now())
    return redirect("notices:inbox")
