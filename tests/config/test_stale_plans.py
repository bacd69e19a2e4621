"""A column is altered under connections that have prepared what reads it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from accounts.models import User
from config.postgresql.base import StalePlanError
from statistics.models import Employment
from tests.statistics.filing import people
from tests.world import World

SignIn = Callable[[Any], Client]
# One more than psycopg runs unprepared.
WARM = 6


@contextmanager
def other_connection() -> Iterator[Any]:
    """Work as the operator does who migrates: beside the portal's own connection."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            yield cursor
    finally:
        other.close()


def alter(table: str, column: str, size: int) -> None:
    with other_connection() as cursor:
        cursor.execute(f"ALTER TABLE {table} ALTER COLUMN {column} TYPE varchar({size})")


@pytest.fixture
def name_column(transactional_db: None) -> Iterator[None]:
    alter("accounts_user", "full_name", 120)
    yield
    alter("accounts_user", "full_name", 120)


@pytest.fixture
def remarks_column(transactional_db: None) -> Iterator[None]:
    yield
    with other_connection() as cursor:
        cursor.execute("ALTER TABLE statistics_employment ALTER COLUMN remarks TYPE varchar(1000)")


def warm(act: Callable[[], object]) -> None:
    for _ in range(WARM):
        act()


def name_of(user: User) -> str:
    return User.objects.get(pk=user.pk).full_name


@pytest.mark.usefixtures("name_column")
def test_outside_a_transaction_the_statement_is_asked_again(shared_world: World) -> None:
    warm(lambda: name_of(shared_world.owner))
    before = connection.connection
    alter("accounts_user", "full_name", 130)
    assert name_of(shared_world.owner) == shared_world.owner.full_name
    assert connection.connection is not before, "the connection with the old plans is gone"
    assert before.closed


@pytest.mark.usefixtures("name_column")
def test_inside_a_transaction_the_whole_is_refused_and_the_next_one_works(
    shared_world: World,
) -> None:
    warm(lambda: name_of(shared_world.owner))
    alter("accounts_user", "full_name", 130)

    @transaction.atomic
    def change() -> None:
        User.objects.filter(pk=shared_world.owner.pk).update(email="lost@example.ir")
        name_of(shared_world.owner)

    with pytest.raises(StalePlanError):
        change()
    with transaction.atomic():
        owner = User.objects.get(pk=shared_world.owner.pk)
    assert owner.email != "lost@example.ir", "nothing of it stayed"


@pytest.mark.usefixtures("name_column")
def test_pages_are_answered_as_if_nothing_had_happened(
    shared_world: World, sign_in: SignIn
) -> None:
    browser = sign_in(shared_world.owner)
    warm(lambda: browser.get("/accounts/profile/"))
    alter("accounts_user", "full_name", 130)
    assert browser.get("/accounts/profile/").status_code == 200


@pytest.mark.usefixtures("remarks_column")
def test_a_form_is_taken_once_though_its_transaction_met_the_stale_plan(
    shared_world: World, sign_in: SignIn
) -> None:
    draft, browser = shared_world.draft(), sign_in(shared_world.owner)
    path = f"/statistics/{draft.tracking_number}/employment/"

    def save(version: int, number: int) -> int:
        sent = people(str(number)) | {"version": version, "action": "save"}
        return int(browser.post(path, sent).status_code)

    assert [save(number, number) for number in range(WARM)] == [302] * WARM
    alter("statistics_employment", "remarks", 3000)
    assert save(WARM, 70) == 302
    assert Employment.objects.get(submission=draft).official == 70
    # Once: the version that the page saw was raised by one.
    assert save(WARM + 1, 71) == 302


def test_what_was_committed_is_never_done_twice(shared_world: World, sign_in: SignIn) -> None:
    from django.test import RequestFactory

    from config.stale_plans import AskAgain

    request, asks = RequestFactory().post("/"), AskAgain(lambda _: None)  # type: ignore[arg-type,return-value]
    asks.process_view(request, lambda: None, (), {})
    User.objects.filter(pk=shared_world.owner.pk).update(email="kept@example.ir")
    assert asks.process_exception(request, StalePlanError("stale")) is None
