"""Sending strings into fields: each trial is undone, so that all begin alike."""

import copy
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

from django.db import transaction
from django.utils.html import escape

from promises.corpus import KEEN, MARKUP, STRINGS, SUM, seen, sent
from promises.fields import Form, shape_of
from tests.access import Stage, body_of

URLENCODED = "application/x-www-form-urlencoded"
# Read by one piece of code for every form that has them: the forms share the strings out, as do
# forms with the same fields.
SHARED = ("version", "action", "goto", "next", "add", "TOTAL_FORMS", "INITIAL_FORMS", "DELETE")
# Written twice: what is wrong with the first is only looked at when both agree.
TWINS = {"new_password1": "new_password2"}
# Statuses of pages that give back what was typed.
GIVES_BACK = (409, 422)
FAR_APART = 37


@dataclass(frozen=True)
class Trial:
    """One request: a form with some of its fields changed."""

    form: Form
    changes: Mapping[str, str]


def encoded(values: Mapping[str, str]) -> bytes:
    """Return fields as a browser sends them, halves of characters included."""
    pairs = (f"{quote_plus(sent(k))}={quote_plus(sent(v))}" for k, v in values.items())
    return "&".join(pairs).encode()


def trials_of(forms: Sequence[Form], nightly: bool) -> Iterator[Trial]:
    """Yield every trial: all strings in all fields in turn, the keen ones in each field alone.

    Forms with the same field share its strings out. At night every string is tried in each field
    of each form, and in each alone.
    """
    alike: dict[frozenset[str], list[Form]] = defaultdict(list)
    for form in forms:
        own = frozenset(name for name in form.fields if not name.endswith(SHARED))
        alike[own].append(form)
        for name in form.fields if len(own) > 1 else set(form.fields) - own:
            twin = {TWINS[name]} if name in TWINS else set()
            for text in STRINGS if nightly else KEEN:
                yield Trial(form, dict.fromkeys({name} | twin, text))
    yield from _in_turn({own: same for own, same in alike.items() if own}, nightly)
    for ending in SHARED:
        having = [(f, name) for f in forms for name in f.fields if name.endswith(ending)]
        for turn, text in enumerate(STRINGS if having else ()):
            form, name = having[turn % len(having)]
            yield Trial(form, {name: text})


def _in_turn(alike: Mapping[frozenset[str], Sequence[Form]], nightly: bool) -> Iterator[Trial]:
    """Yield trials in which every field of a form has a string, each field another one."""
    seen: Counter[str] = Counter()
    having = Counter(shape_of(name) for own in alike for name in own)
    for own, same in alike.items():
        shapes = {name: shape_of(name) for name in sorted(own)}
        share = {n: 1 if nightly else having[shape] for n, shape in shapes.items()}
        first = {n: 0 if nightly else seen[shape] for n, shape in shapes.items()}
        seen.update(shapes.values())
        for turn in range(-(-len(STRINGS) // min(share.values()))):
            strings = {
                name: _string(turn * share[name] + first[name] + FAR_APART * at)
                for at, name in enumerate(shapes)
            }
            yield Trial(same[turn % len(same)], strings)


def _string(turn: int) -> str:
    return STRINGS[turn % len(STRINGS)]


@contextmanager
def undone() -> Iterator[None]:
    """Take back what is written inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def send(stage: Stage, form: Form, values: Mapping[str, str]) -> Any:
    """Return the answer to a form sent with these values; nothing of it stays."""
    browser = stage.browser(form.persona)
    browser.raise_request_exception = False
    cookies = copy.deepcopy(browser.cookies)
    try:
        with undone():
            if form.method == "get":
                return browser.get(form.address, QUERY_STRING=encoded(values).decode())
            return browser.post(form.address, encoded(values), content_type=URLENCODED)
    finally:
        browser.cookies = cookies


def tried(stage: Stage, trial: Trial) -> Iterator[tuple[str, str]]:
    """Make a trial; yield each field with what was wrong, or nothing."""
    form = trial.form
    button = {"action": form.buttons["action"]} if "action" in form.buttons else {}
    values = {**form.values, **button, **trial.changes}
    answer = send(stage, form, values)
    text = "" if answer.streaming else answer.content.decode(errors="replace")
    body_of(answer)
    for name, string in trial.changes.items():
        fault = _fault(answer, text) or _lost(answer, text, trial, name)
        where = f"{form.name} {shape_of(name)} {string[:40]!r}"
        yield name, f"{where}: {fault}" if fault else ""


def _fault(answer: Any, text: str) -> str:
    if answer.status_code >= 500:
        return f"{answer.status_code} {getattr(answer, 'exc_info', None)!r:.300}"
    if MARKUP in text:
        return "became markup"
    return "was computed" if SUM in text else ""


def _lost(answer: Any, text: str, trial: Trial, name: str) -> str:
    """Return whether a page that refuses has forgotten what was typed in the field."""
    form, typed = trial.form, seen(trial.changes[name])
    again = answer.status_code in GIVES_BACK or answer.status_code == 200
    if name not in form.typed or form.method == "get" or not again or not typed:
        return ""
    return "" if shown(text, typed) else f"{answer.status_code} and what was typed is gone"


def shown(text: str, typed: str) -> bool:
    """Tell whether a field of the page holds what was typed, to the letter."""
    written = escape(typed)
    return f'value="{written}"' in text or f"\n{written}</textarea>" in text
