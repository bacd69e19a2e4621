"""A phone with its programme: what it shows at a moment, and people who have one."""

import re
import time
from base64 import b32decode
from typing import Any

from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import User
from accounts.second_factor.services import TOLERANCE, codes_from, keep_codes
from tests.page_fields import value_in

PASSWORD = "test-pass-1398"
LOGIN, ROOM = "/accounts/login/", "/accounts/second-factor/"
ENTER, SETUP, SHOWN_ONCE = f"{ROOM}enter/", f"{ROOM}setup/", f"{ROOM}codes/"
CODES = codes_from("the seed of the tests")


def shown(device: TOTPDevice, ahead: int = 0) -> str:
    """Read the code that a phone shows whose clock is so many seconds ahead."""
    return _of(device.bin_key, ahead)


def shown_for(secret: str, ahead: int = 0) -> str:
    """Read the code of a programme into which the secret of a page was typed."""
    return _of(b32decode(secret.replace(" ", "")), ahead)


def _of(key: bytes, ahead: int) -> str:
    programme = TOTP(key)
    programme.time = time.time() + ahead
    return f"{programme.token():06d}"


def with_phone(user: User) -> TOTPDevice:
    """Give somebody a device and ten recovery codes."""
    keep_codes(user, CODES)
    return TOTPDevice.objects.create(user=user, name="totp", tolerance=TOLERANCE)


def say_password(browser: Client, user: User, **more: Any) -> Any:
    return browser.post(LOGIN, {"username": user.username, "password": PASSWORD, **more})


def codes_on(browser: Client) -> list[str]:
    page = browser.get(SHOWN_ONCE).content.decode()
    return re.findall(r'<li>\s*<bdi class="code">([^<]+)</bdi>', page)


def offer_in(page: str) -> tuple[str, str]:
    secret = re.search(r'class="code secret">([^<]+)<', page)
    offer = value_in(page, "offer")
    assert secret
    assert offer
    return offer, secret[1]
