"""The page on which a reviewer on leave, or the head, names who stands in."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.forms import faults
from accounts.models import Absence
from accounts.substitution.forms import LeaveForm
from accounts.substitution.queries import Post, absences_of, posts_to_fill
from accounts.substitution.services import NotNamableError, end_absence, name_substitute
from config import form_recovery
from config.form_recovery import posted_from
from config.http import current_user, row_id
from config.refusals import sent_and_done


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Show the absences of one's own, or of those one heads, and name a substitute."""
    user, at = current_user(request), timezone.now()
    posts = _posts(request)
    sent, posted = form_recovery.sent(request), request.method == "POST"
    form = LeaveForm(sent, posts=posts, request=request, at=at)

    def write() -> None:
        first, last = form.cleaned_data["since"], form.cleaned_data["until"]
        name_substitute(user, form.chosen_post, form.chosen_substitute, first, last, at)

    if sent_and_done(request, form, write):
        whose = form.chosen_post.user.full_name
        messages.success(request, f"جانشین ثبت شد؛ تصمیم‌های او «به جای {whose}» ثبت می‌شود.")
        return redirect("accounts:leave")
    errors = faults(form) if posted else []
    context = {
        "form": form,
        "errors": errors,
        "kept": sent is not None and not posted,
        "absences": absences_of(posts, at),
        "at": at,
    }
    return render(
        request, "accounts/substitution/leave.html", context, status=422 if errors else 200
    )


@posted_from("accounts:leave", unsent="مرخصی پایان داده نشد: نشست شما پایان یافته بود.")
def finish(request: HttpRequest, pk: str) -> HttpResponse:
    """End an absence: the officer is back."""
    _posts(request)
    try:
        end_absence(current_user(request), row_id(pk) or 0, timezone.now())
    except Absence.DoesNotExist:
        raise Http404 from None
    except NotNamableError as refusal:
        messages.info(request, refusal.text)
    else:
        messages.success(request, "مرخصی پایان یافت.")
    return redirect("accounts:leave")


def _posts(request: HttpRequest) -> list[Post]:
    """Find the posts the person may fill; 403 without any."""
    posts = posts_to_fill(current_user(request), timezone.now())
    if not posts:
        raise PermissionDenied("جانشین را کسی می‌نویسد که خود تصمیم می‌گیرد.")
    return posts
