"""The person's own account: how to be reached, and where they are signed in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.forms import ProfileForm, faults
from accounts.models import User
from accounts.sessions import end_all, places
from accounts.substitution.queries import leaves_of
from config.http import current_user


@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Show the account and change how the person is reached."""
    sent = request.POST if request.method == "POST" else None
    # A copy: a refused form leaves its texts in it, and the page shows the signed-in person.
    form = ProfileForm(sent, instance=User.objects.get(pk=current_user(request).pk))
    if form.is_valid():
        form.save()
        messages.success(request, "ذخیره شد.")
        return redirect("accounts:profile")
    errors = faults(form)
    context = {"form": form, "errors": errors, **leaves_of(current_user(request), timezone.now())}
    return render(request, "accounts/profile.html", context, status=422 if errors else 200)


@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    rows = places(current_user(request), request.session.session_key)
    return render(request, "accounts/sessions.html", {"places": rows})


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    end_all(current_user(request), but=request.session.session_key)
    messages.success(request, "از همه‌جا جز این مرورگر خارج شدید.")
    return redirect("accounts:sessions")
