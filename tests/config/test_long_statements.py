"""A file may take longer than a page, and the page after it may not."""

from typing import Any

import pytest
from django.db import connection, transaction

from config.long_statements import allow_seconds


def limit() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        return str(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_the_end_of_the_transaction_takes_it_back() -> None:
    usual = limit()
    with transaction.atomic(), allow_seconds(55):
        assert limit() == "55s"
    assert limit() == usual


@pytest.mark.django_db(transaction=True)
def test_a_web_process_waits_as_long_as_the_server_may_take() -> None:
    connection.ensure_connection()
    raw: Any = connection.connection
    raw.patience = 35.0
    with transaction.atomic(), allow_seconds(55):
        assert raw.patience == 60.0
    assert raw.patience == 35.0
