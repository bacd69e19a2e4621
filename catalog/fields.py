"""What the database computes by itself: Persian order and the search of words.

Both work on a PostgreSQL without ICU and without any extension.
"""

from itertools import zip_longest
from typing import Final

from django.db.models import BooleanField, F, Func, GeneratedField, TextField, Value
from django.db.models.functions import Collate

_ALPHABET: Final = "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
_IN_ORDER: Final = "".join(chr(0x0621 + place) for place in range(len(_ALPHABET)))
_VARIANTS: Final = "أإٱؤئۀة"
_VARIANTS_AS: Final = "".join(_IN_ORDER[_ALPHABET.index(letter)] for letter in "اااویهه")
_DIGITS: Final = "۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩"
# translate() drops what has no counterpart: bare hamza and the diacritics.
_DROPPED: Final = "\u0621" + "".join(map(chr, range(0x064B, 0x0656))) + "\u0670"
_FROM: Final = _ALPHABET + _VARIANTS + _DIGITS + "\u200c" + _DROPPED
_TO: Final = _IN_ORDER + _VARIANTS_AS + "0123456789" * 2 + " "
_PLACES: Final = str.maketrans(dict(zip_longest(_FROM, _TO)))


def persian_order(source: str) -> GeneratedField:
    """Sort the named text column in Persian alphabetical order, by a stored column."""
    return GeneratedField(
        expression=Func(F(source), Value(_FROM), Value(_TO), function="translate"),
        # Letters stand for their places, so a comparison of bytes is the alphabet.
        output_field=TextField(db_collation="C"),
        db_persist=True,
    )


def alphabetical(path: str) -> Collate:
    """Order by a name that has no stored order of its own, as `persian_order` does.

    For the few rows of a page or a choice; a column by which many rows are read is stored.
    """
    return Collate(Func(F(path), Value(_FROM), Value(_TO), function="translate"), "C")


def alphabet_key(name: str) -> str:
    """Order names in memory as the database orders them."""
    return name.translate(_PLACES)


class WordVector(Func):
    """The words of a text column as PostgreSQL indexes them; the index holds this.

    The configuration is written into the SQL, never bound, so that the index always applies.
    """

    function = "to_tsvector"
    template = "%(function)s('simple', %(expressions)s)"
    arity = 1
    output_field = TextField()


class HasWords(Func):
    """Tell whether a text column has the words of a query such as `کیسه:* & پلی:*`."""

    # The joiner closes the vector, written exactly as the index has it, and opens the query.
    template = "to_tsvector('simple', %(expressions)s)"
    arg_joiner = ") @@ to_tsquery('simple', "
    arity = 2
    output_field = BooleanField()
