"""The successful posts about mobiles, delegates and the campaign: who, from which page, what."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from unittest.mock import patch

from django.urls import reverse

from accounts.codes import services as codes
from accounts.codes.services import CodeRequest
from accounts.enums import CodePurpose
from accounts.models import OneTimeCode
from accounts.notices.backends import MemorySms
from config.jalali import tehran_day
from tests.codes import codes_sent, last_code
from tests.sent_posts import Post
from tests.world import FILED_AT, World, person
from units.contacts.mobile_services import write_down
from units.contacts.own_mobile_services import ask_codes
from units.enums import ContactRole, MemberRole, RegistrySource
from units.members import services
from units.members.services import InvitationTerms, invite, send
from units.models import ContactNumber, DelegateInvitation, RegistrationCampaign, UnitMember
from units.registry.services import Ground

LaidOut = tuple[Any, ...]
OLD, NEW = "09120000011", "09120000012"


def own_mobile(world: World) -> ContactNumber:
    """Give the unit's holder a registered mobile, as the registry brings one."""
    return ContactNumber.objects.create(
        unit=world.unit,
        role=ContactRole.HOLDER,
        number=OLD,
        source=RegistrySource.REGISTRY,
        added_at=FILED_AT - timedelta(days=1),
        registered=True,
    )


def _written(world: World) -> LaidOut:
    own_mobile(world)
    said = {"number": NEW, "source": "visit", "reference": "بازدید سوم آبان"}
    return world.union_officer, reverse("units:mobile", args=[world.unit.pk]), said


def _settled(world: World) -> LaidOut:
    own_mobile(world)
    visit = Ground(RegistrySource.VISIT, "بازدید سوم آبان")
    change = write_down(world.union_officer, world.unit.pk, NEW, visit, FILED_AT)
    page = reverse("units:mobile_settle", args=[change.pk])
    return world.province_officer, page, {"granted": "no", "reason": "سند ناخواناست"}


def _named(world: World) -> LaidOut:
    own_mobile(world)
    return world.owner, reverse("units:own_mobile"), {"number": NEW}


def _own_codes(world: World) -> LaidOut:
    """Change the own mobile, both codes having been right before; none is sent anew."""
    own_mobile(world)
    with codes_sent():
        ask_codes(world.owner, NEW, FILED_AT)
    OneTimeCode.objects.update(used_at=FILED_AT)
    named = Post(world.owner, reverse("units:own_mobile"), {"number": NEW})
    return world.owner, reverse("units:own_mobile_codes"), {}, "", "", named


def _invitation(world: World) -> DelegateInvitation:
    terms = InvitationTerms("سعید فرضی", NEW, [world.unit.pk])
    with patch.object(services, "hand_over"):
        return invite(world.owner, terms, FILED_AT - timedelta(hours=1))


def _on_invitation(name: str, world: World) -> LaidOut:
    to = reverse(f"units:invitation_{name}", args=[_invitation(world).pk])
    return world.owner, reverse("units:people"), {}, to


def _delegate(world: World) -> LaidOut:
    user = person("delegate")
    UnitMember.objects.create(unit=world.unit, user=user, role=MemberRole.DELEGATE)
    return world.owner, reverse("units:delegate", args=[user.pk]), {"units": []}


def _opening(world: World) -> LaidOut:
    MemorySms.sent.clear()
    send(_invitation(world).pk, FILED_AT)
    link = MemorySms.sent[-1].link
    return None, link[link.index("/units/") :]


def _proving(world: World) -> LaidOut:
    opening = Post(*_opening(world))
    held = DelegateInvitation.objects.get()
    subject = f"delegate:{held.pk}:{held.digest[:16]}"
    with codes_sent():
        codes.ask(CodeRequest(CodePurpose.SIGN_UP, subject, held.mobile), FILED_AT)
    data = {"code": last_code()}
    return None, reverse("units:invitation_prove"), data, "", "", opening


def _accepting(world: World) -> LaidOut:
    proving = Post(*_proving(world))
    data = dict.fromkeys(("new_password1", "new_password2"), "tamam-rooz-1399")
    return None, reverse("units:invitation_account"), data, "", "", proving


def _window() -> dict[str, str]:
    return {
        "starts_on": "1398/08/01",
        "ends_on": "1398/08/30",
        "letter_number": "60/227210",
        "letter_date": "1398/07/28",
    }


def _on_campaign(name: str, world: World) -> LaidOut:
    RegistrationCampaign.objects.create(
        starts_on=tehran_day(FILED_AT),
        ends_on=tehran_day(FILED_AT) + timedelta(days=20),
        letter_number="60/227210",
        letter_date=tehran_day(FILED_AT),
        opened_by=world.ministry_officer,
        opened_at=FILED_AT,
    )
    to = reverse(f"campaign:{name}", args=[RegistrationCampaign.objects.get().pk])
    return world.ministry_officer, reverse("campaign:index"), {}, to


MEMBER_POSTS: dict[str, Callable[[World], LaidOut]] = {
    "units:mobile": _written,
    "units:mobile_settle": _settled,
    "units:own_mobile": _named,
    "units:own_mobile_codes": _own_codes,
    "units:invite": lambda world: (
        world.owner,
        reverse("units:invite"),
        {"name": "سعید فرضی", "mobile": NEW, "units": [world.unit.pk]},
    ),
    "units:invitation_resend": partial(_on_invitation, "resend"),
    "units:invitation_revoke": partial(_on_invitation, "revoke"),
    "units:delegate": _delegate,
    "units:invitation": _opening,
    "units:invitation_prove": _proving,
    "units:invitation_account": _accepting,
    "campaign:open": lambda world: (world.province_officer, reverse("campaign:open"), _window()),
    "campaign:close": partial(_on_campaign, "close"),
    "campaign:remind": partial(_on_campaign, "remind"),
}
