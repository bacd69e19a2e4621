"""The cache: Redis holds text (JSON), never objects, and one that hangs is not waited for twice."""

import json
import time
from contextlib import suppress
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis import Redis
from redis.exceptions import ConnectionError as RedisAwayError
from redis.exceptions import TimeoutError as RedisTimeoutError

# So long nobody of a process asks a Redis that did not answer: a page asks several times, and
# would wait for each.
REST_SECONDS = 5.0


class JsonSerializer:
    """Writes and reads values of the cache; what no JSON holds is refused when it is put in."""

    def dumps(self, value: Any) -> bytes | int:
        # Redis counts in plain numbers; a truth value is none.
        if type(value) is int:
            return value
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    def loads(self, stored: bytes) -> Any:
        # What is no JSON was not written by this code: it counts as absent.
        with suppress(ValueError):
            return json.loads(stored)
        return None


class RestingRedis(Redis):
    """A connection to Redis that is not tried again for a while after a silence."""

    _rests_until = float("-inf")

    def execute_command(self, *args: Any, **options: Any) -> Any:
        """Ask Redis. Raises a RedisError at once while it rests."""
        if time.monotonic() < RestingRedis._rests_until:
            raise RedisAwayError("Redis did not answer a moment ago")
        try:
            return super().execute_command(*args, **options)  # type: ignore[no-untyped-call]
        except RedisTimeoutError:
            RestingRedis._rests_until = time.monotonic() + REST_SECONDS
            raise


def ask_anew() -> None:
    """Let the next asking of this process go to Redis, whatever it found a moment ago."""
    RestingRedis._rests_until = float("-inf")


class _RestingClient(RedisCacheClient):
    def __init__(self, servers: list[str], **options: Any) -> None:
        super().__init__(servers, **options)
        self._client = RestingRedis


class RestingCache(RedisCache):
    """Django's cache in Redis, by a connection that rests."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _RestingClient
