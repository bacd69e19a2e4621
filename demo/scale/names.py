"""Invented words of which a load makes the names of unions, workshops and people."""

import csv
from typing import Any

from django.conf import settings

from demo.people import FIRST, LAST

# One word of each: «تولیدی ارغوان البرز». No name is long, and hardly two are the same.
KINDS = ("کارگاه", "تولیدی", "صنایع", "گروه تولیدی", "کارگاه تولیدی", "صنعتگران")
WORDS = (
    *("آبشار", "آذرخش", "آسمان", "آفتاب", "ارغوان", "اطلس", "افرا", "اقاقیا", "الماس", "امید"),
    *("باران", "بامداد", "برلیان", "بلوط", "بنفشه", "بهار", "پارس", "پرتو", "پرنیان", "پولاد"),
    *("تابان", "تلاش", "توان", "جلگه", "چکاد", "چشمه", "خاوران", "خورشید", "درنا", "دریا"),
    *("دماوند", "رنگین", "رویش", "زاگرس", "زرین", "سپند", "سپیدار", "ستاره", "سحر", "سرو"),
    *("سهند", "شبنم", "شقایق", "صبا", "صدف", "صنوبر", "طلوع", "عقیق", "فانوس", "فیروزه"),
    *("کاج", "کاوش", "کهکشان", "گلستان", "گندمزار", "لاله", "مهتاب", "نارون", "نیلوفر", "یاقوت"),
)
PLACES = (
    *("", "نو", "برتر", "جنوب", "خزر", "شرق", "شمال", "غرب", "کویر", "البرز", "مرکز", "یکتا"),
    *("پیشگام", "همراه", "ماندگار", "پویا", "پایدار", "نوین"),
)
MORE_FIRST = (
    "رعنا",
    "سیاوش",
    "گلناز",
    "کیوان",
    "ژاله",
    "فرهاد",
    "پروانه",
    "بابک",
    "مهناز",
    "جمشید",
)
MORE_LAST = (
    *("نمونه‌زاده", "آزمون‌فر", "الگونیا", "مثالی", "فرضیان", "نمایش‌پور", "پندار", "گمان‌نیا"),
    *("انگار‌پور", "نمودار", "سنجه‌ای", "برآوردی", "نمونه‌کار", "آزمایان", "الگوپرداز", "پنداری"),
)


def words() -> dict[str, Any]:
    """Give the statements of the frame these words, and the unions' names by division."""
    path = settings.BASE_DIR / "fixtures" / "unions_demo.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    pairs = [
        (division, row["name_fa"]) for row in rows for division in row["isic_divisions"].split(";")
    ]
    return {
        "stem_divisions": [division for division, _ in pairs],
        "stems": [stem for _, stem in pairs],
        "kinds": list(KINDS),
        "words": list(WORDS),
        "places": list(PLACES),
        "first_names": [*FIRST, *MORE_FIRST],
        "last_names": [*LAST, *MORE_LAST],
    }
