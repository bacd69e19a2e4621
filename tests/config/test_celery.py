"""The way to the worker when there is none."""

from typing import Any

import pytest
from celery import Celery
from kombu.exceptions import OperationalError
from kombu.utils import functional

from config.celery import app


@pytest.fixture
def broker_away() -> Any:
    alone = Celery("alone", broker="redis+socket:///var/tmp/nobody-answers-here.sock")
    alone.conf.broker_transport_options = app.conf.broker_transport_options
    yield alone
    alone.close()


def test_nobody_waits_for_a_broker_that_is_away(
    broker_away: Celery, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(functional, "sleep", waits.append)
    with pytest.raises(OperationalError):
        broker_away.send_task("accounts.tasks.send_notices", queue="exports", retry=False)
    assert waits == []
