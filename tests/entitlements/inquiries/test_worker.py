"""Batches are answered whole or not at all, once, and one that breaks is given up in the end."""

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from entitlements.enums import InquiryState
from entitlements.inquiries import services, worker
from entitlements.inquiries.rules import question
from entitlements.models import AgencyToken, Agreement, Inquiry, InquiryAnswer, InquiryRefusal
from tests.concurrency import race
from tests.entitlements.inquiries.posts import token_under
from tests.world import FILED_AT, World

pytestmark = pytest.mark.django_db
BODY = b'{"rows": [{"guild_id": "0000000001", "holder_id": "0012345679"}, 1]}'


def asked(token: AgencyToken, key: str = "k") -> Inquiry:
    return services.ask(token, question(BODY), key, FILED_AT)


def test_who_asks_wakes_the_worker_after_the_commit(
    world: World, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    sent: list[tuple[Any, ...]] = []
    monkeypatch.setattr(services, "hand_over", lambda *message: sent.append(message))
    with django_capture_on_commit_callbacks(execute=True):
        asked(token_under(world))
    assert sent == [(services.TASK, [], "exports")]


@pytest.mark.django_db(transaction=True)
def test_two_workers_answer_each_batch_once(shared_world: World) -> None:
    token = token_under(shared_world)
    for number in range(3):
        asked(token, f"k-{number}")
    ended = race([worker.run_waiting] * 2)
    assert sum(int(str(count)) for count in ended) == 3
    assert InquiryAnswer.objects.count() == 6


@pytest.mark.django_db(transaction=True)
def test_the_same_batch_at_one_moment_is_one(shared_world: World) -> None:
    token = token_under(shared_world)
    made = race([lambda: asked(token).pk] * 4)
    assert len(set(made)) == Inquiry.objects.count() == 1


def test_a_batch_that_breaks_keeps_nothing_and_is_given_up_after_three(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    inquiry = asked(token_under(world))
    other = services.answer

    def broken(*args: Any) -> None:
        other(*args)
        raise DatabaseError

    monkeypatch.setattr(worker, "answer", broken)
    assert [worker.run_waiting() for _ in range(4)] == [0, 0, 0, 1]
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.asked) == (InquiryState.FAILED, None)
    assert not InquiryAnswer.objects.exists()


def test_what_was_asked_and_answered_is_never_changed(world: World) -> None:
    token = token_under(world)
    asked(token)
    worker.run_waiting()
    InquiryRefusal.objects.create(at=FILED_AT, reason="unknown")
    changes = (
        lambda: Inquiry.objects.update(found=7),
        lambda: Inquiry.objects.all().delete(),
        lambda: InquiryAnswer.objects.update(key="x"),
        lambda: InquiryAnswer.objects.all().delete(),
        lambda: InquiryRefusal.objects.all().delete(),
        lambda: Agreement.objects.update(purpose="x"),
        lambda: Agreement.objects.update(fields=["union"]),
        lambda: AgencyToken.objects.update(expires_on=FILED_AT.date()),
    )
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
