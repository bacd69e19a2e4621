"""The owner's units, the worst first: what each of them needs, in one sentence with one act."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum

from django.urls import reverse

from catalog.fields import alphabet_key
from config.jalali import JalaliMonth, format_day, tehran_day
from config.persian import format_number, quoted, to_persian_digits
from config.time_left import by_end_of
from review.owner.task_list import Task
from statistics.enums import IN_REVIEW, State
from statistics.obligation.outlook import Outlook
from statistics.obligation.year_calendar import ending_words
from units.eligibility import Obstacle
from units.enums import ObstacleKind


class Rank(IntEnum):
    """How urgent a unit is; the first of them stands on top."""

    INACTIVE = 0
    NEAR = 1
    RETURNED = 2
    OVERDUE = 3
    QUESTION = 4
    DRAFT = 5
    OPEN = 6
    BLOCKED = 7
    GAPS = 8
    DONE = 9


# How the sentence above the list counts them.
GROUPS = {
    Rank.INACTIVE: ("late", "غیرفعال"),
    Rank.NEAR: ("near", "در آستانهٔ غیرفعال شدن"),
    **dict.fromkeys((Rank.RETURNED, Rank.OVERDUE), ("near", "با ماه معوق یا بازگردانده")),
    **dict.fromkeys((Rank.QUESTION, Rank.DRAFT, Rank.OPEN), ("", "با کار باز")),
    Rank.BLOCKED: ("near", "با مانع ثبت"),
    **dict.fromkeys((Rank.GAPS, Rank.DONE), ("", "مرتب")),
}
# More links than these make a list of its own; the others are reached by «ماه جدید».
MONTHS_SHOWN = 12


@dataclass(frozen=True)
class Act:
    """The one button of a row: an address, or with `again` the month begun as the last was."""

    label: str
    url: str
    again: tuple[str, int] | None = None


@dataclass
class UnitRow:
    """One unit: chip, sentence (`strong` of it bold), the act that helps, and its other months."""

    outlook: Outlook
    rank: Rank
    chip: str
    label: str
    strong: str
    text: str = ""
    sub: str = ""
    act: Act | None = None
    primary: bool = False
    # The month or question that the row is about, where it has a reason to read.
    task: Task | None = None
    tasks: list[Task] = field(default_factory=list)
    months: list[tuple[JalaliMonth, str]] = field(default_factory=list)
    months_words: str = ""

    @property
    def inactive(self) -> bool:
        return self.rank is Rank.INACTIVE


def ranked(found: Iterable[Outlook], asked: set[int]) -> list[tuple[Rank, Outlook]]:
    """Put units in order: the worst first, in one rank the nearest day, then the name.

    `asked` are the units of which a question waits. No query.
    """

    def key(pair: tuple[Rank, Outlook]) -> tuple[int, date, str, int]:
        rank, outlook = pair
        day = outlook.inactive_by or (outlook.ending.day if outlook.ending else date.max)
        return rank, day, alphabet_key(outlook.unit.name), outlook.unit.pk

    return sorted(((_rank(outlook, asked), outlook) for outlook in found), key=key)


def _rank(found: Outlook, asked: set[int]) -> Rank:
    states = {case.state for case in found.begun.values()}
    open_due = [month for month in found.unopened if month > found.rule.latest_due]
    if found.status.inactive:
        return Rank.INACTIVE
    if _next_makes_inactive(found) or (found.ending and found.ending.inactive):
        return Rank.NEAR
    if State.RETURNED in states:
        return Rank.RETURNED
    if found.status.missed:
        return Rank.OVERDUE
    if found.unit.pk in asked:
        return Rank.QUESTION
    if State.DRAFT in states:
        return Rank.DRAFT
    if open_due:
        return Rank.OPEN
    if found.obstacle:
        return Rank.BLOCKED
    return Rank.GAPS if found.status.gaps else Rank.DONE


def _next_makes_inactive(found: Outlook) -> bool:
    return found.inactive_by is not None and found.status.missed >= found.rule.allowed


def unit_row(
    rank: Rank,
    found: Outlook,
    tasks: Sequence[Task],
    since: Mapping[int, datetime],
    at: datetime,
) -> UnitRow:
    """Say what one unit needs; `tasks` are its months and questions, `since` inactive units."""
    if rank in (Rank.INACTIVE, Rank.NEAR, Rank.OVERDUE) and found.way:
        row = _way_back(rank, found, tasks, since, at)
    elif tasks:
        row = _of_task(rank, found, tasks)
    elif rank is Rank.BLOCKED and found.obstacle:
        row = _blocked(found, found.obstacle)
    else:
        row = _in_order(rank, found)
    if found.ending:
        row.sub = f"{row.sub} {ending_words(found)}".strip()
    if found.obstacle and rank is not Rank.BLOCKED:
        label = ObstacleKind(found.obstacle.kind).label
        row.sub = f"{row.sub} {label}؛ آمار {found.last} با آن ثبت نمی‌شود.".strip()
    _months(row, found)
    return row


def _way_back(
    rank: Rank, found: Outlook, tasks: Sequence[Task], since: Mapping[int, datetime], at: datetime
) -> UnitRow:
    """Make the row of a unit whose run one month ends."""
    assert found.way
    missed = format_number(found.status.missed)
    if rank is Rank.INACTIVE:
        begun = since.get(found.unit.pk)
        day = f" از {_short(tehran_day(begun))}" if begun else ""
        strong = f"{found.way.name} را ثبت کنید؛ بلافاصله از غیرفعالی بیرون می‌آید."
        row = UnitRow(found, rank, "late", f"غیرفعال{day}", strong)
        row.sub = f"{missed} ماه پیاپی ثبت نشده است."
    elif rank is Rank.NEAR and found.inactive_by:
        left = (found.inactive_by - tehran_day(at)).days
        words = f"{to_persian_digits(left)} روز تا غیرفعال شدن" if left else "امشب غیرفعال می‌شود"
        strong = f"اگر {by_end_of(found.inactive_by)} ثبت نکنید، غیرفعال می‌شود."
        row = UnitRow(found, rank, "near", words, strong)
        row.sub = f"{found.way} را ثبت کنید؛ همین یک ماه کافی است."
    else:
        strong = f"{found.way} را ثبت کنید؛ همین یک ماه کافی است."
        row = UnitRow(found, rank, "late", f"{missed} ماه معوق", strong)
        if found.inactive_by:
            row.sub = f"اگر {by_end_of(found.inactive_by)} ثبت نکنید، غیرفعال می‌شود."
    row.act = _act_of(found, found.way, tasks)
    told = (task for task in tasks if task.period == found.way and (task.reason or task.note))
    row.task = next(told, None)
    row.tasks = [task for task in tasks if task.period != found.way and _begun(task)]
    return row


def _begun(task: Task) -> bool:
    """Tell whether a task is more than a month not begun, which stands among the months."""
    return task.kind not in ("late", "missing")


def _act_of(found: Outlook, month: JalaliMonth, tasks: Sequence[Task]) -> Act:
    """Find the way into a month: its own page where it is begun, else step 1 filled in."""
    for task in tasks:
        if task.period == month and _begun(task):
            return Act(f"{task.action}: {month.name}", task.url, task.again)
    licence = found.serving(month)
    assert licence
    again = (licence.number, month.to_int()) if found.filed_before(month) else None
    return Act(f"ثبت {'سریع ' if again else ''}{month.name}", new_url(found, month), again)


def new_url(found: Outlook, month: JalaliMonth) -> str:
    """Write the address of step 1 with licence and month filled in."""
    licence = found.serving(month) or found.licence
    return f"{reverse('statistics:new')}?licence={licence.number}&month={month.to_int()}"


def _of_task(rank: Rank, found: Outlook, tasks: Sequence[Task]) -> UnitRow:
    """Make the row of a unit by its first task; the others follow below."""
    task = tasks[0]
    row = UnitRow(found, rank, task.kind, task.label, f"{task.month}: {task.time.text}.")
    row.act = (
        Act(f"{task.action}: {task.period.name}", task.url)
        if _begun(task)
        else _act_of(found, task.period, ())
    )
    row.task = task
    row.tasks = [other for other in tasks[1:] if _begun(other)]
    return row


def _blocked(found: Outlook, what: Obstacle) -> UnitRow:
    """Say the obstacle, who takes it away, and that nothing is owed while it stands."""
    number = to_persian_digits(what.licence.number)
    day = format_day(what.since) if what.since else ""
    union = what.licence.union.name
    kept = " ماه‌های ثبت‌شده سر جای خود است." if found.begun else ""
    row = UnitRow(found, Rank.BLOCKED, "blocked", ObstacleKind(what.kind).label, "")
    match what.kind:
        case ObstacleKind.NO_GUILD_ID:
            row.strong = "شناسه صنفی را از مرکز اصناف بگیرید؛"
            row.text = "با ثبت آن در پروانه، ثبت آمار باز می‌شود."
        case ObstacleKind.EXPIRED:
            row.strong = f"اعتبار پروانه {number} در {day} پایان یافت؛ از {union} تمدید کنید."
            row.sub = f"تا تمدید نشود، ماه‌های پس از آن مشمول ثبت نیست.{kept}"
        case ObstacleKind.NO_FILING_KIND:
            kind = quoted(what.licence.kind.name)
            row.strong = f"پروانه {number} از نوع {kind} است و آمار تولید ندارد."
            row.text = f"اگر واحد شما تولیدی است، نوع پروانه را از {union} پیگیری کنید."
        case ObstacleKind.CLOSED:
            row.strong = "این واحد بسته شده است و ماه‌های پس از آن مشمول ثبت نیست."
            row.sub = f"اگر بسته نشده است، از {union} پیگیری کنید.{kept}"
        case _:
            state = "تعلیق" if what.kind is ObstacleKind.SUSPENDED else "باطل"
            row.strong = f"پروانه {number} از {day} {state} شده است؛ از {union} پیگیری کنید."
            row.sub = f"ماه‌هایی که پروانه اعتبار ندارد مشمول ثبت نیست.{kept}"
    anchor = "no-guild-id" if what.kind is ObstacleKind.NO_GUILD_ID else "licence"
    label = {
        ObstacleKind.NO_GUILD_ID: "راه گرفتن شناسه",
        ObstacleKind.EXPIRED: "راه تمدید پروانه",
    }.get(what.kind, "راه پیگیری")
    row.act = Act(label, f"{reverse('help_topic', args=['home'])}#{anchor}")
    return row


def _in_order(rank: Rank, found: Outlook) -> UnitRow:
    if rank is Rank.GAPS:
        gaps = format_number(found.status.gaps)
        strong = f"{gaps} ماه گذشته ثبت نشده و هنوز می‌توان ثبتشان کرد."
        return UnitRow(found, rank, "review", "بدون ماه معوق", strong)
    newest = max((m for m, case in found.begun.items() if not case.editable), default=None)
    if newest and found.begun[newest].state in IN_REVIEW:
        return UnitRow(found, rank, "review", f"{newest.name} در بررسی", "", "کاری لازم نیست.")
    if found.due:
        return UnitRow(found, rank, "done", "مرتب", "", "همهٔ ماه‌های مشمول ثبت شده؛ کاری لازم نیست.")
    return UnitRow(found, rank, "done", "مرتب", "", "هنوز ماهی مشمول ثبت نشده است.")


def _months(row: UnitRow, found: Outlook) -> None:
    """List the other months that are not begun, the latest first."""
    done = row.act.url if row.act else ""
    links = [(month, new_url(found, month)) for month in found.unopened]
    links = [(month, url) for month, url in links if url != done]
    if not links:
        return
    row.months = links[:MONTHS_SHOWN]
    row.months_words = f"{format_number(len(links))} ماه ثبت‌نشدهٔ دیگر"
    if row.inactive:
        row.months_words += ": برای کامل بودن، نه برای فعال شدن"


def _short(day: date) -> str:
    """Write a day without its weekday and year: «۱۱ مهر»."""
    return " ".join(format_day(day).split()[1:3])


def answer(pairs: Sequence[tuple[Rank, Outlook]], at: datetime) -> list[tuple[str, str]]:
    """Say how the units stand in one sentence, as pieces of a colour and words."""
    ranks = [rank for rank, _ in pairs]
    nearest = min((found.nearest for _, found in pairs if found.nearest), default=None)
    count = format_number(len(ranks))
    if set(ranks) == {Rank.BLOCKED}:
        which = f"هیچ‌یک از {count} واحد شما" if len(ranks) > 1 else "واحد شما"
        return [
            ("near", f"آمار {which} اکنون ثبت نمی‌شود."),
            ("", "تا مانع برداشته نشود، ماه‌ها مشمول ثبت نیست و واحد غیرفعال نمی‌شود."),
        ]
    counts: Counter[tuple[str, str]] = Counter(GROUPS[rank] for rank in sorted(ranks))
    if len(ranks) == 1:
        [(colour, words)] = counts
        pieces = [(colour, f"واحد شما {words} است.")]
    else:
        parts = [(c, f"{format_number(n)} واحد {words}") for (c, words), n in counts.items()]
        pieces = [("plain", f"{count} واحد:"), *[(c, f"{w}،") for c, w in parts[:-1]]]
        pieces.append((parts[-1][0], f"{parts[-1][1]}."))
    if nearest:
        left = (nearest - tehran_day(at)).days
        # One that has passed is told where its month stands.
        words = "گذشته" if left < 0 else f"{to_persian_digits(left)} روز دیگر" if left else "امشب"
        pieces += [("plain", "نزدیک‌ترین مهلت:"), ("near", f"{words}.")]
    elif set(ranks) <= {Rank.GAPS, Rank.DONE}:
        running = pairs[0][1].last + 1
        first = format_day((running + 1).first_day)
        pieces.append(("", f"ثبت آمار {running} از {first} آغاز می‌شود."))
    return pieces
