"""Where people may sign in besides the portal: an identity provider, off until it is configured.

Every address is written down: what a provider says of itself could be changed on the way.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from config import start_checks

NEEDED = ("NAME", "ISSUER", "CLIENT_ID", "CLIENT_SECRET", "AUTHORIZATION_URL")
NEEDED_TOO = ("TOKEN_URL", "JWKS_URL")
OPTIONAL = ("USERINFO_URL", "ALGORITHM", "SCOPES", "HOLDER_CLAIM")
VARIABLES = tuple(f"OIDC_{name}" for name in (*NEEDED, *NEEDED_TOO, *OPTIONAL))
# Signatures that need no secret of ours to be checked.
ALGORITHMS = ("RS256", "ES256")
# The address the provider sends people back to.
CALLBACK = "provider:callback"
# A person waits for it at the sign-in.
SECONDS = 5


@dataclass(frozen=True)
class ProviderOptions:
    """An identity provider as the portal speaks to it."""

    name: str
    issuer: str
    client_id: str
    client_secret: str
    authorization_url: str
    token_url: str
    jwks_url: str
    userinfo_url: str
    algorithm: str
    scopes: str
    holder_claim: str


def read(
    variables: Mapping[str, str], faults: list[str], loopback: bool = False
) -> ProviderOptions | None:
    """Read the provider; None where none of its variables is set.

    `loopback`: a provider on this machine may be spoken to without encryption, in tests.
    """
    told = {name.removeprefix("OIDC_"): variables.get(name, "").strip() for name in VARIABLES}
    if not any(told.values()):
        return None
    missing = [name for name in (*NEEDED, *NEEDED_TOO) if not told[name]]
    faults += [f"OIDC_{name} must be set: the identity provider needs it." for name in missing]
    for name in ("ISSUER", "AUTHORIZATION_URL", "TOKEN_URL", "JWKS_URL", "USERINFO_URL"):
        if told[name] and not _safe(told[name], loopback):
            faults.append(f"OIDC_{name} must be an https:// address.")
    algorithm = told["ALGORITHM"] or ALGORITHMS[0]
    if algorithm not in ALGORITHMS:
        faults.append(f"OIDC_ALGORITHM must be {' or '.join(ALGORITHMS)}.")
    scopes = told["SCOPES"] or "openid"
    if "openid" not in scopes.split():
        faults.append("OIDC_SCOPES must hold openid.")
    named = {name.lower(): value for name, value in told.items()}
    return ProviderOptions(**named | {"algorithm": algorithm, "scopes": scopes})


def settings_of(provider: ProviderOptions | None) -> dict[str, Any]:
    """Lay the options out as the library reads them; nothing without a provider."""
    if provider is None:
        return {}
    return {
        "OIDC_RP_CLIENT_ID": provider.client_id,
        "OIDC_RP_CLIENT_SECRET": provider.client_secret,
        "OIDC_RP_SCOPES": provider.scopes,
        "OIDC_RP_SIGN_ALGO": provider.algorithm,
        "OIDC_OP_AUTHORIZATION_ENDPOINT": provider.authorization_url,
        "OIDC_OP_TOKEN_ENDPOINT": provider.token_url,
        "OIDC_OP_JWKS_ENDPOINT": provider.jwks_url,
        "OIDC_OP_USER_ENDPOINT": provider.userinfo_url,
        "OIDC_AUTHENTICATION_CALLBACK_URL": CALLBACK,
        "OIDC_USE_NONCE": True,
        "OIDC_USE_PKCE": True,
        "OIDC_VERIFY_SSL": True,
        "OIDC_CREATE_USER": False,
        "OIDC_TIMEOUT": SECONDS,
        # So many sign-ins may be begun in one browser and left.
        "OIDC_MAX_STATES": 5,
    }


def _safe(url: str, loopback: bool) -> bool:
    host = urlsplit(url).hostname if start_checks.names(url, "https", "http") else None
    if not host:
        return False
    return start_checks.names(url, "https") or (loopback and _on_this_machine(host))


def _on_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
