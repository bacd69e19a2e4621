"""The lines of the access table for printed letters; on stage none was returned."""

from tests.access_lines import Case, Line, OfUnit

LETTERS: dict[str, Line] = {
    "letters:receipt": Case((404, 405), (200, 405), (200, 405)),
    "letters:return": Case((404, 405), (404, 405), (404, 405)),
    "letters:warning": OfUnit((200, 405), (200, 405)),
}
