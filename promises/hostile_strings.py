"""Six hundred strings that nobody types by mistake, the same ones on every run.

A commit tries sixty of them, chosen by class, and the night all.
"""

import os
import random
import re
from decimal import Decimal

from tests.examples import examples

SIZE = 600
COMMIT_SIZE = 60
MEGABYTE = 1_000_000
# Were one of these ever in a page, what was typed would have become markup or a sum.
MARKUP, SUM = "<x-hostile", "50337"
_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_BLANKS = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2003\u2009\u200a\u2028\u2029\u202f\u3000"
)
# What comes along unseen when a value is copied out of a letter, a sheet or a chat.
UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0f\u034f" + _BIDI
# All that Unicode calls default-ignorable, written down from its table of derived properties.
IGNORED = frozenset(
    chr(code)
    for first, last in (
        (0xAD, 0xAD),
        (0x34F, 0x34F),
        (0x61C, 0x61C),
        (0x115F, 0x1160),
        (0x17B4, 0x17B5),
        (0x180B, 0x180F),
        (0x200B, 0x200F),
        (0x202A, 0x202E),
        (0x2060, 0x206F),
        (0x3164, 0x3164),
        (0xFE00, 0xFE0F),
        (0xFEFF, 0xFEFF),
        (0xFFA0, 0xFFA0),
        (0xFFF0, 0xFFF8),
        (0x1BCA0, 0x1BCA3),
        (0x1D173, 0x1D17A),
        (0xE0000, 0xE0FFF),
    )
    for code in range(first, last + 1)
)
_WIDE = {0xFF01 + n: chr(0x21 + n) for n in range(94)}
_UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u0640\u180e\u3164\ufe0f"
# Python's own int() and Decimal() read most of these; a form takes only the first two and ASCII.
_DIGITS = {
    "fa": "۰۱۲۳۴۵۶۷۸۹",
    "ar": "٠١٢٣٤٥٦٧٨٩",
    "fullwidth": "０１２３４５６７８９",
    "devanagari": "०१२३४५६७८९",
    "thai": "๐๑๒๓๔๕๖๗๘๙",
    "bold": "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
    "circled": "⓪①②③④⑤⑥⑦⑧⑨",
    "raised": "⁰¹²³⁴⁵⁶⁷⁸⁹",
}
_SHAPES = ("0", "7", "12", "007", "12.5", "1,234", "1234.5678", "99999", "100000", "1,234,567.25")
_NUMBERS = (
    "63.000 1_000 1__0 _1 1_ 1e3 1E3 1e-3 1e400 1e999999 NaN nan sNaN -NaN Infinity inf -inf "
    "+inf 12/5 1/2 ½ ¼ Ⅻ -0 -1 +1 −1 --1 0x1F 0b11 0o17 1L 1f 1d 1. .5 . , ٫ ٬ 1.5.1 "
    "1,2,3 1٫5 1٬500 ۱٫۵ ۱٬۵۰۰ ۱,۵۰۰ 12,5 12,50 1234,567 0,123 00,123 1.000,5 ۱2 1٢۳ "
    "1'000 1٬0٬0 $5 5% ۵٪ 5,000,00 999999999999 1000000000000 999999999999.999 0.0001 "
    "0.001 0.000001 0.0000001 -0.5 9e0 True None null undefined true false yes no on "
    "off 1398 139807 1_398 ۱۳۹۸ 1398/07/01 1398-07-01 2026-11-21 00:00 2520512459 "
    "۲۵۲۰۵۱۲۴۵۹ 0499999913 "
)
_INJECTED = (
    "' OR '1'='1",
    "'; DROP TABLE statistics_submission; --",
    '" OR ""="',
    "1) UNION SELECT password FROM accounts_user--",
    "%' AND 1=0 --",
    "\\'; SELECT pg_sleep(9)--",
    "$$a$$",
    "%s %(a)s %d %%",
    "{0} {a.__class__}",
    f"{MARKUP} onload=alert(1)>",
    f'"/>{MARKUP}>',
    f"'>{MARKUP}/>",
    f"</textarea>{MARKUP}>",
    f"</title><script>alert(1)</script>{MARKUP}>",
    f"<!--{MARKUP}-->",
    "&lt;b&gt; &amp;nbsp; &#x27; &#0;",
    "javascript:alert(1)",
    "{{ 7191*7 }}",
    "{% debug %}",
    "{% include '/etc/passwd' %}",
    "${7191*7}",
    "#{7191*7}",
    "<%= 7191*7 %>",
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "/etc/passwd%00.png",
    "file:///etc/passwd",
    "http://169.254.169.254/",
    "//evil.example/",
    "https:evil.example",
    "\\\\evil.example\\x",
    "=1+1",
    "@SUM(A1)",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "a\r\nSet-Cookie: x=y",
    "a%0d%0aX: y",
    "; ls -la |cat `id` $(id)",
    "*)(uid=*))(|(uid=*",
    '{"$gt": ""}',
    "[1, 2, 3]",
    "a:*&b | !c <-> d",
    "'''",
    '"',
    "\\",
    "%",
    "%zz",
    "%ff",
    "+",
    "&",
    "=",
    ";",
    "#",
    "?",
    "a=b&c=d",
    "name[]",
    "a@b",
    "a@b.c",
    "name@example.ir",
    "a@[127.0.0.1]",
    '"x y"@example.ir',
    "نام@مثال.ایران",
    "a@" + "b" * 260 + ".ir",
)
_ODD = (
    "",
    "\0",
    "a\0b",
    "\0" * 40,
    "1\0",
    "😀",
    "👩‍👩‍👧‍👦" * 9,
    "🇮🇷",
    "👍🏽1",
    # One character that becomes eighteen when it is folded.
    "\ufdfa",
    "\ufdfa" * 60,
    "é" * 50,
    "e" + "\u0301" * 300,
    "Z̸̡̢͠a̷l̶g̵o̴",
    "می\u200cشود",
    "\u200c\u200c",
    "ك ي ى ة",
    "ﻻﻼ",
    "ـــ",
    "ß ŉ ı İ ſ",
    "\ud800",
    "\udfff",
    "a\ud83d",
    "\udc80\udcff",
    "\ufffd",
    "\uffff\ufffe",
    "\U0010ffff",
    "\x7f\x80\x9f",
    "\x1b[31m",
    "9" * 29,
    "9" * 30,
    "9" * 31,
    # One digit more than Python turns into an int.
    "9" * 4301,
    "0" * 5000 + "1",
    "۹" * 400,
    "1." + "0" * 40,
    "0." + "0" * 27 + "1",
    "9" * 100_000,
    "ا" * 1001,
    "a" * 255,
    "a" * 256,
    "a b " * 500,
    "\n" * 2000,
    " " * 3000,
)
_HUGE = ("9" * MEGABYTE, f"{MARKUP}>" * 1000)


def _sharp() -> dict[str, list[str]]:
    """List the strings that were thought of, by class."""
    digits = [
        shape.translate(str.maketrans("0123456789", other))
        for other in _DIGITS.values()
        for shape in _SHAPES
    ]
    return {
        "number": _NUMBERS.split(),
        "injected": [*_INJECTED],
        "odd": [*_ODD],
        "digits": digits,
        "unseen": [t for mark in _BIDI + _UNSEEN for t in (f"{mark}12", f"1{mark}2", mark)],
        "blank": [t for mark in _BLANKS for t in (mark, f" 12{mark}", f"1{mark}2")],
        "control": [f"1{chr(code)}2" for code in range(1, 32)],
        "vector": [
            *(case["in"] for key in ("number", "mobile") for case in _vectors(key)),
            *(case["in"] for case in examples("text.json", "vectors")),
        ],
        "huge": [*_HUGE],
    }


def _vectors(key: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = examples("identifiers.json", key)
    return found


def _drawn(count: int) -> list[str]:
    """Draw strings from all of Unicode, with a fixed seed."""
    draw = random.Random(5013)
    ranges = ((0x20, 0x7E), (0x600, 0x6FF), (0xA0, 0x2FFF), (0x1, 0x10FFFF))
    return [
        "".join(chr(draw.randint(*draw.choice(ranges))) for _ in range(draw.randint(1, 60)))
        for _ in range(count)
    ]


def _by_class(count: int) -> list[str]:
    """Choose so many: of every class its share, from its whole length, none left out."""
    total = sum(map(len, CLASSES.values()))
    chosen = [*dict.fromkeys(SURE)]
    room = count - len(chosen)
    for texts in CLASSES.values():
        share = max(1, round(room * len(texts) / total)) if texts else 0
        chosen += texts[:: max(1, len(texts) // share)][:share] if share else []
    # What rounding left over comes from the largest class.
    rest = [text for text in ALL if text not in set(chosen)]
    return [*dict.fromkeys([*chosen, *rest])][:count]


CLASSES = _sharp()
SHARP = [*dict.fromkeys(text for texts in CLASSES.values() for text in texts)]
CLASSES["drawn"] = _drawn(max(0, SIZE - len(SHARP)))
ALL = [*SHARP, *CLASSES["drawn"]]
# Each of these once broke something, here or in a portal of the same kind.
SURE = ["", "\0", "\ud800", "1_000", "63.000", "12/5", "9" * 4301, "\ufdfa", *_HUGE]
NIGHT = os.environ.get("PROMISE_NIGHTLY") == "1"
# All six hundred at night; of every class its share at the size of a commit.
STRINGS = ALL if NIGHT else _by_class(COMMIT_SIZE)
# Tried in every field alone, all else being right; all others come in turns.
KEEN = [*dict.fromkeys(["\0", "\ud800", "1_000", "9" * 4301, *_HUGE, *STRINGS[12::12]])]
# Refused before any form or view sees them.
NULS = [text for text in STRINGS if "\0" in text]


def sent(text: str) -> bytes:
    """Encode half a character too, which no browser would send but an attacker does."""
    return text.encode("utf-8", "surrogatepass")


def seen(text: str) -> str:
    """Decode those bytes as a reader of UTF-8 does."""
    return sent(text).decode("utf-8", "replace")


def is_blank(text: str) -> bool:
    """Tell whether nothing of it is seen, so that the field is empty."""
    return not "".join(c for c in seen(text) if c not in IGNORED).strip()


def reading(text: str) -> Decimal | None:
    """Read the number a person wrote, by the rule of the vectors and by nothing else.

    One digit set; groups of three with one kind of mark, the first not from zero; a decimal mark
    with digits on both sides; thirty characters at most; blanks around do not count, nor does what
    no screen shows; full-width signs are plain ones.
    """
    text = "".join(c for c in seen(text) if c not in IGNORED).translate(_WIDE).strip()
    for zero in ("0", "۰", "٠"):
        one = f"[{zero}-{chr(ord(zero) + 9)}]"
        first = f"(?!{zero}){one}{{1,3}}"
        grouped = f"{first}(?:,{one}{{3}})+|{first}(?:٬{one}{{3}})+"
        if len(text) <= 30 and re.fullmatch(f"(?:{grouped}|{one}+)(?:[.٫]{one}+)?", text):
            plain = re.sub("[,٬]", "", text).replace("٫", ".")
            return Decimal("".join(str(int(c)) if c.isdigit() else c for c in plain))
    return None
