"""Text that a spreadsheet program never takes for a formula, whatever a person typed.

The escaping of django-import-export is not used: it takes the first sign away, which leaves
`==1+1` alive, and it makes text of every number.
"""

import re
from typing import Final

# What a sign may hide behind: blanks, quotes, and characters that nobody sees.
_BEFORE: Final = (
    "\\s'\"`´‘’‚‛“”„‟«»＇＂\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
)
_SIGNS: Final = "=+\\-@＝＋－＠﹦﹢﹣﹫⁼⁺₌₊"
_LIVE: Final = re.compile(f"[{_BEFORE}]*[{_SIGNS}]")
# Programs set to another separator, or that read line by line, see a cell begin here.
_INSIDE: Final = re.compile(f"([;|\\t\\r\\n])(?=[{_BEFORE}]*[{_SIGNS}])")
# What XML 1.0, hence a sheet, cannot hold.
_NOT_IN_XML: Final = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\ud800-\udfff\ufffe\uffff]")


def is_live(text: str) -> bool:
    """Tell whether a spreadsheet program could take the text for a formula or a command."""
    return bool(_LIVE.match(text)) or text[:1] in ("\t", "\r", "\n")


def plain(text: str) -> str:
    """Drop the characters that a sheet cannot hold."""
    return _NOT_IN_XML.sub("", text)


def inert_csv(text: str) -> str:
    """Make a cell of a CSV file: `'` stands before what could be a formula."""
    text = _INSIDE.sub(r"\1'", plain(text))
    return f"'{text}" if is_live(text) else text
