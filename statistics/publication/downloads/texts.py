"""What goes with the files in words: licence, citation and how they are read."""

from typing import Final

PUBLISHER: Final = "وزارت صنعت، معدن و تجارت، دفتر آمار"
TITLE: Final = "آمار تولید اصناف تولیدی"
LICENCE_NAME: Final = "CC-BY-4.0"
LICENCE_URL: Final = "https://creativecommons.org/licenses/by/4.0/"
LICENCE: Final = (
    "استفاده، بازنشر و تغییر این داده‌ها برای هر هدفی آزاد است، به شرط آنکه منبع نوشته شود و اگر "
    "تغییری داده شده است، گفته شود. مجوز: "
    "Creative Commons Attribution 4.0 International (CC BY 4.0)."
)
READING: Final = (
    "کدها را متن بخوانید، نه عدد: کدهایی مانند 08S و 0111 صفر آغازین دارند (در pandas: dtype=str).",
    "رقم خالی یا NaN صفر نیست؛ ستون وضعیت می‌گوید چرا رقمی نیست.",
    "ردیف‌های پوشیده چنان انتخاب شده‌اند که از تفریق رقم‌های دیگر به دست نمی‌آیند.",
    "تولید محصول‌ها یا واحدهای سنجش مختلف با هم جمع نمی‌شود.",
    "فایل‌های هر انتشار هرگز تغییر نمی‌کند؛ فایل سری با هر انتشار به‌روز می‌شود.",
)


def citation(what: str) -> str:
    """Say how a file is named where it is used; its address follows."""
    return f"{PUBLISHER}. {TITLE}، {what}."


def licence_text(what: str, address: str) -> str:
    """Write the text that goes with the files."""
    lines = [TITLE, what, "", "مجوز", LICENCE, LICENCE_URL, "", "استناد", citation(what), address]
    return "\n".join([*lines, "", "خواندن فایل‌ها", *READING, ""])
