"""What the hard rules judge, and the checks that the table runs on it.

A check names in its signature what it judges and returns what to do, or None. Who has such a thing
in hand gives it to `statistics.rules.table.failing`; nobody calls a check by its name.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError

from config.fields import checked_number
from config.jalali import JalaliMonth, current_month
from config.persian import NumberError, format_number, parse_number
from statistics.enums import ActivityState, Step
from units.eligibility import refusal
from units.models import Licence

# The decimals of the column: a computed value is compared as it is stored.
TONNES_STEP = Decimal("0.000001")

NOT_ENDED = "{month} هنوز پایان نیافته است؛ آمار هر ماه پس از پایان آن ثبت می‌شود."
OPENED = "آمار {month} برای این واحد یک بار باز شده است"
SENT_ONCE = "ماهی که یک بار ارسال شده عوض نمی‌شود."
OTHER_UNIT = "برای واحد دیگر، ماه جدید‌ای باز کنید."
NO_ACTIVITY = "وضعیت فعالیت واحد در این ماه را انتخاب کنید."
DECLARED_INACTIVE = "این ماه غیرفعال اعلام شده است؛ نخست گام ۱ را درست کنید."
NO_PRODUCT = "دست‌کم یک محصول بیفزایید؛ اگر این ماه تولید نشده، مقدار آن را صفر بنویسید."
NO_QUANTITY = "مقدار را بنویسید؛ اگر تولید نشده، صفر بنویسید."
UNKNOWN = "این کد در فهرست محصولات نیست؛ محصول را از جست‌وجو یا درخت انتخاب کنید."
LISTED = "این محصول در فهرست هست."
DASHED = "جانشین را بپذیرید، محصول دیگری انتخاب کنید، یا آن را از فهرست بردارید."
NO_ANSWER = "بلی یا خیر را انتخاب کنید؛ اگر صادرات نداشته‌اید، خیر را انتخاب کنید."
NO_EXPORT = "محصول صادرشده را بیفزایید، یا خیر را انتخاب کنید."
FOUR_NUMBERS = "هر چهار مقدار صادرات را بنویسید."
TONNE_IS_TONNE = "واحد این محصول تن است؛ میزان صادرات و مقدار تن باید یکی باشد."
WHY_TONNES = "مقدار تن با محاسبهٔ سامانه ({computed}) یکی نیست؛ علت را بنویسید."
ZERO_EXPORT = "صادرات صفر نوشته نمی‌شود؛ ردیف را بردارید یا مقدار بدهید."
EMPTY_FIELD = "این مقدار را بنویسید؛ اگر نبوده، صفر بنویسید."
NOT_GREEN = "{step} هنوز تأیید نشده است."


@dataclass(frozen=True)
class ChosenMonth:
    """A month for which a licence is to serve, at an instant."""

    licence: Licence
    month: JalaliMonth
    at: datetime


@dataclass(frozen=True)
class OpenedMonth:
    """A month of a unit, and whether the unit has opened it before."""

    month: JalaliMonth
    opened: bool


@dataclass(frozen=True)
class MovedCase:
    """A stored month and unit, what is to stand in their place, and whether it was sent once."""

    month: JalaliMonth
    unit: int
    new_month: JalaliMonth
    new_unit: int
    sent: bool


@dataclass(frozen=True)
class ActivityAnswer:
    """The activity of the month; "" is none chosen."""

    activity: str


@dataclass(frozen=True)
class WrittenFigures:
    """Figures are written for a month of this activity."""

    activity: str


@dataclass(frozen=True)
class ProductList:
    """How many products step 2 lists, in a month of this activity."""

    activity: str
    count: int


@dataclass(frozen=True)
class ListedProduct:
    """A product of a row: None where the catalogue has no such code; the codes listed before it."""

    product: object | None
    code: str
    listed: Collection[str]


@dataclass(frozen=True)
class NamedLine:
    """A line, and whether its product stands there with a dash."""

    outdated: bool


@dataclass(frozen=True)
class TypedNumber:
    """A number as somebody typed it."""

    text: str


@dataclass(frozen=True)
class Produced:
    """A quantity of step 2; None is an empty field."""

    quantity: Decimal | None


@dataclass(frozen=True)
class MeasuredQuantity:
    """A quantity in a measure that admits some decimals, below a limit."""

    quantity: Decimal
    measure: str
    decimals: int
    limit: int


@dataclass(frozen=True)
class ExportAnswer:
    """«بلی» or «خیر»; None is neither."""

    has_exports: bool | None


@dataclass(frozen=True)
class ExportList:
    """How many products step 3 lists below its answer."""

    has_exports: bool | None
    count: int


@dataclass(frozen=True)
class Exported:
    """The numbers of one exported product; `factor` is tonnes for one of its measure.

    `remembered` is the factor of the unit's last export where the measure has none.
    """

    quantity: Decimal | None
    tonnes: Decimal | None
    value_usd: Decimal | None
    value_irr: Decimal | None
    tonnes_reason: str
    factor: Decimal | None
    remembered: Decimal | None = None


@dataclass(frozen=True)
class Employed:
    """The three kinds of employees; None is an empty field."""

    official: int | None
    contract: int | None
    contractor: int | None


@dataclass(frozen=True)
class GreenSteps:
    """The steps that are green when a month is to be sent."""

    steps: Collection[int]


def month_ended(chosen: ChosenMonth) -> str | None:
    """Refuse the running month and coming ones."""
    # A month opens at the Tehran midnight that ends it.
    ended = chosen.month < current_month(chosen.at)
    return None if ended else NOT_ENDED.format(month=chosen.month)


def licence_serves(chosen: ChosenMonth) -> str | None:
    """Refuse a licence that was not valid in the month, and a unit without a guild id."""
    return refusal(chosen.licence, chosen.month)


def month_once(month: OpenedMonth) -> str | None:
    """Refuse a month that the unit has opened already."""
    return OPENED.format(month=month.month) if month.opened else None


def month_stays(moved: MovedCase) -> str | None:
    """Refuse another month for a case that was sent once."""
    return SENT_ONCE if moved.sent and moved.month != moved.new_month else None


def unit_stays(moved: MovedCase) -> str | None:
    """Refuse to move a month to another unit."""
    return OTHER_UNIT if moved.unit != moved.new_unit else None


def activity_given(answer: ActivityAnswer) -> str | None:
    """Ask for the activity of the month."""
    return None if answer.activity else NO_ACTIVITY


def inactive_has_nothing(written: WrittenFigures) -> str | None:
    """Refuse production and exports in a month that was declared inactive."""
    return DECLARED_INACTIVE if written.activity == ActivityState.INACTIVE else None


def products_listed(listed: ProductList) -> str | None:
    """Ask for at least one product, unless the month was declared inactive."""
    enough = listed.count or listed.activity == ActivityState.INACTIVE
    return None if enough else NO_PRODUCT


def product_known(listed: ListedProduct) -> str | None:
    """Refuse a code that the catalogue does not have."""
    return UNKNOWN if listed.product is None else None


def product_once(listed: ListedProduct) -> str | None:
    """Refuse a product that stands in the list."""
    # An unknown code is refused once, by P-03.
    again = listed.product is not None and listed.code in listed.listed
    return LISTED if again else None


def product_current(line: NamedLine) -> str | None:
    """Refuse a product with a dash: it left the catalogue, or its measure is another now."""
    return DASHED if line.outdated else None


def number_readable(typed: TypedNumber) -> str | None:
    """Refuse what is no number, in words of its own for each cause."""
    try:
        parse_number(typed.text)
    except NumberError as fault:
        return str(fault)
    return None


def quantity_given(made: Produced) -> str | None:
    """Ask for a quantity: empty is not zero."""
    return NO_QUANTITY if made.quantity is None else None


def decimals_fit(measured: MeasuredQuantity) -> str | None:
    """Refuse more decimals than the measure admits («جفت» has none)."""
    try:
        # The same check as a typed field's, with the decimals of this measure.
        checked_number(str(measured.quantity), measured.decimals, measured.limit)
    except ValidationError as fault:
        return f"{measured.measure}: {fault.messages[0]}"
    return None


def exports_answered(answer: ExportAnswer) -> str | None:
    """Ask for an explicit yes or no."""
    return NO_ANSWER if answer.has_exports is None else None


def exports_listed(listed: ExportList) -> str | None:
    """Ask for an exported product under «بلی»."""
    return NO_EXPORT if listed.has_exports and not listed.count else None


def four_numbers(sent: Exported) -> Mapping[str, str]:
    """Ask for amount, tonnes, dollars and rials of an exported product, each at its field.

    Tonnes that follow from an amount are not asked for beside it.
    """
    asked = {name: getattr(sent, name) for name in ("quantity", "tonnes", "value_usd", "value_irr")}
    # Computed from the amount, which is asked already.
    if sent.factor is not None and sent.quantity is None:
        del asked["tonnes"]
    return {name: EMPTY_FIELD for name, number in asked.items() if number is None}


def tonne_is_tonne(sent: Exported) -> str | None:
    """Refuse another weight where the measure is the tonne."""
    return TONNE_IS_TONNE if sent.factor == 1 and _differs(sent, sent.factor) else None


def tonnes_explained(sent: Exported) -> str | None:
    """Ask why the weight is not the computed one."""
    # The catalogue's factor first; the unit's own last weight where the measure has none.
    factor = sent.remembered if sent.factor is None else sent.factor
    # Where the measure is the tonne, X-04 refuses; no reason could explain it.
    if sent.factor == 1 or sent.tonnes_reason or not _differs(sent, factor):
        return None
    computed = tonnes_of(factor, sent.quantity)
    assert computed is not None
    return WHY_TONNES.format(computed=f"{format_number(computed)} تن")


def export_not_zero(sent: Exported) -> str | None:
    """Refuse an exported product of no amount."""
    return ZERO_EXPORT if sent.quantity == 0 else None


def people_given(people: Employed) -> Mapping[str, str]:
    """Ask for all three kinds of employees, each at its field."""
    return {name: EMPTY_FIELD for name, number in vars(people).items() if number is None}


def steps_green(green: GreenSteps) -> Mapping[str, str]:
    """Name each step that keeps a month from being sent."""
    missing = [step for step in Step if step not in green.steps]
    return {step.name: NOT_GREEN.format(step=step.label) for step in missing}


def tonnes_of(factor: Decimal | None, quantity: Decimal | None) -> Decimal | None:
    """Compute tonnes when the measure is one of mass, else None; rounded as they are stored."""
    if factor is None or quantity is None:
        return None
    return (quantity * factor).quantize(TONNES_STEP, ROUND_HALF_UP)


def _differs(sent: Exported, factor: Decimal | None) -> bool:
    computed = tonnes_of(factor, sent.quantity)
    return computed is not None and sent.tonnes is not None and sent.tonnes != computed
