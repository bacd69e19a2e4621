"""Addresses of the demonstration: streets that any town has, and postal codes of the place.

The first five digits of a postal code tell the county; what follows is counted, so that no code is
given twice. Alleys and plates are invented.
"""

from collections.abc import Iterator
from itertools import count
from random import Random

# The area with which postal codes of a place begin; counties as `fixtures/counties.csv` has them.
AREAS = {
    "ملکان": "55617",
    "تبریز": "51336",
    "مراغه": "55137",
    "مرند": "54147",
    "تهران": "11346",
    "ری": "18376",
    "جیرفت": "78617",
    "کهنوج": "78816",
    "کرمان": "76137",
    "اصفهان": "81376",
    "کاشان": "87137",
    "نجف‌آباد": "85137",
    "شیراز": "71346",
    "مشهد": "91336",
    "نیشابور": "93137",
    "اراک": "38137",
    "رشت": "41336",
    "لاهیجان": "44137",
    "ساری": "48137",
    "بابل": "47137",
    "ارومیه": "57137",
    "کرمانشاه": "67136",
    "اهواز": "61336",
    "دزفول": "64617",
    "زاهدان": "98137",
    "سنندج": "66137",
    "همدان": "65137",
    "شهرکرد": "88137",
    "خرم‌آباد": "68137",
    "ایلام": "69316",
    "بویراحمد": "75916",
    "بوشهر": "75137",
    "زنجان": "45137",
    "سمنان": "35137",
    "یزد": "89137",
    "میبد": "89617",
    "بندرعباس": "79137",
    "اردبیل": "56137",
    "قم": "37137",
    "قزوین": "34137",
    "گرگان": "49137",
    "بجنورد": "94137",
    "بیرجند": "97137",
    "کرج": "31376",
}
STREETS = (
    *("خیابان امام خمینی", "خیابان شهید بهشتی", "بلوار معلم", "خیابان فردوسی", "خیابان سعدی"),
    *("شهرک صنعتی، خیابان صنعت", "شهرک صنعتی، خیابان تلاش", "مجتمع کارگاهی، راستهٔ دوم"),
    *("جادهٔ کمربندی، کیلومتر ۳", "خیابان طالقانی", "بلوار کارگر", "خیابان ولیعصر", "راستهٔ بازار"),
)
ALLEYS = ("سرو", "بهار", "یاس", "الگو", "گلستان", "نسترن", "صنوبر", "لاله", "آزادی", "نیلوفر")


def postal_codes() -> Iterator[str]:
    """Yield the last five digits of postal codes, each once; they never begin with nought."""
    return (str(11_117 + 137 * number) for number in count(1))


def address(seed: str, number: int) -> str:
    """Invent the address of the workshop with this number; no two are alike."""
    draw = Random(f"{seed}/address")
    # The plate grows with the number, so that two of one street differ.
    return f"{draw.choice(STREETS)}، کوچهٔ {draw.choice(ALLEYS)}، پلاک {number * 3 + 7}"
