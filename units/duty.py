"""From which month a unit owes statistics (circular 60/133338, note 2)."""

from datetime import date

from config.jalali import JalaliMonth, add_months


def first_due_month(
    first_licence_issued: date, obligation_from: JalaliMonth, grace_months: int
) -> JalaliMonth:
    """Return the first month a unit owes.

    It is the later of the obligation's start and the first whole month that begins on or after
    the first licence's day plus the grace, the day clamped to the month's length.
    """
    free_until = add_months(first_licence_issued, grace_months)
    first_whole = JalaliMonth.containing(free_until)
    if free_until > first_whole.first_day:
        first_whole += 1
    return max(obligation_from, first_whole)
