"""A page as a tree of elements, so that everything on it is read, or seen to be read by nobody."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

_VOID: Final = frozenset({"meta", "link", "input", "br", "hr", "img", "path"})
_SILENT: Final = frozenset({"script", "style"})


@dataclass(eq=False)
class Element:
    """An element; `read` once a reader has understood its text."""

    tag: str
    attributes: dict[str, str]
    children: list["Element | str"] = field(default_factory=list)
    read: bool = False

    @property
    def text(self) -> str:
        """All its words, with one space between them."""
        return " ".join(" ".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                yield from child._texts()

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    def all(self, tag: str = "", name: str = "") -> list["Element"]:
        """List the elements below it, perhaps of one tag or class, in the order of the page."""
        return [
            each
            for each in self.below()
            if tag in ("", each.tag) and (not name or name in each.classes)
        ]

    def below(self) -> Iterator["Element"]:
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child.below()

    def first(self, tag: str = "", name: str = "") -> "Element | None":
        return next(iter(self.all(tag, name)), None)

    def labelled(self, name: str) -> "Element | None":
        """Find the section whose heading has this id."""
        found = (e for e in self.below() if e.attributes.get("aria-labelledby") == name)
        return next(found, None)

    def take(self) -> str:
        """Give its text, which is read with it."""
        self.read = True
        return self.text


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attrs)
        if tag not in _VOID:
            found = self.open[-1].children[-1]
            assert isinstance(found, Element)
            self.open.append(found)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.open[-1].children.append(Element(tag, attributes))

    def handle_endtag(self, tag: str) -> None:
        if any(each.tag == tag for each in self.open[1:]):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        # A comment is read by who looks at the source.
        self.open[-1].children.append(data)


def tree_of(html: str) -> Element:
    """Read a page; what runs in it is no text of it."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.root


def unread_texts(root: Element) -> Iterator[str]:
    """Give every text that no reader has taken."""
    if root.read or root.tag in _SILENT:
        return
    for child in root.children:
        if isinstance(child, str):
            yield child
        else:
            yield from unread_texts(child)
