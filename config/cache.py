"""Redis holds text (JSON), never objects: whoever can write there runs no code here."""

import json
from contextlib import suppress
from typing import Any


class JsonSerializer:
    """Writes and reads values of the cache; what no JSON holds is refused when it is put in."""

    def dumps(self, value: Any) -> bytes | int:
        # Redis counts in plain numbers; a truth value is none.
        if type(value) is int:
            return value
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    def loads(self, stored: bytes) -> Any:
        # What is no JSON was not written by this code: it counts as absent.
        with suppress(ValueError):
            return json.loads(stored)
        return None
