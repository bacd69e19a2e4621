"""Why a case stands first of its day, in words: the figure by which it moves a total."""

from typing import Final

from accounts.authority import authority_of
from accounts.enums import OrganizationKind, Permission
from accounts.models import User
from config.persian import format_number
from statistics.figures import amount
from statistics.influence.rules import influence
from statistics.matched_samples import half_up
from statistics.models import InfluentialFigure, Submission

_COUNTRYWIDE: Final = (OrganizationKind.MINISTRY, OrganizationKind.STATISTICS)


def influence_text(user: User, submission: Submission) -> str:
    """Say what the figure is and what was expected of it; '' where none moves a total much.

    How much of the country's total it is gives the total away: who does not see the country reads
    no number of it. One query, none for most cases.
    """
    if not submission.influential:
        return ""
    rows = InfluentialFigure.objects.filter(submission=submission)
    figure = rows.select_related("product", "measure").first()
    return _words(figure, _sees_country(user)) if figure else ""


def _sees_country(user: User) -> bool:
    offices = authority_of(user).organizations(Permission.VIEW_CASES)
    return any(office.kind in _COUNTRYWIDE for office in offices)


def _words(figure: InfluentialFigure, sees_country: bool) -> str:
    measure = figure.measure.name_fa
    filed = amount(figure.quantity, measure) if figure.quantity else "صفر"
    rounded = half_up(figure.expected, 0 if figure.expected >= 10 else 1)
    before = (
        f"برپایهٔ ماه‌های خود واحد حدود {amount(rounded, measure)} انتظار می‌رفت"
        if figure.expected
        else "واحد پیش از این آن را ثبت نکرده است"
    )
    text = f"{figure.product.name}: {filed} ثبت شده و {before}."
    if not sees_country:
        return text
    percent = half_up(influence(figure.quantity, figure.expected, figure.total), 1)
    return f"{text} این تفاوت معادل {format_number(percent)} درصد جمع ماه پیش کشور است."
