"""What passes over a union that has no access, for the page of its request (`accounts.access`)."""

from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from accounts.access.skipping_queries import Skipping
from accounts.authority import authority_of
from accounts.enums import Permission
from accounts.models import Organization, User
from config.jalali import current_month
from statistics.enums import IN_REVIEW
from statistics.models import Submission
from units.models import Licence


def skipping_of(union: Organization, user: User, at: datetime) -> Skipping:
    """Count the union's units, and the cases of the last month that passed over it and wait now.

    The address is that of the inbox in which they wait, for who has it.
    """
    month = current_month(at) - 1
    units = Licence.objects.filter(union=union).values("unit").distinct().count()
    skipped = Submission.objects.filter(
        desk=union.parent_id,
        state__in=IN_REVIEW,
        route_union=union,
        year=month.year,
        month=month.month,
        skipped_union=True,
    )
    reads = authority_of(user).may(Permission.VIEW_CASES, union.parent_id)
    asked = urlencode({"union": union.pk, "month": month.to_int()})
    url = f"{reverse('review:inbox')}?{asked}" if reads else ""
    return Skipping(units, skipped.count(), month.name, url)
