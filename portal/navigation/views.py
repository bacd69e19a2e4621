"""The first page of each person, and the front door."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from accounts.models import User
from config.http import open_to_all
from portal.navigation.menus import beginning, entries_of
from portal.navigation.standing import standing_of
from statistics.publication.pages.front import front_figures


@open_to_all
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Lead each person to their first page, and show the front door to who is not signed in."""
    user = request.user
    if not isinstance(user, User):
        return render(request, "portal/front/index.html", {"figures": front_figures()})
    return redirect(beginning(user, entries_of(user, standing_of(user))))
