"""Soft rules of step 2: each product against what the unit itself filed before."""

from decimal import Decimal

from catalog.enums import Direction
from config.persian import format_number
from statistics.figures import ProductFigure, amount
from statistics.rules.outlier_statistics import middle, size_of, stands_out
from statistics.rules.subject import Flag, Subject

SHIFT, CHANGE, DROPPED, BEYOND = "P-21", "P-22", "P-23", "P-24"
# A digit too many or too few, and kilograms for tonnes or the other way round.
SHIFTS = (Decimal(10), Decimal(1000))


def shifted(subject: Subject) -> list[Flag]:
    """Flag products ten or a thousand times the last month or the median, or a part of them."""
    found = []
    for product in subject.figures.production:
        bases = _bases(subject, product)
        match = next((b for b in bases if _is_shift(product, b[1], subject)), None)
        if match:
            found.append(_flag(SHIFT, subject, product, *match))
    return found


def changed(subject: Subject) -> list[Flag]:
    """Flag products far from the median of the unit's own months (median and MAD)."""
    bounds, found = subject.bounds, []
    for product in subject.figures.production:
        sample = subject.quantities(product.code)
        # From fewer months no median is worth a question (policy).
        if product.quantity is None or len(sample) < bounds.least_months:
            continue
        if stands_out(product.quantity, sample, bounds.spreads, bounds.change_percent):
            # The median stands last; with enough months it is always there.
            name, base = _bases(subject, product)[-1]
            found.append(_flag(CHANGE, subject, product, name, base))
    return found


def dropped(subject: Subject) -> list[Flag]:
    """Flag products that were made in the last month and are missing from an active one."""
    last = subject.last
    if last is None or not subject.active:
        return []
    found = []
    for code, made in last.produced.items():
        # Step 2 with nothing in it yet is refused by its own rule.
        if not made or code in subject.figures.produced or not subject.figures.production:
            continue
        name = last.names.get(code, code)
        found.append(
            Flag(
                DROPPED,
                f"production:{code}",
                # Another last month makes another question.
                f"-{format(made.normalize(), 'f')}",
                f"{name}: در فهرست این ماه نیست. اگر این ماه تولید نشده، علت را انتخاب کنید؛ "
                "اگر از قلم افتاده، آن را به فهرست اضافه کنید.",
                f"{last.month}: {amount(made, last.measures.get(code, ''))}",
                "محصول ماه پیش در فهرست نیست",
                Direction.FALL,
                size_of(Decimal(0), made),
            )
        )
    return found


def beyond_capacity(subject: Subject) -> list[Flag]:
    """Flag products of which more was made than the unit's capacity and the policy's percent."""
    found = []
    for product in subject.figures.production:
        capacity = subject.capacities.get(product.code)
        if capacity is None or not product.quantity or product.measure != capacity.measure:
            continue
        percent = capacity.percent_of(product.quantity)
        if percent <= subject.bounds.capacity_percent:
            continue
        now = amount(product.quantity, product.measure)
        found.append(
            Flag(
                BEYOND,
                f"production:{product.code}",
                format(product.quantity.normalize(), "f"),
                f"{product.name}: {now}، معادل {format_number(percent)} درصد ظرفیت ماهانه.",
                f"ظرفیت ثبت‌شده: {amount(capacity.quantity, capacity.measure)} در ماه",
                f"تولید معادل {format_number(percent)} درصد ظرفیت",
                Direction.RISE,
                size_of(product.quantity, capacity.quantity),
            )
        )
    return found


def direction_of(now: Decimal | int, base: Decimal | int) -> str:
    """Tell which way a figure went from what it is compared with."""
    return Direction.RISE if now > base else Direction.FALL


def times(ratio: Decimal) -> str:
    """Put a ratio in words: «۸ برابر», «یک‌دهم», «معادل ۲ درصد»."""
    small = {10: "یک‌دهم", 1000: "یک‌هزارم"}
    # Below, one decimal would read «۱ برابر».
    if ratio >= Decimal("1.05"):
        return f"{format_number(_rounded(ratio))} برابر"
    inverse = round(1 / ratio)
    near = next((n for n in small if abs(inverse - n) <= n * Decimal("0.2")), None)
    if near:
        return small[near]
    return f"معادل {format_number(_rounded(ratio * 100))} درصد"


def _bases(subject: Subject, product: ProductFigure) -> list[tuple[str, Decimal]]:
    """List what a quantity is compared with: the last month, the median of enough months."""
    bases = []
    last = subject.last
    before = last.produced.get(product.code) if last else None
    if last and before is not None:
        bases.append((str(last.month), before))
    sample = subject.quantities(product.code)
    if len(sample) >= subject.bounds.least_months:
        bases.append((f"میانهٔ {format_number(len(sample))} ماه گذشته", middle(sample)))
    return bases


def _is_shift(product: ProductFigure, base: Decimal, subject: Subject) -> bool:
    if not product.quantity or not base:
        return False
    # Either way round: a digit too many or one too few.
    ratio = max(product.quantity, base) / min(product.quantity, base)
    return any(abs(ratio - shift) * 100 <= subject.bounds.shift_percent * shift for shift in SHIFTS)


def _flag(rule: str, subject: Subject, product: ProductFigure, name: str, base: Decimal) -> Flag:
    quantity = product.quantity
    assert quantity is not None
    now = amount(quantity, product.measure)
    if quantity == 0:
        words, short = "صفر شد", "صفر شدن تولید"
    elif base == 0:
        words, short = f"{now}؛ پیش از این صفر", "تولید پس از صفر"
    else:
        words, short = f"{now}، {times(quantity / base)} {name}", _short(quantity / base, name)
    last = subject.last
    bases = {n: amount(b, product.measure) for n, b in _bases(subject, product)}
    if last:
        # The last month is always shown, also where it was empty.
        bases.setdefault(str(last.month), amount(last.produced.get(product.code), product.measure))
    return Flag(
        rule,
        f"production:{product.code}",
        format(quantity.normalize(), "f"),
        f"{product.name}: {words}.",
        "، ".join(f"{n}: {text}" for n, text in bases.items()),
        short,
        direction_of(quantity, base),
        size_of(quantity, base),
    )


def _short(ratio: Decimal, name: str) -> str:
    base = "میانه" if name.startswith("میانه") else "ماه پیش"
    if ratio >= Decimal("1.05"):
        return f"تولید ×{format_number(_rounded(ratio))} {base}"
    return f"تولید {times(ratio)} {base}"


def _rounded(value: Decimal) -> Decimal:
    return round(value, 1 if value < 10 else 0)
