"""An agreement that holds, a token under it, and the posts of the desk as its pages send them."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from accounts.models import User
from config.jalali import short_day, tehran_day
from entitlements.enums import DERIVED, InquiryField
from entitlements.inquiries.agreement_services import Terms, make_token, propose, second
from entitlements.models import AgencyToken, Agreement
from tests.sent_posts import Post
from tests.statistics.files import statistician
from tests.world import FILED_AT, World

NUMBER = "1398/17"


def terms(at: datetime = FILED_AT, **other: Any) -> Terms:
    day = tehran_day(at)
    said: dict[str, Any] = {
        "number": NUMBER,
        "agency": "بانک نمونه",
        "legal_basis": "بند ۲ بخشنامه",
        "purpose": "تسهیلات",
        "fields": [field.value for field in DERIVED],
        "starts_on": day,
        "ends_on": day + timedelta(days=400),
        "per_day": 20_000,
    }
    return Terms(**(said | other))


def office(world: World) -> tuple[User, User]:
    return statistician(world), statistician(world, "stats-2")


def waiting(world: World, **other: Any) -> Agreement:
    """Let the first of the office write an agreement down."""
    return propose(office(world)[0], terms(**other), FILED_AT)


def agreed(world: World, at: datetime = FILED_AT, **other: Any) -> Agreement:
    """Let the second confirm it."""
    first, other_one = office(world)
    return second(other_one, propose(first, terms(at, **other), at).pk, at)


def token_under(world: World, at: datetime = FILED_AT, **other: Any) -> AgencyToken:
    """Make a token of an agreement that holds."""
    agreement = agreed(world, at, **other)
    return make_token(agreement.asked_by, agreement.pk, "سامانه", agreement.ends_on, at)


def all_fields() -> list[str]:
    return [field.value for field in InquiryField]


def _page(agreement: Agreement) -> str:
    return reverse("inquiries:one", args=[agreement.pk])


def _written(world: World) -> Post:
    said = terms()
    days = {name: short_day(getattr(said, name)) for name in ("starts_on", "ends_on")}
    words = {name: getattr(said, name) for name in ("agency", "legal_basis", "purpose", "number")}
    typed = {**days, **words, "per_day": "100", "fields_asked": said.fields}
    return Post(office(world)[0], "/inquiries/new/", typed)


def _seconded(world: World) -> Post:
    agreement = waiting(world)
    to = reverse("inquiries:second", args=[agreement.pk])
    return Post(User.objects.get(username="stats-2"), _page(agreement), {}, to)


def _ended(world: World) -> Post:
    agreement = agreed(world)
    to = reverse("inquiries:end", args=[agreement.pk])
    return Post(agreement.asked_by, _page(agreement), {}, to)


def _token(world: World) -> Post:
    agreement = agreed(world)
    to = reverse("inquiries:token", args=[agreement.pk])
    typed = {"label": "سامانه", "expires_on": short_day(agreement.ends_on)}
    return Post(agreement.asked_by, _page(agreement), typed, to)


def _revoked(world: World) -> Post:
    token = token_under(world)
    to = reverse("inquiries:revoke", args=[token.agreement_id, token.pk])
    return Post(token.made_by, _page(token.agreement), {}, to)


INQUIRY_POSTS = {
    "inquiries:new": _written,
    "inquiries:second": _seconded,
    "inquiries:end": _ended,
    "inquiries:token": _token,
    "inquiries:revoke": _revoked,
}
