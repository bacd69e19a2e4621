"""An identity provider and the second factor as the environment tells of them."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.environment import Environment, Profile, read
from config.provider_options import settings_of
from tests.config.test_environment import GOOD

NOTHING: dict[str, str] = {}
PROVIDER = {
    "OIDC_NAME": "پنجرهٔ واحد",
    "OIDC_ISSUER": "https://sso.example",
    "OIDC_CLIENT_ID": "portal",
    "OIDC_CLIENT_SECRET": "secret",
    "OIDC_AUTHORIZATION_URL": "https://sso.example/authorize",
    "OIDC_TOKEN_URL": "https://sso.example/token",
    "OIDC_JWKS_URL": "https://sso.example/jwks",
}


def started(
    root: Path, told: Mapping[str, str] = NOTHING, profile: Profile = Profile.PRODUCTION
) -> Environment:
    files = root / "files"
    files.mkdir(exist_ok=True)
    stands = GOOD if profile is Profile.PRODUCTION else {}
    named = {"PORTAL_PROFILE": profile, "PORTAL_FILES": str(files)}
    return read(stands | named | dict(told), root / "code")


def faults(root: Path, told: Mapping[str, str], profile: Profile = Profile.PRODUCTION) -> list[str]:
    with pytest.raises(ImproperlyConfigured) as refusal:
        started(root, told, profile)
    return re.findall(r"(?m)^- ([A-Z_]+)", str(refusal.value))


def test_without_a_word_of_it_there_is_no_provider(tmp_path: Path) -> None:
    assert started(tmp_path).provider is None
    assert settings_of(None) == {}


def test_a_whole_provider_is_taken_with_the_safe_settings(tmp_path: Path) -> None:
    provider = started(tmp_path, PROVIDER).provider
    assert provider
    assert (provider.algorithm, provider.scopes, provider.holder_claim) == ("RS256", "openid", "")
    found = settings_of(provider)
    for name in ("OIDC_USE_NONCE", "OIDC_USE_PKCE", "OIDC_VERIFY_SSL"):
        assert found[name] is True
    assert found["OIDC_CREATE_USER"] is False
    assert 0 < found["OIDC_TIMEOUT"] <= 10


def test_half_a_provider_names_everything_that_lacks(tmp_path: Path) -> None:
    named = faults(tmp_path, {"OIDC_HOLDER_CLAIM": "national_id"})
    assert sorted(named) == sorted(PROVIDER)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OIDC_ISSUER", "http://sso.example"),
        ("OIDC_AUTHORIZATION_URL", "sso.example/authorize"),
        ("OIDC_TOKEN_URL", "http://127.0.0.1:9400/token"),
        ("OIDC_JWKS_URL", "https://"),
        ("OIDC_USERINFO_URL", "ftp://sso.example/"),
        ("OIDC_ALGORITHM", "HS256"),
        ("OIDC_ALGORITHM", "none"),
        ("OIDC_SCOPES", "email"),
    ],
)
def test_one_fault_is_named_alone(tmp_path: Path, name: str, value: str) -> None:
    assert faults(tmp_path, PROVIDER | {name: value}) == [name]


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    wrong = PROVIDER | {"OIDC_TOKEN_URL": "http://x.example", "OIDC_ALGORITHM": "HS256"}
    assert faults(tmp_path, wrong | {"SECOND_FACTOR": "off"}) == [
        "SECOND_FACTOR",
        "OIDC_TOKEN_URL",
        "OIDC_ALGORITHM",
    ]


def test_the_tests_alone_speak_to_a_provider_on_this_machine_openly(tmp_path: Path) -> None:
    open_one = PROVIDER | {"OIDC_TOKEN_URL": "http://127.0.0.1:9400/token"}
    assert started(tmp_path, open_one, Profile.TEST).provider
    assert faults(tmp_path, open_one, Profile.DEMO) == ["OIDC_TOKEN_URL"]
    elsewhere = PROVIDER | {"OIDC_TOKEN_URL": "http://192.0.2.1/token"}
    assert faults(tmp_path, elsewhere, Profile.TEST) == ["OIDC_TOKEN_URL"]


def test_officers_show_a_code_in_production_and_in_the_demo_on_request(tmp_path: Path) -> None:
    assert started(tmp_path).second_factor
    assert started(tmp_path, {"SECOND_FACTOR": "on"}).second_factor
    assert faults(tmp_path, {"SECOND_FACTOR": "off"}) == ["SECOND_FACTOR"]
    assert faults(tmp_path, {"SECOND_FACTOR": "yes"}, Profile.DEMO) == ["SECOND_FACTOR"]
    assert not started(tmp_path, profile=Profile.DEMO).second_factor
    assert started(tmp_path, {"SECOND_FACTOR": "on"}, Profile.DEMO).second_factor
    assert not started(tmp_path, {"SECOND_FACTOR": "on"}, Profile.TEST).second_factor
