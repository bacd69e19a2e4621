"""The machine's door: what an agency is told, what it is not, and what a wrong question gets."""

import json
from typing import Any
from uuid import uuid4

import pytest
import time_machine as clock
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from entitlements.enums import RefusalReason
from entitlements.inquiries import agreement_services, services, worker
from entitlements.ledger.queries import lines_of
from entitlements.models import (
    AgencyToken,
    Inquiry,
    InquiryAnswer,
    InquiryRefusal,
    RefusedUnit,
)
from tests.entitlements.inquiries.asking import ADDRESS, machine, pair, place_of, post
from tests.entitlements.inquiries.posts import all_fields, token_under
from tests.world import FILED_AT, MEHR, World, tehran
from units.models import Licence

pytestmark = pytest.mark.django_db
AT = tehran(1398, 8, 12)
STRANGER = "9990000026"


@pytest.fixture
def token(world: World, time_machine: clock.TimeMachineFixture) -> AgencyToken:
    made = token_under(world)
    time_machine.move_to(AT, tick=False)
    return made


@pytest.fixture
def bank(token: AgencyToken) -> Client:
    return machine(token)


def problem(answer: Any) -> tuple[int, str]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    return answer.status_code, json.loads(answer.content)["title"]


def batch(client: Client, rows: list[Any], key: str = "b-1") -> Any:
    """Ask for many, let the worker answer, and read the answer."""
    asked = post(client, {"rows": rows}, key)
    assert asked.status_code == 202, asked.content
    worker.run_waiting()
    return client.get(place_of(asked)).json()


def test_one_unit_is_answered_at_once_with_derived_facts_alone(world: World, bank: Client) -> None:
    world.filed(MEHR)
    answer = post(bank, pair(world))
    assert answer.status_code == 200
    told = answer.json()
    assert told["result"] == "found"
    assert set(told["facts"]) == {"activity", "duty", "months", "complete_since"}
    assert told["facts"]["activity"]["word"] == "فعال"
    for secret in (world.unit.name, world.unit.holder_name, world.unit.holder_id, "20"):
        assert secret not in json.dumps(told["facts"], ensure_ascii=False)


def test_base_data_are_told_where_the_agreement_names_them(
    world: World, time_machine: clock.TimeMachineFixture
) -> None:
    client = machine(token_under(world, fields=all_fields()))
    time_machine.move_to(AT, tick=False)
    facts = post(client, pair(world)).json()["facts"]
    assert list(facts) == sorted(all_fields(), key=list(facts).index)
    assert facts["union"] == world.union.name
    assert set(post(client, pair(world, fields=["union"])).json()["facts"]) == {"union"}


@pytest.mark.parametrize("wrong", [{"holder_id": STRANGER}, {"guild_id": "0000000001"}])
def test_a_wrong_pair_is_a_missing_one_byte_for_byte_and_in_what_is_done(
    world: World, bank: Client, wrong: dict[str, str]
) -> None:
    nobodys = {"holder_id": STRANGER, "guild_id": "0000000001"}
    answers, queries = [], []
    for ids in (pair(world, **wrong), nobodys):
        with CaptureQueriesContext(connection) as done:
            answers.append(post(bank, ids))
        queries.append([query["sql"].split(" ")[0] for query in done])
    assert answers[0].content == answers[1].content == b'{"result": "not_found"}'
    assert answers[0].headers == answers[1].headers
    assert queries[0] == queries[1]
    assert not InquiryAnswer.objects.exclude(unit=None).exists()


def test_a_unit_without_a_licence_any_more_is_missing(world: World, bank: Client) -> None:
    Licence.objects.all().delete()
    assert post(bank, pair(world)).json() == {"result": "not_found"}


def test_no_cookie_comes_back_and_no_session_is_begun(world: World, bank: Client) -> None:
    for answer in (
        post(bank, pair(world)),
        post(machine(), pair(world)),
        bank.get(ADDRESS),
        bank.put(ADDRESS),
        bank.get("/api/v1/inquiry/openapi.json"),
    ):
        assert not answer.cookies
    assert not Session.objects.exists()


def test_a_signed_in_person_is_nobody_there(world: World, token: AgencyToken) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(token.made_by)
    assert problem(post(browser, pair(world))) == (401, "token_unknown")
    # Nor does a machine need what protects forms.
    strict = machine(token, enforce_csrf_checks=True)
    assert post(strict, pair(world)).status_code == 200


def test_rows_are_answered_in_order_each_by_its_key_and_a_broken_one_spoils_none(
    world: World, bank: Client
) -> None:
    rows = [
        pair(world, key="a"),
        "broken",
        pair(world, key="b", holder_id=STRANGER),
        {"key": "c", "guild_id": "x"},
        pair(world, key="a"),
        pair(world),
    ]
    told = batch(bank, rows)
    assert (told["state"], told["rows"], told["found"]) == ("done", 6, 3)
    found = [(one["position"], one["key"], one["result"]) for one in told["answers"]]
    assert found == [
        (1, "a", "found"),
        (2, "", "invalid"),
        (3, "b", "not_found"),
        (4, "c", "invalid"),
        (5, "a", "found"),
        (6, "", "found"),
    ]
    assert [one.get("fault") for one in told["answers"]] == [
        *(None, "row", None, "guild_id", None, None)
    ]
    # Who was asked for in vain is kept nowhere.
    assert Inquiry.objects.get().asked is None


def test_the_same_batch_twice_is_one(world: World, bank: Client) -> None:
    first = post(bank, {"rows": [pair(world)]}, "k")
    again = post(bank, {"rows": [pair(world)]}, "k")
    assert first.content == again.content
    worker.run_waiting()
    later = post(bank, {"rows": [pair(world)]}, "k")
    assert (later.status_code, later.json()["state"]) == (202, "done")
    assert Inquiry.objects.count() == InquiryAnswer.objects.count() == 1


def test_one_unit_asked_twice_by_a_key_is_told_the_same(
    world: World, bank: Client, time_machine: clock.TimeMachineFixture
) -> None:
    first = post(bank, pair(world), "k")
    time_machine.shift(60)
    assert post(bank, pair(world), "k").content == first.content
    assert post(bank, pair(world), "other").content != first.content


def test_a_key_of_other_words_is_refused(world: World, bank: Client) -> None:
    post(bank, {"rows": [pair(world)]}, "k")
    assert problem(post(bank, {"rows": [pair(world), 1]}, "k")) == (409, "key_used_before")
    assert Inquiry.objects.count() == 1


def test_a_batch_that_waits_says_when_to_come_again(world: World, bank: Client) -> None:
    path = place_of(post(bank, {"rows": [pair(world)]}, "k"))
    answer = bank.get(path)
    assert answer.json()["state"] == "waiting"
    assert answer.headers["Retry-After"] == "2"
    assert "answers" not in answer.json()


def test_a_batch_is_there_for_its_own_agreement_alone(world: World, bank: Client) -> None:
    path = place_of(post(bank, {"rows": [pair(world)]}, "k"))
    inquiry = Inquiry.objects.get()
    own = inquiry.agreement
    own_token = inquiry.token
    other = agreement_services.propose(
        own_token.made_by,
        agreement_services.Terms(
            "2", "دیگری", "x", "x", ["activity"], own.starts_on, own.ends_on, 10
        ),
        FILED_AT,
    )
    assert own.seconded_by
    agreement_services.second(own.seconded_by, other.pk, FILED_AT)
    stranger = machine(
        agreement_services.make_token(own_token.made_by, other.pk, "x", other.ends_on, FILED_AT)
    )
    missing = stranger.get(f"{ADDRESS}{uuid4()}/")
    assert problem(stranger.get(path)) == problem(missing) == (404, "not_found")
    assert stranger.get(path).content == missing.content


def test_a_field_outside_the_agreement_is_refused_and_written_down(
    world: World, bank: Client, token: AgencyToken
) -> None:
    answer = post(bank, pair(world, fields=["activity", "union"]))
    assert problem(answer) == (403, "outside_agreement")
    kept = InquiryRefusal.objects.get()
    assert (kept.reason, kept.token, kept.fields) == (RefusalReason.FIELDS, token, ["union"])
    assert not Inquiry.objects.exists()


def test_a_token_that_does_not_hold_opens_nothing_and_is_written_down(
    world: World, bank: Client, token: AgencyToken, time_machine: clock.TimeMachineFixture
) -> None:
    assert problem(post(machine(text="none"), pair(world))) == (401, "token_unknown")
    assert problem(post(machine(), pair(world))) == (401, "token_unknown")
    assert token.expires_on == token.agreement.ends_on
    agreement_services.revoke(token.made_by, token.pk, AT)
    refused = post(bank, pair(world))
    assert problem(refused) == (401, "token_revoked")
    assert refused.headers["WWW-Authenticate"] == "Bearer"
    reasons = InquiryRefusal.objects.order_by("pk").values_list("reason", flat=True)
    assert list(reasons) == ["unknown", "unknown", "revoked"]


def test_a_token_ends_on_its_day_and_with_its_agreement(
    world: World, bank: Client, token: AgencyToken, time_machine: clock.TimeMachineFixture
) -> None:
    short = machine(
        agreement_services.make_token(token.made_by, token.agreement_id, "کوتاه", AT.date(), AT)
    )
    assert post(short, pair(world)).status_code == 200
    time_machine.shift(24 * 60 * 60)
    assert problem(post(short, pair(world))) == (401, "token_expired")
    agreement_services.end(token.made_by, token.agreement_id, AT)
    assert problem(post(bank, pair(world))) == (403, "agreement_not_in_force")


def test_a_day_has_its_share_and_tomorrow_another(
    world: World, time_machine: clock.TimeMachineFixture
) -> None:
    client = machine(token_under(world, per_day=3))
    time_machine.move_to(tehran(1398, 8, 12, 23), tick=False)
    assert post(client, {"rows": [pair(world)] * 2}, "a").status_code == 202
    refused = post(client, {"rows": [pair(world)] * 2}, "b")
    assert problem(refused) == (429, "quota_spent")
    assert refused.headers["Retry-After"] == "3600"
    assert post(client, pair(world)).status_code == 200
    time_machine.shift(3601)
    assert post(client, {"rows": [pair(world)] * 2}, "b").status_code == 202


def test_a_unit_that_a_refused_question_named_reads_of_it_once(
    world: World, bank: Client, token: AgencyToken
) -> None:
    rows = [pair(world), pair(world), pair(world, holder_id=STRANGER), "x"]
    answer = post(bank, {"rows": rows, "fields": ["union"]}, "b")
    assert problem(answer) == (403, "outside_agreement")
    assert RefusedUnit.objects.get().unit == world.unit
    (line,) = lines_of(world.unit).rows
    assert (line.who, line.asked) == (token.agreement.agency, "اتحادیه")
    assert line.told == "هیچ؛ پذیرفته نشد: بیرون از توافق"


def test_who_is_named_by_a_token_that_does_not_hold_reads_of_it_too(
    world: World, bank: Client, token: AgencyToken
) -> None:
    agreement_services.revoke(token.made_by, token.pk, AT)
    post(bank, pair(world))
    assert [line.told for line in lines_of(world.unit).rows] == ["هیچ؛ پذیرفته نشد: توکن باطل‌شده"]


@pytest.mark.parametrize("wrong", [{"holder_id": STRANGER}, {"guild_id": "0000000001"}])
def test_who_is_not_truly_named_reads_of_nothing_and_the_answer_is_the_same(
    world: World, bank: Client, wrong: dict[str, str]
) -> None:
    asked = {"fields": ["union"]}
    with CaptureQueriesContext(connection) as right:
        named = post(bank, pair(world, **asked))
    with CaptureQueriesContext(connection) as other:
        unnamed = post(bank, pair(world, **asked, **wrong))
    assert named.content == unnamed.content
    assert len(right) == len(other)
    post(machine(text="x"), pair(world))
    assert RefusedUnit.objects.count() == 1


def test_a_machine_that_is_refused_all_the_time_names_nobody_any_more(
    world: World, bank: Client, settings: Any
) -> None:
    settings.INQUIRY_REFUSALS = (2, 60)
    for _ in range(4):
        post(bank, pair(world, fields=["union"]))
    assert (InquiryRefusal.objects.count(), RefusedUnit.objects.count()) == (4, 2)


def test_a_flood_of_unknown_tokens_is_refused_and_no_longer_written(
    world: World, settings: Any
) -> None:
    settings.INQUIRY_REFUSALS = (2, 60)
    answers = [problem(post(machine(text="x"), pair(world))) for _ in range(4)]
    assert answers == [(401, "token_unknown")] * 2 + [(429, "too_many_refusals")] * 2
    assert InquiryRefusal.objects.count() == 2


@pytest.mark.parametrize(
    ("sent", "status", "title"),
    [
        ({"data": b"{", "content_type": "application/json"}, 400, "not_json"),
        ({"data": b"a=b", "content_type": "text/plain"}, 415, "not_json"),
        ({"data": {"a": "b"}}, 415, "not_json"),
        ({"data": b"[]", "content_type": "application/json"}, 422, "not_an_object"),
        ({"data": b" " * (2**21 + 1), "content_type": "application/json"}, 413, "too_large"),
        ({"data": b" " * (3 * 2**20), "content_type": "application/json"}, 413, "too_large"),
        ({"data": b'{"rows": [1]}', "content_type": "application/json"}, 422, "key_required"),
    ],
)
def test_a_wrong_question_hears_what_is_wrong(
    bank: Client, sent: dict[str, Any], status: int, title: str
) -> None:
    assert problem(bank.post(ADDRESS, **sent)) == (status, title)


def test_a_key_is_plain_and_the_method_is_named(world: World, bank: Client) -> None:
    assert problem(post(bank, pair(world), "a b")) == (422, "key_invalid")
    refused = bank.get(ADDRESS)
    assert problem(refused) == (405, "wrong_method")
    assert refused.headers["Allow"] == "POST"


def test_as_many_statements_for_a_thousand_as_for_one(world: World, bank: Client) -> None:
    counts = []
    for rows in (1, 1000):
        post(bank, {"rows": [pair(world, key=str(n)) for n in range(rows)]}, f"k-{rows}")
        with CaptureQueriesContext(connection) as done:
            assert worker.run_waiting() == 1
        counts.append(len(done))
    assert counts[0] == counts[1] <= 16
    assert InquiryAnswer.objects.count() == 1001
    assert services.QUEUE == "exports"
