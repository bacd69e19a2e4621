"""Who asked about the demonstration's unit: a reviewer of an order, and a bank by its agreement."""

import json
from datetime import datetime, timedelta

from accounts.models import User
from config.jalali import tehran_day
from entitlements.enums import DERIVED
from entitlements.inquiries.agreement_services import Terms, make_token, propose, second
from entitlements.inquiries.rules import question
from entitlements.inquiries.services import answer, ask
from entitlements.models import Agreement
from entitlements.orders.services import Asked, look
from units.models import Unit

ORDER = "40518277"
LASTS = timedelta(days=365)


def let_ask(owner: User, reviewer: User, office: tuple[User, User], now: datetime) -> None:
    """Let a reviewer look at the owner's first unit, and a bank ask for all units in one batch.

    Nobody keeps the token that asked: whoever wants one makes it at the desk.
    """
    unit = Unit.objects.of(owner).order_by("pk").first()
    assert unit
    asked = Asked(unit.holder_id, unit.guild_id, ORDER, 12)
    look(reviewer, asked, now - timedelta(days=2))
    agreement = _agreement(office, now)
    at = now - timedelta(days=1)
    token = make_token(office[0], agreement.pk, "سامانهٔ تسهیلات", agreement.ends_on, at)
    pairs = Unit.objects.exclude(guild_id="").order_by("pk").values("guild_id", "holder_id")
    rows = [{"key": f"a-{n}", **pair} for n, pair in enumerate(pairs[:500], start=1)]
    inquiry = ask(token, question(json.dumps({"rows": rows}).encode()), "demo-1", at)
    answer(inquiry, at)


def _agreement(office: tuple[User, User], now: datetime) -> Agreement:
    begun = now - timedelta(days=30)
    day = tehran_day(begun)
    terms = Terms(
        number="1405/17",
        agency="بانک نمونهٔ صنعت",
        legal_basis="بند ۲ بخشنامهٔ 60/133338",
        purpose="بررسی درخواست تسهیلات",
        fields=[field.value for field in DERIVED],
        starts_on=day,
        ends_on=day + LASTS,
        per_day=20_000,
    )
    made = propose(office[0], terms, begun)
    return second(office[1], made.pk, begun)
