"""Which place of the help explains the page that is shown."""

from django.http import HttpRequest
from django.urls import reverse

from portal.help.topics import PLACES


def here(request: HttpRequest) -> dict[str, str]:
    """Give a page `help_here`, the address of the place that explains it; '' where none does."""
    match = request.resolver_match
    # An address that shows different people different pages says which one this is.
    page = getattr(request, "explained_as", match.view_name if match else "")
    topic, _, heading = PLACES.get(page, "").partition("#")
    if not topic:
        return {"help_here": ""}
    return {"help_here": reverse("help_topic", args=[topic]) + (f"#{heading}" if heading else "")}
