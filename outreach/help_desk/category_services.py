"""Keeping the list of categories: added with a reason, ended by date, never deleted.

Whether a person may is asked before.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from config.jalali import tehran_day
from config.persian import duplicate_key
from outreach.help_desk.errors import TicketFieldError
from outreach.models import HelpCategory


@dataclass(frozen=True)
class CategoryTerms:
    """What a category is called, within how many working days it is answered, from when, why."""

    name: str
    answer_days: int
    since: date
    note: str


@transaction.atomic
def add_category(by: User, terms: CategoryTerms, at: datetime) -> HelpCategory:
    """Add a category. Raises TicketFieldError for a name that is offered on such a day."""
    # Two officers at once: the second waits and sees what the first added.
    held = list(
        HelpCategory.objects.select_for_update(no_key=True)
        .filter(Q(until=None) | Q(until__gte=terms.since))
        .order_by("pk")
    )
    if any(duplicate_key(row.name) == duplicate_key(terms.name) for row in held):
        raise TicketFieldError("name", "موضوعی با همین نام در این روزها در فهرست هست.")
    return HelpCategory.objects.create(added_by=by, added_at=at, **vars(terms))


@transaction.atomic
def end_category(by: User, pk: int, last: date, at: datetime) -> HelpCategory:
    """End a category with a last day, today or later.

    Raises TicketFieldError, also for one that has ended, and DoesNotExist.
    """
    category = HelpCategory.objects.select_for_update(no_key=True).get(pk=pk)
    if category.ended_at:
        raise TicketFieldError("until", "این موضوع پیش‌تر پایان یافته است.")
    if last < max(tehran_day(at), category.since):
        raise TicketFieldError("until", "آخرین روز، امروز یا پس از آن است؛ گذشته تغییر نمی‌کند.")
    category.until, category.ended_by, category.ended_at = last, by, at
    category.save(update_fields=["until", "ended_by", "ended_at"])
    return category
