"""The pages of the trail, for the one post that reads it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts import trail
from accounts.auditing.forms import TrailForm, read_words
from accounts.auditing.queries import TrailSearch, find, grant_changes
from accounts.enums import AccessKind, Permission
from accounts.forms import faults
from accounts.guards import OfficeGuard
from config import form_recovery
from config.http import current_user
from config.jalali import short_day
from config.kept_words import keep, kept
from config.repeated_posts import compares_state

ROOM = "accounts.trail"
auditors_only = OfficeGuard("سوابق دسترسی را فقط ناظر دسترسی‌ها می‌بیند.", Permission.READ_TRAIL)


@require_http_methods(["GET", "POST"])
@compares_state
@auditors_only
def index(request: HttpRequest) -> HttpResponse:
    """Show the newest lines, and take what is looked for: its name stands in no address."""
    form = TrailForm(form_recovery.sent(request))
    if request.method == "POST" and form.is_valid():
        user = current_user(request)
        # Who watches is watched: whose lines were looked for is a line itself.
        trail.record(
            AccessKind.TRAIL_READ, request, user.username, user, detail=_told(form.cleaned_data)
        )
        key = keep(request.session, ROOM, user.pk, form.words, timezone.now())
        return redirect("trail:found", key)
    return _page(request, form, TrailSearch())


@require_GET
@auditors_only
def found(request: HttpRequest, key: str) -> HttpResponse:
    """Show what was looked for; 410 for a key that is too old, another person's or none."""
    words = kept(request.session, ROOM, current_user(request).pk, key)
    if words is None:
        return _page(request, TrailForm(), None)
    wanted = read_words(words)
    day = short_day(wanted.day) if wanted.day else ""
    form = TrailForm(initial={"name": wanted.name, "day": day, "kind": wanted.kind})
    return _page(request, form, wanted)


@require_GET
@auditors_only
def grants(request: HttpRequest) -> HttpResponse:
    """Show how posts were given and ended, as the database itself has written it down."""
    after = request.GET.get("after", "")
    page = grant_changes(after)
    context = {
        "rows": page.rows,
        "next": f"?after={page.cursor}" if page.cursor else None,
        "first": "?" if after else None,
    }
    return render(request, "accounts/auditing/grants.html", context)


def _page(request: HttpRequest, form: TrailForm, wanted: TrailSearch | None) -> HttpResponse:
    posted = request.method == "POST"
    errors = faults(form) if posted else []
    after = request.GET.get("after", "")
    page = find(wanted or TrailSearch(), after)
    context = {
        "form": form,
        "errors": errors,
        "kept": form.is_bound and not posted,
        "gone": wanted is None,
        "wanted": wanted if wanted and wanted != TrailSearch() else None,
        "kind": AccessKind(wanted.kind).label if wanted and wanted.kind else "",
        "rows": page.rows,
        "next": f"?after={page.cursor}" if page.cursor else None,
        "first": "?" if after else None,
    }
    status = 422 if errors else 410 if wanted is None else 200
    return render(request, "accounts/auditing/index.html", context, status=status)


def _told(looked_for: dict[str, object]) -> str:
    """Name what was looked for, the person's name with stars."""
    name = str(looked_for["name"])
    kind = AccessKind(str(looked_for["kind"])).label if looked_for["kind"] else ""
    parts = (trail.starred(name) if name else "", str(looked_for["day"] or ""), kind)
    return "، ".join(str(part) for part in parts if part)
