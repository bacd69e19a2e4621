"""Taking away what nobody needs of an import; who, when, which file and what came of it stay."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from config.uploads import storage
from units.enums import IMPORTS_PUT_AWAY, ImportStage
from units.imports.keeping_rules import over
from units.models import Import, ImportRow

# As long as the logs: the file as it came of what was stored. Its rows stay, an undo needs them.
ORIGINAL_DAYS: Final = 400
_ENDED: Final = (ImportStage.STORED, ImportStage.UNDONE)


def prune(now: datetime) -> int:
    """Put away what is over, each import in its own transaction; return how many were touched."""
    dry_runs = list(Import.objects.filter(stage=ImportStage.CHECKED).only("at"))
    pruned = sum(_expire(run.pk) for run in over(dry_runs, now))
    rows = ImportRow.objects.filter(imported=OuterRef("pk"))
    aside = Import.objects.filter(Exists(rows), stage__in=IMPORTS_PUT_AWAY)
    for pk in aside.values_list("pk", flat=True):
        ImportRow.objects.filter(imported=pk).delete()
        pruned += 1
    old = Q(stage__in=_ENDED, ended_at__lt=now - timedelta(days=ORIGINAL_DAYS))
    for run in Import.objects.filter(old).exclude(stored="").only("stored"):
        pruned += _without_original(run.pk)
    return pruned


@transaction.atomic
def _expire(pk: int) -> int:
    # Somebody may confirm it at this moment: then it is not there any more.
    run = Import.objects.select_for_update().filter(pk=pk, stage=ImportStage.CHECKED).first()
    if run is None:
        return 0
    drop_file(run)
    run.stage, run.version = ImportStage.EXPIRED, run.version + 1
    run.save(update_fields=["stage", "version", "stored"])
    ImportRow.objects.filter(imported=run).delete()
    return 1


@transaction.atomic
def _without_original(pk: int) -> int:
    run = Import.objects.select_for_update().get(pk=pk)
    if run.stage not in _ENDED or not run.stored:
        return 0
    drop_file(run)
    run.save(update_fields=["stored"])
    return 1


def drop_file(run: Import) -> None:
    """Take the file out of the store when the transaction commits; the caller saves the row."""
    if key := run.stored:
        # After the commit: a row that a rollback brings back still has its file.
        transaction.on_commit(lambda: storage.drop(key))
    run.stored = ""
