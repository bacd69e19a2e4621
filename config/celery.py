"""The Celery app: two queues, and a schedule that needs no database."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

SWEEP_SECONDS = 180.0

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "sweep": {
        "task": "review.tasks.sweep",
        "schedule": SWEEP_SECONDS,
        # A sweep that waited out its turn is of no use: the next one does its work.
        "options": {"queue": "deadlines", "expires": SWEEP_SECONDS},
    },
}
