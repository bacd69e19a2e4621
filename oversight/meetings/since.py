"""What is kept of a meeting's figures, and how they stand since: that day beside today."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from config.persian import format_number, format_percent
from statistics.indicators.board import ProductLine
from statistics.indicators.rules import NOTHING


@dataclass(frozen=True)
class SinceRow:
    """A figure at the meeting before and now."""

    name: str
    then: str
    now: str
    note: str


def figures_since(
    told: Mapping[str, Any], now: Mapping[str, Any], then_month: str, month: str
) -> list[SinceRow]:
    """Put what was told of a month beside what is told of another; of a preliminary one no sum."""
    both = f"{then_month} در جلسهٔ پیش، {month} {'تا امروز' if now['preliminary'] else 'اکنون'}"

    def row(name: str, key: str, said: Callable[[Any], str], note: str) -> SinceRow:
        return SinceRow(name, said(told.get(key)), said(now[key]), note)

    rows = [
        row("واحدهای غیرفعال", "inactive", _count, _fewer(told, now)),
        row("نرخ پاسخ", "response", _share, both),
        row("پرونده‌های بدون تصمیم، خودکار", "lapsed", _share, both),
    ]
    if not (now["preliminary"] or told.get("preliminary")):
        rows.append(row("کارکنان، نفر", "people", _count, both))
    return rows


def revised(
    told: Mapping[str, Any], month: str, sums: Mapping[tuple[str, str], Decimal]
) -> Iterable[SinceRow]:
    """Find products whose figure that meeting saw is another now: months are corrected, too."""
    early = told.get("preliminary")
    note = "در آن جلسه مقدماتی بود" if early else "پس از آن جلسه اصلاح شده است"
    for good in told.get("goods", []):
        then = Decimal(good["quantity"])
        now = sums.get((good["code"], good["measure_code"]), Decimal(0))
        if now != then:
            name = f"رقم {month}، {good['name']}"
            yield SinceRow(
                name, format_number(then), f"{format_number(now)} {good['measure']}", note
            )


def as_text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def kept_good(line: ProductLine) -> dict[str, Any]:
    sums = line.sums.now
    return {
        "code": line.good.code,
        "name": line.good.name,
        "measure": line.good.measure,
        "measure_code": line.good.measure_code,
        "quantity": str(sums.quantity if sums else 0),
        "change": line.sums.change.words,
        "cause": line.cause.words if line.cause else "",
    }


def _count(value: int | None) -> str:
    return NOTHING if value is None else format_number(value)


def _share(value: str | None) -> str:
    return NOTHING if value is None else format_percent(Decimal(value))


def _fewer(told: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    then = told.get("inactive")
    if then is None or then == now["inactive"]:
        return "بدون تغییر" if then is not None else ""
    more = now["inactive"] - then
    return f"{format_number(abs(more))} واحد {'بیشتر' if more > 0 else 'کمتر'}"
