"""What a reviewer ticked when a month came back, as its steps show it: field by field."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from config.persian import to_persian_digits
from statistics.enums import Step
from statistics.filing.outdated_products import live
from statistics.filing.row_inputs import (
    EXPORT_PARTS,
    PREFIXES,
    ROWS_A_PAGE,
    ProductRow,
    listed_lines,
)
from statistics.filing.web.context import step_url
from statistics.models import Submission
from statistics.return_note import ReturnNote

# The inputs which are on their page whatever it lists: id and label by the key of the figure.
FIXED = {
    "period:licence": ("id_licence", "پروانه کسب"),
    "period:activity": ("id_activity", "وضعیت فعالیت واحد"),
    "exports:has_exports": ("id_has_exports", "صادرات در این دوره"),
    "employment:official": ("id_official", "تعداد کارکنان رسمی"),
    "employment:contract": ("id_contract", "تعداد کارکنان قراردادی"),
    "employment:contractor": ("id_contractor", "تعداد کارکنان پیمانکاری"),
    "employment:remarks": ("id_remarks", "توضیحات"),
}
EXPORT_FIELDS = {part: name for name, part in EXPORT_PARTS.items()}
NOT_AMONG_THE_ROWS = "در صفحه‌ای دیگر از این گام، یا حذف‌شده از فهرست"


@dataclass(frozen=True)
class MarkedField:
    """Where the reviewer pointed: its address (an anchor on this page) and its name."""

    url: str
    label: str


@dataclass(frozen=True)
class CorrectionMarks:
    """The return as one step shows it: `ids` are the inputs to mark on this page."""

    note: ReturnNote
    here: tuple[MarkedField, ...]
    elsewhere: tuple[MarkedField, ...]
    ids: frozenset[str]


def told(
    submission: Submission,
    note: ReturnNote | None,
    shown: Mapping[Step, Iterable[ProductRow]],
    dashes: Mapping[str, MarkedField],
) -> CorrectionMarks | None:
    """Show what the reviewer asked for, seen from a page with the rows of these steps.

    `dashes` are the places of figures whose product has a dash on the page. None when nothing
    came back.
    """
    if note is None:
        return None
    # A tick on another step is told as a way there, not as an anchor.
    places = {key: place for key, place in FIXED.items() if step_of(key) in shown}
    for rows in shown.values():
        places |= {key: place for row in rows for key, place in _of_row(row)}
    here = [places[key] for key in note.keys if key in places]
    dashed = dict.fromkeys(dashes[key] for key in note.keys if key in dashes)
    others = [key for key in note.keys if key not in places and key not in dashes]
    return CorrectionMarks(
        note,
        (*(MarkedField(f"#{anchor}", label) for anchor, label in here), *dashed),
        tuple(_elsewhere(submission, shown, others)),
        frozenset(anchor for anchor, _ in here),
    )


def step_of(key: str) -> Step:
    """Find the step of a figure by the first part of its key."""
    return Step[key.partition(":")[0].upper()]


def first_key(keys: Sequence[str]) -> str:
    """Find the key that comes first in the order of the steps; '' when nothing was ticked."""
    return min(keys, key=step_of, default="")


def correct_url(tracking_number: str, key: str) -> str:
    """Lead to the very field of a figure, in a returned month.

    The address looks the field up when it is opened: rows may have moved since.
    """
    url = reverse("owner:correct", args=[tracking_number])
    return f"{url}?{urlencode({'field': key})}"


def place_url(submission: Submission, key: str) -> str:
    """Find the address of the input of a figure, by its key; one query for a product.

    A product with a dash is met where it is replaced, one that was taken off at its step.
    """
    step = step_of(key)
    url = step_url(submission, step)
    if key in FIXED:
        return f"{url}#{FIXED[key][0]}"
    code, _, part = key.partition(":")[2].partition(":")
    listed = listed_lines(submission, step)
    codes = [line.product.code for line in live(listed)]
    if code not in codes:
        dashed = any(line.product.code == code for line in listed)
        return f"{url}#dash-{code}" if dashed else url
    # Rows are numbered anew on each page, and only those without a dash.
    page, index = divmod(codes.index(code), ROWS_A_PAGE)
    query = f"?page={page + 1}" if page else ""
    return f"{url}{query}#id_{PREFIXES[step]}-{index}-{EXPORT_FIELDS.get(part, 'quantity')}"


def _of_row(row: ProductRow) -> Iterable[tuple[str, tuple[str, str]]]:
    for box in row.boxes:
        yield box.key, (box.id, f"{row.name}، {box.label}")


def _elsewhere(
    submission: Submission, shown: Container[Step], keys: Sequence[str]
) -> Iterable[MarkedField]:
    """Yield one way for each step, or other page of a shown one, that has more to correct."""
    for other in sorted({step_of(key) for key in keys}):
        mine = [key for key in keys if step_of(key) == other]
        where = NOT_AMONG_THE_ROWS if other in shown else other.label
        url = correct_url(submission.tracking_number, mine[0])
        yield MarkedField(url, f"{where}: {to_persian_digits(len(mine))} قلم")
