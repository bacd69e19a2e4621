"""Redis holds text: what somebody else wrote there is never run."""

import pickle
from typing import Any

import pytest
from django.core.cache import cache
from redis import Redis

from config import settings as told
from config.cache import JsonSerializer


class Harmful:
    """An object that runs something when it is unpickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (ran.append, (1,))


ran: list[int] = []


def test_what_stands_in_redis_is_read_as_text_and_never_run() -> None:
    key = cache.make_key("planted")
    Redis.from_url(told.ENV.redis_url).set(key, pickle.dumps(Harmful()), ex=60)
    assert cache.get("planted") is None
    assert ran == []


@pytest.mark.parametrize(
    "value", [0, 7, -1, True, None, "متن", {"key": "a", "place": "/x/"}, [1, "۲"], 1.5]
)
def test_what_is_put_in_comes_out(value: Any) -> None:
    cache.set("tried", value, 60)
    assert cache.get("tried") == value
    assert type(cache.get("tried")) is type(value)


def test_a_number_can_be_counted_up() -> None:
    cache.set("count", 4, 60)
    assert cache.incr("count") == 5


def test_an_object_is_refused_when_it_is_put_in() -> None:
    with pytest.raises(TypeError):
        JsonSerializer().dumps(object())
