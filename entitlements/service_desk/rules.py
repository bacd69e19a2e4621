"""Reading a pasted list, judging a unit, ranking several: the database is not asked."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any, Final, NamedTuple

from config.identifiers import is_guild_id
from config.jalali import JalaliMonth
from config.persian import format_number, machine_code
from entitlements.enums import SupportResult, SupportVerdict
from entitlements.models import SupportAnswer, SupportQuestion
from entitlements.rules import Completeness, completeness, identity, why_not
from statistics.obligation.outlook import Outlook

# A list of several hundred is read by one person; for more, agencies ask by machine.
MOST_ROWS: Final = 300
# So many missing months are named one by one; the others are counted.
MOST_NAMED: Final = 36
_APART: Final = re.compile(r"[\t,;،؛|]+|\s+")
_HOLDER: Final = re.compile("[0-9]{10,11}")


class Pair(NamedTuple):
    guild_id: str
    holder_id: str


@dataclass(frozen=True)
class Asked:
    """What an office asks: pairs of ids in their order, None where a row is none; what for."""

    pairs: tuple[Pair | None, ...]
    purpose: str
    reference: str
    requested_on: date


def read_rows(text: str) -> list[Pair | None]:
    """Read a pasted list, a unit a row: guild id and holder id; blank rows are no rows."""
    return [read_row(row) for row in text.splitlines() if row.strip()]


def read_row(row: str) -> Pair | None:
    """Read the two ids of a row, or None: a row that cannot be read spoils no other."""
    cells = [machine_code(cell[:40]) for cell in _APART.split(row[:200].strip()) if cell]
    if len(cells) != 2:
        return None
    guild, holder = cells
    # Only a legal id has eleven digits: which of the two columns came first is plain then.
    if len(guild) == len("12345678901"):
        guild, holder = holder, guild
    readable = is_guild_id(guild) and _HOLDER.fullmatch(holder)
    return Pair(guild, holder) if readable else None


def results(pairs: Iterable[Pair | None], known: Iterable[Pair]) -> list[SupportResult]:
    """Say of each row what became of it; the same pair again is answered once."""
    there, seen, found = set(known), set[Pair](), []
    for pair in pairs:
        if pair is None:
            found.append(SupportResult.UNREADABLE)
        elif pair in seen:
            found.append(SupportResult.REPEATED)
        else:
            seen.add(pair)
            found.append(SupportResult.FOUND if pair in there else SupportResult.NOT_FOUND)
    return found


def verdict(found: Outlook) -> SupportVerdict:
    """Judge whether a unit is supported (directive 5013 §8; circular 60/133338 §3)."""
    if not why_not(found):
        return SupportVerdict.SUPPORTED
    return SupportVerdict.UNLICENSED if found.obstacle else SupportVerdict.UNFILED


def told(found: Outlook, question: SupportQuestion, now: datetime) -> SupportAnswer:
    """Make the answer about one unit, not stored yet."""
    count = completeness(found, question.first, question.last, now)
    return SupportAnswer(
        question=question,
        result=SupportResult.FOUND,
        unit=found.unit,
        verdict=verdict(found),
        due=count.due,
        filed=count.filed,
        facts=_facts(found, count),
        at=now,
    )


def _facts(found: Outlook, count: Completeness) -> dict[str, Any]:
    return {
        **identity(found.unit, found.licence),
        "activity": found.status.activity.label,
        "duty": found.status.duty_words,
        "why_not": why_not(found),
        "missed": [month.to_int() for month in _run(found)],
        "missing": [month.to_int() for month in count.missing[:MOST_NAMED]],
        "percent": count.percent,
        "way": found.way.to_int() if found.way else None,
    }


def _run(found: Outlook) -> Sequence[JalaliMonth]:
    """Name the months of the run that makes inactive, the latest first."""
    late = list(reversed(found.due[: found.passed]))
    return late[: found.status.missed][:MOST_NAMED]


@dataclass(frozen=True)
class ToldUnit:
    """An answer as a page shows it; `rank` only where several are ranked."""

    answer: SupportAnswer
    rank: int | None = None

    @property
    def facts(self) -> dict[str, Any]:
        return self.answer.facts or {}

    @property
    def verdict(self) -> SupportVerdict:
        return SupportVerdict(self.answer.verdict)

    @property
    def supported(self) -> bool:
        return self.verdict is SupportVerdict.SUPPORTED

    @property
    def counted(self) -> str:
        """Say how complete the unit is, from the base to the last month before the request."""
        answer = self.answer
        if not answer.due:
            return "در این مدت ماه مشمولی ندارد"
        percent = format_number(self.facts["percent"])
        filed, due = format_number(answer.filed), format_number(answer.due)
        return f"{filed} از {due} ماه مشمول ثبت شده است ({percent} درصد)"

    @property
    def missed(self) -> str:
        return spans(JalaliMonth.from_int(month) for month in self.facts["missed"])

    @property
    def missing(self) -> str:
        return spans(JalaliMonth.from_int(month) for month in self.facts["missing"])

    @property
    def unnamed(self) -> int:
        """How many missing months are older than those that are named."""
        return self.answer.due - self.answer.filed - len(self.facts["missing"])

    @property
    def way(self) -> JalaliMonth | None:
        month = self.facts["way"]
        return JalaliMonth.from_int(month) if month else None


def spans(months: Iterable[JalaliMonth]) -> str:
    """Name months, the earliest first; those that follow one another as «از … تا …»."""
    ordered = sorted(months)
    if not ordered:
        return ""
    runs = [[ordered[0]]]
    for before, month in pairwise(ordered):
        if month - before == 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    return "، ".join(_span(run) for run in runs)


def _span(run: list[JalaliMonth]) -> str:
    # Two in a row are shorter named one by one.
    return f"{run[0]} تا {run[-1]}" if len(run) > 2 else "، ".join(str(month) for month in run)


def ranked(answers: Iterable[SupportAnswer]) -> list[ToldUnit]:
    """Rank the supported by completeness, equals alike; behind them who is not supported.

    The share decides, then the number of months it rests on, then the row of the list.
    """
    supported: list[SupportAnswer] = []
    refused: list[SupportAnswer] = []
    for answer in answers:
        good = answer.verdict == SupportVerdict.SUPPORTED
        (supported if good else refused).append(answer)
    supported.sort(key=lambda a: (*_place(a), a.position))
    rows, rank = list[ToldUnit](), 0
    for number, answer in enumerate(supported, start=1):
        if number == 1 or _place(answer) != _place(supported[number - 2]):
            rank = number
        rows.append(ToldUnit(answer, rank))
    return rows + [ToldUnit(answer) for answer in sorted(refused, key=lambda a: a.position)]


def _place(answer: SupportAnswer) -> tuple[float, int]:
    share = answer.filed / answer.due if answer.due else 1.0
    return -share, -answer.due
