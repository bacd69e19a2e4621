"""Where in the menu a page belongs that stands elsewhere by its address."""

from typing import Final

from django.http import HttpRequest
from django.urls import reverse

# A page without an entry of its own, and the entries it belongs to: the first that is in the menu.
_BESIDE: Final = (
    # Answered from the follow-up, though their address is the inbox's neighbour.
    ("review:complaints", ("review:followup",)),
    # The campaign is about the units that have nobody yet.
    ("campaign:index", ("unit_list:index",)),
    # Before a unit is supported somebody asks.
    ("service_desk:index", ("unit_list:index",)),
    ("calendar:index", ("owner:my_year",)),
    ("imports:index", ("unit_list:index",)),
    # Visits are followed up, and watched over by who evaluates.
    ("visits:index", ("lists:index", "review:followup", "unit_list:index")),
    # Beside the figures by their address, and behind the overview in the menu.
    ("meetings:index", ("meetings:tasks", "watch:dashboard")),
    ("training:index", ("help",)),
    ("files:index", ("indicators:index",)),
    # Behind the figures of the units, where these are.
    ("organizational:index", ("indicators:index",)),
)
# Lists whose addresses stand apart from the page that gathers them.
_LISTED: Final = ("catalogue", "selected", "causes", "inquiries")


def place_of(request: HttpRequest, names: set[str]) -> str:
    """Find the address in the menu of `names` to which a page belongs; its own where none is."""
    for page, places in _BESIDE:
        if page not in names and request.path.startswith(reverse(page)):
            return next((reverse(name) for name in places if name in names), request.path)
    if request.resolver_match and request.resolver_match.namespace in _LISTED:
        return reverse("lists:index")
    return request.path
