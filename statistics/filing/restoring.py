"""What was filed, written back into the lines that a unit had begun to correct."""

from datetime import datetime

from accounts.models import User
from catalog.models import Measure, Product
from statistics.enums import StepStatus
from statistics.figures import Figures, collect, filed_figures
from statistics.filing.storage import EmploymentAnswers, drop_uncounted, write_people
from statistics.models import (
    ExportDeclaration,
    ExportLine,
    ProductionLine,
    RaisedFlag,
    Submission,
)
from statistics.rules.table import BY_ID
from units.models import Licence


def restore_figures(submission: Submission, user: User, at: datetime) -> bool:
    """Write the figures of the present round back, all steps green; False when none had changed.

    The lines are the unit's working copy and must be what was filed before a desk looks again.
    """
    figures = filed_figures(submission)
    assert figures is not None
    drop_uncounted(submission)
    changed = collect(submission) != figures
    if changed:
        _write(submission, figures)
    for step in submission.steps.exclude(status=StepStatus.CONFIRMED):
        step.status, step.dashed = StepStatus.CONFIRMED, False
        step.version += 1
        step.saved_at, step.saved_by = at, user
        step.save()
    return changed


def _write(submission: Submission, figures: Figures) -> None:
    licences = Licence.objects.select_related("county")
    submission.licence = licences.get(number=figures.licence, unit=submission.unit_id)
    submission.activity = figures.activity
    codes = [made.code for made in figures.production] + [sent.code for sent in figures.exports]
    products = Product.objects.in_bulk(codes, field_name="code")
    # A line keeps the measure it was filed in, also where the product has another by now.
    measures = {measure.name_fa: measure for measure in Measure.objects.order_by("code")}
    submission.production.all().delete()
    submission.export_lines.all().delete()
    submission.flagged.all().delete()
    ProductionLine.objects.bulk_create(
        ProductionLine(
            submission=submission,
            position=position,
            product=products[made.code],
            measure=measures[made.measure],
            quantity=made.quantity,
        )
        for position, made in enumerate(figures.production, start=1)
    )
    ExportLine.objects.bulk_create(
        ExportLine(
            submission=submission,
            position=position,
            product=products[sent.code],
            measure=measures[sent.measure],
            quantity=sent.quantity,
            tonnes=sent.tonnes,
            tonnes_reason=sent.tonnes_reason,
            value_usd=sent.value_usd,
            value_irr=sent.value_irr,
        )
        for position, sent in enumerate(figures.exports, start=1)
    )
    ExportDeclaration.objects.filter(submission=submission).update(has_exports=figures.has_exports)
    people = (figures.official, figures.contract, figures.contractor)
    write_people(submission, EmploymentAnswers(*people, figures.remarks))
    RaisedFlag.objects.bulk_create(
        RaisedFlag(
            submission=submission,
            step=BY_ID[flag.rule].step if flag.rule in BY_ID else None,
            **flag.__dict__,
        )
        for flag in figures.flags
    )
