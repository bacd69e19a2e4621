"""Final months side by side: a column a product and measure, a bounded number at once."""

from decimal import Decimal

from config.jalali import JalaliMonth
from entitlements.orders.rules import COLUMNS, FinalMonth, table_of
from statistics.enums import HumanReview
from statistics.figures import Figures, ProductFigure
from tests.world import FILED_AT

MEHR = JalaliMonth(1398, 7)


def month(of: JalaliMonth, *made: tuple[str, str, int | None], people: int = 3) -> FinalMonth:
    rows = tuple(
        ProductFigure(code, f"کالای {code}", measure, "", "", _number(quantity))
        for code, measure, quantity in made
    )
    figures = Figures(of.year, of.month, "1", "active", False, people, 0, 0, "", production=rows)
    return FinalMonth(of, figures, HumanReview.LAPSED, FILED_AT, False)


def _number(quantity: int | None) -> Decimal | None:
    return None if quantity is None else Decimal(quantity)


def test_a_product_stands_in_one_column_and_a_month_without_it_has_no_figure() -> None:
    table = table_of([month(MEHR, ("1", "تن", 0)), month(MEHR - 1, ("2", "تن", 5), people=5)])
    assert [(c.code, c.total) for c in table.columns] == [("1", Decimal(0)), ("2", Decimal(5))]
    assert [[q for _, q in row.quantities] for row in table.rows] == [[0, None], [None, 5]]
    assert table.people == 4


def test_another_measure_is_another_column_and_no_sum_mixes_them() -> None:
    table = table_of([month(MEHR, ("1", "تن", 2)), month(MEHR - 1, ("1", "کیلوگرم", 900))])
    assert [(c.measure, c.total) for c in table.columns] == [
        ("تن", Decimal(2)),
        ("کیلوگرم", Decimal(900)),
    ]


def test_many_products_stand_on_pages_and_none_is_lost() -> None:
    made = [(str(n), "تن", n) for n in range(12)]
    seen, first = [], 0
    while True:
        table = table_of([month(MEHR, *made)], first)
        assert len(table.columns) <= COLUMNS
        seen += [column.code for column in table.columns]
        if table.behind is None:
            break
        first = table.behind
    assert seen == [str(n) for n in range(12)]
    assert table.before == first - COLUMNS
    # A place that is none is the beginning.
    assert table_of([month(MEHR, *made)], 99).first == 0
