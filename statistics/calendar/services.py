"""Making the secret address of a person's calendar, and taking it back."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from statistics.calendar.rules import digest_of, new_seed, secret_of
from statistics.models import CalendarFeed


@transaction.atomic
def renew(user: User, at: datetime) -> CalendarFeed:
    """Make an address; an earlier one opens nothing from now on."""
    revoke(user, at)
    seed = new_seed()
    return CalendarFeed.objects.create(
        user=user, seed=seed, digest=digest_of(secret_of(seed)), made_at=at
    )


@transaction.atomic
def revoke(user: User, at: datetime) -> None:
    """Take the address back, if there is one; twice is once."""
    # Who presses twice at one moment waits here, so that one address is left.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    CalendarFeed.objects.filter(user=user, revoked_at=None).update(revoked_at=at)
