"""A workbook of many units: laid out, judged by the pages' own rules, sent unit by unit."""

from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from config.uploads.errors import UnacceptableFileError
from review import workflow
from review.enums import BookState
from review.models import Workbook, WorkbookUnit
from review.owner.workbook import services
from review.owner.workbook.column_rules import Part
from review.owner.workbook.exports import write_refused
from statistics.enums import Reason, State
from statistics.models import Submission
from tests.review.owner.workbook import (
    brought,
    filled,
    first_month,
    laid_out,
    product_row,
    saved,
)
from tests.world import BAG, FILED_AT, MEHR, PIPE, World, licence_for, person
from units.models import Licence, UnitMember

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(world: World) -> Licence:
    """Let the owner have another unit."""
    licence = licence_for("0499999921", "9990000026", world.union, world.owner)
    licence.unit.name = "کارگاه دوم"
    licence.unit.save()
    return licence


def words_of(unit: WorkbookUnit) -> str:
    faults = [fault["fault"] for row in unit.rows for fault in row["faults"]]
    return " ".join([*unit.words, *faults])


def state_of(book: Workbook) -> tuple[str, str]:
    unit = book.units.get()
    return unit.state, words_of(unit)


def test_products_and_people_are_carried_over_and_figures_are_not(world: World) -> None:
    world.filed(MEHR - 1)
    own, made, sent = laid_out([world.licence])
    assert (own["part"], made["part"], sent["part"]) == (Part.UNIT, Part.MADE, Part.SENT)
    assert (own["guild_id"], own["month"]) == (world.unit.guild_id, "1398/07")
    assert (own["official"], own["contract"], own["contractor"]) == (2, 1, 0)
    assert own["has_exports"] is None
    assert (made["product"], made["quantity"]) == (BAG, None)
    assert (sent["product"], sent["value_usd"]) == (BAG, None)


def test_a_draft_comes_with_its_figures(world: World) -> None:
    world.ready()
    own, made, sent = laid_out([world.licence])
    assert (own["has_exports"], own["official"]) == ("بلی", 2)
    assert Decimal(made["quantity"]) == 20
    assert Decimal(sent["value_irr"]) == 6300


def test_what_a_program_would_reckon_with_stays_a_text(world: World) -> None:
    world.unit.name = "=HYPERLINK(1)"
    world.unit.save()
    (own,) = laid_out([world.licence])
    assert own["unit_name"] == "=HYPERLINK(1)"
    data = saved([*filled([own]), product_row([own])])
    # As another program saves it, it is a formula without a result: refused by its cell.
    book = services.upload(world.owner, "x.xlsx", data, FILED_AT)
    assert book.units.get().state == BookState.REFUSED
    assert "فرمول" in words_of(book.units.get())


def test_a_filled_unit_is_ready_and_nothing_of_it_stays(world: World) -> None:
    book = brought(world, first_month(world))
    assert state_of(book) == (BookState.READY, "")
    assert not Submission.objects.exists()


def test_a_ready_unit_is_sent_as_by_its_pages(world: World) -> None:
    book = brought(world, first_month(world))
    done = services.send(world.owner, book, [book.units.get().pk], FILED_AT, False)
    assert (len(done.sent), done.left) == (1, [])
    case = Submission.objects.get()
    assert (case.state, case.round) == (State.AT_UNION, 1)
    assert book.units.get().tracking_number == case.tracking_number
    figures = case.revisions.get().figures
    assert case.production.get().quantity == 20
    assert figures["official"] == 2
    # The same button once more is the same.
    again = services.send(world.owner, book, [book.units.get().pk], FILED_AT, False)
    assert (len(again.sent), again.left) == (1, [])
    assert case.revisions.count() == 1


def test_hard_rules_are_said_in_their_cells(world: World) -> None:
    rows = first_month(world)
    rows[0] |= {"official": None, "has_exports": None}
    rows[1]["quantity"] = None
    book = brought(world, rows)
    faults = {
        (fault["line"], fault["column"]) for row in book.units.get().rows for fault in row["faults"]
    }
    assert faults == {(2, "کارکنان رسمی"), (2, "صادرات داشته‌اید؟"), (3, "مقدار")}


def test_what_no_cell_can_be_is_refused_there(world: World) -> None:
    rows = first_month(world)
    rows[1]["quantity"] = "بیست"
    assert state_of(brought(world, rows))[0] == BookState.REFUSED
    rows[1]["product"] = "2520519999"
    rows[1]["quantity"] = 2
    state, words = state_of(brought(world, rows))
    assert state == BookState.REFUSED
    assert words


def test_a_product_stands_once(world: World) -> None:
    rows = first_month(world)
    state, _ = state_of(brought(world, [*rows, product_row(rows)]))
    assert state == BookState.REFUSED


def test_an_unusual_figure_asks_and_its_reason_answers(world: World) -> None:
    world.filed(MEHR - 1)
    rows = filled(laid_out([world.licence])[:2], 200)
    book = brought(world, rows)
    unit = book.units.get()
    assert unit.state == BookState.ASKS
    fault = next(fault for row in unit.rows for fault in row["faults"])
    assert (fault["line"], fault["column"]) == (3, "علت")
    assert "«" in fault["remedy"]
    rows[1] |= {"reason": Reason.OTHER.label, "note": "سفارش بزرگ یک مشتری"}
    book = brought(world, rows)
    unit = book.units.get()
    assert unit.state == BookState.EXPLAINED, words_of(unit)
    # It is not sent among others, and by its own button with its reason.
    done = services.send(world.owner, book, [unit.pk], FILED_AT, False)
    assert (done.sent, len(done.left)) == ([], 1)
    assert book.units.get().state == BookState.EXPLAINED
    services.send(world.owner, book, [unit.pk], FILED_AT, True)
    case = Submission.objects.get(month=MEHR.month)
    assert case.state == State.AT_UNION
    assert case.flagged.filter(note="سفارش بزرگ یک مشتری").exists()


def test_an_inactive_month_has_people_alone(world: World) -> None:
    (own,) = filled(laid_out([world.licence]))
    own |= {"activity": "غیرفعال", "has_exports": None}
    book = brought(world, [own])
    assert state_of(book)[0] == BookState.READY
    rows = [own, product_row([own])]
    state, words = state_of(brought(world, rows))
    assert state == BookState.REFUSED
    assert "غیرفعال" in words


def test_a_broken_unit_spoils_no_other(world: World, second: Licence) -> None:
    rows = filled(laid_out([world.licence]))
    others = filled(laid_out([second]))
    others[0]["official"] = "دو"
    made = [product_row(rows), product_row(others)]
    book = brought(world, [*rows, *others, *made])
    states = dict(book.units.values_list("unit", "state"))
    assert states == {world.unit.pk: BookState.READY, second.unit_id: BookState.REFUSED}
    done = services.send(
        world.owner, book, book.units.values_list("pk", flat=True), FILED_AT, False
    )
    assert len(done.sent) == len(done.left) == 1
    assert Submission.objects.get().unit_id == world.unit.pk


def test_an_id_written_over_another_is_refused(world: World, second: Licence) -> None:
    rows = first_month(world)
    for row in rows:
        row["guild_id"] = second.unit.guild_id
    state, words = state_of(brought(world, rows))
    assert state == BookState.REFUSED
    assert services.NOT_UNTIED in words


def test_a_foreign_unit_and_none_are_the_same(world: World) -> None:
    stranger = licence_for("0499999939", "9990000026", world.union, person("stranger"))
    faults = []
    for guild_id in (stranger.unit.guild_id, "0400000000"):
        rows = first_month(world)
        for row in rows:
            row["guild_id"] = guild_id
        book = brought(world, rows)
        assert not book.units.exists()
        faults.append([fault["fault"] for row in book.strays for fault in row["faults"]])
    assert faults[0] == faults[1] == [services.NOT_YOURS] * 2


def test_a_delegate_files_for_the_chosen_units_alone(world: World, second: Licence) -> None:
    delegate = person("delegate")
    UnitMember.objects.create(unit=world.unit, user=delegate, role="delegate")
    rows = filled(laid_out([world.licence, second]))
    rows = [*rows, *(product_row([row]) for row in list(rows))]
    book = services.upload(delegate, "x.xlsx", saved(rows), FILED_AT)
    assert list(book.units.values_list("unit", flat=True)) == [world.unit.pk]
    assert len(book.strays) == 2


def test_a_file_of_yesterday_is_refused(world: World) -> None:
    rows = first_month(world)
    world.draft()
    state, words = state_of(brought(world, rows))
    assert (state, words) == (BookState.REFUSED, services.STALE)
    assert Submission.objects.get().state == State.DRAFT


def test_what_was_carried_over_and_changed_since_is_told(world: World) -> None:
    rows = first_month(world)
    world.filed(MEHR - 1)
    assert state_of(brought(world, rows)) == (BookState.REFUSED, services.STALE)


def test_a_month_that_was_sent_meanwhile_is_left_alone(world: World) -> None:
    book = brought(world, first_month(world))
    case = world.filed()
    done = services.send(world.owner, book, [book.units.get().pk], FILED_AT, False)
    assert not done.sent
    assert "ارسال شده" in done.left[0][1]
    assert Submission.objects.get().version == case.version


def test_a_draft_is_gone_on_with_and_what_was_taken_out_is_gone(world: World) -> None:
    world.ready()
    rows = filled(laid_out([world.licence])[:1])
    rows.append(product_row(rows, PIPE, 7))
    book = brought(world, rows)
    assert state_of(book)[0] == BookState.READY, words_of(book.units.get())
    services.send(world.owner, book, [book.units.get().pk], FILED_AT, False)
    case = Submission.objects.get()
    assert case.state == State.AT_UNION
    assert list(case.production.values_list("product__code", "quantity")) == [(PIPE, Decimal(7))]
    assert not case.export_lines.exists()


def test_a_returned_month_is_corrected_by_a_workbook(world: World) -> None:
    world.returned()
    rows = filled(laid_out([world.licence])[:2], 21)
    book = brought(world, rows)
    assert state_of(book)[0] == BookState.READY, words_of(book.units.get())
    services.send(world.owner, book, [book.units.get().pk], FILED_AT, False)
    assert Submission.objects.get().round == 2


def test_the_same_file_twice_is_one(world: World) -> None:
    data = saved(first_month(world))
    first = services.upload(world.owner, "a.xlsx", data, FILED_AT)
    assert services.upload(world.owner, "b.xlsx", data, FILED_AT) == first
    assert WorkbookUnit.objects.count() == 1


def test_another_month_in_one_file_is_refused(world: World) -> None:
    rows = first_month(world)
    rows[1]["month"] = "1398/06"
    state, words = state_of(brought(world, rows))
    assert state == BookState.REFUSED
    assert services.OTHER_MONTH in words


def test_a_file_without_a_month_and_one_too_large_are_refused_whole(world: World) -> None:
    rows = first_month(world)
    for row in rows:
        row["month"] = None
    with pytest.raises(UnacceptableFileError, match="ماه هیچ"):
        brought(world, rows)
    with pytest.raises(UnacceptableFileError, match="مگابایت"):
        services.upload(world.owner, "x.xlsx", b"x" * (services.MOST_BYTES + 1), FILED_AT)


def test_the_refused_rows_are_put_right_and_sent_again(world: World, second: Licence) -> None:
    rows = filled(laid_out([world.licence]))
    others = filled(laid_out([second]))
    others[0]["official"] = None
    others[0]["remarks"] = "@SUM(1)"
    book = brought(world, [*rows, *others, product_row(rows), product_row(others)])
    out = BytesIO()
    write_refused(out, book)
    sheet = load_workbook(BytesIO(out.getvalue())).worksheets[0]
    head, *lines = sheet.iter_rows()
    headings = [cell.value for cell in head]
    assert headings[-2:] == ["خطا", "چه کنید"]
    # The whole unit, and nothing of the one that is ready; no cell is a formula.
    assert [line[0].value for line in lines] == [second.unit.guild_id] * 2
    assert all(cell.data_type != "f" for line in lines for cell in line)
    at = headings.index("کارکنان رسمی")
    sheet.cell(row=2, column=at + 1).value = "3"
    again = BytesIO()
    sheet.parent.save(again)
    mended = services.upload(world.owner, "again.xlsx", again.getvalue(), FILED_AT)
    assert state_of(mended)[0] == BookState.READY, words_of(mended.units.get())


def test_whoever_lost_the_unit_sends_nothing(world: World) -> None:
    book = brought(world, first_month(world))
    UnitMember.objects.update(ended_at=FILED_AT)
    done = services.send(world.owner, book, [book.units.get().pk], FILED_AT, False)
    assert not done.sent
    assert not Submission.objects.exists()


def test_a_returned_round_is_another_standing(world: World) -> None:
    case = world.filed()
    workflow.send_back(world.union_officer, case.tracking_number, case.version, "ببینید", FILED_AT)
    rows = filled(laid_out([world.licence])[:2], 21)
    workflow.file(world.owner, case.tracking_number, Submission.objects.get().version, FILED_AT)
    state, words = state_of(brought(world, rows))
    assert state == BookState.REFUSED
    assert "ارسال شده" in words
