"""The numbers that make a load uneven, and how much of a product one worker makes in a month."""

from decimal import Decimal
from typing import Any

from catalog.models import Product
from demo.production_patterns import USD
from demo.trades import SEASONS, trades

# Of a thousand units, by province: invented, after how many people live and work there.
PROVINCES = {
    "23": 200,  # Tehran
    "09": 80,
    "10": 70,
    "03": 60,
    "07": 55,
    "06": 43,
    "02": 43,
    "30": 38,
    "08": 36,
    "01": 34,
    "04": 32,
    "21": 26,
    "13": 22,
    "00": 22,
    "26": 22,
    "05": 20,
    "25": 20,
    "27": 20,
    "11": 18,
    "15": 18,
    "12": 15,
    "19": 15,
    "24": 15,
    "20": 14,
    "22": 13,
    "14": 11,
    "18": 10,
    "29": 8,
    "28": 8,
    "17": 6,
    "16": 6,
}
# The county of each province's capital, and its share of the province.
CAPITALS = (
    *("0001", "0105", "0207", "0303", "0401", "0502", "0603", "0707", "0808", "0916", "1002"),
    *("1105", "1204", "1304", "1402", "1503", "1601", "1701", "1801", "1904", "2002", "2105"),
    *("2202", "2301", "2401", "2501", "2603", "2705", "2802", "2901", "3001"),
)
CAPITAL_SHARE = 0.45
# How much more or less of a trade than elsewhere a province has: e to the power of this deviation.
TRADE_DEVIATION = 1.4
# The larger, the more provinces make the same of a division's products.
PROVINCE_POWER = 4.0
# So many units make one product that is not usual in their trade there, the common ones most.
UNUSUAL, UNUSUAL_POWER = 0.2, 1.4
# So many holders have two to eight units, and so many units lie apart from the others of theirs.
SEVERAL_UNITS, APART = 0.12, 0.4
# Workers: never below the least, half below four, one in a thousand above a hundred and fifty.
LEAST_WORKERS, WORKERS_TAIL, MOST_WORKERS = 2.5, 1.6, 400
# What a worker makes: half between six tenths and one and six tenths of the usual.
OUTPUT_TAIL = 0.45

# What one worker makes in a month of a product that no workshop of `demo.trades` makes.
OF_MEASURE = {
    "ton": 2.0,
    "kg": 250,
    "g": 3000,
    "carat": 300,
    "litre": 600,
    "m3": 5,
    "m": 120,
    "m2": 80,
    "pcs": 90,
    "kpcs": 8,
    "pair": 70,
    "set": 8,
    "kit": 10,
    "device": 6,
    "volume": 500,
    "sheet": 1500,
    "board": 0.3,
    "roll": 40,
    "ring": 20,
    "block": 400,
    "part": 120,
    "pack": 600,
    "dozen": 30,
}
OTHERWISE = 60.0
# Invented prices abroad, in dollars for one measure.
DOLLARS = USD | {"device": 180, "set": 60, "kit": 25, "board": 320, "carat": 350, "kpcs": 40}
USUAL_DOLLARS = 9


def shares() -> dict[str, Any]:
    """Give the statements of the frame the numbers above."""
    return {
        "provinces": list(PROVINCES),
        "shares": list(PROVINCES.values()),
        "capitals": list(CAPITALS),
        "capital_share": CAPITAL_SHARE,
        "deviation": TRADE_DEVIATION,
        "province_power": PROVINCE_POWER,
        "unusual": UNUSUAL,
        "unusual_power": UNUSUAL_POWER,
        "several": SEVERAL_UNITS,
        "apart": APART,
        "least_workers": LEAST_WORKERS,
        "workers_tail": WORKERS_TAIL,
        "most_workers": MOST_WORKERS,
        "output_tail": OUTPUT_TAIL,
        "seasons": [list(season) for season in SEASONS.values()],
    }


def output_of(product: Product) -> float:
    """Tell how much of a product one worker makes in a usual month, in its measure."""
    known = _known().get(product.code)
    return float(known) if known else float(OF_MEASURE.get(product.measure_id, OTHERWISE))


def dollars_of(product: Product) -> int:
    return DOLLARS.get(product.measure_id, USUAL_DOLLARS)


def _known() -> dict[str, Decimal]:
    outputs = [output for trade in trades().values() for output in trade.outputs]
    # A product of several kinds of workshops: what they make most of it.
    outputs.sort(key=lambda output: output.high)
    return {output.code: (output.low + output.high) / 2 for output in outputs}
