"""The Celery app: four queues, and a schedule that needs no database."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

SWEEP_SECONDS = 180.0

app = Celery("portal", include=["config.heartbeats"])
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# A restart of Redis is not the end of a worker that has a task in hand.
app.conf.worker_consumer = "config.worker_consumer:ReconnectingConsumer"
# Both sign that they live, for /readyz.
app.conf.beat_scheduler = "config.heartbeats.SigningScheduler"
app.conf.beat_schedule = {
    "sweep": {
        "task": "review.tasks.sweep",
        "schedule": SWEEP_SECONDS,
        # A sweep that waited out its turn is of no use: the next one does its work.
        "options": {"queue": "deadlines", "expires": SWEEP_SECONDS},
    },
    "watch_sweep": {
        # On the other queue: it speaks up when the worker of deadlines does not.
        "task": "review.tasks.watch_sweep",
        "schedule": 300.0,
        "options": {"queue": "exports", "expires": 300.0},
    },
    "simulate": {
        # Whoever asks wakes the worker; this is for when the message was lost.
        "task": "oversight.tasks.simulate",
        "schedule": 60.0,
        "options": {"queue": "exports", "expires": 60.0},
    },
    "answer_inquiries": {
        # Whoever asks wakes the worker; this is for when the message was lost.
        "task": "entitlements.tasks.answer_inquiries",
        "schedule": 60.0,
        "options": {"queue": "exports", "expires": 60.0},
    },
    "run_imports": {
        # Whoever brings a file wakes the worker; this is for when the message was lost. A queue of
        # its own, as a file may be large or hostile: no letter and no deadline stands behind it.
        "task": "units.tasks.run_imports",
        "schedule": 60.0,
        "options": {"queue": "imports", "expires": 60.0},
    },
    "prune_imports": {
        "task": "units.tasks.prune_imports",
        "schedule": crontab(minute="25"),
        "options": {"queue": "imports", "expires": 3600.0},
    },
    "make_files": {
        # Whoever asks for a file wakes the worker; this is for when the message was lost, and for
        # the file of a worker that died.
        "task": "statistics.tasks.make_files",
        "schedule": 60.0,
        "options": {"queue": "files", "expires": 60.0},
    },
    "make_editions": {
        # Whoever publishes wakes the worker; this is for when the message was lost, and for the
        # edition of a worker that died. It takes minutes, so no letter stands behind it.
        "task": "statistics.tasks.make_editions",
        "schedule": 60.0,
        "options": {"queue": "files", "expires": 60.0},
    },
    "prune_files": {
        "task": "statistics.tasks.prune_files",
        "schedule": crontab(minute="35"),
        "options": {"queue": "files", "expires": 3600.0},
    },
    "prune_sweeps": {
        "task": "review.tasks.prune_sweeps",
        "schedule": crontab(minute="40", hour="3"),
        "options": {"queue": "exports", "expires": 3600.0},
    },
    "clear_half_files": {
        "task": "review.tasks.clear_half_files",
        "schedule": crontab(minute="10"),
        "options": {"queue": "exports", "expires": 3600.0},
    },
    "prune_reminders": {
        "task": "statistics.tasks.prune_reminders",
        "schedule": crontab(minute="50", hour="3"),
        "options": {"queue": "exports", "expires": 3600.0},
    },
    "refresh_peers": {
        # At night, long before offices open: what was filed by midnight is in it.
        "task": "statistics.tasks.refresh_peers",
        "schedule": crontab(minute="10", hour="4"),
        "options": {"queue": "exports", "expires": 7200.0},
    },
    "refresh_burden": {
        "task": "oversight.tasks.refresh_burden",
        "schedule": crontab(minute="40", hour="4"),
        "options": {"queue": "exports", "expires": 7200.0},
    },
    "check_totals": {
        "task": "statistics.tasks.check_totals",
        "schedule": crontab(minute="20", hour="2"),
        "options": {"queue": "exports", "expires": 7200.0},
    },
    "refresh_estimates": {
        # One that waited out its turn is of no use: the next one counts the same months.
        "task": "statistics.tasks.refresh_estimates",
        "schedule": crontab(minute="45"),
        "options": {"queue": "exports", "expires": 3000.0},
    },
    "refresh_estimates_year": {
        "task": "statistics.tasks.refresh_estimates_year",
        "schedule": crontab(minute="55", hour="2"),
        "options": {"queue": "exports", "expires": 7200.0},
    },
    "remind_campaigns": {
        # Whoever asks wakes the worker; this is for when the message was lost.
        "task": "units.tasks.remind_campaigns",
        "schedule": 300.0,
        "options": {"queue": "exports", "expires": 300.0},
    },
    "tell_expiries": {
        # Before the reminders of the morning; a day that was left out is caught up on the next.
        "task": "units.tasks.tell_expiries",
        "schedule": crontab(minute="50", hour="8"),
        "options": {"queue": "exports", "expires": 3600.0},
    },
    "prune_expiries": {
        "task": "units.tasks.prune_expiries",
        "schedule": crontab(minute="45", hour="3"),
        "options": {"queue": "exports", "expires": 3600.0},
    },
    "prune_trail": {
        "task": "accounts.tasks.prune_trail",
        "schedule": crontab(minute="55", hour="3"),
        "options": {"queue": "exports", "expires": 3600.0},
    },
    "prune_codes": {
        "task": "accounts.tasks.prune_codes",
        "schedule": crontab(minute="35", hour="3"),
        "options": {"queue": "exports", "expires": 3600.0},
    },
    "run_posts": {
        # In the morning, Tehran time; a day that was left out is caught up on the next.
        "task": "accounts.tasks.run_posts",
        "schedule": crontab(minute="40", hour="8"),
        "options": {"queue": "exports", "expires": 3600.0},
    },
    "lapse_resets": {
        # Just after midnight, Tehran time: a term ends with its day.
        "task": "accounts.tasks.lapse_resets",
        "schedule": crontab(minute="5", hour="0"),
        "options": {"queue": "exports", "expires": 3600.0},
    },
    "send_notices": {
        "task": "accounts.tasks.send_notices",
        "schedule": 60.0,
        "options": {"queue": "exports", "expires": 60.0},
    },
    "update_activity": {
        # Final days end at a Tehran midnight; corrections run out at any other one.
        "task": "statistics.tasks.update_activity",
        "schedule": crontab(minute="1,31"),
        "options": {"queue": "deadlines", "expires": 1800.0},
    },
    "tell_late": {
        # In the morning, Tehran time; a day that was left out is caught up on the next.
        "task": "outreach.tasks.tell_late",
        "schedule": crontab(minute="10", hour="9"),
        "options": {"queue": "exports", "expires": 3600.0},
    },
    "remind": {
        # In the morning, Tehran time; a day that was left out is caught up on the next. Half the
        # country may be told at once, so it does not stand before the sweep.
        "task": "statistics.tasks.remind",
        "schedule": crontab(minute="20", hour="9"),
        "options": {"queue": "exports", "expires": 3600.0},
    },
    "remind_lessons": {
        "task": "accounts.tasks.remind_lessons",
        "schedule": crontab(minute="5", hour="10"),
        "options": {"queue": "exports", "expires": 3600.0},
    },
    "remind_offices": {
        # Of their own statistics, by the calendar of the units'.
        "task": "statistics.tasks.remind_offices",
        "schedule": crontab(minute="35", hour="9"),
        "options": {"queue": "exports", "expires": 3600.0},
    },
}
