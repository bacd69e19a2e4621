"""Files of units as a province sends them, made of rows; ids are invented, their digits right."""

import csv
import io
from collections.abc import Iterable, Mapping

HEADINGS = {
    "guild_id": "شناسه صنفی",
    "holder_id": "کد ملی دارنده",
    "name": "نام واحد",
    "holder_name": "نام دارنده",
    "number": "شماره پروانه",
    "issued_on": "تاریخ صدور",
    "expires_on": "تاریخ اعتبار",
    "trade": "رشته (ISIC)",
    "union": "اتحادیه",
    "county": "شهرستان",
    "address": "نشانی",
    "postal_code": "کد پستی",
}
MORE = {
    "holder_source": "سند تأیید کد ملی",
    "holder_since": "دارندهٔ جدید از تاریخ",
    "mobile": "تلفن همراه دارنده",
    "kind": "نوع پروانه",
    "term": "مدت پروانه",
    "province": "استان",
    "status": "وضعیت پروانه",
    "state_since": "وضعیت از تاریخ",
    "state_until": "وضعیت تا تاریخ",
    "latitude": "عرض جغرافیایی",
    "longitude": "طول جغرافیایی",
}
BASE = {
    "name": "کارگاه نو",
    "holder_name": "مینا نمونه",
    "issued_on": "1398/02/11",
    "expires_on": "1408/02/11",
    "trade": "2520",
    "union": "union",
    "county": "0301",
    "address": "خیابان نمونه، پلاک ۲",
    "postal_code": "5133333333",
}


def national_id(number: int) -> str:
    """Make a national id of nobody: 999 is no place's code."""
    digits = f"999{number:06d}"
    rest = sum(int(digit) * (10 - place) for place, digit in enumerate(digits)) % 11
    return digits + str(rest if rest < 2 else 11 - rest)


def row(serial: int, **values: str) -> dict[str, str]:
    """Make the row of a unit of that number, right as it is."""
    ids = {
        "guild_id": f"0471{serial:06d}",
        "holder_id": national_id(serial),
        "number": f"0471{serial:06d}",
        "name": f"کارگاه شمارهٔ {serial}",
    }
    return {**BASE, **ids, **values}


def csv_of(rows: Iterable[Mapping[str, str]], columns: Iterable[str] = ()) -> bytes:
    """Write rows as Excel does: UTF-8 with its mark."""
    found = list(rows)
    names = list(columns) or [
        *HEADINGS,
        *(name for name in MORE if any(name in one for one in found)),
    ]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([(HEADINGS | MORE)[name] for name in names])
    writer.writerows([one.get(name, "") for name in names] for one in found)
    return out.getvalue().encode("utf-8-sig")
