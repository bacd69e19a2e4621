"""Asking the provider who somebody is, and believing only what is signed for us, now.

The library takes tokens and keys; whose the token is and for how long is checked here.
"""

from dataclasses import dataclass
from typing import Any

import jwt
import requests
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.urls import reverse
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from mozilla_django_oidc.utils import absolutify

from accounts.identity_provider.errors import ProviderAwayError, ProviderFailedError
from config.provider_options import CALLBACK, SECONDS, ProviderOptions

# So far two clocks may differ.
LEEWAY_SECONDS = 60
_REQUIRED = ["aud", "exp", "iat", "iss", "sub"]
_UNREADABLE = (
    *(SuspiciousOperation, jwt.PyJWTError, requests.RequestException),
    *(AttributeError, KeyError, TypeError, ValueError),
)


@dataclass(frozen=True)
class Identity:
    """Who somebody is at the provider; `holder_id` where it vouches for a national id."""

    issuer: str
    subject: str
    holder_id: str = ""


class ProviderClient(OIDCAuthenticationBackend):  # type: ignore[misc]
    """The library's client; it gives no account of ours."""

    def retrieve_matching_jwk(self, token: str) -> jwt.PyJWK:
        # The library fails where a provider with one key does not name it in its tokens.
        answer = requests.get(self.OIDC_OP_JWKS_ENDPOINT, timeout=SECONDS)
        answer.raise_for_status()
        name = jwt.get_unverified_header(token).get("kid")
        keys = [key for key in answer.json()["keys"] if key.get("use", "sig") == "sig"]
        fitting = [key for key in keys if name is None or key.get("kid") == name]
        if len(fitting) != 1:
            raise SuspiciousOperation("no one key")
        return jwt.PyJWK(fitting[0], algorithm=self.OIDC_RP_SIGN_ALGO)

    def get_payload_data(self, token: str, key: Any) -> dict[str, Any]:
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[self.OIDC_RP_SIGN_ALGO],
            audience=self.OIDC_RP_CLIENT_ID,
            issuer=_options().issuer,
            leeway=LEEWAY_SECONDS,
            options={"require": _REQUIRED},
        )
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if several and claims.get("azp") != self.OIDC_RP_CLIENT_ID:
            raise SuspiciousOperation("made for another client")
        return claims


def _options() -> ProviderOptions:
    provider = settings.IDENTITY_PROVIDER
    if provider is None:
        raise ProviderFailedError("none is configured")
    return provider


def identify(request: HttpRequest, code: str, nonce: str, verifier: str) -> Identity:
    """Turn a code of the provider's into who it stands for.

    Raises ProviderAwayError where it does not answer, ProviderFailedError for anything amiss.
    """
    client = ProviderClient()
    page = reverse(CALLBACK)
    try:
        tokens = client.get_token(
            {
                "client_id": client.OIDC_RP_CLIENT_ID,
                "client_secret": client.OIDC_RP_CLIENT_SECRET,
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": absolutify(request, page),
                "code_verifier": verifier,
            }
        )
        claims = client.verify_token(tokens["id_token"], nonce=nonce)
        return _identity(claims, _holder_claim(client, tokens, claims))
    except (requests.ConnectionError, requests.Timeout) as fault:
        raise ProviderAwayError(type(fault).__name__) from fault
    except _UNREADABLE as fault:
        answer = getattr(fault, "response", None)
        away = answer is not None and answer.status_code >= 500
        # The text may hold tokens: only its kind is told.
        refused = ProviderAwayError if away else ProviderFailedError
        raise refused(type(fault).__name__) from fault


def _holder_claim(client: ProviderClient, tokens: dict[str, Any], claims: dict[str, Any]) -> Any:
    """Find the national id the provider vouches for, in the token or asked for with it."""
    name = _options().holder_claim
    if not name or name in claims or not client.OIDC_OP_USER_ENDPOINT:
        return claims.get(name, "") if name else ""
    told = client.get_userinfo(tokens["access_token"], tokens["id_token"], claims)
    # What is told of somebody else is no claim about this person.
    if told["sub"] != claims["sub"]:
        raise SuspiciousOperation("told of another subject")
    return told.get(name, "")


def _identity(claims: dict[str, Any], holder_id: Any) -> Identity:
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise ValueError("no subject")
    return Identity(claims["iss"], subject, holder_id if isinstance(holder_id, str) else "")
