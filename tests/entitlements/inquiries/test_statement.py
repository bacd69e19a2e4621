"""What the one statement says of a unit is what its own pages say, whatever was filed."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings

from catalog.policy_definitions import PolicyKey
from entitlements.inquiries.queries import rules_now
from entitlements.inquiries.rules import in_words
from entitlements.inquiries.statement import reading
from entitlements.queries import outlook_of
from entitlements.rules import standing
from tests.entitlements.inquiries.posts import all_fields
from tests.review.cases import policy
from tests.statistics.obligation.test_one_truth import Facts, facts, moment, write
from tests.world import FILED_AT, MEHR, World, tehran
from units.models import Unit

pytestmark = pytest.mark.django_db


def told(unit: Unit, at: Any, fields: list[str] | None = None) -> dict[str, Any] | None:
    row = {"position": 1, "key": "a", "guild_id": unit.guild_id, "holder_id": unit.holder_id}
    sql, values = reading(rules_now(at), json.dumps([row]), fields or all_fields(), at)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        ((*_, found, _),) = cursor.fetchall()
    return in_words(json.loads(found)) if found else None


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(example=facts())
def test_the_statement_and_the_certificate_say_the_same(world: World, example: Facts) -> None:
    with transaction.atomic():
        write(world, example)
        at = moment(example.now)
        unit = Unit.objects.get(pk=world.unit.pk)
        found, said = outlook_of(unit, at), told(unit, at)
        if not unit.guild_id:
            # Nobody can name it.
            assert said is None
        else:
            assert found
            assert said
            now = standing(found, at)
            assert said["activity"]["code"] == found.status.activity
            assert said["activity"]["word"] == now.activity
            assert said["duty"]["word"] == found.status.duty_words
            counts = {"due": now.due, "filed": now.filed, "final": now.final}
            assert said["months"] == counts
            since = f"{now.since.year}-{now.since.month:02}" if now.since else None
            assert said["complete_since"] == since
            assert said["licence_holds"] == (found.obstacle is None)
            supported = found.obstacle is None and not found.status.inactive
            assert said["activity"]["supported"] == supported
            assert said["licence_until"] == _iso(found.licence.expires_on)
            assert said["union"] == found.licence.union.name
        transaction.set_rollback(True)


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


def test_base_data_are_those_of_the_last_licence(world: World) -> None:
    said = told(world.unit, FILED_AT)
    assert said
    assert said["trade"] == {"code": "2520", "title": "پلاستیک"}
    assert said["county"] == {"province": "آذربایجان شرقی", "county": "ملکان"}
    assert said["licence_kind"] == world.licence.kind.name


def test_only_the_fields_that_are_asked_are_told(world: World) -> None:
    world.filed(MEHR)
    assert told(world.unit, FILED_AT, ["activity"]) == {
        "activity": {"code": "active", "word": "فعال", "supported": True}
    }


def test_years_of_months_are_counted_as_a_few_are(world: World) -> None:
    policy(PolicyKey.OBLIGATION_FROM, 138801)
    at = tehran(1405, 9, 20)
    assert at - FILED_AT > timedelta(days=2000)
    found, said = outlook_of(world.unit, at), told(world.unit, at)
    assert found
    assert said
    now = standing(found, at)
    assert said["months"]["due"] == now.due > 64
