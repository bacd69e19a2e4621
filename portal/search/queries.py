"""Finding units and cases in one's own reach, by any spelling of what is known of them.

Every typed word is a word of the unit: of its name, its holder's, or an id; the last one may be
half typed, and the others where nobody has them whole. When no unit has them all, the nearest are
found: those that share most beginnings.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import reduce
from math import sqrt
from operator import mul
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import BooleanField, F, Func, Q, QuerySet, Value
from django.db.models.expressions import RawSQL

from accounts.models import User
from config.persian import dialled, machine_code, normalize_phone, search_words
from statistics.models import Submission
from units.contacts.queries import reached_by
from units.models import Licence, Unit, UnitQuerySet

# So many are shown; whoever finds more narrows.
MOST = 50
CASES_OF = 10
MOST_CASES = 20
MOST_WORDS = 8
# Of a number so many digits say enough to look for licences that begin so.
LEAST_DIGITS = 4
# So many units are asked for words sooner than the words are looked up in the index.
SAMPLE = 600
# A word of so many digits is an id: whoever has it is found at once by the index.
ID_DIGITS = 10
# A word that may be misremembered is looked for by its beginning.
LEAST_BEGINNING = 3
# One way of reading what was typed, looked up only where those before it found too little. The
# first units of the reach are asked for the words themselves: often these are all, and a word that
# many have is found among them often enough. Else the words come first, by their index: within
# `{reach}` the name of the table then stands for the units that have them. Nothing is sorted, so
# the rest of what has a frequent word is never read.
_STEP = f"""near{{n}} AS MATERIALIZED (
    SELECT id FROM (SELECT id FROM own WHERE words @@ %s::tsquery LIMIT {MOST + 1}) AS x
    WHERE {{wanted}}
), enough{{n}} AS MATERIALIZED (
    SELECT (SELECT count(*) FROM near{{n}}) > {MOST}
        OR (SELECT count(*) FROM own) <= {{sample}} AS is_so
), step{{n}} AS MATERIALIZED (
    SELECT id FROM near{{n}} WHERE (SELECT is_so FROM enough{{n}})
    UNION ALL
    SELECT id FROM (
        WITH units_unit AS MATERIALIZED (
            SELECT id, county_id, union_id, organization_code FROM units_unit
            WHERE words @@ %s::tsquery
        ) {{reach}}
    ) AS x(id) WHERE {{wanted}} AND NOT (SELECT is_so FROM enough{{n}})
)"""
# Whole words; the last one half typed, while there is room; all of them, where nothing is found.
_WANTED = (
    "true",
    "(SELECT count(*) FROM step0) <= {room}",
    "NOT EXISTS (SELECT FROM step0) AND NOT EXISTS (SELECT FROM step1)",
)
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
    code = dialled(text)
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
    units = list(_shown(_matching(reach, text, words))[: MOST + 1])
    near = not units
    if near:
        units = _nearest(reach, words)
    return Found(
        words, units[:MOST], _cases(user, units[:CASES_OF]), len(units) > MOST, near and bool(units)
    )


def marked(name: str, words: Sequence[str]) -> list[tuple[str, bool]]:
    """Part a name into pieces, each with whether it is one of the words that were looked for."""
    pieces = re.split(r"([\s\u200c]+)", name)
    return [(piece, _begins(piece, words)) for piece in pieces if piece]


def _begins(piece: str, words: Sequence[str]) -> bool:
    return any(part.startswith(word) for part in search_words(piece) for word in words)


def _matching(reach: UnitQuerySet, text: str, words: Sequence[str]) -> Q:
    """Write the condition of units that have all words, or a number that was typed."""
    rare = any(len(word) >= ID_DIGITS and word.isdecimal() for word in words)
    most = 0 if rare else SAMPLE
    # A tenth of all words begin with a letter: it stands for one only where nothing is called so.
    room = MOST if len(words[-1]) > 1 else 0
    own = reach.order_by("missed_months", "pk").values_list("pk", "words")[: most + 1]
    try:
        sample, values = own.query.sql_with_params()
        far, places = _ids(reach)
    except EmptyResultSet:
        return Q(pk__in=[])
    tables, found = [f"own(id, words) AS MATERIALIZED ({sample})"], []
    for n, query in enumerate(_readings(words)):
        wanted = _WANTED[n].format(room=room)
        tables.append(_STEP.format(n=n, wanted=wanted, sample=most, reach=far))
        found.append(f"SELECT id, {n} AS step FROM step{n}")
        values += (query, query, *places)
    if others := _numbered(text):
        numbered, numbers = _ids(reach.filter(pk__in=others[0].union(*others[1:])))
        found.append(f"SELECT id, 0 FROM ({numbered}) AS x(id)")
        values += numbers
    keys = f"""WITH {", ".join(tables)} SELECT id FROM ({" UNION ALL ".join(found)}) AS x
        GROUP BY id ORDER BY min(step) LIMIT {MOST + 1}"""
    return Q(pk__in=RawSQL(keys, values))


def _ids(units: UnitQuerySet) -> tuple[str, tuple[Any, ...]]:
    return units.order_by().values_list("pk")[: MOST + 1].query.sql_with_params()


def _readings(words: Sequence[str]) -> list[str]:
    """Write the queries of whole words, of a last one half typed, and of halves alone."""
    # Letters and digits only, so that no word can be an operator.
    whole, halves = [f"'{word}'" for word in words], [f"'{word}':*" for word in words]
    readings = (whole, [*whole[:-1], halves[-1]], halves)
    return list(dict.fromkeys(" & ".join(reading) for reading in readings))


def _numbered(text: str) -> list[QuerySet[Any, Any]]:
    """Find the units (ids) of a licence or a phone, where a number was typed."""
    code = machine_code(text).casefold()
    others: list[QuerySet[Any, Any]] = []
    if len(code) >= LEAST_DIGITS and re.search("[0-9]", code):
        # Licence numbers are kept as they are printed, capitals and all.
        typed = Q(number__startswith=code) | Q(number__startswith=code.upper())
        others.append(Licence.objects.filter(typed).order_by().values("unit"))
    if number := normalize_phone(text):
        others += reached_by(number)
    return others


def _shown(found: Q) -> UnitQuerySet:
    """Read units with what is shown of each."""
    rows = Unit.objects.filter(found).defer("words")
    return rows.select_related("county", "union", "trade").order_by("name_order", "pk")


def _has(query: str) -> HasUnitWords:
    return HasUnitWords(F("words"), Value(query))


def _nearest(reach: UnitQuerySet, words: Sequence[str]) -> list[Unit]:
    """Find the units that share most with what was typed, by the beginnings of each word.

    Some of each word, so that one that half of all units have does not crowd out a rare one.
    """
    beginnings = {word[: max(LEAST_BEGINNING, len(word) - 2)] for word in words}
    each = [
        Unit.objects.filter(pk__in=reach.filter(_has(f"'{part}':*")).order_by("pk")[:MOST])
        for part in sorted(beginnings)
        if len(part) >= LEAST_BEGINNING
    ]
    if not each:
        return []
    keys = [some.order_by().values("pk") for some in each]
    units = list(_shown(Q(pk__in=reduce(lambda one, other: one.union(other), keys))))
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
    last = cases.order_by("-year", "-month", "unit_id")[:MOST_CASES]
    rows = Submission.objects.filter(pk__in=last.values("pk")).select_related("desk")
    known = {unit.pk: unit for unit in units}
    found = list(rows.order_by("-year", "-month", "unit_id"))
    for case in found:
        case.unit = known[case.unit_id]
    return found
