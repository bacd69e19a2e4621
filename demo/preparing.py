"""Writing the background of the demonstration, a turn of some seconds at a time; how far it is.

How far it is stands in the cache, for the line on the pages: what is really there, the tables tell.
"""

import time
from contextlib import suppress
from dataclasses import dataclass

from django.core.cache import cache
from redis.exceptions import RedisError

from config.persian import format_number
from demo.scale.background import Background, laid_out, settle

# Whoever brings a file meanwhile waits no longer than this.
TURN_SECONDS = 8.0
# A line that nobody took away is gone the next day.
KEPT_SECONDS = 24 * 3600
KEY = "demo:background"
BEGUN = "نمونهٔ کشور در حال آماده‌شدن است"
UNFINISHED = "تا پایان آن، رقم‌های صفحه‌های آمار کامل نیست."


@dataclass(frozen=True)
class Turn:
    """Where a turn ended: behind so many unions, and so many months written up to there.

    Unless it `goes_on`, all is `done`, or somebody else is at it.
    """

    unions: int
    months: int
    goes_on: bool
    done: bool = False


def take_turn(
    background: Background, unions: int = 0, months: int = 0, seconds: float = TURN_SECONDS
) -> Turn:
    """Write the unions behind so many, at least one, until the time is over.

    A turn that finds none left counts what the portal counts by the hour or at night, and ends.
    """
    with laid_out(background) as plan:
        until = time.monotonic() + seconds
        show(unions, plan.unions)
        if unions >= plan.unions:
            if months:
                settle(background.now)
            forget()
            return Turn(unions, months, goes_on=False, done=True)
        while unions < plan.unions:
            written = plan.write(unions + 1)
            if written is None:
                return Turn(unions, months, goes_on=False)
            unions, months = unions + 1, months + written
            show(unions, plan.unions)
            if time.monotonic() > until:
                break
    return Turn(unions, months, goes_on=True)


def show(unions: int, of: int) -> None:
    """Let the pages say how far it is; without Redis they say nothing."""
    with suppress(RedisError):
        cache.set(KEY, {"unions": unions, "of": of}, KEPT_SECONDS)


def forget() -> None:
    with suppress(RedisError):
        cache.delete(KEY)


def line() -> str:
    """Say how far it is; '' when it is not being written."""
    with suppress(RedisError):
        if told := cache.get(KEY):
            unions, of = format_number(told["unions"]), format_number(told["of"])
            done = f": {unions} اتحادیه از {of}" if told["of"] else ""
            return f"{BEGUN}{done}. {UNFINISHED}"
    return ""
