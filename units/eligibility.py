"""May this unit file this month? The guide's two conditions, each refusal naming its own.

Guide of the form, "prerequisites": the unit is registry-active and has a guild id.
"""

from config.jalali import JalaliMonth
from config.persian import to_persian_digits
from units.enums import LicenceStatus
from units.models import Licence, Unit


def refusal(licence: Licence, month: JalaliMonth) -> str | None:
    """Return the sentence that names the failing condition, or None when the unit may file.

    A licence serves a month when it was valid on any of its days, so months of a licence that
    has ended since can still be filed late (circular 60/133338 §3).
    """
    return _no_guild_id(licence.unit) or _not_valid(licence, month)


def _no_guild_id(unit: Unit) -> str | None:
    if unit.guild_id:
        return None
    return "این واحد شناسه صنفی ندارد. شناسه را از مرکز اصناف بگیرید، سپس آمار را ثبت کنید."


def _not_valid(licence: Licence, month: JalaliMonth) -> str | None:
    number = to_persian_digits(licence.number)
    if licence.issued_on > month.last_day:
        return f"پروانه {number} پس از {month} صادر شده است؛ ماهی پس از صدور را برگزینید."
    if licence.expires_on and licence.expires_on < month.first_day:
        return (
            f"اعتبار پروانه {number} پیش از {month} پایان یافته است؛ برای تمدید به اتحادیه بروید."
        )
    if licence.status_since and licence.status_since <= month.first_day:
        word = LicenceStatus(licence.status).label
        return f"پروانه {number} در {month} {word} بوده است؛ از اتحادیه پیگیری کنید."
    return None
