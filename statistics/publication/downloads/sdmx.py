"""Rows as SDMX-CSV 2.0: codes alone, no mark of the file's encoding, lines that end in CR LF.

What has no figure is `NaN`, the one spelling that every reader takes; its status tells why. The
measure is a part of the key of production, so that quantities of two measures never meet in one.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from statistics.enums import Flow
from statistics.files.writers import number_text
from statistics.publication.downloads.codes_queries import Codes
from statistics.publication.downloads.columns import Table
from statistics.publication.downloads.rows_queries import PublicRow

AGENCY: Final = "IR_MIMT"
VERSION: Final = "1.0.0"
INDICATORS: Final = {Flow.EXPORT_TONNES: "T", Flow.EXPORT_USD: "USD", Flow.EXPORT_IRR: "IRR"}
NO_FIGURE: Final = "NaN"
# Between key and attributes.
MEASURE: Final = "OBS_VALUE"
ATTRIBUTES: Final = ("OBS_STATUS", "CONF_STATUS", "UNIT_MULT", "EDITION")
_PERIODS: Final = ("J_PERIOD", "TIME_PERIOD")

_Reader = Callable[[PublicRow, Flow, Codes], str]
_READERS: Final[dict[str, _Reader]] = {
    "FREQ": lambda row, flow, codes: row.period.frequency,
    "INDICATOR": lambda row, flow, codes: INDICATORS[flow],
    "PRODUCT": lambda row, flow, codes: codes.product(row.key).code,
    "ACTIVITY": lambda row, flow, codes: codes.trade(row.key).code,
    "UNIT_MEASURE": lambda row, flow, codes: codes.measure(row.key).code,
    "AREA": lambda row, flow, codes: codes.area(row.key).code,
    "J_PERIOD": lambda row, flow, codes: row.period.public_code,
    "TIME_PERIOD": lambda row, flow, codes: row.period.time_range,
}
DIMENSIONS: Final = {
    "DF_PRODUCTION": ("FREQ", "PRODUCT", "UNIT_MEASURE", "AREA", *_PERIODS),
    "DF_EMPLOYMENT": ("FREQ", "ACTIVITY", "AREA", *_PERIODS),
    "DF_EXPORTS": ("FREQ", "INDICATOR", "ACTIVITY", "AREA", *_PERIODS),
}


def sdmx_lines(table: Table, rows: Iterable[PublicRow], codes: Codes) -> Iterator[bytes]:
    """Write the header and a line for each value. No code holds a comma or a quote."""
    dimensions = DIMENSIONS[table.dataflow]
    named = ("STRUCTURE", "STRUCTURE_ID", "ACTION")
    yield _line([*named, *dimensions, MEASURE, *ATTRIBUTES])
    beginning = ["dataflow", f"{AGENCY}:{table.dataflow}({VERSION})", "I"]
    readers = [_READERS[name] for name in dimensions]
    for row in rows:
        for flow in table.flows:
            key = [read(row, flow, codes) for read in readers]
            yield _line([*beginning, *key, *_value(row, flow)])


def _value(row: PublicRow, flow: Flow) -> list[str]:
    standing, value = row.standing(flow), row.figures[flow].value
    figure = NO_FIGURE if value is None else str(number_text(value))
    return [figure, standing.value, standing.confidentiality, "0", row.numbers]


def _line(cells: Sequence[str]) -> bytes:
    return f"{','.join(cells)}\r\n".encode()
