"""Words that a guesser of this portal tries first: its own, the country's, and the person's."""

import re
from typing import Any

from django.core.exceptions import ValidationError

from config.persian import fold_password, normalize

# Whole words, in small letters; a year, digits and signs around them make no password of them.
WORDS = (
    *("portal", "amar", "aamar", "iran", "tehran", "asnaf", "senf", "senfi", "tolid", "samt"),
    *("behinyab", "vezarat", "ostan", "admin", "user", "pass", "password", "ramz", "salam"),
    *("آمار", "ایران", "تهران", "اصناف", "صنف", "صنفی", "تولید", "صمت", "بهین", "یاب", "سامانه"),
    *("وزارت", "استان", "رمز", "سلام", "پورتال"),
)
# So many digits of the own number are the number.
SHORTEST_NUMBER = 6


class OwnWordsValidator:
    """Refuses a password that is nothing but such words, or holds the own mobile number."""

    def validate(self, password: str, user: Any = None) -> None:
        plain = normalize(fold_password(password)).casefold()
        digits = re.sub(r"\D", "", plain)
        mobile = str(getattr(user, "mobile", "") or "")[1:]
        held = {mobile[n : n + SHORTEST_NUMBER] for n in range(len(mobile) - SHORTEST_NUMBER + 1)}
        if any(part in digits for part in held):
            raise ValidationError(
                "The password holds the mobile number of its owner.", code="password_own_number"
            )
        rest = re.sub(r"[\W\d_]+", "", plain)
        if not rest:
            # Nothing of a name is in it: what is wrong is that it has no letter. Of one that is
            # wholly digits Django says so.
            if not plain.isdigit() and not _long_and_mixed(plain, digits):
                raise ValidationError("No letter.", code="password_entirely_numeric")
            return
        own = re.findall(r"\w{3,}", normalize(str(getattr(user, "full_name", "") or "")).casefold())
        # The longest first, so that «password» leaves no «word» behind.
        for word in sorted({*WORDS, *own}, key=len, reverse=True):
            rest = rest.replace(word, "")
        if len(rest) < 3 and not _long_and_mixed(plain, digits):
            raise ValidationError(
                "The password is nothing but the name of its owner, or words of this portal.",
                code="password_own_words",
            )

    def get_help_text(self) -> str:
        return ""


def _long_and_mixed(plain: str, digits: str) -> bool:
    """Tell whether digits that are neither a year nor a row make up for the words."""
    years = re.sub(r"(13|14|20)\d\d", "", digits)
    return len(plain) >= 16 and len(set(years)) >= 5
