"""Two people meet at one request, or at one union."""

import pytest

from accounts.access.join_services import Applicant, join
from accounts.access.letter_services import Letter
from accounts.access.services import Step, move
from accounts.enums import AccessAct, AccessState, Role
from accounts.models import AccessHop, AccessRequest, Organization, User
from tests.accounts.access.stage import PASSWORD, Chain, chain_of
from tests.concurrency import race, winners
from tests.sample_files import png
from tests.world import FILED_AT, build, officer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def met() -> Chain:
    return chain_of(build())


def test_of_two_second_signatures_one_counts(met: Chain) -> None:
    request = met.brought("sarrajan", "signed")
    third = officer("stats-third", Role.STATISTICS_OFFICER, met.statistics)
    step = Step(request.pk, request.version, AccessAct.GRANTED)
    results = race([lambda u=u: move(u, step, FILED_AT) for u in (met.second, third)])  # type: ignore[misc]
    assert len(winners(results)) == 1
    assert AccessHop.objects.filter(request=request, act=AccessAct.GRANTED).count() == 1


def test_of_a_letter_and_a_withdrawal_at_once_one_counts(met: Chain) -> None:
    request = met.brought("sarrajan", "county")
    paper = Letter("22/7714", FILED_AT.date(), "a.png", png())
    forward = Step(request.pk, request.version, AccessAct.FORWARDED, paper)
    withdraw = Step(request.pk, request.version, AccessAct.WITHDRAWN)
    results = race(
        [
            lambda: move(met.county, forward, FILED_AT),
            lambda: move(request.applicant, withdraw, FILED_AT),
        ]
    )
    assert len(winners(results)) == 1
    state = AccessRequest.objects.get(pk=request.pk).state
    assert state in (AccessState.AT_PROVINCE, AccessState.WITHDRAWN)


def test_of_two_who_sign_up_for_one_union_one_gets_an_account(met: Chain) -> None:
    union = met.union("sarrajan")

    def signs(name: str) -> object:
        who = Applicant(union.pk, "سارا الگویی", "دبیر", "09120000001")
        return join(who, name, PASSWORD, FILED_AT)

    results = race([lambda: signs("first-name"), lambda: signs("second-name")])
    assert len(winners(results)) == 1
    assert User.objects.filter(username__in=["first-name", "second-name"]).count() == 1
    assert AccessRequest.objects.get().union == Organization.objects.get(pk=union.pk)
