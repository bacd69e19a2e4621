"""Loading the correspondence of ISIC Rev.3 and Rev.4, which nobody edits here."""

from pathlib import Path

from catalog.counterparts.models import IsicCounterpart
from catalog.enums import Correspondence, CorrespondenceSource
from catalog.list_files import read_list

COLUMNS = ("pair", "code", "rev4", "kind", "source", "title_en")


def load_counterparts(folder: Path, classes: set[str]) -> int:
    """Bring the correspondence of these classes in line with `isic_rev4.csv`; return how many
    rows were written. Inside a transaction. Raises BrokenListError.
    """
    wanted = {}
    for row in read_list(folder / "isic_rev4.csv", COLUMNS, "pair"):
        code = row.one_of("code", classes, "the classes of Rev.3")
        rev4 = row.code("rev4", "[0-9]{4}")
        if row["pair"] != f"{code}-{rev4}":
            raise row.broken("pair", f"is not «{code}-{rev4}»")
        wanted[row["pair"]] = (
            code,
            rev4,
            row.one_of("kind", Correspondence.values, "the kinds of correspondence"),
            row.one_of("source", CorrespondenceSource.values, "the sources"),
            row["title_en"],
        )
    fields = ("node_id", "rev4", "kind", "source", "title_en")
    rows = IsicCounterpart.objects.values_list("pair", *fields)
    stored = {pair: tuple(rest) for pair, *rest in rows}
    changed = {pair: row for pair, row in wanted.items() if stored.get(pair) != row}
    IsicCounterpart.objects.bulk_create(
        (
            IsicCounterpart(pair=pair, **dict(zip(fields, row, strict=True)))
            for pair, row in changed.items()
        ),
        update_conflicts=True,
        unique_fields=["pair"],
        update_fields=["node", "rev4", "kind", "source", "title_en"],
    )
    gone = IsicCounterpart.objects.filter(pk__in=stored.keys() - wanted.keys())
    return len(changed) + gone.delete()[0]
