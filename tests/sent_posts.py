"""A form as its page lays it out, filled in and sent."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from django.apps import apps
from django.test import Client

from accounts.models import User


@dataclass(frozen=True)
class Post:
    """Who sends what from which page; `to` is where, when it is not that page."""

    user: User | None
    page: str
    data: Mapping[str, Any] = field(default_factory=dict)
    to: str = ""
    # The address of the form that is filled, where another one takes the same.
    form: str = ""
    # What the same browser sends before.
    first: "Post | None" = None

    @property
    def address(self) -> str:
        return self.to or self.page


# What comes and goes with every sign-in, and with every file.
LOGS = {"AccessEvent", "ContactListExport", "ExportLog", "Session", "UserSession"}
FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.S)
INPUT = re.compile(r"<input\b([^>]*)>", re.S)
SELECT = re.compile(r"<select\b([^>]*)>(.*?)</select>", re.S)
OPTION = re.compile(r"<option\b([^>]*)>")


def sent_by(browser: Client, post: Post) -> dict[str, Any]:
    """Open the page and fill in its form; what is not written stays as the page has it."""
    if post.first:
        browser.post(post.first.address, sent_by(browser, post.first))
    answer = browser.get(post.page)
    assert answer.status_code == 200, (post.page, answer.status_code)
    return _standing(answer.content.decode(), post) | dict(post.data)


def _standing(text: str, post: Post) -> dict[str, str]:
    """Gather what the form that is posted to this address has in its fields."""
    found: dict[str, str] = {}
    for opening, inside in FORM.findall(text):
        action = _value(opening, "action") or post.page
        if _value(opening, "method") != "post" or _path(action) != _path(post.form or post.address):
            continue
        for said in INPUT.findall(inside):
            ticked = re.search(r"\bchecked\b", said)
            if _value(said, "type") not in ("radio", "checkbox", "file") or ticked:
                found.setdefault(_value(said, "name"), _value(said, "value"))
        for said, options in SELECT.findall(inside):
            rows = OPTION.findall(options)
            chosen = [row for row in rows if re.search(r"\bselected\b", row)] or rows
            if chosen:
                found.setdefault(_value(said, "name"), _value(chosen[0], "value"))
    assert "csrfmiddlewaretoken" in found, f"{post.page} has no form for {post.address}"
    return found


def rows() -> dict[str, int]:
    """Count the rows of every table."""
    return {
        model.__name__: model._default_manager.count()
        for model in apps.get_models()
        if model.__name__ not in LOGS
    }


def _path(address: str) -> str:
    return address.partition("?")[0]


def _value(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return unescape(found[1]) if found else ""
