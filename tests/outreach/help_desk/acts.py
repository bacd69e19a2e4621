"""Problems of the help desk, written and answered by the portal's own services."""

from datetime import date, datetime
from typing import Any

from accounts.enums import OrganizationKind, Role
from accounts.models import Organization, User
from outreach.enums import TicketAct
from outreach.help_desk.services import Problem, act, open_ticket
from outreach.models import HelpCategory, Ticket
from tests.sent_posts import Post
from tests.world import FILED_AT, World, officer

WORDS = "کارتن به جای کیلوگرم نوشته شد"


def category(name: str = "ثبت آمار ماهانه", days: int = 3) -> HelpCategory:
    """Find a category; a test that empties all tables takes the first ones away, too."""
    facts: dict[str, Any] = {"answer_days": days, "since": date(2019, 3, 21)}
    return HelpCategory.objects.get_or_create(name=name, until=None, defaults=facts)[0]


def statistician(world: World) -> User:
    """Find the officer of the statistics office, and make both where there is none."""
    found = User.objects.filter(username="stats").first()
    if found:
        return found
    office = Organization.objects.filter(kind=OrganizationKind.STATISTICS).first()
    office = office or Organization.objects.create(
        code="stats", kind=OrganizationKind.STATISTICS, name="دفتر آمار", parent=world.ministry
    )
    return officer("stats", Role.STATISTICS_OFFICER, office)


def problem(world: World, **more: Any) -> Problem:
    said: dict[str, Any] = {
        "asker": f"unit:{world.unit.pk}",
        "category": category().pk,
        "subject": "گام دوم ذخیره نمی‌شود",
        "text": "پس از ذخیرهٔ موقت، مقدار محصول سوم خالی است.",
    }
    return Problem(**(said | more))


def asked(world: World, at: datetime = FILED_AT, **more: Any) -> Ticket:
    """Let the owner write one."""
    return open_ticket(world.owner, problem(world, **more), at)


def took(
    user: User, ticket: Ticket, what: TicketAct, text: str = "چنین است", at: datetime = FILED_AT
) -> Ticket:
    """Let somebody take a step who has just opened the page."""
    seen = Ticket.objects.get(pk=ticket.pk).serial
    act(user, ticket.pk, what, text, seen, at)
    return Ticket.objects.get(pk=ticket.pk)


def _new(world: World) -> Post:
    typed = {
        "asker": f"unit:{world.unit.pk}",
        "category": category().pk,
        "subject": "گام دوم ذخیره نمی‌شود",
        "text": WORDS,
    }
    return Post(world.owner, "/help-desk/new/", typed)


def _one(world: World) -> Post:
    ticket = asked(world)
    typed = {"action": "answered", "text": WORDS}
    return Post(world.province_officer, f"/help-desk/{ticket.pk}/", typed)


def _add(world: World) -> Post:
    typed = {"name": "موضوع جدید", "answer_days": "4", "note": WORDS}
    return Post(statistician(world), "/help-desk/categories/new/", typed)


def _end(world: World) -> Post:
    return Post(statistician(world), f"/help-desk/categories/{category().pk}/end/", {})


HELP_DESK_POSTS = {
    "help_desk:new": _new,
    "help_desk:one": _one,
    "help_desk:add_category": _add,
    "help_desk:end_category": _end,
}
