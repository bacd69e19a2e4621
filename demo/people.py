"""Invented people and identifiers for the demonstration; every id has a valid check digit.

Ids begin with 999 or 99, which no real place code does, so none can be a real person's.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count

from django.contrib.auth.hashers import make_password

from accounts.models import User

PASSWORD = "demo-1405"

FIRST = ("لیلا", "بهرام", "نرگس", "کاوه", "مریم", "سهراب", "شیرین", "آرش", "مینا", "پیمان")
LAST = ("نمونه‌پور", "آزمونی", "الگویی", "مثالیان", "فرضی", "نمایشی", "پیش‌نمون", "انگاره")


def national_ids() -> Iterator[str]:
    """Yield ten-digit national ids of nobody."""
    for serial in count(100_001):
        body = f"999{serial}"
        # The check digit, modulo 11; `config.identifiers` refuses an id without it.
        rest = sum(int(digit) * (10 - i) for i, digit in enumerate(body)) % 11
        yield f"{body}{rest if rest < 2 else 11 - rest}"


def legal_ids() -> Iterator[str]:
    """Yield eleven-digit legal ids of no company."""
    weights = (29, 27, 23, 19, 17)
    for serial in count(12_345_678):
        body = f"99{serial}"
        shift = int(body[9]) + 2
        rest = sum((int(d) + shift) * weights[i % 5] for i, d in enumerate(body)) % 11
        yield f"{body}{0 if rest == 10 else rest}"


def guild_ids() -> Iterator[str]:
    return (f"0999{serial}" for serial in count(100_001))


def names() -> Iterator[str]:
    """Yield invented full names, each once."""
    for round_ in count():
        for i, first in enumerate(FIRST):
            yield f"{first} {LAST[(i + round_) % len(LAST)]}"


@dataclass
class Register:
    """Hands out what the demonstration invents, never the same twice."""

    national: Iterator[str] = field(default_factory=national_ids)
    legal: Iterator[str] = field(default_factory=legal_ids)
    guild: Iterator[str] = field(default_factory=guild_ids)
    name: Iterator[str] = field(default_factory=names)

    @cached_property
    def password(self) -> str:
        """The hash of the published password: one is enough, it is no secret."""
        return make_password(PASSWORD)

    def account(self, username: str) -> User:
        """Make a new account with the published password and an address of its own."""
        return User.objects.create(
            username=username,
            password=self.password,
            full_name=next(self.name),
            email=f"{username}@example.ir",
        )

    def owner(self, username: str) -> User:
        """Make a holder who never signs in: no password works."""
        return User.objects.create_user(username, None, full_name=next(self.name))
