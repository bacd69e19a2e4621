"""The last look at the codes of an edition: readers refuse neither unknown nor doubled ones."""

from statistics.models import Edition, FrozenCell
from statistics.publication.downloads.codes_queries import UnknownCodeError, read_codes
from statistics.publication.queries import ROWS, key_of


def refuse_unknown_codes(edition: Edition) -> None:
    """Refuse cells that files would name by no code, or two by the same (UnknownCodeError).

    Ids are told apart by the database; two organizations of one code are not.
    """
    codes, seen = read_codes(), set[tuple[str, ...]]()
    for row in FrozenCell.objects.filter(edition=edition).order_by("pk").iterator(ROWS):
        name = codes.name(key_of(row))
        if name in seen:
            raise UnknownCodeError(" ".join(name))
        seen.add(name)
