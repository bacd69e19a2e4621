"""Names that stand in the head of a letter: one line, whatever was pasted."""

import re
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

# What ends a line or is no sign at all; a half-space is neither.
_BREAKS = re.compile(r"[\s\x00-\x1f\x7f\x85\u2028\u2029]+")
# The same as PostgreSQL writes it, where no blank is meant.
BREAKS_SQL = r"[\u0001-\u001f\u007f\u0085\u2028\u2029]"


def one_line(text: str) -> str:
    """Put one blank where a text has line breaks, tabs or several blanks."""
    return _BREAKS.sub(" ", text).strip()


if TYPE_CHECKING:
    _Text = models.CharField[str, str]
else:
    _Text = models.CharField


class OneLineField(_Text):
    """A name. A cell of a sheet may hold a line break (Alt+Enter); it is stored as a blank."""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = one_line(value)
            # What is in hand is what was stored.
            setattr(model_instance, self.attname, value)
        return value

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        value = one_line(value) if isinstance(value, str) else value
        return super().get_db_prep_save(value, connection)


def is_one_line(name: str) -> models.CheckConstraint:
    """Let the database refuse a line break in a name, also from what writes without models."""
    return models.CheckConstraint(
        condition=~Q(**{f"{name}__regex": BREAKS_SQL}),
        name=f"%(app_label)s_%(class)s_{name}_one_line",
    )
