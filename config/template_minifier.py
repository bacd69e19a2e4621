"""How templates are read."""

import re
from pathlib import Path

from django.template import Origin
from django.template.loaders import filesystem

INDENT = re.compile(r"\n\s+")
# A line of one tag that shows nothing itself: its line break comes once, behind it.
TAG_LINE = re.compile(
    r"\n(\{% (?:if|elif|else|endif|for|empty|endfor|with|endwith|load|block|endblock)\b"
    r"(?:(?!%\})[^\n])*%\}|\{% (?:(?!%\})[^\n])* as \w+ %\})(?=\n)"
)
# A line that is wholly shown or not: its break is shown with it.
OPTIONAL_LINE = re.compile(r"\n(\{% if (?:(?!%\})[^\n])*%\})((?:(?!\{%)[^\n])+\{% endif %\})(?=\n)")
# What a template says of itself, on its first lines.
HEAD_NOTE = re.compile(r"\A(?:\{#[^\n]*#\}\n)+")
# The end of a file that is included: the line it is included by has its own.
LAST_BREAK = re.compile(r"\n\Z")


class MinifyingLoader(filesystem.Loader):
    """Pages without the indentation of their source: a third of what a slow line would carry.

    Done once, as a template is read. Letters and other plain text stay as written. What a
    page shows preformatted is written without indentation and empty lines: it would lose them.
    """

    def get_contents(self, origin: Origin) -> str:
        source = super().get_contents(origin)
        if not origin.name.endswith(".html"):
            return source
        lines = TAG_LINE.sub(r"\1", INDENT.sub("\n", HEAD_NOTE.sub("", source)))
        lines = OPTIONAL_LINE.sub(r"\1\n\2", lines)
        return LAST_BREAK.sub("", lines) if _is_included(Path(origin.name)) else lines


def _is_included(path: Path) -> bool:
    return path.name.startswith("_") or path.parent.name == "components"
