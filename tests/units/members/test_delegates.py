"""Delegates: invited for chosen units, by who proves the mobile, once; ended by the owner."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
import time_machine as clock
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.notices.backends import MemorySms
from config.errors import ConflictError, NotFoundError
from tests.codes import codes_sent, last_code, wrong_code
from tests.concurrency import race, winners
from tests.conftest import StrictClient
from tests.statistics.filing import text_of
from tests.world import FILED_AT, World, licence_for, person
from units.members import services
from units.members.accept_services import InvitationError, accept
from units.members.queries import delegates_of
from units.members.services import InvitationTerms, invite, keep_units, resend, revoke, send
from units.models import DelegateInvitation, Unit, UnitMember
from units.registry.errors import NotYourActError, RefusedActError

MOBILE = "09120000021"
SignIn = Callable[[User], Client]
OPEN, PROVE, ACCOUNT = (
    reverse(f"units:{name}") for name in ("invitation", "invitation_prove", "invitation_account")
)
NEW = {"name": "سعید فرضی", "new_password1": "tamam-rooz-1399", "new_password2": "tamam-rooz-1399"}


def invited(
    world: World, units: list[int] | None = None, mobile: str = MOBILE, at: datetime = FILED_AT
) -> DelegateInvitation:
    terms = InvitationTerms("سعید فرضی", mobile, units or [world.unit.pk])
    with patch.object(services, "hand_over"):
        return invite(world.owner, terms, at)


def link_of(invitation: DelegateInvitation) -> str:
    """Let the worker send an invitation; read the link of the SMS."""
    MemorySms.sent.clear()
    send(invitation.pk, FILED_AT)
    (sent,) = MemorySms.sent
    assert sent.address == invitation.mobile
    return sent.link.partition("link=")[2]


def second_unit(world: World) -> Unit:
    return licence_for("0499999912", "1230000003", world.union, world.owner).unit


@pytest.fixture(autouse=True)
def _morning(time_machine: clock.TimeMachineFixture) -> None:
    time_machine.move_to(FILED_AT, tick=False)


def prove(browser: Client) -> None:
    with codes_sent():
        browser.post(PROVE, {"send": "1"})
    assert browser.post(PROVE, {"code": last_code()}).status_code == 302


def test_who_proves_the_mobile_makes_an_account_and_sees_only_the_chosen_unit(
    world: World,
) -> None:
    other = second_unit(world)
    phone = StrictClient()
    link = link_of(invited(world))
    assert "دعوت به نمایندگی" in text_of(phone.get(f"{OPEN}?link={link}"))
    assert phone.post(OPEN, {"link": link}).status_code == 302
    # Neither owner nor unit is named before the mobile is proved.
    assert world.unit.name not in text_of(phone.get(PROVE))
    assert phone.get(ACCOUNT).headers["Location"] == PROVE
    prove(phone)
    assert world.unit.name in text_of(phone.get(ACCOUNT))
    assert phone.post(ACCOUNT, NEW).status_code == 302
    user = User.objects.get(username=MOBILE)
    assert (user.full_name, user.mobile) == ("سعید فرضی", MOBILE)
    assert list(user.memberships.values_list("unit", "role")) == [(world.unit.pk, "delegate")]
    delegate = StrictClient()
    signed = {"username": "۰۹۱۲۰۰۰۰۰۲۱", "password": NEW["new_password1"]}
    assert delegate.post("/accounts/login/", signed).status_code == 302
    assert list(Unit.objects.of(user)) == [world.unit]
    assert delegate.get(reverse("unit_file:file", args=[other.pk])).status_code == 404
    told = world.owner.notices.get()
    assert told.title.startswith("سعید فرضی نمایندگی")


def test_who_has_an_account_accepts_with_it(world: World, sign_in: SignIn) -> None:
    colleague = person("colleague")
    browser = sign_in(colleague)
    link = link_of(invited(world))
    browser.post(OPEN, {"link": link})
    prove(browser)
    assert browser.post(ACCOUNT, {}).status_code == 302
    (found,) = delegates_of(world.owner)
    assert found.user == colleague


def test_a_new_account_is_signed_in_and_a_second_click_leads_to_the_same_place(
    world: World,
) -> None:
    phone = StrictClient(enforce_csrf_checks=True)
    link = link_of(invited(world))

    def send(page: str, **data: str) -> Any:
        return phone.post(page, data | {"csrfmiddlewaretoken": phone.cookies["csrftoken"].value})

    phone.get(f"{OPEN}?link={link}")
    send(OPEN, link=link)
    with codes_sent():
        send(PROVE, send="1")
    send(PROVE, code=last_code())
    page = phone.get(ACCOUNT)
    assert "۰۹۱۲۰۰۰۰۰۲۱" in text_of(page)
    form = NEW | {"csrfmiddlewaretoken": phone.cookies["csrftoken"].value}
    made = phone.post(ACCOUNT, form)
    assert made.headers["Location"] == reverse("home")
    assert "آمار ثبت می‌کنید" in text_of(phone.get(reverse("home"), follow=True))
    # The token of the page is an older one by now.
    assert phone.post(ACCOUNT, form).headers["Location"] == reverse("home")
    assert User.objects.filter(username=MOBILE).count() == 1


def test_who_has_accepted_one_invitation_opens_the_next_in_the_same_browser(
    world: World, sign_in: SignIn
) -> None:
    colleague = person("colleague")
    browser = sign_in(colleague)
    first = link_of(invited(world))
    browser.post(OPEN, {"link": first})
    prove(browser)
    browser.post(ACCOUNT, {})
    other = second_unit(world)
    second = link_of(invited(world, [other.pk], "09120000022"))
    assert "دعوت به نمایندگی" in text_of(browser.get(f"{OPEN}?link={second}"))
    browser.post(OPEN, {"link": second})
    prove(browser)
    browser.post(ACCOUNT, {})
    assert colleague.memberships.filter(unit=other, ended_at=None).exists()
    # What was accepted leads home, as a second click would.
    assert browser.get(f"{OPEN}?link={second}", follow=True).status_code == 200


def test_the_code_is_typed_once_it_was_asked_for(world: World) -> None:
    phone = StrictClient()
    phone.post(OPEN, {"link": link_of(invited(world))})
    assert 'name="code"' not in phone.get(PROVE).content.decode()
    with codes_sent():
        phone.post(PROVE, {"send": "1"})
    assert 'name="code"' in phone.get(PROVE).content.decode()
    refused = phone.post(PROVE, {"code": wrong_code()})
    assert refused.status_code == 422
    assert "کد درست نیست" in text_of(refused)


def test_each_way_in_that_is_shut_has_its_sentence(world: World, sign_in: SignIn) -> None:
    def said(link: str, browser: Client | None = None) -> str:
        answer = (browser or StrictClient()).get(f"{OPEN}?link={link}")
        assert answer.status_code == 410
        return text_of(answer)

    invitation = invited(world)
    link = link_of(invitation)
    assert "دعوتی را باز نمی‌کند" in said("x")
    first = StrictClient()
    first.post(OPEN, {"link": link})
    assert "پیش از این باز شده است" in said(link)
    # The browser that has opened it goes on.
    assert first.get(f"{OPEN}?link={link}").headers["Location"] == PROVE
    DelegateInvitation.objects.update(until=FILED_AT)
    assert "وقت این دعوت گذشته است" in said(link)
    assert first.get(PROVE).status_code == 410
    DelegateInvitation.objects.update(until=FILED_AT + timedelta(days=1))
    revoke(world.owner, invitation.pk, FILED_AT)
    assert "پس گرفته است" in said(link)
    assert "پس گرفته است" in text_of(first.get(PROVE))


def test_an_accepted_invitation_opens_nothing_and_the_owner_accepts_none(world: World) -> None:
    invitation = invited(world)
    with pytest.raises(InvitationError, match="خودتان"):
        accept(world.owner, invitation.pk, FILED_AT)
    accept(person("colleague"), invitation.pk, FILED_AT)
    with pytest.raises(InvitationError, match="پیش از این پذیرفته"):
        accept(person("another"), invitation.pk, FILED_AT)
    with pytest.raises(RefusedActError, match="پذیرفته شده"):
        revoke(world.owner, invitation.pk, FILED_AT)


def test_a_link_sent_again_ends_the_earlier_one(world: World) -> None:
    invitation = invited(world)
    link = link_of(invitation)
    browser = StrictClient()
    browser.post(OPEN, {"link": link})
    with pytest.raises(RefusedActError, match="ده دقیقه"):
        resend(world.owner, invitation.pk, FILED_AT)
    later = FILED_AT + timedelta(minutes=11)
    with patch.object(services, "hand_over"):
        resend(world.owner, invitation.pk, later)
    assert browser.get(PROVE).status_code == 410
    assert link_of(invitation) != link


def test_one_number_gets_no_message_after_the_other(world: World) -> None:
    invitation, at = invited(world), FILED_AT
    with patch.object(services, "hand_over"):
        for _ in range(4):
            at += timedelta(minutes=11)
            resend(world.owner, invitation.pk, at)
        at += timedelta(minutes=11)
        with pytest.raises(RefusedActError, match="به این شماره"):
            resend(world.owner, invitation.pk, at)
        # Nor by another invitation, of anybody.
        revoke(world.owner, invitation.pk, at)
        with pytest.raises(RefusedActError, match="به این شماره"):
            invited(world, at=at)
        invited(world, at=at + timedelta(days=1))


def test_an_invitation_is_for_own_units_alone_and_bounded(world: World) -> None:
    stranger = person("stranger")
    foreign = licence_for("0488888888", "9990000026", world.union, stranger).unit
    with pytest.raises(RefusedActError):
        invited(world, [world.unit.pk, foreign.pk])
    first = invited(world)
    assert invited(world) == first
    with pytest.raises(RefusedActError, match="در انتظار"):
        invited(world, [world.unit.pk, second_unit(world).pk])
    for number in range(9):
        invited(world, mobile=f"0912000003{number}")
    with pytest.raises(RefusedActError, match="۱۰ دعوت"):
        invited(world, mobile="09120000049")


def test_a_delegate_invites_nobody(world: World, sign_in: SignIn) -> None:
    delegate = person("delegate")
    UnitMember.objects.create(unit=world.unit, user=delegate, role="delegate")
    terms = InvitationTerms("دیگری", MOBILE, [world.unit.pk])
    with pytest.raises(NotYourActError):
        invite(delegate, terms, FILED_AT)
    assert sign_in(delegate).get(reverse("units:people")).status_code == 403
    page = text_of(sign_in(delegate).get(reverse("units:mine")))
    assert "نماینده‌ها</a>" not in page
    assert "دسترسی دارند" in page


def test_a_delegates_open_draft_stays_with_the_unit(world: World, sign_in: SignIn) -> None:
    other = second_unit(world)
    delegate = person("delegate")
    for unit in (world.unit, other):
        UnitMember.objects.create(unit=unit, user=delegate, role="delegate")
    draft = world.draft()
    page = f"/statistics/{draft.tracking_number}/production/"
    browser, owner = sign_in(delegate), sign_in(world.owner)
    assert browser.get(page).status_code == 200
    one = reverse("units:delegate", args=[delegate.pk])
    assert "نزد واحد می‌ماند" in text_of(owner.get(one))
    # Narrowed to the other unit: this one is gone at the next page, the session goes on.
    assert owner.post(one, {"units": [other.pk]}).status_code == 302
    assert browser.get(page).status_code == 404
    assert browser.get(reverse("unit_file:file", args=[other.pk])).status_code == 200
    assert owner.get(page).status_code == 200
    told = owner.post(one, {"end": "1"}, follow=True)
    assert "شما ادامه می‌دهید" in text_of(told)
    assert delegates_of(world.owner) == []
    assert delegate.notices.count() == 2
    with pytest.raises(NotFoundError):
        keep_units(world.owner, person("nobody").pk, [], FILED_AT)


def test_an_invitation_accepted_twice_at_once_makes_one_delegate(shared_world: World) -> None:
    world = shared_world
    invitation = invited(world)
    people = [person("first"), person("second")]
    results = race([lambda u=u: accept(u, invitation.pk, FILED_AT) for u in people])  # type: ignore[misc]
    assert len(winners(results)) == 1
    assert sum(isinstance(result, ConflictError) for result in results) == 1
    assert UnitMember.objects.filter(role="delegate").count() == 1
