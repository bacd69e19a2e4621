"""What is left of a test that commits is what Django leaves, however it is taken away."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

from accounts.models import User
from statistics.models import Submission
from tests.emptied_tables import empty
from tests.kept_states import rows
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
MADE = "INSERT INTO django_content_type (app_label, model) VALUES ('planted', 'planted')"


def left() -> tuple[set[str], set[tuple[str, ...]], set[tuple[str, ...]]]:
    """Read which tables hold rows, and what Django makes of the models."""
    kinds = ContentType.objects.order_by().values_list("app_label", "model")
    acts = Permission.objects.order_by().values_list("content_type__model", "codename")
    return set(rows()), set(kinds), set(acts)


@pytest.fixture
def other(transactional_db: None) -> Iterator[BaseDatabaseWrapper]:
    """Sit somebody else before the same database."""
    found = connection.copy()
    yield found
    found.close()


def test_what_is_left_is_what_django_leaves(shared_world: World) -> None:
    call_command("flush", verbosity=0, interactive=False)
    expected = left()
    assert expected[1]
    # Once as a first test finds it, and once as every other does.
    for _ in range(2):
        User.objects.create_user("somebody")
        empty()
        assert left() == expected


def test_what_no_act_may_delete_is_deleted(shared_world: World) -> None:
    shared_world.final()
    empty()
    assert not Submission.objects.exists()
    assert "review_decision" not in rows()


def test_what_a_test_did_to_the_permissions_is_put_right(transactional_db: None) -> None:
    empty()
    expected = left()
    with connection.cursor() as cursor:
        cursor.execute(MADE)
    Permission.objects.order_by("pk")[0].delete()
    empty()
    assert left() == expected


def test_who_still_writes_is_waited_for(transactional_db: None, other: BaseDatabaseWrapper) -> None:
    empty()
    other.set_autocommit(False)
    with other.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_session (session_key, session_data, expire_date)"
            " VALUES ('late', '', now())"
        )
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '100ms'")
    with pytest.raises(OperationalError, match="lock timeout"):
        empty()
    other.commit()
    empty()
    assert "django_session" not in rows()
