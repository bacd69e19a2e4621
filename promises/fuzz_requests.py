"""Sending strings into fields: each trial is undone, so that all begin alike."""

import copy
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

from django.db import transaction
from django.utils.html import escape

from promises.field_inventory import InventoriedForm, shape_of
from promises.hostile_strings import KEEN, MARKUP, NULS, STRINGS, SUM, seen, sent
from tests.access import Stage, body_of

URLENCODED = "application/x-www-form-urlencoded"
# What is wrong with one of these hides all else of its form: each is sent wrong by itself.
ALONE = ("version", "add")
# Written twice: what is wrong with the first is only looked at when both agree.
TWINS = {"new_password1": "new_password2"}
# How many rows a page says there are.
ROWS = "_FORMS"
# Statuses of pages that give back what was typed.
GIVES_BACK = (409, 422)
# Fields of one trial are sent strings so far apart in the list, where neighbours are of a kind.
FAR_APART = 37
# What more forms than these have is read in one place, as is the frame of all pages: of the keen
# strings each of its forms is sent so many, in turn.
FRAME, KEEN_OF_FRAME = 3, 3
# Of the strings that the fields of a form have read, so many are sent in turn, taken or not.
SENT_AGAIN = 10


@dataclass(frozen=True)
class Trial:
    """One request: a form with some of its fields changed."""

    form: InventoriedForm
    changes: Mapping[str, str]


def encoded(values: Mapping[str, str]) -> bytes:
    """Write fields as a browser sends them, halves of characters included."""
    pairs = (f"{quote_plus(sent(k))}={quote_plus(sent(v))}" for k, v in values.items())
    return "&".join(pairs).encode()


def as_it_should_be(form: InventoriedForm) -> dict[str, str]:
    """Fill a form in which nothing is wrong as a browser would; an address asks nothing."""
    if form.method == "get":
        return {}
    button = {"action": form.buttons["action"]} if "action" in form.buttons else {}
    return form.values | button


def trials_of(
    forms: Sequence[InventoriedForm], heard: Sequence[Collection[str]], nightly: bool
) -> Iterator[Trial]:
    """Yield the trials of some forms, of whose fields `heard` are read by form classes.

    The keen strings are sent in each field alone, and NUL in all together. What a view reads by
    itself is sent every string; forms with the same field share them out. At night every string
    is sent in each field of each form, and in each alone.
    """
    groups: list[tuple[InventoriedForm, list[str]]] = []
    having = Counter(reader_of(name) for form in forms for name in form.fields)
    turns: Counter[str] = Counter()
    for form, known in zip(forms, heard, strict=True):
        for name in form.fields:
            twin = {TWINS[name]} if name in TWINS else set()
            reader = reader_of(name)
            framed = having[reader] > FRAME
            for text in STRINGS if nightly else _keen(turns[reader]) if framed else KEEN:
                yield Trial(form, dict.fromkeys({name} | twin, text))
            turns[reader] += 1
        for text in NULS if form.fields else ():
            yield Trial(form, dict.fromkeys(form.fields, text))
        by_hand = [name for name in form.fields if nightly or name not in known]
        alone = [name for name in by_hand if name.endswith(ALONE)]
        rows = [name for name in by_hand if name.endswith(ROWS)]
        rest = [name for name in by_hand if name not in {*alone, *rows}]
        groups += [(form, names) for names in (*([name] for name in alone), rows, rest) if names]
    yield from _shared_out(groups, nightly)


def _keen(turn: int) -> list[str]:
    return [_at(KEEN, turn * KEEN_OF_FRAME + n) for n in range(KEEN_OF_FRAME)]


def _shared_out(
    groups: Sequence[tuple[InventoriedForm, list[str]]], nightly: bool
) -> Iterator[Trial]:
    """Yield trials in which each field of a group has a string, all from other places.

    Where others have the field too, each has its part of the strings; the strings of a field
    begin where no other's do, the same in all its forms.
    """
    having = Counter(reader_of(name) for _, names in groups for name in names)
    begin = {reader: FAR_APART * place for place, reader in enumerate(sorted(having))}
    seen: Counter[str] = Counter()
    for form, names in groups:
        share = {name: 1 if nightly else having[reader_of(name)] for name in names}
        first = {}
        for name in names:
            reader = reader_of(name)
            first[name] = begin[reader] + (0 if nightly else seen[reader])
            seen[reader] += 1
        # Rounded up: the longest share of the strings is sent to its end.
        for turn in range(-(-len(STRINGS) // min(share.values()))):
            yield Trial(form, {n: _at(STRINGS, turn * share[n] + first[n]) for n in names})


def reader_of(name: str) -> str:
    """Name what reads a field: its name, without the list of rows that it counts."""
    return name.rpartition("-")[2] if name.endswith(ROWS) else shape_of(name)


def trials_again(
    form: InventoriedForm, names: Collection[str], taken: Mapping[str, Sequence[str]]
) -> Iterator[Trial]:
    """Yield trials of what form classes read: all that was taken, and some of any strings."""
    fields = sorted(names)
    for turn in range(SENT_AGAIN if fields else 0):
        first = turn * len(STRINGS) // SENT_AGAIN
        yield Trial(form, {n: _at(STRINGS, first + FAR_APART * k) for k, n in enumerate(fields)})
    for turn in range(max(map(len, taken.values()), default=0)):
        yield Trial(form, {name: _at(taken[name], turn) for name in fields if taken.get(name)})


def _at(texts: Sequence[str], place: int) -> str:
    return texts[place % len(texts)]


@contextmanager
def undone() -> Iterator[None]:
    """Take back what is written inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def send(stage: Stage, form: InventoriedForm, values: Mapping[str, str]) -> Any:
    """Send a form with these values and undo what it wrote."""
    browser = stage.browser(form.persona)
    browser.raise_request_exception = False
    cookies = copy.deepcopy(browser.cookies)
    try:
        with undone():
            if form.method == "get":
                return browser.get(form.address, QUERY_STRING=encoded(values).decode())
            return browser.post(form.address, encoded(values), content_type=URLENCODED)
    finally:
        # The cookies are put back too: a trial may end the session.
        browser.cookies = cookies


def tried(stage: Stage, trial: Trial) -> Iterator[tuple[str, str]]:
    """Make a trial; yield each field with what was wrong, or nothing."""
    form = trial.form
    values = {**as_it_should_be(form), **trial.changes}
    answer = send(stage, form, values)
    text = "" if answer.streaming else answer.content.decode(errors="replace")
    body_of(answer)
    for name, string in trial.changes.items():
        fault = fault_of(answer, text) or _lost(answer, text, trial, name)
        where = f"{form.name} {shape_of(name)} {string[:40]!r}"
        yield name, f"{where}: {fault}" if fault else ""


def fault_of(answer: Any, text: str) -> str:
    """Say what is wrong with an answer, whatever was asked; empty for nothing."""
    if answer.status_code >= 500:
        return f"{answer.status_code} {getattr(answer, 'exc_info', None)!r:.300}"
    if MARKUP in text:
        return "became markup"
    return "was computed" if SUM in text else ""


def _lost(answer: Any, text: str, trial: Trial, name: str) -> str:
    """Say whether a page that refuses has forgotten what was typed in the field."""
    form, typed = trial.form, seen(trial.changes[name])
    again = answer.status_code in GIVES_BACK or answer.status_code == 200
    # A file that was asked for is no page that refuses.
    again = again and "text/html" in answer.headers.get("Content-Type", "")
    if name not in form.typed or form.method == "get" or not again or not typed:
        return ""
    # Into a locked field nobody types: its page shows what is stored.
    locked = re.search(rf'<(?:input|select|textarea)\b[^>]*\bname="{re.escape(name)}"[^>]*', text)
    if locked and " disabled" in locked[0]:
        return ""
    return "" if shown(text, typed) else f"{answer.status_code} and what was typed is gone"


def shown(text: str, typed: str) -> bool:
    """Tell whether a field of the page, or its list to be copied, has what was typed."""
    written = escape(typed)
    places = (f'value="{written}"', f"\n{written}</textarea>", f"<bdi>{written}</bdi>")
    return any(place in text for place in places)
