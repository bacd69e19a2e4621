"""The help: an index and a page for each topic, for everybody, signed in or not."""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from catalog.policy.book import PolicyBook
from catalog.policy_definitions import GovernedBy, PolicyKey
from config.form_recovery import KEPT_SECONDS
from config.http import open_to_all
from config.jalali import current_month, tehran_day
from portal.help.topics import BY_SLUG, TOPICS


@open_to_all
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """List the topics, those of units before those of officers."""
    groups = {
        "برای واحدها": [topic for topic in TOPICS if not topic.for_officers],
        "برای کارشناسان و ناظران": [topic for topic in TOPICS if topic.for_officers],
    }
    return render(request, "portal/help/index.html", {"groups": groups})


@open_to_all
@require_GET
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one topic; every number in it is the one in force."""
    if slug not in BY_SLUG:
        raise Http404
    context = {
        "topic": BY_SLUG[slug],
        "topics": TOPICS,
        "policy": in_force(timezone.now()),
        "kept_minutes": KEPT_SECONDS // 60,
        "lock_after": settings.AXES_FAILURE_LIMIT,
        "lock_minutes": settings.AXES_COOLOFF_TIME // timedelta(minutes=1),
    }
    return render(request, f"portal/help/topics/{slug}.html", context)


def in_force(at: datetime) -> dict[str, int | None]:
    """Read the national policy of today and of the month that is being filed, by key."""
    # Last month is the one that units file now.
    book, today, month = PolicyBook.load(), tehran_day(at), current_month(at) - 1
    found: dict[str, int | None] = {}
    for key in PolicyKey:
        if key.fact.governed_by == GovernedBy.MONTH:
            found[key.value] = book.value(key, month.first_day, month=month)
        else:
            found[key.value] = book.value(key, today)
    return found
