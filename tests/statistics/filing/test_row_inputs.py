"""The rows of a step as a page shows them: the same shape, whether stored or typed."""

from decimal import Decimal

from catalog.models import Product
from statistics.filing.forms import ExportLines, ProductionLines
from statistics.filing.row_inputs import ProductRow, stored_rows, typed_rows
from statistics.models import ExportLine, ProductionLine
from tests.statistics.filing import exports, production
from tests.world import BAG, MEHR, PIPE, SHOES, World


def item(code: str) -> Product:
    return Product.objects.select_related("measure").get(code=code)


def texts(row: ProductRow) -> dict[str, str]:
    return {box.field: box.text for box in row.boxes}


def test_a_stored_row_shows_its_figure_in_persian_and_its_place(world: World) -> None:
    lines = [ProductionLine(product=item(BAG), quantity=Decimal("1250.500"))]
    rows = stored_rows(ProductionLines, "lines", [*lines, ProductionLine(product=item(SHOES))], 51)
    assert [(row.number, row.name) for row in rows] == [
        (51, "کیسه پلی اتیلن"),
        (52, "کفش چرمی مردانه"),
    ]
    assert [texts(row)["quantity"] for row in rows] == ["۱٬۲۵۰٫۵", ""]
    box = next(iter(rows)).boxes[0]
    assert (box.id, box.name, box.unit) == ("id_lines-0-quantity", "lines-0-quantity", "تن")


def test_a_typed_row_keeps_what_was_typed_beside_what_is_wrong(world: World) -> None:
    formset = ProductionLines(
        production((BAG, "12/5"), ("1" * 10, "2")), prefix="lines", month=MEHR
    )
    assert not formset.is_valid()
    bag, unknown = typed_rows(formset)
    assert (texts(bag)["quantity"], bag.faulty) == ("12/5", True)
    assert bag.boxes[0].errors
    assert (unknown.name, unknown.item, unknown.faulty) == ("1" * 10, None, True)


def test_only_the_quantity_of_a_tonne_product_copies_itself(world: World) -> None:
    lines = [ExportLine(product=item(BAG)), ExportLine(product=item(PIPE))]
    bag, pipe = stored_rows(ExportLines, "exports", lines, 1)
    assert [box.copy_to for box in bag.boxes] == ["id_exports-0-tonnes", "", "", ""]
    assert not any(box.copy_to for box in pipe.boxes)


def test_a_reason_is_shown_only_where_one_is_given_or_asked(world: World) -> None:
    plain, given = stored_rows(
        ExportLines,
        "exports",
        [ExportLine(product=item(PIPE)), ExportLine(product=item(PIPE), tonnes_reason="گمرک")],
        1,
    )
    assert plain.reason is None
    assert given.reason is not None
    assert given.reason.text == "گمرک"
    formset = ExportLines(exports((PIPE, "2500", "2.4", "1", "1")), prefix="exports", month=MEHR)
    assert not formset.is_valid()
    (asked,) = typed_rows(formset)
    assert asked.reason is not None
    assert asked.reason.errors
