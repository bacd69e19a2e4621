"""The account of a holder: what it joins, who has one already, and two people at one moment."""

from copy import deepcopy
from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY

from accounts.enums import AccessKind, NoticeKind, Role
from accounts.models import AccessEvent, Outbox, User
from config.errors import ConflictError
from tests.concurrency import race, winners
from tests.units.enrolment.conftest import (
    CODE,
    DONE,
    FOREIGN,
    HOLDER,
    MOBILE,
    NOW,
    OTHER_GUILD,
    PASSWORD,
    SET,
    START,
    UNITS,
    Newcomer,
    register,
    unit_without_account,
)
from tests.world import World, officer, person
from units.enrolment.services import HasAccountError, Proof, add_units, sign_up
from units.enums import LicenceStatus, MemberRole
from units.models import ContactNumber, Licence, LicenceState, Unit, UnitMember


def owners(unit: Unit) -> list[str]:
    rows = UnitMember.objects.filter(unit=unit, role=MemberRole.OWNER, ended_at=None)
    return list(rows.values_list("user__username", flat=True))


def test_a_holder_signs_up_and_is_signed_in(newcomer: Newcomer, unit: Unit) -> None:
    newcomer.prove()
    page = newcomer.browser.get(UNITS).content.decode()
    for words in (unit.name, "خیابان نمونه، پلاک ۱", "اتحادیه پلاستیک ملکان"):
        assert words in page
    assert newcomer.send(UNITS, licence="0499999921").url == SET
    assert "۰۰۰۰۰۰۰۴۶۹" in newcomer.browser.get(SET).content.decode()
    assert newcomer.make().url == DONE
    user = User.objects.get(username=HOLDER)
    assert (user.full_name, user.mobile) == (unit.holder_name, MOBILE)
    assert user.check_password(PASSWORD)
    assert newcomer.browser.session[SESSION_KEY] == str(user.pk)
    assert owners(unit) == [HOLDER]
    assert ContactNumber.objects.get(unit=unit).verified_at == NOW
    assert newcomer.browser.get(DONE).status_code == 200
    assert "sign_up" not in newcomer.browser.session


def test_the_trail_and_the_registered_mobile_are_told(newcomer: Newcomer, unit: Unit) -> None:
    newcomer.prove()
    newcomer.make()
    user = User.objects.get(username=HOLDER)
    assert AccessEvent.objects.get(kind=AccessKind.SIGNED_UP).user == user
    assert HOLDER not in str(AccessEvent.objects.values_list("name", "path", "detail"))
    notice = user.notices.get()
    assert notice.kind == NoticeKind.SECURITY
    assert MOBILE not in notice.body
    assert "۰۹۱۲***۰۰۰۱" in notice.body
    assert Outbox.objects.filter(notice=notice, channel="sms").exists()


def test_a_weak_password_makes_no_account(newcomer: Newcomer, unit: Unit) -> None:
    newcomer.prove()
    for weak in ("", "12345678", "password", "سارا فرضی", f"{MOBILE}a", HOLDER):
        assert newcomer.make(weak).status_code == 422
    assert not User.objects.filter(username=HOLDER).exists()
    assert newcomer.make().url == DONE


def test_a_foreign_number_sees_no_account(newcomer: Newcomer, unit: Unit) -> None:
    """Who holds another phone has no code; a code of their own unit opens their own alone."""
    newcomer.find()
    newcomer.send("/accounts/sign-up/licence/", mobile=FOREIGN)
    for page in (UNITS, SET):
        assert newcomer.browser.get(page).headers["Location"] == "/accounts/sign-up/licence/"
    newcomer.send(SET, new_password1=PASSWORD, mobile=FOREIGN)
    assert not User.objects.filter(username=HOLDER).exists()
    assert owners(unit) == []


def test_units_of_the_same_mobile_are_joined_and_others_are_told(
    newcomer: Newcomer, unit: Unit, world: World
) -> None:
    second = unit_without_account(world, OTHER_GUILD)
    apart = unit_without_account(world, "0499999947", FOREIGN)
    stranger = unit_without_account(world, "0499999954", MOBILE, "0000000477")
    Unit.objects.filter(pk=apart.pk).update(name="کارگاه دیگر")
    newcomer.prove()
    page = newcomer.browser.get(UNITS).content.decode()
    assert page.count('type="radio"') == 2
    assert "کارگاه دیگر" in page
    newcomer.send(UNITS, licence=OTHER_GUILD)
    newcomer.make()
    assert owners(unit) == owners(second) == [HOLDER]
    assert owners(apart) == owners(stranger) == []
    assert newcomer.browser.session["sign_up_first"] == second.pk


def test_a_licence_of_nobody_is_no_choice(newcomer: Newcomer, unit: Unit) -> None:
    newcomer.prove()
    for licence in ("0499999913", "x", ""):
        assert newcomer.send(UNITS, licence=licence).status_code == 422


@pytest.mark.parametrize("failing", ["expired", "suspended", "guild id"])
def test_the_failing_condition_is_told_after_the_code_and_the_account_is_made(
    newcomer: Newcomer, unit: Unit, world: World, failing: str
) -> None:
    licence = Licence.objects.get(unit=unit)
    if failing == "expired":
        day = NOW.date().replace(year=2018)
        Licence.objects.filter(pk=licence.pk).update(expires_on=day)
        words = "پایان یافته است"
    elif failing == "suspended":
        since = NOW.date().replace(year=2018)
        LicenceState.objects.create(licence=licence, status=LicenceStatus.SUSPENDED, since=since)
        words = "تعلیق‌شده"
    else:
        second = unit_without_account(world, OTHER_GUILD)
        Unit.objects.filter(pk=second.pk).update(guild_id="")
        words = "شناسه صنفی ندارد"
    newcomer.find()
    assert words not in newcomer.browser.get("/accounts/sign-up/licence/").content.decode()
    newcomer.ask()
    newcomer.type_code()
    assert words in newcomer.browser.get(UNITS).content.decode()
    assert newcomer.make().url == DONE
    assert owners(unit) == [HOLDER]


@pytest.mark.parametrize("has", ["this unit", "another unit", "the name"])
def test_that_an_account_is_there_is_told_after_the_code_alone(
    newcomer: Newcomer, unit: Unit, world: World, has: str
) -> None:
    user = person(HOLDER if has == "the name" else "sara")
    if has == "this unit":
        UnitMember.objects.create(unit=unit, user=user, role=MemberRole.OWNER)
    if has == "another unit":
        other = unit_without_account(world, OTHER_GUILD, "")
        UnitMember.objects.create(unit=other, user=user, role=MemberRole.OWNER)
    newcomer.find()
    before = newcomer.browser.get("/accounts/sign-up/licence/").content.decode()
    assert "حساب هست" not in before
    newcomer.ask()
    newcomer.type_code()
    told = newcomer.browser.get(UNITS).content.decode()
    assert "حساب هست" in told
    assert "/accounts/password/reset/sms/" in told
    answer = newcomer.make()
    assert answer.status_code == 409
    assert User.objects.filter(username=HOLDER).count() == (has == "the name")


def test_a_second_unit_comes_to_the_account_that_is_signed_in(
    newcomer: Newcomer, unit: Unit, world: World
) -> None:
    newcomer.prove()
    newcomer.make()
    second = unit_without_account(world, OTHER_GUILD, FOREIGN)
    assert newcomer.find(guild_id=OTHER_GUILD).status_code == 302
    newcomer.ask()
    newcomer.type_code()
    assert newcomer.browser.get(SET).headers["Location"] == UNITS
    assert newcomer.send(UNITS, licence=OTHER_GUILD).url == DONE
    assert owners(second) == [HOLDER]
    assert User.objects.filter(username=HOLDER).count() == 1


def test_another_holder_s_unit_comes_to_no_account_that_is_signed_in(
    newcomer: Newcomer, unit: Unit, world: World
) -> None:
    newcomer.browser.force_login(officer("expert", Role.UNION_OFFICER, world.union))
    newcomer.prove()
    assert "از دارندهٔ دیگری" in newcomer.browser.get(UNITS).content.decode()
    assert newcomer.send(UNITS, licence="0499999921").status_code == 409
    assert owners(unit) == []


def test_two_tabs_make_one_account(newcomer: Newcomer, unit: Unit) -> None:
    newcomer.prove()
    other = Newcomer(deepcopy(newcomer.browser))
    kept = newcomer.browser.session["sign_up"]["nonce"]
    assert newcomer.make().url == DONE
    again = other.browser.post(SET, {"journey": kept, "new_password1": "دیگر-نیمه‌شب-9"})
    assert again.status_code == 410
    assert owners(unit) == [HOLDER]


def test_back_after_the_account_is_made_leads_to_no_second_one(
    newcomer: Newcomer, unit: Unit
) -> None:
    newcomer.prove()
    newcomer.make()
    for page in (CODE, UNITS, SET):
        assert newcomer.browser.get(page).status_code == 410
    assert newcomer.browser.get(START).status_code == 200


def test_a_company_signs_up_with_its_legal_id(newcomer: Newcomer, world: World) -> None:
    unit = unit_without_account(world)
    Unit.objects.filter(pk=unit.pk).update(
        holder_kind="legal", holder_id="10100000008", holder_name="ش" * 160
    )
    newcomer.find("10100000008")
    newcomer.ask()
    newcomer.type_code()
    newcomer.make()
    assert len(User.objects.get(username="10100000008").full_name) == 120


def test_a_delegate_who_proves_to_be_the_holder_is_the_owner(
    newcomer: Newcomer, unit: Unit, world: World
) -> None:
    newcomer.prove()
    newcomer.make()
    second = unit_without_account(world, OTHER_GUILD)
    user = User.objects.get(username=HOLDER)
    UnitMember.objects.create(unit=second, user=user, role=MemberRole.DELEGATE)
    add_units(user, Proof(second.pk, MOBILE), NOW)
    rows = UnitMember.objects.filter(unit=second, user=user).order_by("pk")
    assert [(row.role, row.ended_at) for row in rows] == [("delegate", NOW), ("owner", None)]


def test_of_two_people_at_one_moment_one_has_the_account(shared_world: World) -> None:
    unit = unit_without_account(shared_world)
    second = unit_without_account(shared_world, OTHER_GUILD)
    proofs = [Proof(unit.pk, MOBILE), Proof(second.pk, MOBILE), Proof(unit.pk, MOBILE)]

    def act(proof: Proof) -> Any:
        return lambda: sign_up(proof, PASSWORD, NOW)

    results = race([act(proof) for proof in proofs])
    assert len(winners(results)) == 1
    losers = [result for result in results if isinstance(result, Exception)]
    assert all(isinstance(result, HasAccountError) for result in losers)
    assert User.objects.filter(username=HOLDER).count() == 1
    assert owners(unit) == owners(second) == [HOLDER]


def test_units_of_two_mobiles_at_one_moment_make_one_account(shared_world: World) -> None:
    unit = unit_without_account(shared_world)
    second = unit_without_account(shared_world, OTHER_GUILD, FOREIGN)
    results = race(
        [
            lambda: sign_up(Proof(unit.pk, MOBILE), PASSWORD, NOW),
            lambda: sign_up(Proof(second.pk, FOREIGN), PASSWORD, NOW),
        ]
    )
    assert len(winners(results)) == 1
    assert User.objects.filter(username=HOLDER).count() == 1


def test_a_mobile_that_was_changed_meanwhile_makes_no_account(
    newcomer: Newcomer, unit: Unit
) -> None:
    newcomer.prove()
    ContactNumber.objects.filter(unit=unit).update(ended_at=NOW)
    register(unit, FOREIGN)
    with pytest.raises(ConflictError, match="تغییر کرده است"):
        sign_up(Proof(unit.pk, MOBILE), PASSWORD, NOW)
    assert newcomer.make().status_code == 409
    assert owners(unit) == []
