"""How figures, codes and moments are written on a page: Persian digits, Jalali, Tehran time."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django import template
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from config import form_recovery, jalali, persian

register = template.Library()
_LATIN = re.compile("[A-Za-z]")


@register.filter
def fa(value: object) -> str:
    """Write digits in Persian: `"گام 2"` → «گام ۲»."""
    return persian.to_persian_digits(value)


@register.filter
def number(value: Decimal | int | None) -> str:
    """Write a figure in Persian: `Decimal("12500.50")` → «۱۲٬۵۰۰٫۵»."""
    # What was not answered is not zero.
    return "" if value is None else persian.format_number(value)


@register.filter
def percent(value: Decimal | None) -> str:
    """Write a share in Persian: `Decimal("72.5")` → «۷۲٫۵٪»; «—» for none."""
    return "—" if value is None else persian.format_percent(value)


@register.filter
def quoted(value: object) -> str:
    """Cite what somebody wrote: «شرکت ‹سپید›»."""
    return persian.quoted(value)


@register.filter
def code(value: object) -> SafeString:
    """Put a code into its own bidi island, so that it never runs into its neighbours."""
    # A code of Latin letters is read, and searched for, with Latin digits: M-01.
    text = str(value) if _LATIN.search(str(value)) else persian.to_persian_digits(value)
    return SafeString(f'<bdi class="code">{escape(text)}</bdi>')


@register.filter
def phone(number: str) -> SafeString:
    """Write a telephone number as a link that calls it."""
    return SafeString(f'<a href="tel:{escape(number)}">{code(number)}</a>')


@register.filter
def jdate(value: date | datetime) -> str:
    """Write the day, of a moment its Tehran day: «شنبه ۲ آبان ۱۴۰۵»."""
    return jalali.format_day(jalali.tehran_day(value) if isinstance(value, datetime) else value)


@register.filter
def jlast(value: datetime) -> str:
    """Write the last day before a due instant: midnight of the 11th is «… ۱۰ آذر ۱۴۰۵»."""
    return jalali.format_day(jalali.last_day(value))


@register.filter
def jtime(value: datetime) -> str:
    """Write the Tehran time of a moment: «۱۱:۰۸»."""
    return jalali.format_time(value)


@register.filter
def jdatetime(value: datetime) -> str:
    """Write the Tehran day and time of a moment: «شنبه ۲ آبان ۱۴۰۵، ۱۱:۰۸»."""
    return jalali.format_moment(value)


@register.filter
def jrecent(value: datetime) -> str:
    """Write the Tehran time of a moment of today, else its day too: «۱۱:۰۸»."""
    return jalali.format_recent(value, timezone.now())


@register.filter
def at(values: Mapping[str, Decimal], key: str) -> Decimal | None:
    """Look up a mapping under the key another variable holds, which a template cannot."""
    return values.get(key)


@register.filter
def capped(count: int, cap: int) -> str:
    """Write a count, or «۱٬۰۰۰+» when counting stopped at the cap."""
    return f"{persian.format_number(cap)}+" if count > cap else persian.format_number(count)


@register.simple_tag(takes_context=True)
def typed_by(context: template.RequestContext, page: str = "") -> SafeString:
    """Write the hidden field by which a form names its person and page, should the session end.

    `page` is given where the form stands on many pages, and one of them shows again what was typed.
    """
    request = context.request
    token = form_recovery.token_of(request.user, page) if page else form_recovery.token_for(request)
    return format_html('<input type="hidden" name="{}" value="{}">', form_recovery.FIELD, token)


@register.simple_tag(takes_context=True)
def unsent(context: template.RequestContext) -> str:
    """Say what was not done, to whoever was led back to a page; '' to everybody else."""
    request: HttpRequest | None = getattr(context, "request", None)
    return form_recovery.unsent(request) if request else ""
