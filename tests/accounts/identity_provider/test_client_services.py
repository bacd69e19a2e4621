"""Which signed tokens are believed: only ours, whole, of now, by the one algorithm."""

import time
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.core.exceptions import SuspiciousOperation

from accounts.identity_provider.client_services import ProviderClient
from config.provider_options import settings_of
from tests.accounts.identity_provider.provider_process import CLIENT_ID, Provider

ISSUER = "http://127.0.0.1:9"
KEY = rsa.generate_private_key(65537, 2048)


@pytest.fixture
def client_of_ours(settings: Any) -> ProviderClient:
    options = Provider(ISSUER).options()
    settings.IDENTITY_PROVIDER = options
    for name, value in settings_of(options).items():
        setattr(settings, name, value)
    return ProviderClient()


def claims(**other: Any) -> dict[str, Any]:
    now = int(time.time())
    stands = {"iss": ISSUER, "aud": CLIENT_ID, "sub": "x", "iat": now, "exp": now + 300}
    return {name: value for name, value in (stands | other).items() if value is not None}


def test_a_token_of_ours_is_believed(client_of_ours: ProviderClient) -> None:
    token = jwt.encode(claims(), KEY, "RS256")
    assert client_of_ours.get_payload_data(token, KEY.public_key())["sub"] == "x"
    both = jwt.encode(claims(aud=[CLIENT_ID, "y"], azp=CLIENT_ID), KEY, "RS256")
    assert client_of_ours.get_payload_data(both, KEY.public_key())["sub"] == "x"


@pytest.mark.parametrize(
    "other",
    [
        {"aud": "somebody-else"},
        {"aud": [CLIENT_ID, "somebody-else"]},
        {"aud": [CLIENT_ID, "somebody-else"], "azp": "somebody-else"},
        {"iss": "https://evil.example"},
        {"exp": 1},
        {"iat": 2**40},
        *({name: None} for name in ("aud", "iss", "sub", "exp", "iat")),
    ],
)
def test_any_other_is_not(client_of_ours: ProviderClient, other: dict[str, Any]) -> None:
    token = jwt.encode(claims(**other), KEY, "RS256")
    with pytest.raises((jwt.PyJWTError, SuspiciousOperation)):
        client_of_ours.get_payload_data(token, KEY.public_key())


def test_an_unsigned_one_and_other_algorithms_are_not(client_of_ours: ProviderClient) -> None:
    curve = ec.generate_private_key(ec.SECP256R1())
    for token, key in (
        (jwt.encode(claims(), "", "none"), KEY.public_key()),
        (jwt.encode(claims(), "s" * 64, "HS256"), "s" * 64),
        (jwt.encode(claims(), curve, "ES256"), curve.public_key()),
    ):
        with pytest.raises(jwt.PyJWTError):
            client_of_ours.get_payload_data(token, key)
