"""Settings, URLs, Celery and the small kernel that the apps share.

Every entry point imports this package first, so the two things that must hold before any app
is loaded are done here: the folder `statistics/` is the package of that name
(docs/decisions/0001-the-app-keeps-the-name-statistics.md), and tasks belong to the portal's
Celery app.
"""

import sys
from pathlib import Path


def _take_the_name_statistics() -> None:
    root = Path(__file__).resolve().parent.parent
    if not hasattr(sys.modules.get("statistics"), "__path__"):
        sys.modules.pop("statistics", None)
    import statistics

    if Path(statistics.__file__ or "").resolve().parent.parent != root:
        raise ImportError(
            f"The portal must come first on the Python path: start from {root} or put it first "
            "in PYTHONPATH."
        )


_take_the_name_statistics()

from config.celery import app as celery_app  # noqa: E402  after the name is ours

__all__ = ["celery_app"]
