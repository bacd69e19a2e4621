"""Where the rows of a file come from, as SQL: the versions that stand, and what is not final yet.

Every figure is read from the version that stands: what was filed, in the words and the measure in
which it was filed, at the place where the unit stood then. So a file adds up to the pages of
statistics, which are sums of the same versions, and a month under correction keeps its row.
"""

from dataclasses import dataclass
from typing import Final

from statistics.enums import ExportKind
from statistics.passed_levels import MARKS, marks_of_version

# The month `s` and its version `r`, as columns that every table has.
_VERSION: Final = """s.id AS submission_id, s.unit_id, s.year, s.month, s.tracking_number,
    s.state, s.standing_id, s.final_at, s.filed_at, r.round, r.county_id, r.union_id, r.trade_id,
    r.figures ->> 'licence' AS licence, r.figures ->> 'activity' AS activity"""
_TYPED: Final = f"""s.id, s.unit_id, s.year, s.month, s.tracking_number,
    s.state, s.standing_id, s.final_at, s.filed_at, s.round, l.county_id, l.union_id, l.trade_id,
    l.number, s.activity, {", ".join(f"s.{mark}" for mark in MARKS)}"""
# The measure of a line: its own, else the one that its product had in the month. The same as
# `statistics.models.lines.with_measures` finds.
_MEASURE: Final = """(SELECT m.name_fa FROM catalog_measure m WHERE m.code = coalesce(
    line.measure_id, (SELECT former.measure_id FROM catalog_formermeasure former
        WHERE former.product_id = p.id AND (former.to_year, former.to_month) >= (s.year, s.month)
        ORDER BY former.to_year, former.to_month LIMIT 1), p.measure_id))"""
_LINE: Final = "line.position, p.code, p.name, p.goods_id, " + _MEASURE


@dataclass(frozen=True)
class FigureSource:
    """What of a version, and of the lines of a month that is not final, makes rows of a file."""

    # Columns of a version's rows, what they are read from, and the same of lines.
    shown: str
    filed: str
    typed_shown: str
    typed: str
    # The product of a row; none where rows have no product.
    code: str = ""

    def standing(self, months: str, narrowed: str) -> str:
        """Read what stands of the months `s` that a condition names, narrowed by version `r`."""
        return (
            f"SELECT {_VERSION}, {marks_of_version()}, {self.shown} FROM statistics_submission s "
            f"JOIN statistics_revision r ON r.id = s.standing_id {self.filed} "
            f"WHERE {months}{narrowed}"
        )

    def not_final(self, months: str) -> str:
        """Read the lines of the months `s` that were never final."""
        return (
            f"SELECT {_TYPED}, {self.typed_shown} FROM statistics_submission s "
            f"JOIN units_licence l ON l.id = s.licence_id {self.typed} "
            f"WHERE {months} AND s.standing_id IS NULL"
        )

    def counted(self, months: str, narrowed: str) -> str:
        """Read nothing of the rows but that they are there."""
        return (
            "SELECT 1 FROM statistics_submission s "
            f"JOIN statistics_revision r ON r.id = s.standing_id {self.filed} "
            f"WHERE {months}{narrowed}"
        )


SOURCES: Final = {
    ExportKind.PRODUCTION: FigureSource(
        "f.position, f.code, f.name, f.goods_id, f.measure, f.quantity",
        """CROSS JOIN LATERAL ROWS FROM (jsonb_to_recordset(r.figures -> 'production')
            AS (code text, name text, goods_id text, measure text, quantity numeric))
            WITH ORDINALITY AS f(code, name, goods_id, measure, quantity, position)""",
        f"{_LINE}, line.quantity",
        """JOIN statistics_productionline line ON line.submission_id = s.id
            JOIN catalog_product p ON p.id = line.product_id""",
        "f.code",
    ),
    ExportKind.EXPORTS: FigureSource(
        # A version keeps the goods ids of what was made alone.
        """f.position, f.code, f.name, p.goods_id, f.measure, f.quantity, f.tonnes,
            f.tonnes_reason, f.value_usd, f.value_irr""",
        """CROSS JOIN LATERAL ROWS FROM (jsonb_to_recordset(r.figures -> 'exports')
            AS (code text, name text, measure text, quantity numeric, tonnes numeric,
                tonnes_reason text, value_usd numeric, value_irr numeric))
            WITH ORDINALITY AS f(code, name, measure, quantity, tonnes, tonnes_reason, value_usd,
                value_irr, position)
            LEFT JOIN catalog_product p ON p.code = f.code""",
        f"{_LINE}, line.quantity, line.tonnes, line.tonnes_reason, line.value_usd, line.value_irr",
        """JOIN statistics_exportline line ON line.submission_id = s.id
            JOIN catalog_product p ON p.id = line.product_id""",
        "f.code",
    ),
    ExportKind.EMPLOYMENT: FigureSource(
        "1 AS position, f.official, f.contract, f.contractor, f.remarks",
        """CROSS JOIN LATERAL jsonb_to_record(r.figures)
            AS f(official int, contract int, contractor int, remarks text)""",
        "1, line.official, line.contract, line.contractor, line.remarks",
        "JOIN statistics_employment line ON line.submission_id = s.id",
    ),
}
