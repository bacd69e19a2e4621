"""The numbers of a page that no reader has understood: each may tell something, so each is a fault.

Days, numbers of editions, sizes of files and addresses are none: here is how they are written.
"""

import re
from collections.abc import Iterator
from typing import Final

from promises.attacker.page_names import PageNames
from promises.attacker.page_tree import Element, unread_texts
from promises.attacker.page_words import MONTHS, plain

_MONTH: Final = f"(?:{'|'.join(MONTHS)})"
# What stands on pages in so many words, and is no figure of an edition.
_KNOWN: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\d{{1,2}} {_MONTH} \d{{4}}",
        rf"{_MONTH} 1[34]\d\d",
        r"ویرایش \d{1,2}(?!\d)",
        r"شمارهٔ \d{1,2}(?!\d)",
        r"13 ماه",
        r": \d{1,4} محصول از \d{1,4}$",
        r"همهٔ \d{1,4} (?:محصول این رشته|فایل این ویرایش)",
        r"«0» یعنی",
        r"10٪ یا بیشتر|کمتر از 2٪|2٪ یا بیشتر تغییر نکرده است",
        r"\d+(?:\.\d)? (?:بایت|کیلوبایت|مگابایت)",
        r"SDMX-(?:CSV|JSON) 2\.0|SDMX-ML 3\.0|SHA-256|SHA256SUMS",
        r"Attribution 4\.0 International \(CC BY 4\.0\)",
        r"/public/(?:data/)?\d{4}[/-]\d\d/(?:\d{1,2}/)?",
        # Years above the months of an archive, and the code of a month in an address.
        r"(?:^|منتشرشدهٔ )1[34]\d\d$",
    )
)
# Counts of registered units are told to the nearest five.
_UNITS: Final = re.compile(r"نزدیک به (\d+) واحد")
_STEP: Final = 5
_CODED: Final = {
    "class": re.compile(r"[^\d]*(?:\d{1,2}[^\d]+)*\d{0,2}"),
    "id": re.compile(r"\D*|y1[34]\d\d"),
    "for": re.compile(r"\D*"),
    "aria-labelledby": re.compile(r"\D*|y1[34]\d\d"),
    "colspan": re.compile(r"\d{1,2}"),
    "content": re.compile(r"\D*|width=device-width, initial-scale=1"),
    "charset": re.compile(r"utf-8"),
    "src": re.compile(r"/static/[\w./-]+"),
    "value": re.compile(r"\D*|\d\d|1[34]\d{4}|\d{10}(?:\.\w+)?"),
}
_CHOICE: Final = r"(?:product=\d{10}(?:\.\w+)?|division=(?:\d\d|all)|order=change)"
_LED: Final = re.compile(
    rf"(?:/static/[\w./-]+|/public/(?:\d{{4}}/\d\d/(?:\d{{1,2}}/)?)?|\D*)?"
    rf"(?:\?{_CHOICE}?(?:&{_CHOICE})*)?(?:#[a-z-]*)?"
    r"|/public/data/\d{4}-\d\d/\d{1,2}/[\w.]*|/public/data/[\w.]*"
    r"|https://creativecommons\.org/licenses/by/4\.0/"
)
_ADDRESSES: Final = frozenset({"href", "action"})
_DRAWN: Final = frozenset({"svg", "line", "text", "polyline", "circle"})


def unread_numbers(root: Element, names: PageNames) -> Iterator[str]:
    """Say of each number that nobody read where it stands."""
    for text in unread_texts(root):
        if left := left_over(text, names):
            yield f"nobody reads «{left}» in «{plain(text)}»"
    for element in root.below():
        for name, value in element.attributes.items():
            if not known_attribute(element, name, value, names):
                yield f"nobody reads {name}=«{plain(value)}» of <{element.tag}>"


def left_over(text: str, names: PageNames) -> str:
    """Give the numbers of a text that are none of those that are no figures."""
    words = plain(text)
    if not re.search(r"\d", words):
        return ""
    for name in names.numbered:
        words = words.replace(plain(name), "")
    if (units := _UNITS.search(words)) and int(units[1]) % _STEP == 0:
        words = words.replace(units[0], "")
    for pattern in _KNOWN:
        words = pattern.sub("", words)
    return " ".join(re.findall(r"[\d.]*\d[\d.]*", words))


def known_attribute(element: Element, name: str, value: str, names: PageNames) -> bool:
    if not re.search(r"\d", plain(value)):
        return True
    if element.tag in _DRAWN:
        # A drawing is measured by who reads it; one that nobody read may tell anything.
        return element.read and name not in ("aria-label", "title")
    if name in _ADDRESSES:
        return bool(_LED.fullmatch(value))
    if (pattern := _CODED.get(name)) is not None:
        return bool(pattern.fullmatch(value)) and _is_product(value, names)
    return not left_over(value, names)


def _is_product(value: str, names: PageNames) -> bool:
    """Of ten digits there are products alone."""
    code, _, _ = value.partition(".")
    return not re.fullmatch(r"\d{10}", code) or code in names.products
