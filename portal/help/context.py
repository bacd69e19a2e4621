"""Which place of the help explains the page that is shown."""

from django.http import HttpRequest
from django.urls import reverse

from portal.help.topics import PLACES


def here(request: HttpRequest) -> dict[str, str]:
    """Context processor: `help_here`, the address of that place; '' where none is meant."""
    match = request.resolver_match
    topic, _, heading = PLACES.get(match.view_name if match else "", "").partition("#")
    if not topic:
        return {"help_here": ""}
    return {"help_here": reverse("help_topic", args=[topic]) + (f"#{heading}" if heading else "")}
