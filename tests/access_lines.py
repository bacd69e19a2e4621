"""The kinds of lines of the access table: what an address is of, and what it answers to whom.

A status is written as (GET, POST).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Status = tuple[int, int]


@dataclass(frozen=True)
class Page:
    """An address without an object: the same for all who are signed in, but `apart`."""

    every: Status
    apart: Mapping[str, Status] = field(default_factory=dict)
    open_to_all: bool = False
    args: tuple[str, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """An address of a case: for its members as draft and as filed, for officers who read it."""

    draft: Status
    filed: Status
    reach: Status
    apart: Mapping[str, Status] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    rest: tuple[str, ...] = ()


@dataclass(frozen=True)
class OfUnit:
    """An address of a unit: for its own people, for the offices that see it, for others nothing.

    Ministry and statistics office see both units. `outside` are those who are refused before the
    unit is sought; `rest` is what the address takes besides, a telephone of the unit among it.
    """

    own: Status
    reach: Status
    apart: Mapping[str, Status] = field(default_factory=dict)
    outside: Mapping[str, Status] = field(default_factory=dict)
    rest: tuple[str, ...] = ()


@dataclass(frozen=True)
class Own:
    """An address of something everybody has their own of; it is not there for anybody else."""

    own: Status


Line = Page | Case | OfUnit | Own
