"""Circulars in each state and problems at each desk, for everybody who opens them."""

from django.urls import reverse

from outreach.circulars.annex_services import read as read_annex
from outreach.circulars.services import withdraw, write
from outreach.enums import CircularReach, TicketAct
from promises.field_inventory import FieldPlace
from tests import access_table as table
from tests.access import Stage
from tests.outreach.circulars.acts import at_units, issued, terms
from tests.outreach.help_desk.acts import asked, category, took
from tests.sample_files import png
from tests.world import FILED_AT, World


def outreach_pages(stage: Stage, world: World) -> list[FieldPlace]:
    return [*_circulars(world), *_problems(stage, world)]


def _circulars(world: World) -> list[FieldPlace]:
    who, where = world.ministry_officer, world.ministry
    annex = read_annex("a.png", png())
    written = write(who, where, terms(number="begun-1"), FILED_AT, annex=annex)
    waiting = issued(world, number="begun-2")
    unread = at_units(world, number="begun-3")
    offices = at_units(world, number="begun-4", reach=CircularReach.UNIONS)
    gone = at_units(world, number="begun-5")
    withdraw(who, gone.pk, "اشتباه", FILED_AT)

    def page(name: str, pk: int, *rest: int) -> str:
        return reverse(f"circulars:{name}", args=[pk, *rest])

    return [
        (table.MINISTRY, page("one", written.pk)),
        (table.MINISTRY, page("edit", written.pk)),
        (table.MINISTRY, page("annex", written.pk, 1)),
        (table.MINISTRY, page("one", waiting.pk)),
        (table.MINISTRY, page("withdraw", waiting.pk)),
        (table.MINISTRY, page("state", waiting.pk)),
        (table.MINISTRY, f"{reverse('circulars:new')}?replaces={waiting.pk}"),
        (table.PROVINCE, page("one", waiting.pk)),
        (table.PROVINCE, page("state", unread.pk)),
        (table.UNION, page("one", unread.pk)),
        (table.UNION, page("state", unread.pk)),
        (table.OWNER, page("one", unread.pk)),
        (table.UNION, page("one", offices.pk)),
        (table.OWNER, page("one", gone.pk)),
    ]


def _problems(stage: Stage, world: World) -> list[FieldPlace]:
    waiting = asked(world)
    answered = took(world.province_officer, asked(world, text="دیگر"), TicketAct.ANSWERED)
    page = reverse("help_desk:one", args=[waiting.pk])
    ended = reverse("help_desk:end_category", args=[category().pk])
    return [
        (table.OWNER, page),
        (table.PROVINCE, page),
        (table.OWNER, reverse("help_desk:one", args=[answered.pk])),
        (table.STATISTICS, ended),
    ]
