"""What every list says of the levels behind a case."""

from django import template

from review.inbox.labels import LevelMark, level_marks
from statistics.models import Submission

register = template.Library()


@register.filter(name="level_marks")
def _level_marks(case: Submission) -> list[LevelMark]:
    """List the chips of a case: unseen, passed over, lapsed, decided by whom and how."""
    return level_marks(case)
