"""The pages that are there for who has begun: a step behind, a code on its way, an act that waits.

Everybody who has begun has a browser of their own on the stage, brought so far by the portal's own
pages and services. P8 sends their forms, P11 looks at them, P12 reads what they carry.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.access.join_views import WHOLE
from accounts.contact_change import send_link
from accounts.enums import OrganizationKind, ResetKind, Role
from accounts.models import Organization, User
from accounts.notices.backends import MemorySms
from accounts.reset_links import link_for
from accounts.second_factor import reset_services
from accounts.sms_reset import services as sms_reset
from accounts.substitution.queries import posts_to_fill
from accounts.substitution.services import name_substitute
from config.jalali import tehran_day
from entitlements.inquiries.agreement_services import make_token, propose, second
from promises.field_inventory import FieldPlace
from promises.outreach_pages import outreach_pages
from promises.visit_pages import visit_pages
from review.assisted import services
from review.assisted.services import Asker
from statistics.enums import Reason
from tests import access_table as table
from tests.access import Stage
from tests.accounts.second_factor.phones import LOGIN, PASSWORD, with_phone
from tests.codes import codes_sent, last_code
from tests.entitlements.inquiries.posts import terms
from tests.posted_lists import FILLED, obligation_list
from tests.review.assisted import begun, typed, with_mobile
from tests.review.owner.workbook import brought, filled, laid_out, product_row
from tests.statistics.publication.desk import MONTH, laid_editions
from tests.units.enrolment.conftest import CODE, LICENCE, SET, UNITS, Newcomer
from tests.units.enrolment.conftest import unit_without_account as waiting_unit
from tests.units.imports.acts import stored
from tests.units.imports.files import row
from tests.world import FILED_AT, MEHR, World, officer, person
from units.campaign.services import Window, open_campaign
from units.members import services as members
from units.members.services import InvitationTerms, invite

JOIN, JOIN_CODE, JOIN_ACCOUNT = (
    reverse(f"access:{name}") for name in ("join", "join_code", "join_account")
)
INVITED, PROVE, ACCOUNT = (
    reverse(f"units:{name}") for name in ("invitation", "invitation_prove", "invitation_account")
)
# Those who sign up: ids of nobody, each with a unit and a mobile of their own.
HOLDERS = ("0000000469", "0000000477", "0000000485")
GUILDS = ("0499999921", "0499999939", "0499999947", "0499999955")
STEP = "begun:"


def begun_pages(stage: Stage, world: World) -> list[FieldPlace]:
    """Bring somebody to each step that is there only behind another; list who opens which page."""
    MemorySms.sent.clear()
    with codes_sent(FILED_AT):
        return [
            *_signing_up(stage, world),
            *_invited(stage, world),
            *_unions(stage, world),
            *_codes_awaited(stage, world),
            *_with_phones(stage, world),
            *_waiting_acts(stage, world),
            *_lists(stage, world),
            *_imports(stage),
            *_editions(stage, world),
            *_agreements(stage),
            *outreach_pages(stage, world),
            *visit_pages(stage, world),
            *_for_others(stage, world),
        ]


def _begin(stage: Stage, name: str, user: User | None = None) -> tuple[str, Client]:
    """Give who begins a browser of their own, signed in where they have an account."""
    persona = f"{STEP}{name}"
    if user:
        stage.people[persona] = user
    return persona, stage.browser(persona)


def _signing_up(stage: Stage, world: World) -> Iterator[FieldPlace]:
    for place, mobile in enumerate(("09120000041", "09120000042", "")):
        waiting_unit(world, GUILDS[place], mobile, HOLDERS[place])
    # A second unit of the owner on stage, who is signed in while it is found.
    waiting_unit(world, GUILDS[3], "09120000044", world.unit.holder_id)
    ways = ((0, False, (LICENCE, CODE)), (2, False, (LICENCE,)), (1, True, (UNITS, SET)))
    for place, proves, pages in ways:
        persona, browser = _begin(stage, f"signing up, {pages[0]} {place}")
        _find(browser, HOLDERS[place], GUILDS[place], proves, asks=CODE in pages)
        yield from ((persona, page) for page in pages)
    persona, browser = _begin(stage, "adding a unit", world.owner)
    _find(browser, world.unit.holder_id, GUILDS[3], True)
    yield persona, UNITS


def _find(browser: Client, holder: str, guild: str, proves: bool, asks: bool = False) -> None:
    newcomer = Newcomer(browser)
    newcomer.find(holder, guild)
    if proves or asks:
        newcomer.ask()
    if proves:
        newcomer.type_code()


def _invited(stage: Stage, world: World) -> Iterator[FieldPlace]:
    """Let the owner invite four: one looks, one opens, one proves, one has an account."""
    account = person("invited-before")
    for step, page in enumerate((INVITED, PROVE, ACCOUNT, ACCOUNT)):
        persona, browser = _begin(stage, f"invited {step}", account if step == 3 else None)
        link = _link(world, f"0912000005{step}")
        if step:
            browser.post(INVITED, {"link": link})
            browser.post(PROVE, {"send": "1"})
        if page == ACCOUNT:
            browser.post(PROVE, {"code": last_code()})
        yield persona, page if step else f"{INVITED}?link={link}"
    delegate = stage.people[table.DELEGATE]
    yield table.OWNER, reverse("units:delegate", args=[delegate.pk])


def _link(world: World, mobile: str) -> str:
    terms = InvitationTerms("سعید فرضی", mobile, [world.unit.pk])
    with patch.object(members, "hand_over"):
        made = invite(world.owner, terms, FILED_AT)
    members.send(made.pk, FILED_AT)
    return MemorySms.sent[-1].link.partition("link=")[2]


def _unions(stage: Stage, world: World) -> Iterator[FieldPlace]:
    """Let three unions sign up: one waits for its code, one has proved it, one is done."""
    ways = ((JOIN_CODE,), (JOIN_ACCOUNT,), (reverse("access:join_done"),))
    for step, pages in enumerate(ways):
        persona, browser = _begin(stage, f"union joining {step}")
        union = Organization.objects.create(
            code=f"begun-{step}",
            kind=OrganizationKind.UNION,
            name=f"اتحادیه آغاز {step}",
            parent=world.province,
            province_id="03",
        )
        said = {"union": union.pk, "full_name": "سارا الگویی", "title": "دبیر"}
        place = f"{JOIN}?province=03&county={WHOLE}"
        browser.post(place, said | {"mobile": f"0912000006{step}"})
        if step:
            browser.post(JOIN_CODE, {"code": last_code()})
        if step == 2:
            passwords = dict.fromkeys(("new_password1", "new_password2"), PASSWORD)
            browser.post(JOIN_ACCOUNT, passwords | {"username": "begun-union"})
        yield from ((persona, page) for page in pages)


def _codes_awaited(stage: Stage, world: World) -> Iterator[FieldPlace]:
    """Let a mobile be changed, a password be forgotten, and an address wait for its link."""
    changes = person("begun-mobile")
    forgets = person("begun-reset")
    for user, number in ((changes, "09120000071"), (forgets, "09120000072")):
        user.mobile, user.mobile_proved = number, True
        user.save()
    persona, browser = _begin(stage, "changing a mobile", changes)
    browser.post(reverse("accounts:mobile"), {"number": "09120000073"})
    yield persona, reverse("accounts:mobile")
    yield persona, reverse("accounts:mobile_codes")
    yield persona, reverse("accounts:profile")
    persona, browser = _begin(stage, "forgotten password")
    with patch.object(sms_reset, "hand_over", _send_reset):
        browser.post(reverse("accounts:sms_reset"), {"username": forgets.username})
    yield persona, reverse("accounts:sms_reset_code")
    persona, _ = _begin(stage, "link for a new password")
    yield persona, f"{reverse('accounts:reset_confirm')}?link={link_for(forgets)}"
    send_link(world.owner.pk, "leila@example.ir")
    link = re.search(r"/accounts/\S+\?link=\S+", str(mail.outbox[-1].body))
    assert link
    yield table.OWNER, link[0]


def _send_reset(_: str, args: list[Any]) -> None:
    user, subject, place = args
    sms_reset.send_to(user, subject, place, FILED_AT)


def _with_phones(stage: Stage, world: World) -> Iterator[FieldPlace]:
    """Let one show a code at the sign-in, one set up a phone anew, one have it on, one lose it."""
    names = ("begun-code", "begun-anew", "begun-phone")
    code, anew, phone = (person(name) for name in names)
    for user in (code, anew, phone):
        # As the stage has it: `person` writes it as Argon2 does.
        user.set_password(PASSWORD)
        user.save()
    for user, page in ((code, "enter"), (anew, "setup")):
        persona, browser = _begin(stage, f"second factor {page}")
        device = with_phone(user)
        browser.post(LOGIN, {"username": user.username, "password": PASSWORD})
        if page == "setup":
            # Two people take a lost phone off while its owner stands before the code.
            device.delete()
        yield persona, reverse(f"second_factor:{page}")
    persona, browser = _begin(stage, "second factor on", phone)
    with_phone(phone)
    browser.post(reverse("second_factor:renew"), {"current_password": PASSWORD})
    for page in ("page", "codes", "renew", "remove"):
        yield persona, reverse(f"second_factor:{page}")
    lost = officer("begun-lost", Role.PROVINCE_EXPERT, world.province)
    with_phone(lost)
    head = stage.people[table.HEAD]
    reset_services.ask(head, lost.username, "گوشی گم شد", FILED_AT, ResetKind.FACTOR)
    yield table.PROVINCE, reverse("second_factor:resets")


def _waiting_acts(stage: Stage, world: World) -> Iterator[FieldPlace]:
    """Let a leave be taken, a campaign run, another browser be open, and the trail be searched."""
    expert, today = stage.people[table.PROVINCE], tehran_day(FILED_AT)
    stands_in = officer("begun-leave", Role.PROVINCE_EXPERT, world.province)
    post = next(p for p in posts_to_fill(expert, FILED_AT) if p.user == expert)
    name_substitute(expert, post, stands_in, today, today, FILED_AT)
    yield table.PROVINCE, reverse("accounts:leave")
    open_campaign(stage.people[table.MINISTRY], Window(today, today, "60/227210", today), FILED_AT)
    yield table.MINISTRY, reverse("campaign:index")
    Client().force_login(world.owner)
    yield table.OWNER, reverse("accounts:sessions")
    for persona, address, said in (
        (table.AUDITOR, reverse("trail:index"), {"name": "owner"}),
        (table.UNION, reverse("search:search"), {"q": "کارگاه"}),
    ):
        led = stage.browser(persona).post(address, said)
        yield persona, led.headers["Location"]


def _lists(stage: Stage, world: World) -> Iterator[FieldPlace]:
    """Let every list of the statistics office have a line, to be changed or taken off."""
    writer = stage.people[table.STATISTICS]
    for lay in FILLED.values():
        page, _ = lay(world, writer)
        yield table.STATISTICS, page
    yield table.STATISTICS, reverse("lists:members", args=[obligation_list(writer).pk])


def _imports(stage: Stage) -> Iterator[FieldPlace]:
    """Let a file be stored of which a row was refused."""
    run = stored(stage.people[table.STATISTICS], [row(3), row(4, postal_code="12")])
    for name in ("one", "refused", "report", "file"):
        yield table.STATISTICS, reverse(f"imports:{name}", args=[run.pk])


def _editions(stage: Stage, world: World) -> Iterator[FieldPlace]:
    """Let a month be out twice, one have failed, one be made, and one be ripe."""
    office = Organization.objects.get(kind=OrganizationKind.STATISTICS)
    laid = laid_editions(stage.people[table.STATISTICS], office, world.province)
    yield table.STATISTICS, f"{reverse('editions:index')}?year={MONTH.year}"
    for edition in (laid.first, laid.second, laid.failed, laid.working):
        yield table.STATISTICS, reverse("editions:one", args=[edition.pk])
    for month in (MONTH, MONTH + 1, MONTH + 3):
        yield table.STATISTICS, reverse("editions:publish", args=[month.to_int(), "final"])


def _agreements(stage: Stage) -> Iterator[FieldPlace]:
    """Let an agreement hold, with a token, and one wait for a second person."""
    office = Organization.objects.get(kind=OrganizationKind.STATISTICS)
    first = stage.people[table.STATISTICS]
    persona, _ = _begin(stage, "second", officer("stats-begun", Role.STATISTICS_OFFICER, office))
    holding = second(stage.people[persona], propose(first, terms(), FILED_AT).pk, FILED_AT)
    make_token(first, holding.pk, "سامانه", holding.ends_on, FILED_AT)
    waiting = propose(first, terms(number="1398/18"), FILED_AT)
    for who, agreement in ((table.STATISTICS, holding), (persona, waiting)):
        yield who, reverse("inquiries:one", args=[agreement.pk])


def _for_others(stage: Stage, world: World) -> Iterator[FieldPlace]:
    """Let a clerk type for the owner, with a code on its way, and the owner bring a workbook."""
    clerk = stage.people[table.CLERK]
    with_mobile(world)
    done, typing = (typed(clerk, begun(world, clerk, MEHR - back)) for back in (6, 8))
    services.file_confirmed(clerk, done, done.version, "09120000077", FILED_AT)
    # Another room may have sent the holder's mobile a code a moment ago.
    soon = FILED_AT + timedelta(minutes=1)
    services.ask_confirmation(Asker(clerk, None), typing.tracking_number, soon)
    own = stage.numbers[table.NEAR, table.DRAFT]
    yield table.CLERK, reverse("assisted:unit", args=[world.unit.pk])
    yield table.CLERK, reverse("assisted:word", args=[own])
    yield table.CLERK, reverse("assisted:confirm", args=[typing.tracking_number])
    yield table.CLERK, reverse("assisted:receipt", args=[done.tracking_number])
    for page in ("month", "period"):
        yield table.CLERK, reverse(f"statistics:{page}", args=[typing.tracking_number])
    rows = filled(laid_out([world.licence], MEHR - 7))
    ready = brought(world, [*rows, product_row(rows)], "ready.xlsx")
    refused = brought(world, rows, "refused.xlsx")
    # Ten times what was filed the month before, and why.
    risen = filled(laid_out([world.licence], MEHR - 5)[:2], 200)
    risen[1] |= {"reason": Reason.OTHER.label, "note": "سفارش بزرگ"}
    for book in (ready, refused, brought(world, risen, "risen.xlsx")):
        yield table.OWNER, reverse("owner:workbook_one", args=[book.pk])
