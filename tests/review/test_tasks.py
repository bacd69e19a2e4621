"""What the scheduler runs."""

import datetime as dt

import pytest
from django.utils import timezone

from config.celery import app
from review import tasks
from statistics.enums import State
from statistics.models import Submission
from tests.review.cases import crowd, fresh
from tests.world import World

pytestmark = pytest.mark.django_db


def test_the_scheduled_task_sweeps_up_to_this_moment(world: World) -> None:
    due, later = crowd(world, 2, timezone.now())
    Submission.objects.filter(pk=later.pk).update(due_at=timezone.now() + dt.timedelta(hours=1))
    assert tasks.sweep() == 1
    assert (fresh(due).state, fresh(later).state) == (State.AT_PROVINCE, State.AT_UNION)
    assert tasks.sweep() == 0


def test_the_schedule_calls_it_by_its_name() -> None:
    assert tasks.sweep.name in [entry["task"] for entry in app.conf.beat_schedule.values()]
