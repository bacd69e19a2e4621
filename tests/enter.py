"""What Enter does in a form: a browser sends it by its first button (implicit submission)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

# In these a key goes to the control itself; in every other input Enter sends the form.
QUIET = {"hidden", "file", "submit", "button", "reset", "image"}
WRITTEN = "1"


@dataclass
class SentForm:
    """One form of a page, as somebody leaves it who answered everything and presses Enter."""

    action: str
    method: str
    fields: int = 0
    button: tuple[str, str] | None = None
    values: list[tuple[str, str]] = field(default_factory=list)

    @property
    def harmless(self) -> bool:
        """Whether the first button saves a draft, or does nothing."""
        return self.button is not None and self.button in (("action", "save"), ("enter", "1"))

    @property
    def data(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, value in [*self.values, *([self.button] if self.button else [])]:
            if name:
                found.setdefault(name, []).append(value)
        return found


def forms_in(page: str, html: str) -> list[SentForm]:
    """Find the forms of a page that are posted and have a field in which Enter sends them."""
    reader = _Reader(page)
    reader.feed(html)
    reader.close()
    found = [form for form in reader.forms() if form.method == "post" and form.fields]
    return [form for form in found if form.button]


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page, self.open = page, ""
        self.found: dict[str, SentForm] = {}
        self.controls: list[tuple[str, str, dict[str, str]]] = []
        self.select: tuple[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = given.get("id") or f"form {len(self.found)}"
            action = urljoin(self.page, given.get("action") or self.page)
            self.found[self.open] = SentForm(action, given.get("method", "get").lower())
        if tag in ("input", "button", "textarea", "select"):
            self.controls.append((given.get("form", self.open), tag, given))
        if tag == "option" and self.controls and self.controls[-1][1] == "select":
            # The last choice: in a list of acts the gravest.
            select = self.controls[-1][2]
            select["chosen"] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = ""

    def forms(self) -> Iterable[SentForm]:
        # A control may name a form that stands elsewhere, so all is read first.
        for owner, tag, given in self.controls:
            form = self.found.get(owner)
            if form is not None and "disabled" not in given:
                _add(form, tag, given)
        return self.found.values()


def _add(form: SentForm, tag: str, given: dict[str, str]) -> None:
    name, value = given.get("name", ""), given.get("value", "")
    kind = given.get("type", "submit" if tag == "button" else "text")
    if tag in ("textarea", "select"):
        form.values.append((name, given.get("chosen", "") if tag == "select" else WRITTEN))
    elif kind == "submit":
        form.button = form.button or (name, value)
    elif kind == "hidden":
        form.values.append((name, value))
    elif kind not in QUIET:
        form.fields += 1
        ticks = kind in ("checkbox", "radio")
        taken = kind == "radio" and any(name == other for other, _ in form.values)
        if not taken:
            form.values.append((name, value or "on" if ticks else value or WRITTEN))


def press(browser: Any, form: SentForm) -> Any:
    """Send a form as Enter does."""
    return browser.post(form.action, form.data)


def posted_forms(templates: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield every posted form of some templates: where it stands, and its text."""
    for name, text in templates:
        for number, part in enumerate(text.split("<form")[1:], start=1):
            body = part.partition("</form>")[0]
            # A tag within the form's own may hold a «>», so its end is not looked for.
            if 'method="post"' in body:
                yield f"{name} {number}", body
