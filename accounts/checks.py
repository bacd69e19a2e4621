"""What `manage.py check --database default` finds about accounts."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Warning
from django.db import DatabaseError

from accounts.grants import out_of_step


def roles_in_step(
    app_configs: Any, databases: Sequence[str] | None = None, **options: Any
) -> list[CheckMessage]:
    """Warn when an upgrade brought permissions that nobody holds yet: `sync_roles` was forgotten.

    Silent while there are no tables yet, or no database.
    """
    if not databases:
        return []
    try:
        posts = out_of_step()
    # Before the first migration there is nothing to be out of step with.
    except DatabaseError:
        return []
    words = f"{posts} held posts differ from what their roles may do now."
    hint = "Run manage.py sync_roles (docs/operations.md, Upgrade)."
    return [Warning(words, hint=hint, id="accounts.W001")] if posts else []
