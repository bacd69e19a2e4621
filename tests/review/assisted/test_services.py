"""A month typed for its owner: whose draft it is, whose word lets it go on, who confirmed it."""

import pytest

from accounts.codes.services import CodeRefusedError
from accounts.enums import Role
from accounts.grants import revoke
from accounts.notices.backends import MemorySms
from config.errors import NotFoundError
from config.persian import to_persian_digits
from review import workflow
from review.assisted import queries, receipt_services, services
from review.assisted.services import Asker, WordNeededError
from review.enums import DecisionKind
from review.timeline import decisions_of, events
from statistics.enums import State
from statistics.errors import StaleVersionError, StateConflictError
from statistics.filing.services import DuplicateMonthError, delete_draft
from statistics.filing.storage import PeriodAnswers
from statistics.models import Assistance, Submission
from tests.codes import codes_sent, last_code, wrong_code
from tests.review.assisted import (
    MOBILE,
    begun,
    clerk_of,
    code_for,
    filed_at_union,
    typed,
    with_mobile,
)
from tests.review.cases import another_union
from tests.units.enrolment.conftest import register
from tests.world import FILED_AT, MEHR, World, licence_for, officer
from units.models import ContactNumber, UnitMember

pytestmark = pytest.mark.django_db


def test_the_owner_confirms_what_the_clerk_typed(world: World) -> None:
    clerk = clerk_of(world)
    case = filed_at_union(world, clerk)
    assert case.state == State.AT_UNION
    row = Assistance.objects.get()
    assert (row.clerk, row.office, row.round) == (clerk, world.union, 1)
    assert (row.confirmed_at, row.ended_at) == (FILED_AT, FILED_AT)
    assert row.mobile == to_persian_digits("0912***0077")
    filed = case.decisions.get(kind=DecisionKind.FILED)
    assert (filed.actor, filed.organization) == (clerk, world.union)


def test_an_owner_without_an_account_files_so_too(world: World) -> None:
    UnitMember.objects.update(ended_at=FILED_AT)
    assert filed_at_union(world, clerk_of(world)).state == State.AT_UNION


def test_the_timeline_names_the_union_and_the_owners_word(world: World) -> None:
    case = filed_at_union(world, clerk_of(world))
    for names, who in ((False, world.union.name), (True, "کاوه آزمونی")):
        told = events(case, decisions_of(case), names)[0].detail
        assert who in told
        assert "تأیید دارنده (کد پیامک)" in told


def test_the_receipt_goes_to_the_registered_mobile(world: World) -> None:
    case = filed_at_union(world, clerk_of(world))
    MemorySms.sent.clear()
    assert receipt_services.send(case.pk, FILED_AT)
    (message,) = MemorySms.sent
    assert message.address == MOBILE
    assert to_persian_digits(case.tracking_number) in message.title
    assert "مهر ۱۳۹۸" in message.title


def test_the_owner_goes_on_at_home_and_the_clerk_is_out(world: World) -> None:
    clerk = clerk_of(world)
    case = begun(world, clerk)
    assert Submission.objects.of(world.owner).filter(pk=case.pk).exists()
    case = typed(world.owner, case)
    assert not Submission.objects.typed_by(clerk).exists()
    with pytest.raises(Submission.DoesNotExist):
        typed(clerk, case)
    with pytest.raises(WordNeededError):
        services.go_on(clerk, case.tracking_number, FILED_AT)


def test_the_units_own_draft_is_gone_on_with_by_its_owners_word_alone(world: World) -> None:
    clerk, case = clerk_of(world), world.draft()
    with_mobile(world)
    assert queries.needs_word(case)
    with pytest.raises(WordNeededError):
        services.go_on(clerk, case.tracking_number, FILED_AT)
    with codes_sent():
        services.ask_word(Asker(clerk, None), case.tracking_number, FILED_AT)
        with pytest.raises(CodeRefusedError):
            services.go_on_by_word(clerk, case.tracking_number, wrong_code(), FILED_AT)
        services.go_on_by_word(clerk, case.tracking_number, last_code(), FILED_AT)
    assert Assistance.objects.get().by_word
    assert typed(clerk, case).steps.filter(saved_by=clerk).exists()


def test_a_colleague_goes_on_with_what_a_clerk_typed(world: World) -> None:
    first, second = clerk_of(world), clerk_of(world, "clerk-2")
    case = begun(world, first)
    services.go_on(second, case.tracking_number, FILED_AT)
    assert not Submission.objects.typed_by(first).exists()
    assert typed(second, case).version > case.version
    # A second press of the button is the first one.
    services.go_on(second, case.tracking_number, FILED_AT)
    assert Assistance.objects.count() == 2


def test_a_month_that_came_back_wants_the_owners_word(world: World) -> None:
    clerk = clerk_of(world)
    case = filed_at_union(world, clerk)
    number = case.tracking_number
    back = workflow.send_back(world.union_officer, number, case.version, "ببینید", FILED_AT)
    assert not Submission.objects.typed_by(clerk).exists()
    with pytest.raises(WordNeededError):
        services.go_on(clerk, back.tracking_number, FILED_AT)


def test_a_code_confirms_only_the_figures_it_was_sent_for(world: World) -> None:
    clerk = clerk_of(world)
    with_mobile(world)
    case = typed(clerk, begun(world, clerk))
    code = code_for(clerk, case)
    changed = typed(clerk, case)
    with pytest.raises(CodeRefusedError):
        services.confirm(clerk, changed.tracking_number, changed.version, code, FILED_AT)
    with pytest.raises(StaleVersionError):
        services.confirm(clerk, case.tracking_number, case.version, code, FILED_AT)
    assert Submission.objects.get().state == State.DRAFT


def test_without_a_mobile_no_code_leaves(world: World) -> None:
    clerk = clerk_of(world)
    case = typed(clerk, begun(world, clerk))
    with pytest.raises(CodeRefusedError, match="ثبت نشده"):
        services.ask_confirmation(Asker(clerk, None), case.tracking_number, FILED_AT)


def test_a_mobile_that_changed_since_confirms_nothing(world: World) -> None:
    clerk = clerk_of(world)
    with_mobile(world)
    case = typed(clerk, begun(world, clerk))
    code = code_for(clerk, case)
    ContactNumber.objects.update(ended_at=FILED_AT)
    register(world.unit, "09120000078")
    with pytest.raises(CodeRefusedError, match="تغییر کرده"):
        services.confirm(clerk, case.tracking_number, case.version, code, FILED_AT)


def test_a_clerk_files_without_the_code_by_no_other_way(world: World) -> None:
    clerk = clerk_of(world)
    case = typed(clerk, begun(world, clerk))
    with pytest.raises(Submission.DoesNotExist):
        workflow.file(clerk, case.tracking_number, case.version, FILED_AT)
    with pytest.raises(Submission.DoesNotExist):
        delete_draft(clerk, case.tracking_number, case.version)


def test_units_of_other_unions_and_ones_own_are_not_there(world: World) -> None:
    clerk = clerk_of(world)
    far = another_union(world)
    other = licence_for("0499999921", "9990000026", far, world.owner)
    assert queries.unit_for(clerk, "9990000026", "0499999921") is None
    assert queries.unit_for(clerk, world.unit.holder_id, world.unit.guild_id) == world.unit
    with pytest.raises(NotFoundError):
        services.begin(clerk, PeriodAnswers(other, MEHR, "active"), FILED_AT)
    UnitMember.objects.create(unit=world.unit, user=clerk, role="delegate")
    assert queries.unit_for(clerk, world.unit.holder_id, world.unit.guild_id) is None


def test_a_post_that_ended_ends_the_typing(world: World) -> None:
    clerk = clerk_of(world)
    case = begun(world, clerk)
    assert Submission.objects.typed_by(clerk).exists()
    revoke(clerk, Role.UNION_CLERK, world.union)
    assert not Submission.objects.typed_by(clerk).filter(pk=case.pk).exists()


def test_a_month_is_begun_once(world: World) -> None:
    clerk = clerk_of(world)
    begun(world, clerk)
    with pytest.raises(DuplicateMonthError):
        begun(world, clerk_of(world, "clerk-2"))


def test_a_month_that_was_sent_meanwhile_is_told(world: World) -> None:
    clerk = clerk_of(world)
    with_mobile(world)
    case = typed(clerk, begun(world, clerk))
    found = services.typed_case(clerk, case.tracking_number)
    workflow.file(world.owner, case.tracking_number, case.version, FILED_AT)
    with pytest.raises(StateConflictError):
        services.file_confirmed(clerk, found, case.version, MOBILE, FILED_AT)


def test_whoever_reads_cases_alone_types_for_nobody(world: World) -> None:
    reader = officer("reader", Role.UNION_OFFICER, world.union)
    assert queries.unit_for(reader, world.unit.holder_id, world.unit.guild_id) is None
