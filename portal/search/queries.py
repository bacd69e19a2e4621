"""Finding units and cases in one's own reach, by any spelling of what is known of them.

Every typed word is the beginning of a word of the unit: of its name, its holder's, or an id. When
no unit has them all, the nearest are found: those that share most beginnings.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import reduce
from math import sqrt
from operator import mul
from typing import Any

from django.db.models import BooleanField, Func, Q, QuerySet, Value

from accounts.models import User
from config.persian import machine_code, normalize_mobile, search_words
from statistics.models import Submission
from units.contacts.queries import reached_by
from units.models import Licence, Unit, UnitQuerySet, UnitWords

# So many are shown; whoever finds more narrows.
MOST = 50
CASES_OF = 10
MOST_CASES = 20
MOST_WORDS = 8
# Of a number so many digits say enough to look for licences that begin so.
LEAST_DIGITS = 4
# A word that may be misremembered is looked for by its beginning.
LEAST_BEGINNING = 3
_TRACKING = re.compile("[0-9]{11}")


class HasUnitWords(Func):
    """Tell whether a unit has the words of a query; the index answers."""

    template = "(%(expressions)s::tsquery)"
    arg_joiner = " @@ "
    arity = 2
    output_field = BooleanField()


@dataclass(frozen=True)
class Found:
    """What a search found: `more` than is shown, `near` when no unit has all that was typed."""

    words: list[str]
    units: list[Unit]
    cases: list[Submission]
    more: bool = False
    near: bool = False


def words_of(text: str) -> list[str]:
    """Split what was typed; a number is one word, however its digits are parted."""
    code = machine_code(text)
    if re.fullmatch(r"\+?[0-9]+", code):
        return [code.removeprefix("+")]
    return search_words(text)[:MOST_WORDS]


def case_named(user: User, text: str) -> Submission | None:
    """Find the case of exactly this tracking number in reach."""
    code = machine_code(text)
    if not _TRACKING.fullmatch(code):
        return None
    return Submission.objects.in_reach_of(user).filter(tracking_number=code).first()


def find(user: User, text: str, county: str = "") -> Found:
    """Find units in reach, at most MOST, and the last cases of the first few of them.

    Two queries, and one more when no unit has all that was typed.
    """
    words = words_of(text)
    if not words:
        return Found([], [], [])
    reach = Unit.objects.visible_to(user)
    if county:
        reach = reach.filter(county=county)
    shown = reach.select_related("county", "union", "trade")
    rows = shown.filter(_matching(text, words)).order_by("name_order", "pk")[: MOST + 1]
    units, near = list(rows), False
    if not units:
        near, units = True, _nearest(shown, words)
    return Found(
        words, units[:MOST], _cases(user, units[:CASES_OF]), len(units) > MOST, near and bool(units)
    )


def marked(name: str, words: Sequence[str]) -> list[tuple[str, bool]]:
    """Part a name into pieces, each with whether it is one of the words that were looked for."""
    pieces = re.split(r"([\s\u200c]+)", name)
    return [(piece, _begins(piece, words)) for piece in pieces if piece]


def _begins(piece: str, words: Sequence[str]) -> bool:
    return any(part.startswith(word) for part in search_words(piece) for word in words)


def _matching(text: str, words: Sequence[str]) -> Q:
    by_words = Q(_has(_all_of(words)))
    code = machine_code(text).casefold()
    others: list[QuerySet[Any, Any]] = []
    if len(code) >= LEAST_DIGITS and re.search("[0-9]", code):
        # Licence numbers are kept as they are printed, capitals and all.
        typed = Q(number__startswith=code) | Q(number__startswith=code.upper())
        others.append(Licence.objects.filter(typed).order_by().values("unit"))
    if number := _phone(code):
        others += reached_by(number)
    if not others:
        return by_words
    # One list of keys: OR-ed, each unit of the reach would be asked all of it.
    keys = Unit.objects.filter(by_words).order_by().values("pk")
    return Q(pk__in=keys.union(*others))


def _phone(code: str) -> str | None:
    """Read a number that is dialled: a mobile one, or one with its area code."""
    return normalize_mobile(code) or (code if re.fullmatch("0[0-9]{10}", code) else None)


def _has(query: str) -> HasUnitWords:
    return HasUnitWords(UnitWords(), Value(query))


def _all_of(words: Sequence[str]) -> str:
    # Letters and digits only, so that no word can be an operator.
    return " & ".join(f"'{word}':*" for word in words)


def _nearest(reach: UnitQuerySet, words: Sequence[str]) -> list[Unit]:
    """Find the units that share most with what was typed, by the beginnings of each word.

    Some of each word, so that one that half of all units have does not crowd out a rare one.
    """
    beginnings = {word[: max(LEAST_BEGINNING, len(word) - 2)] for word in words}
    each = [
        Unit.objects.filter(pk__in=reach.filter(_has(_all_of([part]))).order_by("pk")[:MOST])
        for part in sorted(beginnings)
        if len(part) >= LEAST_BEGINNING
    ]
    if not each:
        return []
    keys = [some.order_by().values("pk") for some in each]
    found = reach.filter(pk__in=reduce(lambda one, other: one.union(other), keys))
    units = list(found.order_by("name_order", "pk"))
    likeness = [_likenesses(unit, words) for unit in units]
    # A word that few units have says more than one that all of them share.
    weights = [1 / sqrt(max(sum(one == 1 for one in of), 1)) for of in zip(*likeness, strict=True)]
    scores = [sum(map(mul, of, weights)) for of in likeness]
    # The sort is stable: of two that are as near, the alphabet decides.
    ranked = sorted(zip(scores, units, strict=True), key=lambda pair: -pair[0])
    return [unit for _, unit in ranked[:MOST]]


def _likenesses(unit: Unit, words: Sequence[str]) -> list[float]:
    """Say of each typed word how near a unit comes to it."""
    own = [*search_words(f"{unit.name} {unit.holder_name}"), unit.holder_id, unit.guild_id]
    return [max(_likeness(word, other) for other in own) for word in words]


def _likeness(word: str, other: str) -> float:
    if other.startswith(word):
        return 1.0
    return SequenceMatcher(None, word, other).ratio() ** 2


def _cases(user: User, units: Sequence[Unit]) -> list[Submission]:
    """Read the last cases of some units that this person may open."""
    if not units:
        return []
    cases = Submission.objects.in_reach_of(user).filter(unit__in=[unit.pk for unit in units])
    rows = cases.select_related("unit", "desk").order_by("-year", "-month", "unit_id")
    return list(rows[:MOST_CASES])
