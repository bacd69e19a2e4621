"""Words that templates share with the code: the labels of enums."""

from django import template

from statistics.enums import Timeliness

register = template.Library()


@register.filter
def timeliness(value: str) -> str:
    """Name a timeliness: `"late"` as the receipt calls it."""
    return str(Timeliness(value).label)
