"""The page of a person's calendar address, and the feed that stands at it."""

from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.calendar_files import MEDIA_TYPE, calendar_file
from config.form_recovery import posted_from
from config.http import current_user, open_to_all
from statistics.calendar import queries, services
from statistics.calendar.days import own_days
from statistics.calendar.rules import events_of, secret_of

NAME = "مهلت‌های آمار تولید"
# A person of two hundred units has a few dozen days once they are gathered.
SHOWN = 30


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show the person's own days, and the address of their calendar."""
    user, at = current_user(request), timezone.now()
    feed = queries.feed_of(user)
    address = ""
    if feed:
        # Behind the question mark, where no log of a web server keeps it.
        asked = urlencode({"key": secret_of(feed.seed)})
        address = f"{settings.SITE_URL}{reverse('calendar:feed')}?{asked}"
    events = list(events_of(own_days(user, at), 0, "", ""))
    context = {"feed": feed, "address": address, "events": events[:SHOWN]}
    return render(request, "statistics/calendar/index.html", context)


@posted_from("calendar:index")
def renew(request: HttpRequest) -> HttpResponse:
    """Make a new address; the one before opens nothing any more."""
    user = current_user(request)
    replaced = queries.feed_of(user) is not None
    services.renew(user, timezone.now())
    ended = "؛ نشانی پیشین دیگر چیزی نشان نمی‌دهد" if replaced else ""
    messages.success(request, f"نشانی تقویم ساخته شد{ended}.")
    return redirect("calendar:index")


@posted_from("calendar:index")
def revoke(request: HttpRequest) -> HttpResponse:
    """Take the address back."""
    services.revoke(current_user(request), timezone.now())
    messages.success(request, "نشانی تقویم باطل شد و دیگر چیزی نشان نمی‌دهد.")
    return redirect("calendar:index")


@open_to_all
@never_cache
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Give the days of whose address it is, as a calendar; 404 for a secret of nobody."""
    found, at = queries.feed_named(request.GET.get("key", "")), timezone.now()
    if found is None:
        raise Http404
    site = urlsplit(settings.SITE_URL).hostname or "localhost"
    home = f"{settings.SITE_URL}{reverse('owner:home')}"
    events = events_of(own_days(found.user, at), found.pk, site, home)
    return HttpResponse(calendar_file(NAME, events, at), content_type=MEDIA_TYPE)
