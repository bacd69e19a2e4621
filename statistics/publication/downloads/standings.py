"""What stands beside every value in a file: the word people read and the codes of SDMX.

What is hidden has one word and one pair of codes: neither tells why.
"""

from typing import Final

from django.db.models import TextChoices

from statistics.enums import CellLabel, CellStatus
from statistics.publication.derived_rules import PublishedFigure


class Standing(TextChoices):
    """How a value stands, by its letter in the code list CL_OBS_STATUS of SDMX."""

    NORMAL = "A", "رقم منتشرشده"
    PROVISIONAL = "P", "رقم مقدماتی"
    ESTIMATE = "E", "برآورد"
    WEAK = "U", "برآورد کم‌اعتماد"
    HIDDEN = "Q", "پوشیده"
    NOT_YET = "O", "هنوز کافی نیست"
    NOTHING = "M", "ثبت نشده است"

    @property
    def confidentiality(self) -> str:
        """The letter in the code list CL_CONF_STATUS."""
        return "C" if self == Standing.HIDDEN else "F"


MEANINGS: Final = {
    Standing.NORMAL: "از آمار نهایی‌شده؛ صفر هم رقم است",
    Standing.PROVISIONAL: "از انتشار مقدماتی؛ تغییر می‌کند",
    Standing.ESTIMATE: "برآورد برای همهٔ واحدهای مشمول؛ تغییر می‌کند",
    Standing.WEAK: "برآورد با پوشش کم؛ با احتیاط به کار رود",
    Standing.HIDDEN: "برای محرمانه ماندن آمار واحدها منتشر نمی‌شود",
    Standing.NOT_YET: "پوشش ثبت برای انتشار کافی نیست؛ در انتشار بعد می‌آید",
    Standing.NOTHING: "هیچ واحدی چنین رقمی ثبت نکرده است",
}
CONFIDENTIALITY: Final = {"F": "آزاد برای انتشار", "C": "محرمانه"}
_LABELS: Final = {CellLabel.ESTIMATE: Standing.ESTIMATE, CellLabel.WEAK: Standing.WEAK}
_MARKS: Final = {
    CellStatus.HIDDEN: Standing.HIDDEN,
    CellStatus.NOT_YET: Standing.NOT_YET,
    None: Standing.NOTHING,
}


def standing_of(figure: PublishedFigure, preliminary: bool) -> Standing:
    """Say how a figure stands; `preliminary` where an edition that it is made of is."""
    if figure.status != CellStatus.SHOWN:
        return _MARKS[figure.status]
    plain = Standing.PROVISIONAL if preliminary else Standing.NORMAL
    return _LABELS.get(figure.label, plain)
