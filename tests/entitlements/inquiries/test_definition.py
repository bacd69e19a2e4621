"""One definition: the file is it, and what the door answers fits it, whatever is asked.

The validator is other people's, so that a schema which we alone would understand is found.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import time_machine as clock
from django.conf import settings as told
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from entitlements.inquiries import worker
from entitlements.inquiries.definition import REFUSALS, definition
from tests.entitlements.inquiries.asking import ADDRESS, machine, pair, place_of, post
from tests.entitlements.inquiries.posts import all_fields, token_under
from tests.entitlements.inquiries.test_rules import JSON
from tests.world import MEHR, World, tehran

pytestmark = pytest.mark.django_db
FILE = Path(told.BASE_DIR, "docs", "api", "inquiry.json")
BATCH = "/api/v1/inquiry/{reference}/"


def validator(schema: Mapping[str, Any]) -> Any:
    whole = {**schema, "components": definition()["components"]}
    return Draft202012Validator(whole)


def fits(answer: Any, path: str, method: str) -> None:
    """Hold an answer against what the definition says of its address, method and status."""
    responses = definition()["paths"][path][method]["responses"]
    assert str(answer.status_code) in responses, (answer.status_code, answer.content)
    content = responses[str(answer.status_code)]["content"]
    kind = answer.headers["Content-Type"].partition(";")[0]
    validator(content[kind]["schema"]).validate(json.loads(answer.content))


@pytest.fixture
def client(world: World, time_machine: clock.TimeMachineFixture) -> Client:
    world.filed(MEHR)
    made = machine(token_under(world, fields=all_fields(), per_day=1_000_000))
    time_machine.move_to(tehran(1398, 8, 12), tick=False)
    return made


def test_the_file_is_the_definition() -> None:
    assert json.loads(FILE.read_text(encoding="utf-8")) == definition()


def test_every_schema_is_one() -> None:
    for schema in definition()["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_an_answer_with_every_fact_fits(world: World, client: Client) -> None:
    answer = post(client, pair(world))
    assert set(answer.json()["facts"]) == set(all_fields())
    fits(answer, ADDRESS, "post")
    place = post(client, {"rows": [pair(world), 1]}, "k")
    fits(place, ADDRESS, "post")
    where = place_of(place)
    fits(client.get(where), BATCH, "get")
    worker.run_waiting()
    fits(client.get(where), BATCH, "get")
    # And the validator minds what does not.
    wrong = answer.json() | {"facts": {"production": 20}}
    responses = definition()["paths"][ADDRESS]["post"]["responses"]
    schema = responses["200"]["content"]["application/json"]["schema"]
    assert not validator(schema).is_valid(wrong)


IDS = st.from_regex("[0-9]{10}", fullmatch=True) | st.text(max_size=12) | st.none()
ROWS = st.fixed_dictionaries(
    {}, optional={"guild_id": IDS, "holder_id": IDS, "key": st.text(max_size=70) | st.integers()}
)
FIELDS = st.lists(st.sampled_from([*all_fields(), "production"]), max_size=3)
BODIES = (
    JSON
    | ROWS
    | st.fixed_dictionaries(
        {"rows": st.lists(ROWS | JSON, max_size=5)}, optional={"fields": FIELDS}
    )
)
KEYS = st.sampled_from(["", "a", "b"]) | st.from_regex("[!-~]{1,90}", fullmatch=True)


@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(body=BODIES, key=KEYS)
def test_whatever_is_asked_is_answered_as_defined(client: Client, body: Any, key: str) -> None:
    answer = post(client, body, key)
    assert answer.status_code < 500
    fits(answer, ADDRESS, "post")
    if answer.status_code == 202:
        worker.run_waiting()
        where = place_of(answer)
        fits(client.get(where), BATCH, "get")
    if answer.status_code >= 400:
        problem = json.loads(answer.content)
        known = {(status, code) for status, code, _ in REFUSALS}
        assert (problem["status"], problem["title"]) in known
