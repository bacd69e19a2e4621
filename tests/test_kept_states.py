"""What is put back is what the services wrote; nothing is put over what somebody else wrote."""

from unittest import mock

import pytest
from django.db import connection, transaction

from accounts.models import User
from catalog.models import Policy
from statistics.models import Submission
from tests import emptied_tables, kept_states
from tests import world as worlds
from tests.kept_states import Rows, begin, rows
from tests.world import World, person

pytestmark = pytest.mark.django_db


class Undo(Exception):
    pass


def made(item: pytest.Item) -> Rows:
    """Bring a month to its end in an empty database, read everything, and undo it."""
    found: Rows = {}
    try:
        with begin(item), transaction.atomic():
            worlds.build().final()
            found = rows()
            raise Undo
    except Undo:
        return found


def test_what_is_put_back_is_what_was_written(request: pytest.FixtureRequest) -> None:
    with mock.patch.dict(kept_states._kept, clear=True):
        written = made(request.node)
        with mock.patch.object(worlds, "_build", side_effect=AssertionError("made again")):
            assert made(request.node) == written
    assert {"statistics_submission", "review_decision", "accounts_user"} <= written.keys()


def test_under_permissions_made_anew_the_services_act(request: pytest.FixtureRequest) -> None:
    """Rows that were kept would name permissions that are gone."""
    with (
        mock.patch.dict(kept_states._kept, clear=True),
        mock.patch.object(kept_states, "_emptied", new=True),
    ):
        assert made(request.node)
        again = mock.patch.object(emptied_tables, "_made_of_models", "others")
        with again, mock.patch.object(worlds, "_build", side_effect=Undo) as build:
            assert made(request.node) == {}
        assert build.called


def test_in_a_database_of_a_test_s_own_nothing_is_kept(request: pytest.FixtureRequest) -> None:
    """What lies there is not where the tests begin."""
    with mock.patch.dict(kept_states._kept, clear=True), begin(request.node):
        with mock.patch.object(kept_states, "_watched", connection.copy()):
            assert kept_states.reach(("act",), lambda: "done") == "done"
        assert kept_states._kept == {}


def test_after_another_s_write_the_services_act(world: World) -> None:
    world.unit.name = "نام دیگر"
    world.unit.save()
    assert kept_states.state() is None
    assert world.filed().unit.name == "نام دیگر"


def test_a_sign_in_is_no_such_write(world: World, sign_in: object) -> None:
    assert callable(sign_in)
    sign_in(world.owner)
    assert kept_states.state() is not None


def test_what_was_undone_is_not_built_upon(world: World) -> None:
    try:
        with transaction.atomic():
            world.filed()
            raise Undo
    except Undo:
        pass
    assert kept_states.state() is None
    assert not Submission.objects.exists()


def test_who_patches_is_given_nothing_kept(
    world: World, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    assert kept_states.patches(request.node)
    assert kept_states.state() is None


def test_numbers_go_on_after_rows_are_put_back(world: World) -> None:
    world.filed()
    assert person("another").pk > max(User.objects.exclude(username="another").values_list("pk"))[0]
    assert Policy.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_others_see_is_begun_from_what_is_kept_and_goes_on_by_the_services(
    shared_world: World,
) -> None:
    assert kept_states.state() is not None
    with transaction.atomic():
        assert shared_world.filed().unit == shared_world.unit
    assert kept_states.state() is None
    assert Submission.objects.exists()
