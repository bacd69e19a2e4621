"""A person at a page of a month, without a browser."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.test import RequestFactory
from django.utils.http import urlencode

from statistics.filing.web.context import own_month
from statistics.filing.web.frame import Visit
from statistics.filing.web.step_form import Posted
from tests.world import FILED_AT, World


def visit(world: World, tracking: str) -> Visit:
    """Return the owner at their month."""
    request = RequestFactory().get("/")
    return Visit(request, world.owner, own_month(world.owner, tracking), FILED_AT)


def posted(data: Mapping[str, Any], confirming: bool = False) -> Posted:
    """Return a form as it arrives."""
    return Posted(QueryDict(urlencode(data)), confirming)
