"""Who asks, who signs first and second; nobody oneself, nobody twice."""

import pytest
from django.db import IntegrityError, transaction

from accounts.appointments.errors import (
    AppointmentFieldError,
    NoSuchAppointmentError,
    NotYourSignatureError,
    StaleAppointmentError,
)
from accounts.appointments.queries import Signers, roles_to_begin, waiting_for
from accounts.appointments.rules import RULES
from accounts.appointments.services import (
    FirstOfficer,
    appoint_first_officer,
    begin,
    refuse,
    sign_first,
    sign_second,
    withdraw,
)
from accounts.authority import read_authority
from accounts.enums import (
    ROLE_KIND,
    AppointmentAct,
    AppointmentState,
    InvitationWay,
    NoticeKind,
    OrganizationKind,
    Permission,
    Role,
)
from accounts.grants import revoke
from accounts.models import Appointment, AppointmentEvent, Notice, Organization, User
from accounts.substitution.queries import Post
from accounts.substitution.services import name_substitute
from config.jalali import tehran_day
from tests.accounts.appointments.cases import MOBILE, Offices, asked, held, invited, terms
from tests.world import FILED_AT, officer, person

SMS = InvitationWay.SMS


def test_every_role_has_its_rule() -> None:
    assert set(RULES) == set(Role) == set(ROLE_KIND)


def test_a_head_signs_first_for_an_expert_and_a_colleague_second(there: Offices) -> None:
    row = asked(there)
    assert (row.state, row.first_by) == (AppointmentState.SIGNED, there.head)
    assert Signers(FILED_AT).of(row).people == {there.expert.pk}
    row = sign_second(there.expert, row.pk, row.version, SMS, FILED_AT)
    assert (row.state, row.second_by) == (AppointmentState.INVITED, there.expert)
    assert not Appointment.objects.exclude(user=None).exists()


def test_an_expert_appoints_no_expert(there: Offices) -> None:
    assert roles_to_begin(there.expert, there.province, FILED_AT) == []
    with pytest.raises(NotYourSignatureError):
        begin(there.expert, terms(Role.PROVINCE_EXPERT, there.province), FILED_AT)


def test_the_second_of_a_one_person_office_is_of_the_office_above(there: Offices) -> None:
    revoke(there.expert, Role.PROVINCE_EXPERT, there.province, FILED_AT)
    row = asked(there)
    turn = Signers(FILED_AT).of(row)
    assert turn.office == there.world.ministry
    assert turn.people == {there.ministry.pk, there.ministry_two.pk}
    sign_second(there.ministry, row.pk, row.version, SMS, FILED_AT)


def test_without_a_head_the_ministry_signs_first(there: Offices) -> None:
    revoke(there.head, Role.PROVINCE_HEAD, there.province, FILED_AT)
    row = begin(there.ministry, terms(Role.PROVINCE_EXPERT, there.province), FILED_AT)
    assert Signers(FILED_AT).of(row).people == {there.expert.pk}


@pytest.mark.parametrize("role", [Role.PROVINCE_HEAD])
def test_a_head_is_appointed_by_two_of_the_ministry(there: Offices, role: Role) -> None:
    assert roles_to_begin(there.head, there.province, FILED_AT) == [Role.PROVINCE_EXPERT]
    row = begin(there.ministry, terms(role, there.province), FILED_AT)
    assert Signers(FILED_AT).of(row).people == {there.ministry_two.pk}


def test_a_one_person_ministry_is_seconded_by_the_statistics_office(there: Offices) -> None:
    revoke(there.ministry_two, Role.MINISTRY_EXPERT, there.world.ministry, FILED_AT)
    row = begin(there.ministry, terms(Role.PROVINCE_HEAD, there.province), FILED_AT)
    assert Signers(FILED_AT).of(row).people == {there.statistics.pk, there.statistics_two.pk}


def test_ministry_and_statistics_office_are_appointed_by_two_of_the_statistics_office(
    there: Offices,
) -> None:
    stats = there.statistics_office
    for role in (Role.MINISTRY_EXPERT, Role.IMPORT_REVIEWER):
        assert role not in roles_to_begin(there.ministry, there.world.ministry, FILED_AT)
        assert role in roles_to_begin(there.statistics, there.world.ministry, FILED_AT)
    for role in (Role.STATISTICS_OFFICER, Role.TECHNICAL_ADMIN, Role.ACCESS_AUDITOR):
        row = begin(there.statistics, terms(role, stats), FILED_AT)
        assert Signers(FILED_AT).of(row).people == {there.statistics_two.pk}


def test_a_statistics_office_of_one_signs_nothing_alone(there: Offices) -> None:
    revoke(there.statistics_two, Role.STATISTICS_OFFICER, there.statistics_office, FILED_AT)
    row = begin(there.statistics, terms(Role.TECHNICAL_ADMIN, there.statistics_office), FILED_AT)
    assert Signers(FILED_AT).of(row).people == frozenset()


def test_a_union_asks_and_two_of_the_province_sign(there: Offices) -> None:
    union = there.world.union
    with pytest.raises(NotYourSignatureError):
        begin(there.head, terms(Role.UNION_OFFICER, union), FILED_AT)
    row = begin(there.world.union_officer, terms(Role.UNION_OFFICER, union), FILED_AT)
    assert row.state == AppointmentState.ASKED
    assert Signers(FILED_AT).of(row).people == {there.head.pk, there.expert.pk}
    row = sign_first(there.expert, row.pk, row.version, FILED_AT)
    assert Signers(FILED_AT).of(row).people == {there.head.pk}
    with pytest.raises(NotYourSignatureError):
        sign_second(there.expert, row.pk, row.version, SMS, FILED_AT)
    row = sign_second(there.head, row.pk, row.version, SMS, FILED_AT)
    acts = AppointmentEvent.objects.filter(appointment=row).order_by("pk")
    assert list(acts.values_list("act", flat=True)) == ["asked", "signed", "seconded"]


def test_a_union_that_nobody_serves_is_begun_at_the_province(there: Offices) -> None:
    union = there.world.union
    revoke(there.world.union_officer, Role.UNION_OFFICER, union, FILED_AT)
    row = begin(there.expert, terms(Role.UNION_OFFICER, union), FILED_AT)
    assert (row.state, row.asked_by) == (AppointmentState.SIGNED, None)


def test_a_county_officer_is_appointed_by_two_of_the_province(there: Offices) -> None:
    county = Organization.objects.create(
        code="county",
        kind=OrganizationKind.COUNTY_OFFICE,
        name="اداره",
        parent=there.province,
        county=there.world.union.county,
    )
    row = begin(there.expert, terms(Role.COUNTY_OFFICER, county), FILED_AT)
    assert Signers(FILED_AT).of(row).people == {there.head.pk}


def test_a_substitute_appoints_nobody(there: Offices) -> None:
    post = Post(there.head, Role.PROVINCE_HEAD, there.province)
    today = tehran_day(FILED_AT)
    name_substitute(there.head, post, there.expert, today, today, FILED_AT)
    assert roles_to_begin(there.expert, there.province, FILED_AT) == []


def test_nobody_names_a_number_of_their_own(there: Offices) -> None:
    User.objects.filter(pk=there.head.pk).update(mobile=MOBILE)
    there.head.mobile = MOBILE
    with pytest.raises(AppointmentFieldError, match="خود شما"):
        asked(there)
    User.objects.filter(pk=there.head.pk).update(mobile="")
    there.head.mobile = ""
    row = asked(there)
    there.expert.mobile = MOBILE
    with pytest.raises(AppointmentFieldError, match="خود شما"):
        sign_second(there.expert, row.pk, row.version, SMS, FILED_AT)


def test_the_database_holds_two_different_people_too(there: Offices) -> None:
    row = invited(there)
    for wrong in ({"second_by": there.head}, {"user": there.head}, {"asked_by": there.expert}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Appointment.objects.filter(pk=row.pk).update(**wrong)


def test_a_person_is_named_once_for_a_post(there: Offices) -> None:
    asked(there)
    with pytest.raises(AppointmentFieldError, match="در جریان"):
        asked(there)


def test_refused_with_a_reason_that_the_first_reads(there: Offices) -> None:
    row = asked(there)
    row = refuse(there.expert, row.pk, row.version, "حکم ندارد", FILED_AT)
    assert row.state == AppointmentState.REFUSED
    told = Notice.objects.get(user=there.head, kind=NoticeKind.POST)
    assert "حکم ندارد" in told.body
    with pytest.raises(StaleAppointmentError):
        sign_second(there.expert, row.pk, row.version, SMS, FILED_AT)


def test_withdrawn_by_who_signed_and_by_nobody_else(there: Offices) -> None:
    row = asked(there)
    with pytest.raises(NotYourSignatureError):
        withdraw(there.ministry, row.pk, row.version, "نه", FILED_AT)
    assert withdraw(there.head, row.pk, row.version, "اشتباه", FILED_AT).state == "withdrawn"


def test_an_act_on_what_has_changed_is_stale(there: Offices) -> None:
    row = asked(there)
    with pytest.raises(StaleAppointmentError):
        sign_second(there.expert, row.pk, row.version - 1, SMS, FILED_AT)


def test_a_stranger_finds_nothing(there: Offices) -> None:
    row = asked(there)
    for stranger in (there.world.owner, there.world.union_officer, person("nobody")):
        with pytest.raises(NoSuchAppointmentError):
            sign_second(stranger, row.pk, row.version, SMS, FILED_AT)


def test_whose_turn_it_is_is_told_and_waits_first(there: Offices) -> None:
    row = asked(there)
    assert [w.appointment for w in waiting_for(there.expert, FILED_AT)] == [row]
    assert waiting_for(there.head, FILED_AT) == []
    assert Notice.objects.filter(user=there.expert, kind=NoticeKind.POST).count() == 1


def test_the_first_officer_of_a_union_comes_with_its_access(there: Offices) -> None:
    applicant = person("sara")
    first = FirstOfficer(
        there.world.union, applicant, "دبیر", there.statistics, there.statistics_two
    )
    row = appoint_first_officer(first, FILED_AT)
    assert row.state == AppointmentState.HELD
    assert read_authority(applicant).may(Permission.DECIDE, there.world.union.pk)
    assert appoint_first_officer(first, FILED_AT).pk == row.pk
    assert AppointmentEvent.objects.filter(act=AppointmentAct.SECONDED).count() == 1


def test_nobody_signs_for_who_holds_the_post_to_be_their_own_colleague_twice(
    there: Offices,
) -> None:
    held(there)
    row = asked(there)
    nasrin = User.objects.get(username="nasrin")
    assert Signers(FILED_AT).of(row).people == {there.expert.pk, nasrin.pk}
    officer("third", Role.PROVINCE_EXPERT, there.province)
    assert len(Signers(FILED_AT).of(row).people) == 3
