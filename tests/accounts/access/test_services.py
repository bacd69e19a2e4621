"""A union's way to its access (circular 60/227210 §3-4, D8)."""

import pytest
from django.db import DatabaseError, transaction

from accounts.access.errors import (
    AccessFieldError,
    AccessMovedError,
    AccessRefusedError,
    NotFirstError,
    NotYourStepError,
)
from accounts.access.join_services import Applicant, UnionTakenError, join, join_again
from accounts.access.letter_services import Letter
from accounts.access.queries import visible_to, waiting_for
from accounts.access.services import Step, move
from accounts.appointments.errors import DeadInvitationError, NotYourSignatureError
from accounts.appointments.invitation_services import accept, sign_and_invite
from accounts.appointments.queries import roles_to_begin
from accounts.appointments.services import PostTerms, begin, sign_first
from accounts.authority import read_authority
from accounts.enums import (
    AccessAct,
    AccessState,
    AppointmentState,
    InvitationWay,
    NoticeKind,
    Permission,
    Role,
)
from accounts.models import (
    AccessHop,
    AccessRequest,
    Appointment,
    Notice,
    Organization,
    User,
    UserSession,
)
from config.errors import NotFoundError
from config.uploads import storage
from review import workflow
from review.checklist.answers import AFFIRMED
from review.enums import DecisionKind, Mark
from review.models import Decision
from review.sweep.engine import sweep
from statistics.enums import State
from statistics.models import Submission
from tests.accounts.access.stage import DAY, Chain
from tests.sample_files import png
from tests.world import FILED_AT, MEHR, World, officer, person

LATER = FILED_AT + DAY


def told(user: User) -> list[str]:
    rows = Notice.objects.filter(user=user, kind=NoticeKind.ACCESS)
    return list(rows.order_by("pk").values_list("title", flat=True))


def test_a_union_gets_its_access_along_the_whole_way(chain: Chain) -> None:
    request = chain.brought("sarrajan", "granted")
    union = Organization.objects.get(pk=request.union_id)
    assert union.access_granted_at == FILED_AT
    assert request.closed_at == FILED_AT
    assert read_authority(request.applicant).may(Permission.DECIDE, union.pk)
    hops = AccessHop.objects.filter(request=request).order_by("pk")
    assert [(hop.act, hop.office, hop.by) for hop in hops] == [
        (AccessAct.REGISTERED, None, request.applicant),
        (AccessAct.SENT, chain.office, request.applicant),
        (AccessAct.FORWARDED, chain.office, chain.county),
        (AccessAct.INTRODUCED, chain.world.province, chain.province),
        (AccessAct.SIGNED, chain.statistics, chain.first),
        (AccessAct.GRANTED, chain.statistics, chain.second),
    ]
    assert [bool(hop.stored) for hop in hops] == [False, True, True, True, False, False]
    letter = hops[2]
    assert (letter.letter_number, letter.name) == ("۱۱۸/۴۰۵", "نامه.png")
    assert storage.path_of(letter.stored).stat().st_size == letter.size


def test_who_signed_up_decides_nothing_before_the_access_is_given(chain: Chain) -> None:
    request = chain.brought("sarrajan", "signed")
    assert read_authority(request.applicant).roles == frozenset()


def test_each_desk_is_told_that_it_is_its_turn(chain: Chain) -> None:
    request = chain.brought("sarrajan", "granted")
    turn = "دسترسی «اتحادیه sarrajan»: نوبت شماست"
    for user in (chain.county, chain.province):
        assert told(user)[0] == turn
    assert told(chain.first) == [turn]
    assert told(chain.second) == [turn, turn]
    assert told(request.applicant)[-1] == "دسترسی «اتحادیه sarrajan»: دفتر آمار دسترسی داد"


def test_a_union_of_the_whole_province_goes_straight_to_the_province(chain: Chain) -> None:
    request = chain.joined("ostani", county=False)
    sent = chain.act(request.applicant, request, AccessAct.SENT)
    assert sent.state == AccessState.AT_PROVINCE
    back = chain.act(chain.province, sent, AccessAct.RETURNED)
    assert back.state == AccessState.REGISTERED


def test_a_union_of_a_county_without_an_office_goes_straight_to_the_province(chain: Chain) -> None:
    Organization.objects.filter(pk=chain.office.pk).update(county=None)
    request = chain.joined("tanha")
    assert chain.act(request.applicant, request, AccessAct.SENT).state == AccessState.AT_PROVINCE


@pytest.mark.parametrize(
    ("state", "who", "back"),
    [
        ("county", "county", AccessState.REGISTERED),
        ("province", "province", AccessState.AT_COUNTY),
        ("statistics", "first", AccessState.AT_PROVINCE),
        ("signed", "second", AccessState.AT_PROVINCE),
    ],
)
def test_a_desk_returns_a_request_to_the_desk_before(
    chain: Chain, state: str, who: str, back: AccessState
) -> None:
    request = chain.brought("sarrajan", state)
    returned = chain.act(getattr(chain, who), request, AccessAct.RETURNED, LATER)
    assert (returned.state, returned.first_by, returned.arrived_at) == (back, None, LATER)
    hop = AccessHop.objects.filter(request=request).order_by("pk").last()
    assert hop is not None
    assert hop.reason == "چنین است"


def test_the_same_person_never_signs_twice(chain: Chain) -> None:
    request = chain.brought("sarrajan", "signed")
    with pytest.raises(NotYourStepError):
        chain.act(chain.first, request, AccessAct.GRANTED)
    assert Organization.objects.get(pk=request.union_id).access_granted_at is None


def test_nobody_decides_about_their_own_request(chain: Chain) -> None:
    request = chain.brought("sarrajan", "statistics")
    AccessRequest.objects.filter(pk=request.pk).update(applicant=chain.first)
    with pytest.raises(NotYourStepError):
        chain.act(chain.first, request, AccessAct.SIGNED)


def test_each_desk_takes_its_requests_in_order_of_arrival(chain: Chain) -> None:
    older = chain.brought("older", "county")
    newer = chain.brought("newer", "county", LATER)
    with pytest.raises(NotFirstError) as refused:
        chain.act(chain.county, newer, AccessAct.FORWARDED, LATER)
    assert refused.value.before == older
    # One that was returned to another desk holds nobody up.
    chain.act(chain.county, older, AccessAct.RETURNED, LATER)
    assert chain.act(chain.county, newer, AccessAct.FORWARDED, LATER).state == "province"


def test_a_request_that_waits_for_its_second_signature_holds_no_first_one_up(chain: Chain) -> None:
    older, newer = chain.brought("older", "signed"), chain.joined("newer", LATER)
    for user, act in (
        (newer.applicant, AccessAct.SENT),
        (chain.county, AccessAct.FORWARDED),
        (chain.province, AccessAct.INTRODUCED),
        (chain.first, AccessAct.SIGNED),
    ):
        newer = chain.act(user, newer, act, LATER)
    with pytest.raises(NotFirstError):
        chain.act(chain.second, newer, AccessAct.GRANTED, LATER)
    chain.act(chain.second, older, AccessAct.GRANTED, LATER)
    assert chain.act(chain.second, newer, AccessAct.GRANTED, LATER).state == "granted"


@pytest.mark.parametrize("desk", ["county", "province"])
def test_an_office_ends_a_union_that_somebody_signed_up_wrongly(chain: Chain, desk: str) -> None:
    # One of another union is older: what lies with the unions stands in no order.
    chain.joined("older")
    request = chain.joined("sarrajan", LATER)
    officer_ = getattr(chain, desk)
    ended = chain.act(officer_, request, AccessAct.REFUSED, LATER)
    assert (ended.state, ended.closed_at) == (AccessState.REFUSED, LATER)
    last = AccessHop.objects.filter(request=request).order_by("pk").last()
    assert last is not None
    assert (last.act, last.by, last.reason) == (AccessAct.REFUSED, officer_, "چنین است")
    assert told(request.applicant) == ["دسترسی «اتحادیه sarrajan»: رد شد"]
    # The union may sign up, by somebody else; who held it does not hold it again by one click.
    with pytest.raises(UnionTakenError):
        join_again(request.applicant, request.pk, LATER)
    person_ = Applicant(request.union_id, "دیگری", "رئیس", "09120000002")
    assert join(person_, "rightly", "test-pass-1398", LATER).state == AccessState.REGISTERED


def test_a_union_of_the_province_is_ended_by_the_province(chain: Chain) -> None:
    request = chain.joined("sarrajan", county=False)
    with pytest.raises(NotFoundError):
        chain.act(chain.county, request, AccessAct.REFUSED)
    with pytest.raises(NotYourStepError):
        chain.act(chain.first, request, AccessAct.REFUSED)
    assert chain.act(chain.province, request, AccessAct.REFUSED).state == AccessState.REFUSED


def test_what_was_seen_before_it_moved_is_refused(chain: Chain) -> None:
    request = chain.joined("sarrajan")
    chain.act(request.applicant, request, AccessAct.SENT)
    with pytest.raises(AccessMovedError):
        move(request.applicant, Step(request.pk, request.version, AccessAct.WITHDRAWN), LATER)


def test_an_act_of_another_desk_is_refused(chain: Chain) -> None:
    request = chain.brought("sarrajan", "county")
    for user in (chain.province, chain.first, request.applicant):
        with pytest.raises(NotYourStepError):
            chain.act(user, request, AccessAct.FORWARDED)
    with pytest.raises(AccessMovedError):
        chain.act(chain.province, request, AccessAct.INTRODUCED)


def test_the_request_is_there_for_those_on_its_way_alone(chain: Chain) -> None:
    request = chain.brought("sarrajan", "county")
    on_the_way = (request.applicant, chain.county, chain.province, chain.first)
    assert all(visible_to(user).filter(pk=request.pk).exists() for user in on_the_way)
    strangers = [
        person("nobody"),
        chain.world.ministry_officer,
        chain.world.union_officer,
        chain.joined("other").applicant,
    ]
    for user in strangers:
        with pytest.raises(NotFoundError):
            chain.act(user, request, AccessAct.WITHDRAWN)
    assert list(waiting_for(chain.county)) == [request]
    assert not waiting_for(chain.province).exists()


@pytest.mark.parametrize("act", [AccessAct.REFUSED, AccessAct.WITHDRAWN])
def test_a_request_ends_without_access(chain: Chain, act: AccessAct) -> None:
    request = chain.brought("sarrajan", "statistics")
    user = chain.first if act == AccessAct.REFUSED else request.applicant
    ended = chain.act(user, request, act)
    assert ended.closed_at == FILED_AT
    assert Organization.objects.get(pk=request.union_id).access_granted_at is None


def test_a_letter_of_tomorrow_or_of_another_kind_is_refused(chain: Chain) -> None:
    request = chain.joined("sarrajan")
    for letter, field in (
        (Letter("1", LATER.date(), "a.png", png()), "letter_date"),
        (Letter("1", FILED_AT.date(), "a.pdf", b"not a file"), "file"),
        (Letter("1", FILED_AT.date(), "a.pdf", b""), "file"),
        (Letter("1", FILED_AT.date(), "a.pdf", b"0" * (5 * 2**20 + 1)), "file"),
    ):
        with pytest.raises(AccessFieldError) as refused:
            move(request.applicant, Step(request.pk, 0, AccessAct.SENT, letter), FILED_AT)
        assert refused.value.field == field
    assert AccessRequest.objects.get(pk=request.pk).state == AccessState.REGISTERED


def test_an_applicant_whose_account_is_closed_gets_no_post(chain: Chain) -> None:
    request = chain.brought("sarrajan", "signed")
    User.objects.filter(pk=request.applicant_id).update(is_active=False)
    with pytest.raises(AccessRefusedError):
        chain.act(chain.second, request, AccessAct.GRANTED)


def test_the_way_is_only_added_to(chain: Chain) -> None:
    request = chain.joined("sarrajan")
    with pytest.raises(DatabaseError), transaction.atomic():
        AccessHop.objects.filter(request=request).update(reason="دیگر")


def test_access_that_is_taken_back_ends_the_posts_and_the_sessions(chain: Chain) -> None:
    request = chain.brought("sarrajan", "granted")
    colleague = officer("colleague", Role.UNION_OFFICER, request.union)
    taken = chain.act(chain.first, request, AccessAct.TAKEN_BACK)
    assert taken.state == AccessState.GRANTED
    assert Organization.objects.get(pk=request.union_id).access_granted_at is None
    for user in (request.applicant, colleague):
        assert not read_authority(user).roles
        assert not UserSession.objects.filter(user=user).exists()
        assert told(user)[-1] == "دسترسی «اتحادیه sarrajan»: دسترسی پس گرفته شد"
    # Once is enough; and granting again is a new request.
    with pytest.raises(AccessMovedError):
        chain.act(chain.second, request, AccessAct.TAKEN_BACK)


def test_what_lies_at_a_union_goes_on_with_the_label_when_its_access_is_taken_back(
    chain: Chain, world: World
) -> None:
    request = granted_to(chain, world.union)
    first = world.filed(MEHR - 1, FILED_AT)
    workflow.approve(request.applicant, first.tracking_number, first.version, FILED_AT, AFFIRMED)
    case = world.filed()
    assert case.state == State.AT_UNION
    assert case.due_at is not None
    chain.act(chain.first, request, AccessAct.TAKEN_BACK, LATER)
    assert sweep(LATER).moved == 1
    now = Submission.objects.get(pk=case.pk)
    assert (now.state, now.skipped_union, now.lapsed_union) == (State.AT_PROVINCE, True, False)
    last = Decision.objects.filter(submission=case).order_by("version").last()
    assert last is not None
    assert (last.kind, last.mark) == (DecisionKind.SKIPPED, Mark.NO_ACCESS)
    assert sweep(LATER).moved == 0


def test_what_is_due_by_the_same_sweep_has_not_lapsed(chain: Chain, world: World) -> None:
    request = granted_to(chain, world.union)
    case = world.filed()
    assert case.due_at
    chain.act(chain.first, request, AccessAct.TAKEN_BACK, LATER)
    sweep(case.due_at)
    now = Submission.objects.get(pk=case.pk)
    assert (now.skipped_union, now.lapsed_union) == (True, False)


def granted_to(chain: Chain, union: Organization) -> AccessRequest:
    """Let the union of the world have come to its access by a request."""
    request = chain.brought("sarrajan", "signed")
    AccessRequest.objects.filter(pk=request.pk).update(union=union)
    return chain.act(chain.second, request, AccessAct.GRANTED)


def test_who_is_invited_to_a_union_comes_to_nothing_when_its_access_is_taken_back(
    chain: Chain,
) -> None:
    request = chain.brought("sarrajan", "granted")
    union = Organization.objects.get(pk=request.union_id)
    head = officer("head", Role.PROVINCE_HEAD, chain.world.province)
    wanted = PostTerms(Role.UNION_OFFICER, union, "نسرین آزمون‌پور", "کارشناس", "09121110001")
    row = begin(request.applicant, wanted, FILED_AT)
    row = sign_first(head, row.pk, row.version, FILED_AT)
    row = sign_and_invite(chain.province, row.pk, row.version, InvitationWay.SMS, FILED_AT)
    chain.act(chain.first, request, AccessAct.TAKEN_BACK)
    with pytest.raises(DeadInvitationError):
        accept(row.pk, row.version, person("nasrin"), FILED_AT)
    assert Appointment.objects.get(pk=row.pk).state == AppointmentState.WITHDRAWN
    assert Notice.objects.filter(user=head, title__endswith="پس گرفته شد").exists()


def test_nobody_is_appointed_past_the_way_to_a_union_without_access(chain: Chain) -> None:
    head = officer("head", Role.PROVINCE_HEAD, chain.world.province)
    union = chain.union("sarrajan")
    wanted = PostTerms(Role.UNION_OFFICER, union, "نسرین آزمون‌پور", "کارشناس", "09121110001")
    with pytest.raises(NotYourSignatureError):
        begin(head, wanted, FILED_AT)
    assert roles_to_begin(head, union, FILED_AT) == []
