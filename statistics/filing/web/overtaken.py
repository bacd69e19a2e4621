"""Two windows at one step: what a person touched goes over the newer save, and nothing else.

A page says with its form what stood in its fields when it was opened (`was`). A field that still
holds that text is not the person's answer, whoever saved another one since.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.html import escape
from django.utils.safestring import SafeString

from statistics.filing.web.frame import FormPage


@dataclass(frozen=True)
class Merged:
    """A posted form over the newer save: `data` to be read, `news` the fields that took it.

    `conflicts` are the fields that both touched, each with what is stored. `known` tells whether
    the page said what stood in its fields.
    """

    data: QueryDict
    news: Mapping[str, str]
    conflicts: Mapping[str, str]
    known: bool = True


def was_field(page: FormPage, posted: str | None) -> SafeString:
    """Write the hidden field that says what stood in the fields when the page was opened.

    A refused form goes on saying what its first page said.
    """
    # Most fields of a new month are empty, and a slow line carries each page.
    texts = {key: text for _, key, text in page.inputs if text}
    value = json.dumps(texts, ensure_ascii=False, separators=(",", ":"))
    # In single quotes, so that the many double ones need no escape.
    safe = escape(value if posted is None else posted).replace("&quot;", '"')
    return SafeString(f'<input type="hidden" name="was" value=\'{safe}\'>')


def merged(data: QueryDict, typed: FormPage, now: FormPage) -> Merged:
    """Put the posted form over what is stored now; `typed` is its page, `now` that of the store."""
    was, stored = _read(data.get("was", "")), {key: text for _, key, text in now.inputs}
    found, news, conflicts = data.copy(), dict[str, str](), dict[str, str]()
    if was is None:
        return Merged(found, news, conflicts, known=False)
    for name, key, text in typed.inputs:
        newer, before = stored.get(key, ""), was.get(key, "")
        if key not in stored or newer == before:
            continue
        if _same(text, before):
            found[name] = news[name] = newer
        elif not _same(text, newer):
            conflicts[name] = newer
    for prefix in _gone(typed, stored, was):
        # A row without anything is no row: another window took the product off.
        for name in [name for name in found if name.startswith(prefix)]:
            found[name] = ""
    return Merged(found, news, conflicts)


def _gone(typed: FormPage, stored: Mapping[str, str], was: Mapping[str, str]) -> Iterator[str]:
    """Find the rows that stood here and stand no more, and in which nothing was touched."""
    rows: dict[str, list[bool]] = {}
    for name, key, text in typed.inputs:
        prefix, dash, _ = name.rpartition("-")
        if dash:
            untouched = key not in stored and _same(text, was.get(key, ""))
            rows.setdefault(f"{prefix}-", []).append(untouched)
    return (prefix for prefix, untouched in rows.items() if all(untouched))


def _read(text: str) -> dict[str, str] | None:
    """Read what a page said; None where it said nothing that can be read."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else None


def _same(one: str, other: str) -> bool:
    # A browser sends line breaks as two signs.
    return one.splitlines() == other.splitlines()
