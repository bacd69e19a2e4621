"""Redis holds text that is never run, and one that hangs is waited for once."""

import pickle
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from redis import Redis
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

from config import cache as caches
from config import settings as told
from config.cache import JsonSerializer, ask_anew
from config.readiness import OK, REDIS, report


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


@pytest.fixture
def silence(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Let Redis not answer; list what it was asked."""
    asked: list[str] = []

    def silent(self: Redis, *args: Any, **options: Any) -> None:
        asked.append(args[0])
        raise RedisTimeoutError("Timeout reading from socket")

    monkeypatch.setattr(Redis, "execute_command", silent)
    yield asked
    ask_anew()


def test_a_page_that_asks_a_silent_redis_five_times_waits_once(silence: list[str]) -> None:
    for _ in range(5):
        with pytest.raises(RedisError):
            cache.get("anything")
    assert silence == ["GET"]


def test_after_a_rest_redis_is_asked_again(
    silence: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caches, "REST_SECONDS", 0.0)
    for _ in range(2):
        with pytest.raises(RedisError):
            cache.get("anything")
    assert silence == ["GET", "GET"]


@pytest.mark.django_db
def test_whether_all_is_ready_is_asked_of_redis_itself(
    silence: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(RedisError):
        cache.get("anything")
    monkeypatch.undo()
    assert report()[REDIS] == OK
