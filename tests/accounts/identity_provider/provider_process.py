"""A real identity provider, run as a process of its own on a free port of this machine."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests

from config.provider_options import ProviderOptions
from tests.scheduler import wait_for

NAME = "پنجرهٔ آزمون"
CLIENT_ID = "portal"


@dataclass(frozen=True)
class Provider:
    """A provider's place, and what the portal is told of it."""

    url: str

    def options(self, **other: Any) -> ProviderOptions:
        told = {
            "name": NAME,
            "issuer": self.url,
            "client_id": CLIENT_ID,
            "client_secret": "a-secret-of-the-tests",
            "authorization_url": f"{self.url}/oauth2/authorize",
            "token_url": f"{self.url}/oauth2/token",
            "jwks_url": f"{self.url}/jwks",
            "userinfo_url": f"{self.url}/userinfo",
            "algorithm": "RS256",
            "scopes": "openid",
            "holder_claim": "",
        }
        return ProviderOptions(**told | other)

    def knows(self, subject: str, **claims: str) -> None:
        """Let the provider vouch for this of somebody."""
        requests.put(f"{self.url}/users/{subject}", json=claims, timeout=60).raise_for_status()

    def send_back(self, authorization: str, subject: str) -> str:
        """Sign in there as somebody; return the address and query to which they are led back."""
        answer = requests.post(
            authorization, data={"sub": subject}, allow_redirects=False, timeout=60
        )
        assert answer.status_code == 302, answer.text
        led = urlsplit(answer.headers["Location"])
        return f"{led.path}?{led.query}"


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@contextmanager
def running(*options: str) -> Iterator[Provider]:
    """Run a provider until the block ends."""
    port = free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "-p", str(port), *options]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(lambda: _answers(port))
        yield Provider(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait()


def _answers(port: int) -> bool:
    with socket.socket() as there:
        return there.connect_ex(("127.0.0.1", port)) == 0
