"""A union signs up: its place, itself, the code, the account."""

from typing import Any

import pytest
from django.test import Client

from accounts.access.join_services import Applicant, UnionTakenError, join
from accounts.enums import AccessState
from accounts.models import AccessRequest, User
from tests.accounts.access.stage import PASSWORD, Chain
from tests.codes import codes_sent, last_code, wrong_code
from tests.statistics.filing import text_of
from tests.world import FILED_AT

PLACE = "/access/join/?province=03&county=0301"


def told(chain: Chain, **other: Any) -> dict[str, Any]:
    union = chain.union("sarrajan")
    said = {"union": union.pk, "full_name": "سارا الگویی", "title": "دبیر"}
    return said | {"mobile": "09120000001"} | other


def account(name: str = "sarrajan") -> dict[str, str]:
    return {"username": name} | dict.fromkeys(("new_password1", "new_password2"), PASSWORD)


def test_a_union_signs_up_with_a_mobile_proved_by_a_code(chain: Chain, client: Client) -> None:
    data = told(chain)
    assert "سطح استان" in text_of(client.get("/access/join/?province=03"))
    assert "اتحادیه sarrajan" in text_of(client.get(PLACE))
    with codes_sent(FILED_AT):
        assert client.post(PLACE, data).headers["Location"] == "/access/join/code/"
    # No account before the number is proved.
    assert client.get("/access/join/account/").status_code == 410
    assert client.post("/access/join/code/", {"code": wrong_code()}).status_code == 422
    answer = client.post("/access/join/code/", {"code": last_code()})
    assert answer.headers["Location"] == "/access/join/account/"
    assert client.post("/access/join/account/", account()).status_code == 302
    assert "sarrajan" in text_of(client.get("/access/join/done/"))
    user = User.objects.get(username="sarrajan")
    assert (user.full_name, user.mobile) == ("سارا الگویی", "09120000001")
    request = AccessRequest.objects.get()
    assert (request.applicant, request.title, request.state) == (
        user,
        "دبیر",
        AccessState.REGISTERED,
    )
    # The union is in no list any more.
    assert "اتحادیه sarrajan" not in text_of(Client().get(PLACE))


def test_a_union_with_access_or_on_the_way_is_not_offered(chain: Chain, client: Client) -> None:
    chain.joined("onway")
    shown = text_of(client.get(PLACE))
    assert "اتحادیه onway" not in shown
    assert chain.world.union.name not in shown
    assert "به دفتر آمار اعلام کند" in shown
    answer = client.post(PLACE, told(chain, union=chain.world.union.pk))
    assert answer.status_code == 422


@pytest.mark.parametrize("name", ["owner", "ab", "نام من", "سراج", "0012345679", "۰۹۱۲۰۰۰۰۰۰۹"])
def test_a_user_name_that_is_taken_or_no_name_is_refused(
    chain: Chain, client: Client, name: str
) -> None:
    with codes_sent(FILED_AT):
        client.post(PLACE, told(chain))
    client.post("/access/join/code/", {"code": last_code()})
    answer = client.post("/access/join/account/", account(name))
    assert answer.status_code == 422
    assert not AccessRequest.objects.exists()


def test_names_are_not_tried_without_end(chain: Chain, client: Client) -> None:
    with codes_sent(FILED_AT):
        client.post(PLACE, told(chain))
    client.post("/access/join/code/", {"code": last_code()})
    tries = [client.post("/access/join/account/", account("owner")).status_code for _ in range(6)]
    assert tries == [422] * 5 + [429]


def test_the_second_who_signs_up_for_a_union_finds_it_taken(chain: Chain) -> None:
    request = chain.joined("sarrajan")
    with pytest.raises(UnionTakenError):
        join(Applicant(request.union_id, "دیگری", "رئیس", "09120000002"), "dgr", PASSWORD, FILED_AT)
    assert not User.objects.filter(username="dgr").exists()


def test_a_code_of_another_number_opens_nothing(chain: Chain, client: Client) -> None:
    data = told(chain)
    with codes_sent(FILED_AT):
        client.post(PLACE, data)
        other = Client()
        other.post(PLACE, data | {"mobile": "09120000002"})
    code = last_code()
    assert client.post("/access/join/code/", {"code": code}).status_code == 422
