"""The successful posts of one's own account: who, from which page, what, and to where."""

import re
from collections.abc import Callable

from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.contact_change import send_link
from accounts.enums import NoticeKind, Role
from accounts.models import Notice, OneTimeCode
from accounts.own_mobile.services import ask_codes
from accounts.reset_links import link_for
from accounts.substitution.queries import posts_to_fill
from accounts.substitution.services import name_substitute
from config.jalali import tehran_day
from tests.codes import codes_sent
from tests.sent_posts import Post
from tests.world import FILED_AT, World, officer

PASSWORD, NEW_PASSWORD = "test-pass-1398", "tamam-rooz-1399"


def _leave(world: World) -> Post:
    colleague = officer("colleague", Role.PROVINCE_EXPERT, world.province)
    data = {"substitute": colleague.pk, "current_password": PASSWORD}
    return Post(world.province_officer, "/accounts/leave/", data)


def _leave_end(world: World) -> Post:
    colleague = officer("colleague", Role.PROVINCE_EXPERT, world.province)
    user, today = world.province_officer, tehran_day(FILED_AT)
    (post,) = posts_to_fill(user, FILED_AT)
    absence = name_substitute(user, post, colleague, today, today, FILED_AT)
    to = reverse("accounts:leave_end", args=[absence.pk])
    return Post(user, "/accounts/leave/", {}, to)


def _notice(world: World, name: str) -> Post:
    told = Notice(user=world.owner, kind=NoticeKind.FILED, title="ثبت شد", body="", url="/help/")
    told.created_at = FILED_AT
    told.save()
    to = reverse(f"notices:{name}", args=[told.pk] if name == "read" else [])
    return Post(world.owner, reverse("notices:inbox"), {}, to)


def _reset_link(world: World) -> Post:
    return Post(None, f"{reverse('accounts:reset_confirm')}?link={link_for(world.owner)}")


def _reset_set(world: World) -> Post:
    new = dict.fromkeys(("new_password1", "new_password2"), NEW_PASSWORD)
    return Post(None, reverse("accounts:reset_set"), new, first=_reset_link(world))


def _address(world: World) -> Post:
    send_link(world.owner.pk, "leila@example.ir")
    link = re.search(r"/accounts/\S+\?link=\S+", str(mail.outbox[-1].body))
    assert link
    return Post(world.owner, link[0])


def _mobile(world: World) -> Post:
    said = {"number": "09120000012", "current_password": PASSWORD}
    return Post(world.owner, reverse("accounts:mobile"), said)


def _mobile_codes(world: World) -> Post:
    """Prove the own mobile, the code having been right before; none is sent anew."""
    with codes_sent():
        ask_codes(world.owner, "09120000012", FILED_AT)
    OneTimeCode.objects.update(used_at=FILED_AT)
    return Post(world.owner, reverse("accounts:mobile_codes"), {}, first=_mobile(world))


def _password(world: World) -> Post:
    new = dict.fromkeys(("new_password1", "new_password2"), NEW_PASSWORD)
    return Post(world.owner, "/accounts/password/", new | {"old_password": PASSWORD})


def _end_others(world: World) -> Post:
    Client().force_login(world.owner)
    return Post(world.owner, "/accounts/sessions/", {}, reverse("accounts:end_others"))


ACCOUNT_POSTS: dict[str, Callable[[World], Post]] = {
    "accounts:profile": lambda w: Post(
        w.owner, "/accounts/profile/", {"mobile": "09120000000", "current_password": PASSWORD}
    ),
    "accounts:leave": _leave,
    "accounts:leave_end": _leave_end,
    "accounts:end_others": _end_others,
    "accounts:mobile": _mobile,
    "accounts:mobile_codes": _mobile_codes,
    "accounts:password": _password,
    "accounts:reset": lambda w: Post(None, "/accounts/password/reset/", {"email": "a@example.ir"}),
    "accounts:reset_confirm": _reset_link,
    "accounts:reset_set": _reset_set,
    "accounts:address_confirm": _address,
    "notices:read_all": lambda w: _notice(w, "read_all"),
    "notices:read": lambda w: _notice(w, "read"),
}
