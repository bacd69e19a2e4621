"""An edition is frozen whole, with nothing in it of what is hidden, or not at all."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from statistics.enums import CellLabel, CellStatus, EditionKind, EditionState
from statistics.estimation.services import count
from statistics.models import (
    Edition,
    EditionResponse,
    EditionSecret,
    FrozenCell,
    FrozenContribution,
    ProductEstimate,
    ProductTotal,
    ResponseCount,
    SecretCell,
)
from statistics.publication import freezing, pattern_rules, worker
from statistics.publication.disclosure.row_rules import RowPattern
from statistics.rollups.services import rebuild
from tests.concurrency import race
from tests.statistics.publication.worlds import MONTH, Maker, PublishingWorld, cells, many
from tests.world import BAG, World

pytestmark = pytest.mark.django_db

LARGE, MIDDLE = [50, 40, 45, 30], [20, 18, 16]


@pytest.fixture
def publishing(world: World) -> PublishingWorld:
    """One place with a lone maker, two with several."""
    found = PublishingWorld(world)
    found.file([*many(0, [10], 0), *many(1, MIDDLE, 100), *many(2, LARGE, 200)])
    return found


def test_a_cell_of_a_lone_holder_is_hidden_with_a_partner(publishing: PublishingWorld) -> None:
    edition = publishing.published()
    assert (edition.state, edition.number) == (EditionState.PUBLISHED, 1)
    assert (edition.percent, edition.least_holders) == (15, 3)
    found = cells(edition)
    assert found[BAG, "IR"] == Decimal(229)
    assert found[BAG, publishing.places[0].code] == "hidden"
    others = [found[BAG, place.code] for place in publishing.places[1:]]
    assert sorted(map(str, others)) in (["165.000000", "hidden"], ["54.000000", "hidden"])


def test_what_was_answered_of_the_month_is_frozen_with_its_edition(
    publishing: PublishingWorld,
) -> None:
    of_month = {"year": MONTH.year, "month": MONTH.month}
    assert not EditionResponse.objects.filter(edition=publishing.published()).exists()
    county = publishing.world.union.county
    assert county
    ResponseCount.objects.create(
        **of_month,
        organization=publishing.world.province,
        county=county,
        union=publishing.world.union,
        trade_id="2520",
        due=9,
        filed=8,
        final=7,
        pending=1,
    )
    later = publishing.published(EditionKind.ANNUAL)
    assert (later.response.due, later.response.filed) == (9, 8)
    ResponseCount.objects.filter(**of_month).delete()
    assert EditionResponse.objects.get(edition=later).filed == 8
    with pytest.raises(IntegrityError), transaction.atomic():
        EditionResponse.objects.update(filed=9)


def test_units_of_one_holder_are_one_contributor(world: World) -> None:
    publishing = PublishingWorld(world)
    # Three units, of which two belong to one holder: two contributors.
    publishing.file(
        [Maker(1, 0, "10"), Maker(2, 0, "9"), Maker(2, 0, "8", product=BAG, trade="1920")]
    )
    publishing.file([*many(1, MIDDLE, 100), *many(2, LARGE, 200)])
    assert cells(publishing.published())[BAG, publishing.places[0].code] == "hidden"


def test_what_is_frozen_is_what_the_totals_hold(publishing: PublishingWorld) -> None:
    edition = publishing.published()
    rebuild(MONTH)
    totals = ProductTotal.objects.filter(year=MONTH.year, month=MONTH.month)
    by_place = {row.organization_id: row.quantity for row in totals.order_by("pk")}
    frozen = FrozenCell.objects.filter(edition=edition, flow="production")
    assert frozen.get(organization=None).value == sum(by_place.values())
    for cell in frozen.filter(status=CellStatus.SHOWN).exclude(organization=None):
        assert cell.value == by_place[cell.organization_id or 0]
    # Kept for later editions: all of it, by numbers that are no ids.
    kept = FrozenContribution.objects.filter(edition=edition, flow="production").order_by("pk")
    assert sum(sum(row.values) for row in kept) == 229_000


def test_people_are_published_by_division_and_place_and_by_class(
    publishing: PublishingWorld,
) -> None:
    publishing.file(many(0, [7, 6, 5], 300, trade="1920"))
    publishing.file(many(1, [4, 4, 4], 400, trade="1920"))
    found = cells(publishing.published(), "employment")
    assert {what for what, where in found if where == "IR"} == {
        *("all", "19", "192", "1920", "25", "252", "2520"),
    }
    assert {what for what, where in found if where != "IR"} == {"all", "19", "25"}
    assert found["all", "IR"] == Decimal(259)
    # The lone employer of the first place is hidden, and not alone in its row and column.
    first = publishing.places[0].code
    assert found["25", first] == "hidden"
    row = {what for what, where in found if where == first and found[what, where] == "hidden"}
    assert len(row) > 1


def test_tonnes_and_values_of_exports_have_one_pattern(world: World) -> None:
    publishing = PublishingWorld(world)
    for place, first in ((0, 0), (1, 100), (2, 200)):
        publishing.file(
            Maker(first + number, place, "50", 3, tonnes="10", usd=usd)
            for number, usd in enumerate(["900", "1000", "1100", "1000"])
        )
    # One exporter has nearly all dollars of its place, and no more tonnes than others.
    publishing.file([Maker(50, 0, "50", 3, tonnes="10", usd="900000")])
    edition = publishing.published()
    tonnes, dollars = (cells(edition, flow) for flow in ("export_tonnes", "export_usd"))
    hidden = {key for key, value in dollars.items() if value == "hidden"}
    assert ("25", publishing.places[0].code) in hidden
    assert hidden == {key for key, value in tonnes.items() if value == "hidden"}


def test_the_database_holds_no_value_of_a_hidden_cell(publishing: PublishingWorld) -> None:
    edition = publishing.published()
    hidden = FrozenCell.objects.filter(edition=edition, status=CellStatus.HIDDEN)
    assert hidden.exists()
    assert set(hidden.values_list("value", "label")) == {(None, "")}
    other = Edition.objects.create(
        year=1404, month=5, kind="final", percent=15, least_holders=3, state="working",
        organization=edition.organization, by=edition.by, asked_at=timezone.now(),
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="hidden_cell_has_no_value"), transaction.atomic():
        FrozenCell.objects.create(
            edition=other, flow="employment", status=CellStatus.HIDDEN, value=Decimal(1)
        )
    for status in (CellStatus.NOT_YET, CellStatus.HIDDEN):
        with pytest.raises(IntegrityError), transaction.atomic():
            FrozenCell.objects.create(
                edition=other, flow="employment", status=status, label=CellLabel.ESTIMATE
            )


def test_an_edition_that_is_out_never_changes(publishing: PublishingWorld) -> None:
    edition = publishing.published()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(failure="x")
    for model in (EditionSecret, FrozenCell, FrozenContribution, SecretCell):
        rows = model._default_manager.filter(edition=edition)
        assert rows.exists()
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            rows.update(edition=edition)
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            rows.delete()
    with pytest.raises(IntegrityError, match="come with their edition"), transaction.atomic():
        FrozenCell.objects.create(
            edition=edition,
            flow="employment",
            organization=publishing.world.ministry,
            status=CellStatus.HIDDEN,
        )


def test_a_later_edition_hides_what_the_first_hid_and_holds_what_tells_a_late_one(
    publishing: PublishingWorld,
) -> None:
    first = cells(publishing.published(EditionKind.FINAL))
    shown = next(n for n in (1, 2) if first[BAG, publishing.places[n].code] != "hidden")
    # One unit alone is late: its figure would be the difference.
    publishing.file([Maker(900, shown, "40", 40)])
    edition = publishing.published(EditionKind.ANNUAL)
    assert edition.number == 2
    assert cells(edition) == first
    held = SecretCell.objects.filter(edition=edition, flow="production", source=1)
    assert held.count() == 2


def test_where_nobody_had_filed_a_lone_late_one_is_not_told(
    publishing: PublishingWorld,
) -> None:
    first = cells(publishing.published(EditionKind.FINAL), "employment")
    publishing.file([Maker(900, 1, "40", 40, trade="1920")])
    later = cells(publishing.published(EditionKind.ANNUAL), "employment")
    # Neither the figure nor a zero in its place, which would tell that somebody is there.
    assert later == first


def test_a_later_edition_takes_what_several_late_ones_add(publishing: PublishingWorld) -> None:
    first = cells(publishing.published(EditionKind.FINAL))
    shown = next(n for n in (1, 2) if first[BAG, publishing.places[n].code] != "hidden")
    publishing.file(many(shown, [12, 11, 10, 9], 900))
    second = cells(publishing.published(EditionKind.ANNUAL))
    code = publishing.places[shown].code
    assert second[BAG, code] == Decimal(str(first[BAG, code])) + 42
    assert second[BAG, "IR"] == Decimal(229 + 42)
    assert {key for key, value in first.items() if value == "hidden"} == {
        key for key, value in second.items() if value == "hidden"
    }


def test_a_sensitive_cell_stays_hidden_in_the_months_after(publishing: PublishingWorld) -> None:
    publishing.published()
    # Next month the place has makers enough.
    publishing.file([*many(0, MIDDLE, 0), *many(1, MIDDLE, 100), *many(2, LARGE, 200)], MONTH + 1)
    found = cells(publishing.published(month=MONTH + 1))
    assert found[BAG, publishing.places[0].code] == "hidden"


def test_an_audit_that_cannot_finish_publishes_nothing(
    publishing: PublishingWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "AUDIT_SECONDS", 0)
    edition = publishing.published()
    assert (edition.state, edition.number) == (EditionState.FAILED, None)
    assert edition.failure == worker.UNFINISHED
    assert not FrozenCell.objects.exists()
    assert not EditionSecret.objects.exists()
    # It may be tried again.
    monkeypatch.setattr(worker, "AUDIT_SECONDS", 60)
    assert publishing.published().number == 1


def test_a_figure_that_the_audit_finds_open_publishes_nothing(
    publishing: PublishingWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A rule that hides nothing: the audit does not trust it.
    monkeypatch.setattr(pattern_rules, "protect_row", lambda *_: RowPattern(frozenset()))
    assert publishing.published().failure == worker.UNFINISHED
    assert not FrozenCell.objects.exists()


def test_an_edition_that_shows_what_an_earlier_one_hid_is_not_published(
    publishing: PublishingWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    publishing.published()
    # A rule of differences that forgets what was hidden, and an audit that sees nothing.
    monkeypatch.setattr(freezing, "vintages_of", lambda *_: [])
    monkeypatch.setattr(pattern_rules, "protect_row", lambda *_: RowPattern(frozenset()))
    monkeypatch.setattr(pattern_rules, "audit", lambda *_: [])
    edition = publishing.published(EditionKind.ANNUAL)
    assert (edition.state, edition.failure) == (EditionState.FAILED, worker.UNFINISHED)


def test_a_month_of_which_nothing_stands_is_not_published(world: World) -> None:
    edition = PublishingWorld(world).published()
    assert edition.failure == worker.NOTHING


def test_a_preliminary_edition_is_an_estimate_for_all_due_units(
    publishing: PublishingWorld,
) -> None:
    # A tenth more each; the last of the second place is silent: 16 become 17.6.
    after = [*zip(range(200, 204), LARGE, strict=True), *zip((100, 101), MIDDLE[:2], strict=True)]
    publishing.file(
        (Maker(holder, 2 if holder >= 200 else 1, str(made * Decimal("1.1")), made)
         for holder, made in after), MONTH + 1,
    )  # fmt: skip
    publishing.file([Maker(0, 0, "11", 10)], MONTH + 1)
    edition = publishing.published(EditionKind.PRELIMINARY, MONTH + 1)
    found = cells(edition)
    assert found[BAG, "IR"] == Decimal("251.9")
    rows = FrozenCell.objects.filter(edition=edition, flow="production", organization=None)
    assert rows.get().label == CellLabel.ESTIMATE
    # What the pages of the ministry estimate is the same, and stays where it is.
    count([MONTH + 1], timezone.now(), [])
    estimates = ProductEstimate.objects.filter(year=MONTH.year, month=MONTH.month + 1)
    assert sum(row.reported + row.imputed for row in estimates.order_by("pk")) in (
        *(0, Decimal("251.9")),
    )
    # The silent one's people are those of the month before.
    people = FrozenCell.objects.get(
        edition=edition, flow="employment", organization=None, trade=None
    )
    assert people.value == 229
    assert people.label == CellLabel.ESTIMATE


def test_an_estimate_of_too_little_is_not_shown(publishing: PublishingWorld) -> None:
    # Of the month after, one of many has filed.
    publishing.file([Maker(200, 2, "50", 50)], MONTH + 1)
    edition = publishing.published(EditionKind.PRELIMINARY, MONTH + 1)
    assert cells(edition) == {(BAG, "IR"): "not_yet"}
    assert cells(edition, "employment") == {("all", "IR"): "not_yet"}
    # The final edition is the first that shows anything, and chooses by itself.
    publishing.file([*many(1, MIDDLE, 100), *many(2, LARGE[1:], 201)], MONTH + 1)
    assert cells(publishing.published(month=MONTH + 1))[BAG, "IR"] == Decimal(219)


@pytest.mark.django_db(transaction=True)
def test_two_people_who_publish_at_once_make_one_edition(shared_world: World) -> None:
    publishing = PublishingWorld(shared_world)
    publishing.file([*many(0, LARGE, 0), *many(1, LARGE, 100)])
    asked = race([publishing.ask, publishing.ask])
    assert len({edition.pk for edition in asked if isinstance(edition, Edition)}) == 1
    race([worker.run_waiting, worker.run_waiting])
    [edition] = Edition.objects.all()
    assert (edition.state, edition.attempt) == (EditionState.PUBLISHED, 1)
