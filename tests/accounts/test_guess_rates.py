"""What can be guessed in a day: the settings are those of the document."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from django.conf import settings

from accounts.codes import services as codes
from catalog.policy_definitions import PolicyKey

PAGE = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")
DAY = 24 * 60
OWN = "the own password once more, signed in"


def rate(most: int, minutes: int) -> str:
    return f"{most} in {minutes} minutes | {most * DAY // minutes}"


def limits(told: Iterable[tuple[str, int, int]]) -> dict[str, str]:
    return {field: rate(most, minutes) for field, most, minutes in told}


def rows() -> dict[str, str]:
    """Lay out what the table says, by what is guessed."""
    sign_in, pairs = limits(settings.SIGN_IN_LIMITS), limits(settings.SIGN_UP_LIMITS)
    resets, cool = limits(settings.RESET_LIMITS), settings.AXES_COOLOFF_TIME
    guesses, kept = codes.TRIES * settings.CODES_A_DAY, int(codes.KEPT.total_seconds() // 60)
    each = f"{codes.TRIES} tries of each, {settings.CODES_A_DAY} codes a day, each {kept} minutes"
    line, network = settings.CODES_OF_A_LINE, PolicyKey.CODES_OF_A_NETWORK.fact.first or 0
    address = rate(settings.AXES_FAILURE_LIMIT, int(cool.total_seconds() // 60))
    return {
        "the password of one account, from one address": address,
        "the password of one account, from everywhere": sign_in["name_key"],
        "passwords of any accounts, from one line": sign_in["address_key"],
        "passwords of any accounts, from one network": sign_in["network_key"],
        OWN: rate(*settings.CONFIRM_LIMIT),
        "a code by SMS, of one number": f"{each} | {guesses} | {10**codes.DIGITS}: 3 in 100000",
        "codes asked for from one line, not signed in": f"{line} a day | {line * codes.TRIES}",
        "codes asked for from one network, not signed in": f"{network} a day, the policy "
        f"`codes_of_a_network` | {network * codes.TRIES}",
        "the guild id of one holder id": pairs["name_key"],
        "pairs of ids, from one line": pairs["address_key"],
        "pairs of ids, from one network": pairs["network_key"],
        "names for a new password, from one line": resets["address_key"],
        "names for a new password, from one network": resets["network_key"],
    }


@pytest.mark.parametrize("guessed", rows())
def test_the_document_tells_the_rate_of_the_settings(guessed: str) -> None:
    assert f"\n| {guessed} | {rows()[guessed]} |" in PAGE


def test_three_in_a_hundred_thousand_are_guessed_a_day() -> None:
    assert codes.TRIES * settings.CODES_A_DAY * 100_000 == 3 * 10**codes.DIGITS
    assert f"{settings.ALL_CODES_A_DAY} codes a day" in PAGE
