"""A month under correction has, in every column, the rows of the version that stands."""

from collections.abc import Callable

import pytest

from accounts.enums import OrganizationKind
from accounts.models import Organization
from catalog.models import County, Product
from review import workflow
from review.correspondence.correction_requests import request_correction
from review.sweep.engine import sweep
from statistics.enums import ActivityState, ExportKind
from statistics.files.own_months import own_file
from statistics.filing import services
from statistics.filing.storage import EmploymentAnswers, PeriodAnswers, PostedLines
from statistics.models import Submission
from tests.statistics.files import FIGURES, lines_of, records, told
from tests.world import BAG, FILED_AT, MEHR, PIPE, World, tehran
from units.models import Licence

pytestmark = pytest.mark.django_db
LATER = tehran(1398, 8, 12)
Rows = list[list[str]]


def fresh(case: Submission) -> Submission:
    return Submission.objects.get(pk=case.pk)


def moved(world: World) -> Licence:
    """Make another licence of the unit: other number, trade, union and county."""
    union = Organization.objects.create(
        code="union-2",
        kind=OrganizationKind.UNION,
        name="اتحادیه دیگر",
        parent=world.province,
        province_id="03",
        access_granted_at=FILED_AT,
    )
    old = world.licence
    county = County.objects.create(
        code="0302", name="بناب", province=old.county.province, organization_code="03"
    )
    return Licence.objects.create(
        unit=old.unit,
        number="OTHER-1",
        issued_on=old.issued_on,
        trade_id="1920",
        union=union,
        county=county,
        address=old.address,
        postal_code=old.postal_code,
    )


def reopened(world: World, case: Submission) -> Submission:
    request_correction(world.owner, case.tracking_number, case.version, "اشتباه", LATER)
    version = fresh(case).version
    return workflow.accept_correction(world.ministry_officer, case.tracking_number, version, LATER)


def edited(world: World, case: Submission) -> Submission:
    """Type all anew: another licence, another product, no exports, nine people."""
    number = case.tracking_number

    def seen(step: int) -> int:
        return case.steps.get(step=step).version

    period = PeriodAnswers(moved(world), MEHR, ActivityState.ACTIVE)
    services.save_period(world.owner, number, seen(1), period, True, LATER)
    made = PostedLines({BAG: None}, frozenset({BAG}), PIPE)
    services.save_production(world.owner, number, seen(2), made, False, LATER)
    people = EmploymentAnswers(9, 0, 0, "دیگر")
    services.save_employment(world.owner, number, seen(4), people, True, LATER)
    return fresh(case)


def filed_again(world: World, case: Submission) -> Submission:
    case = reopened(world, case)
    return workflow.file(world.owner, case.tracking_number, case.version, LATER)


def lapsed_again(world: World, case: Submission) -> Submission:
    """Let the union's clock lapse for the second round, which it did not for the first."""
    due = filed_again(world, case).due_at
    assert due
    sweep(due)
    case = fresh(case)
    assert case.lapsed_union
    return case


MOVES: dict[str, Callable[[World, Submission], Submission]] = {
    "reopened": reopened,
    "edited": lambda world, case: edited(world, reopened(world, case)),
    "filed again": filed_again,
    "lapsed again": lapsed_again,
}


def told_the_unit(world: World, kind: ExportKind) -> Rows:
    """Return the unit's own file, but for its column of the state."""
    heading, *lines = lines_of(own_file(world.unit, kind))
    at = heading.index("وضعیت")
    return [line[:at] + line[at + 1 :] for line in (heading, *lines)]


@pytest.mark.parametrize("kind", FIGURES)
@pytest.mark.parametrize("move", MOVES)
def test_no_column_changes_while_a_month_is_corrected(
    world: World, move: str, kind: ExportKind
) -> None:
    Product.objects.filter(code=BAG).update(goods_id="2220620440145")
    case = world.final()
    before, own_before = told(kind=kind), told_the_unit(world, kind)
    # A column that is empty everywhere would prove nothing.
    empty = {name for name, text in zip(*before, strict=True) if not text}
    assert empty <= {"علت تفاوت وزن", "توضیحات", "مراحل با پیشروی خودکار"}
    MOVES[move](world, case)
    assert told(kind=kind) == before
    assert told_the_unit(world, kind) == own_before


def test_lapses_of_the_standing_version_stay_and_later_ones_are_not_its_own(world: World) -> None:
    case = world.at_province()
    assert case.due_at
    sweep(case.due_at)
    case = fresh(case)
    workflow.approve(world.ministry_officer, case.tracking_number, case.version, FILED_AT)
    before = told(kind=ExportKind.PRODUCTION)
    (row,) = records()
    assert (row["مراحل با پیشروی خودکار"], row["بدون مرحلهٔ اتحادیه"]) == ("استان", "خیر")
    lapsed_again(world, fresh(case))
    assert told(kind=ExportKind.PRODUCTION) == before


@pytest.mark.parametrize("kind", FIGURES)
def test_the_place_of_the_standing_version_decides_in_which_file_it_is(
    world: World, kind: ExportKind
) -> None:
    case = edited(world, reopened(world, world.final()))
    other = case.licence.union
    assert other != world.union
    assert len(records(kind=kind, union=world.union)) == 1
    assert records(kind=kind, union=other) == []
    province = world.licence.county.province
    assert len(records(kind=kind, province=province)) == 1
