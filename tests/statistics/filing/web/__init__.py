"""A person at a page of a month, without a browser."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.test import RequestFactory
from django.utils.http import urlencode

from statistics.filing.web.context import own_month
from statistics.filing.web.frame import StepContext
from statistics.filing.web.step_form import PostedForm
from tests.world import FILED_AT, World


def step_context(world: World, tracking: str) -> StepContext:
    """Return the owner at their month."""
    request = RequestFactory().get("/")
    return StepContext(request, world.owner, own_month(world.owner, tracking), FILED_AT)


def posted(data: Mapping[str, Any], confirming: bool = False) -> PostedForm:
    """Return a form as it arrives."""
    return PostedForm(QueryDict(urlencode(data)), confirming)
