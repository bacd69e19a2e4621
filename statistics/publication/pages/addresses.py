"""Where published months stand: addresses that stay, and the choices that they carry."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from config.jalali import JalaliMonth
from statistics.models import Edition


def month_address(month: JalaliMonth) -> str:
    """Name the address of a month, which shows its last edition."""
    return reverse("public:month", args=[month.year, f"{month.month:02d}"])


def edition_address(edition: Edition) -> str:
    """Name the address of one edition, which never shows another."""
    month = edition.period
    return reverse("public:edition", args=[month.year, f"{month.month:02d}", edition.number])


@dataclass(frozen=True)
class PageChoices:
    """What is chosen on the page of a month; '' is what the page chooses by itself."""

    product: str = ""
    division: str = ""
    order: str = ""

    def query(self, **changed: str) -> str:
        """Write the choices, some of them otherwise, for an address of the same page."""
        chosen = {**self.__dict__, **changed}
        written = urlencode({name: value for name, value in chosen.items() if value})
        return f"?{written}" if written else "?"
