"""What stands in the fields of a page's own forms, as a browser would send it."""

import re
from html import unescape


def value_in(page: str, name: str) -> str | None:
    """Read a field by its name; None for an empty one. The box of the search is not looked at."""
    # It stands above the page's own forms.
    page = page[max(page.find("<main"), 0) :]
    tag = re.search(rf'<input[^>]*\bname="{re.escape(name)}"[^>]*>', page)
    assert tag, f"the page has no field {name}"
    value = re.search(r'\bvalue="([^"]*)"', tag[0])
    return unescape(value[1]) if value else None
