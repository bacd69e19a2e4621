"""A question is read strictly as a whole and leniently by row; a token is made of a seed."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entitlements.inquiries.errors import RefusedError
from entitlements.inquiries.rules import (
    MOST_ROWS,
    bearer_of,
    digest_of,
    new_seed,
    question,
    read_row,
    token_of,
)

PAIR = {"guild_id": "0123456789", "holder_id": "0012345679"}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def read(data: object) -> object:
    return question(json.dumps(data).encode())


def test_digits_are_read_as_people_type_them() -> None:
    row = read_row({"key": 7, "guild_id": "۰۱۲۳۴۵۶۷۸۹", "holder_id": " 0012-345679 "}, 1)
    assert row == {"position": 1, "key": "7", **PAIR}


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("text", "row"),
        (None, "row"),
        ({}, "guild_id"),
        (PAIR | {"guild_id": 123456789}, "guild_id"),
        (PAIR | {"guild_id": "012345678"}, "guild_id"),
        (PAIR | {"holder_id": "0" * 12}, "holder_id"),
        (PAIR | {"holder_id": ["0012345679"]}, "holder_id"),
        (PAIR | {"key": "a" * 65}, "key"),
        (PAIR | {"key": "a\u0000"}, "key"),
        (PAIR | {"key": "\ud800"}, "key"),
        (PAIR | {"key": True}, "key"),
        (PAIR | {"key": {}}, "key"),
    ],
)
def test_a_row_that_cannot_be_read_names_its_part(row: object, fault: str) -> None:
    assert read_row(row, 3)["fault"] == fault
    asked = question(json.dumps({"rows": [row, PAIR]}).encode())
    assert [one.get("fault") for one in asked.rows] == [fault, None]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"\xff", 400),
        (b"[" * 100_000, 400),
        (b"[]", 422),
        (b'{"rows": []}', 422),
        (b'{"rows": {}}', 422),
        (b'{"rows": null}', 422),
        (json.dumps({"rows": [{}] * (MOST_ROWS + 1)}).encode(), 422),
        (json.dumps(PAIR | {"fields": ["production"]}).encode(), 422),
        (json.dumps(PAIR | {"fields": [["activity"]]}).encode(), 422),
        (json.dumps(PAIR | {"fields": "activity"}).encode(), 422),
        (json.dumps({"guild_id": "1"}).encode(), 422),
    ],
)
def test_what_is_no_question_is_refused_as_a_whole(body: bytes, status: int) -> None:
    with pytest.raises(RefusedError) as refused:
        question(body)
    assert refused.value.status == status


@given(JSON)
def test_any_json_is_read_or_refused_and_nothing_else(data: object) -> None:
    for body in (data, {"rows": data}, {"rows": [data]}, PAIR | {"fields": data, "key": data}):
        # What is neither is another exception.
        with suppress(RefusedError):
            asked = question(json.dumps(body).encode())
            assert [one["position"] for one in asked.rows] == [*range(1, len(asked.rows) + 1)]


def test_the_same_words_are_the_same_question_however_they_are_laid_out() -> None:
    one = question(b'{"guild_id": "0123456789", "holder_id": "0012345679"}')
    other = question(b'{"holder_id":"0012345679","guild_id":"0123456789"}')
    assert one.digest == other.digest != question(json.dumps({"rows": [PAIR]}).encode()).digest


def test_a_token_is_long_and_its_digest_does_not_tell_it() -> None:
    seed = new_seed()
    token = token_of(seed)
    assert token == token_of(seed)
    assert token != token_of(new_seed())
    assert len(token) > 40
    assert seed not in token
    assert token not in digest_of(token)


@pytest.mark.parametrize(
    ("header", "token"),
    [
        ("Bearer abc", "abc"),
        ("bearer  abc ", "abc"),
        ("Basic abc", ""),
        ("Bearer", ""),
        ("", ""),
        ("Bearer a b", ""),
        ("Bearer ab\u0640", ""),
        ("Bearer " + "a" * 300, ""),
    ],
)
def test_only_a_bearer_is_read(header: str, token: str) -> None:
    assert bearer_of(header) == token
