"""Told once, in the event's own transaction; sent at most once."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection, transaction

from accounts.enums import Channel, Delivery, NoticeKind, OrganizationKind, Role
from accounts.models import Notice, Organization, Outbox, User
from accounts.notices import outbox
from accounts.notices.backends import (
    MemorySms,
    Message,
    NotAcceptedError,
    UnreachableError,
    UnsendableError,
)
from accounts.notices.outbox import MAX_ATTEMPTS, send_due, unknown
from accounts.notices.services import notify
from tests.world import officer, person

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_sms_yet() -> None:
    MemorySms.sent.clear()


def reachable(name: str = "leila", **fields: Any) -> User:
    user = person(name)
    values = {"email": f"{name}@example.ir", "mobile": "09120000000"} | fields
    User.objects.filter(pk=user.pk).update(**values)
    return user


def tell(*users: User, at: datetime = AT) -> None:
    """Tell people that a month was returned."""
    notify(
        [u.pk for u in users], NoticeKind.RETURNED, "مهر برگشت", "اصلاح کنید", "/statistics/", at
    )


def states() -> dict[str, str]:
    return dict(Outbox.objects.values_list("channel", "state"))


def test_everybody_named_is_told_the_same() -> None:
    tell(reachable("leila"), reachable("kaveh"))
    told = Notice.objects.order_by("user__username")
    assert [n.user.username for n in told] == ["kaveh", "leila"]
    for notice in told:
        assert (notice.kind, notice.title) == (NoticeKind.RETURNED, "مهر برگشت")
        assert (notice.body, notice.url) == ("اصلاح کنید", "/statistics/")
        assert (notice.created_at, notice.read_at) == (AT, None)


@pytest.mark.parametrize(
    ("fields", "leaving"),
    [
        # Who holds no post is told by SMS first; a letter follows one that does not arrive.
        ({}, {"sms"}),
        ({"email": ""}, {"sms"}),
        ({"mobile": ""}, {"email"}),
        ({"notify_email": False}, {"sms"}),
        ({"notify_sms": False}, {"email"}),
        ({"notify_email": False, "notify_sms": False}, set()),
        ({"is_active": False}, set()),
    ],
)
def test_a_message_leaves_only_by_ways_the_person_has_and_wants(
    fields: dict[str, Any], leaving: set[str]
) -> None:
    tell(reachable(**fields))
    assert set(states()) == leaving
    assert Notice.objects.count() == 1


def test_an_officer_reads_letters_and_has_both() -> None:
    ministry = Organization.objects.create(
        code="ministry", kind=OrganizationKind.MINISTRY, name="وزارت"
    )
    user = officer("kaveh", Role.MINISTRY_EXPERT, ministry)
    User.objects.filter(pk=user.pk).update(email="k@example.ir", mobile="09120000001")
    tell(user)
    assert set(states()) == {"email", "sms"}


def test_what_protects_the_account_goes_by_every_way() -> None:
    user = reachable()
    notify([user.pk], NoticeKind.SECURITY, "رمز", "شما بودید؟", "/accounts/sessions/", AT)
    assert set(states()) == {"email", "sms"}


def test_an_sms_that_is_given_up_is_followed_by_a_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    tell(reachable())
    use(monkeypatch, Scripted(*[NotAcceptedError()] * MAX_ATTEMPTS))
    now, sent = AT, []
    for _ in range(MAX_ATTEMPTS):
        sent.append(send_due(now))
        now = Outbox.objects.get(channel=Channel.SMS).next_try_at
    assert sent == [0, 0, 0, 0, 1]
    assert states() == {"sms": Delivery.FAILED, "email": Delivery.SENT}


def test_without_a_gateway_no_sms_is_queued(settings: Any) -> None:
    settings.SMS_SENDER = ""
    tell(reachable())
    assert set(states()) == {"email"}


def test_what_did_not_happen_is_not_told() -> None:
    with transaction.atomic():
        tell(reachable())
        transaction.set_rollback(True)
    assert not Notice.objects.exists()


def test_many_are_told_in_one_statement(django_assert_num_queries: Any) -> None:
    users = [reachable(f"person-{n}") for n in range(3)]
    with django_assert_num_queries(1):
        tell(*users)


def test_the_worker_is_woken_after_the_commit_and_only_for_what_leaves(
    queued: list[tuple[str, list[Any]]], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        tell(reachable("quiet", email="", mobile=""))
    assert queued == []
    with django_capture_on_commit_callbacks(execute=True):
        tell(reachable("leila"))
        assert queued == []
    assert queued == [("accounts.tasks.send_notices", [])]


def test_a_sent_message_carries_the_act_and_its_address(settings: Any) -> None:
    settings.SITE_URL = "https://portal.example.ir"
    tell(reachable(mobile=""), reachable("sara", email=""))
    assert send_due(AT) == 2
    letter, sms = mail.outbox[0], MemorySms.sent[0]
    assert (letter.to, letter.subject) == (["leila@example.ir"], "مهر برگشت")
    assert letter.body == "اصلاح کنید\n\nhttps://portal.example.ir/statistics/\n"
    assert (sms.address, sms.short) == (
        "09120000000",
        "مهر برگشت\nhttps://portal.example.ir/statistics/",
    )
    assert states() == {"email": Delivery.SENT, "sms": Delivery.SENT}
    assert send_due(AT + timedelta(days=1)) == 0


def test_all_that_waits_for_a_person_is_one_letter(settings: Any) -> None:
    """At a midnight two hundred cases of a delegate may lapse."""
    settings.SITE_URL = "https://portal.example.ir"
    delegate, other = reachable("leila", mobile=""), reachable("sara", mobile="")
    by_sms = reachable("kaveh")
    for number in range(200):
        both = [delegate.pk, by_sms.pk]
        notify(both, NoticeKind.LAPSED, f"کارگاه {number}", "گذشت", f"/x/{number}/", AT)
    tell(other)
    assert send_due(AT) == 401
    assert [letter.to for letter in mail.outbox] == [["leila@example.ir"], ["sara@example.ir"]]
    letter, sms = mail.outbox[0], MemorySms.sent[0]
    assert letter.subject == "۲۰۰ پیام جدید از سامانهٔ آمار تولید اصناف"
    assert "کارگاه 0\nگذشت\n\nکارگاه 1\nگذشت\n\n" in letter.body
    assert "کارگاه 19\n" in letter.body
    assert "کارگاه 20\n" not in letter.body
    assert letter.body.endswith("و ۱۸۰ مورد دیگر\n\nhttps://portal.example.ir/accounts/notices/\n")
    assert [one.address for one in MemorySms.sent] == ["09120000000"]
    assert "گذشت" not in sms.short
    assert Notice.objects.filter(user=delegate).count() == 200
    assert set(Outbox.objects.values_list("state", flat=True)) == {Delivery.SENT}


def test_what_protects_the_account_is_a_letter_of_its_own() -> None:
    user = reachable(mobile="")
    tell(user)
    notify([user.pk], NoticeKind.SECURITY, "رمز", "شما بودید؟", "/accounts/sessions/", AT)
    tell(user)
    assert send_due(AT) == 3
    assert sorted(letter.subject for letter in mail.outbox) == sorted(
        ["۲ پیام جدید از سامانهٔ آمار تولید اصناف", "رمز"]
    )


def test_a_gathered_letter_that_was_refused_is_gathered_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    user = reachable(mobile="")
    for _ in range(3):
        tell(user)
    gateway = use(monkeypatch, Scripted(NotAcceptedError()))
    assert [send_due(AT), gateway.tried] == [0, 1]
    assert [send_due(AT + timedelta(minutes=1)), gateway.tried] == [3, 2]


def test_of_a_letter_that_cannot_be_made_each_part_is_tried_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    user = reachable(mobile="")
    for _ in range(3):
        tell(user)
    gateway = use(monkeypatch, Scripted(UnsendableError(), UnsendableError()))
    assert [send_due(AT), gateway.tried] == [2, 4]
    assert sorted(states_of_all()) == [Delivery.FAILED, Delivery.SENT, Delivery.SENT]


def test_of_parts_sent_alone_none_is_called_unknown_where_nobody_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    user = reachable(mobile="")
    for _ in range(3):
        tell(user)
    use(monkeypatch, Scripted(UnsendableError(), UnreachableError()))
    assert send_due(AT) == 0
    assert set(states_of_all()) == {Delivery.QUEUED}


def states_of_all() -> list[str]:
    return list(Outbox.objects.order_by("pk").values_list("state", flat=True))


def test_a_run_that_has_sent_its_share_asks_for_the_next(
    queued: list[tuple[str, list[Any]]],
) -> None:
    tell(reachable("leila", mobile=""), reachable("sara", mobile=""))
    assert send_due(AT, limit=1) == 1
    assert queued == [("accounts.tasks.send_notices", [])]
    assert send_due(AT, limit=2) == 1
    assert len(queued) == 1


def test_a_message_is_not_sent_before_its_moment() -> None:
    tell(reachable())
    assert send_due(AT - timedelta(seconds=1)) == 0


class Scripted:
    """A gateway that does what it is told, and counts."""

    def __init__(self, *faults: Exception) -> None:
        self.faults = list(faults)
        self.tried = 0

    def send(self, message: Message) -> str:
        self.tried += 1
        if self.faults:
            raise self.faults.pop(0)
        return ""


def use(monkeypatch: pytest.MonkeyPatch, gateway: Scripted) -> Scripted:
    """Let every channel send by this gateway."""
    monkeypatch.setattr(outbox, "sender", lambda channel: gateway)
    return gateway


def test_what_was_refused_is_tried_again_later_and_later_then_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tell(reachable(mobile=""))
    gateway = use(monkeypatch, Scripted(*[NotAcceptedError()] * 9))
    now, waits = AT, []
    for _ in range(MAX_ATTEMPTS):
        assert send_due(now) == 0
        row = Outbox.objects.get()
        waits.append((row.next_try_at - now) // timedelta(minutes=1))
        assert send_due(row.next_try_at - timedelta(seconds=1)) == 0
        now = row.next_try_at
    assert waits[:-1] == [1, 5, 25, 125]
    assert (states(), gateway.tried) == ({"email": Delivery.FAILED}, MAX_ATTEMPTS)
    assert send_due(AT + timedelta(days=9)) == 0


def test_a_second_try_may_succeed(monkeypatch: pytest.MonkeyPatch) -> None:
    tell(reachable(mobile=""))
    use(monkeypatch, Scripted(NotAcceptedError()))
    assert [send_due(AT), send_due(AT + timedelta(minutes=1))] == [0, 1]
    assert states() == {"email": Delivery.SENT}


def test_a_gateway_that_is_away_is_asked_once_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    tell(*(reachable(f"person-{n}", mobile="") for n in range(3)))
    gateway = use(monkeypatch, Scripted(*[UnreachableError()] * 9))
    assert (send_due(AT), gateway.tried) == (0, 1)
    assert Outbox.objects.filter(state=Delivery.QUEUED).count() == 3


@pytest.mark.parametrize("fault", [TimeoutError(), ConnectionResetError()])
def test_what_may_have_arrived_stays_unknown_and_is_never_sent_again(
    monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    tell(reachable(mobile=""))
    gateway = use(monkeypatch, Scripted(fault))
    assert [send_due(AT), send_due(AT + timedelta(days=1))] == [0, 0]
    assert (states(), gateway.tried) == ({"email": Delivery.SENDING}, 1)
    assert [row.channel for row in unknown(AT + timedelta(minutes=1))] == [Channel.EMAIL]
    assert unknown(AT) == []


def test_a_worker_that_dies_between_claim_and_gateway_sends_nothing_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tell(reachable(mobile=""))
    use(monkeypatch, Scripted(KeyboardInterrupt()))  # type: ignore[arg-type]
    with pytest.raises(KeyboardInterrupt):
        send_due(AT)
    gateway = use(monkeypatch, Scripted())
    assert (send_due(AT + timedelta(days=1)), gateway.tried) == (0, 0)
    assert Outbox.objects.get().get_state_display() == "نامعلوم"


def test_who_has_no_address_any_more_is_not_written_to() -> None:
    user = reachable(mobile="")
    tell(user)
    User.objects.filter(pk=user.pk).update(email="")
    assert send_due(AT) == 0
    assert states() == {"email": Delivery.FAILED}


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_send_one_message_twice(queued: Any) -> None:
    people = [reachable(f"person-{n:02}", email="") for n in range(20)]
    tell(*people)
    start, sent = threading.Barrier(4), []

    def work() -> None:
        start.wait()
        sent.append(send_due(AT))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(sent) == len(MemorySms.sent) == 20
    assert Outbox.objects.filter(state=Delivery.SENT, attempts=1).count() == 20


def test_the_unknown_ones_are_listed_for_who_runs_the_portal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tell(reachable(mobile=""))
    use(monkeypatch, Scripted(TimeoutError()))
    send_due(AT)
    call_command("outbox", at=(AT + timedelta(minutes=6)).isoformat())
    pk = Outbox.objects.get().pk
    assert capsys.readouterr().out.splitlines() == [
        f"{pk} email claimed 2026-11-21T08:00:00Z: unknown",
        "1 unknown, 0 waiting, 0 given up",
    ]
