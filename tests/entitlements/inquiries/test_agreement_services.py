"""Two people of the statistics office let an agency ask, one takes it back."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from config.errors import ForbiddenError, InvalidFieldError
from entitlements.inquiries.agreement_services import (
    SHOWN_FOR,
    end,
    make_token,
    propose,
    revoke,
    second,
    shown_to,
)
from entitlements.inquiries.errors import AgreementError, NotTheSecondError
from entitlements.inquiries.rules import digest_of
from entitlements.models import AgencyToken, Agreement
from tests.entitlements.inquiries.posts import NUMBER, agreed, office, terms, waiting
from tests.world import FILED_AT, World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_who_wrote_it_down_does_not_confirm_it(world: World) -> None:
    agreement = waiting(world)
    with pytest.raises(NotTheSecondError):
        second(agreement.asked_by, agreement.pk, FILED_AT)
    # Nor does the database take it.
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.update(seconded_by=agreement.asked_by, seconded_at=FILED_AT)
    with pytest.raises(AgreementError, match="در انتظار نفر دوم"):
        make_token(agreement.asked_by, agreement.pk, "x", agreement.ends_on, FILED_AT)


def test_once_confirmed_it_is_confirmed(world: World) -> None:
    agreement = agreed(world)
    assert agreement.seconded_by
    again = second(agreement.seconded_by, agreement.pk, FILED_AT + DAY)
    assert again.seconded_at == FILED_AT


def test_one_that_was_put_aside_is_confirmed_by_nobody(world: World) -> None:
    agreement = waiting(world)
    end(agreement.asked_by, agreement.pk, FILED_AT)
    with pytest.raises(NotTheSecondError):
        second(User.objects.get(username="stats-2"), agreement.pk, FILED_AT)


@pytest.mark.parametrize("name", ["union_officer", "ministry_officer", "owner"])
def test_nobody_else_has_a_part_in_it(world: World, name: str) -> None:
    agreement, user = agreed(world), getattr(world, name)
    for act in (
        lambda: propose(user, terms(number="2"), FILED_AT),
        lambda: second(user, agreement.pk, FILED_AT),
        lambda: end(user, agreement.pk, FILED_AT),
        lambda: make_token(user, agreement.pk, "x", agreement.ends_on, FILED_AT),
    ):
        with pytest.raises(ForbiddenError):
            act()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"ends_on": FILED_AT.date() - DAY}, "ends_on"),
        ({"starts_on": FILED_AT.date() - 9 * DAY, "ends_on": FILED_AT.date() - DAY}, "ends_on"),
        ({"ends_on": FILED_AT.date() + 1100 * DAY}, "ends_on"),
        ({"number": NUMBER}, "number"),
    ],
)
def test_its_days_are_ahead_and_its_number_its_own(
    world: World, said: dict[str, Any], field: str
) -> None:
    first, _ = office(world)
    propose(first, terms(), FILED_AT)
    with pytest.raises(InvalidFieldError) as refused:
        propose(first, terms(**({"number": "2"} | said)), FILED_AT)
    assert refused.value.field == field


def test_a_token_is_kept_as_its_digest_and_shown_to_its_maker_for_a_while(world: World) -> None:
    agreement = agreed(world)
    made = make_token(agreement.asked_by, agreement.pk, "x", agreement.ends_on, FILED_AT)
    text = shown_to(agreement.asked_by, agreement, FILED_AT)
    assert digest_of(text) == made.digest
    assert text not in str(vars(AgencyToken.objects.get()))
    assert agreement.seconded_by
    assert not shown_to(agreement.seconded_by, agreement, FILED_AT)
    assert not shown_to(agreement.asked_by, agreement, FILED_AT + SHOWN_FOR)
    revoke(agreement.asked_by, made.pk, FILED_AT)
    assert not shown_to(agreement.asked_by, agreement, FILED_AT)


def test_two_tokens_hold_at_once_and_a_third_waits_for_one_to_go(world: World) -> None:
    agreement = agreed(world)
    user, until = agreement.asked_by, agreement.ends_on
    first = make_token(user, agreement.pk, "a", until, FILED_AT)
    make_token(user, agreement.pk, "b", until, FILED_AT)
    with pytest.raises(AgreementError, match="۲ توکن"):
        make_token(user, agreement.pk, "c", until, FILED_AT)
    revoke(user, first.pk, FILED_AT)
    make_token(user, agreement.pk, "c", until, FILED_AT)
    with pytest.raises(InvalidFieldError):
        make_token(user, agreement.pk, "d", until + DAY, FILED_AT)
