"""What a unit, a licence and a membership may be."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from config.jalali import from_parts
from tests.examples import examples
from tests.world import World, licence_for, person
from units.enums import HolderKind, LicenceStatus, MemberRole
from units.models import Licence, LicenceState, Unit, UnitMember


def unit(kind: HolderKind, holder: str, guild: str = "") -> Unit:
    """Return a unit that is not stored."""
    return Unit(
        name="کارگاه", holder_kind=kind, holder_name="دارنده", holder_id=holder, guild_id=guild
    )


@pytest.mark.parametrize(
    ("kind", "case"),
    [
        *((HolderKind.NATURAL, case) for case in examples("identifiers.json", "national_id")),
        *((HolderKind.LEGAL, case) for case in examples("identifiers.json", "legal_id")),
    ],
    ids=str,
)
def test_the_holders_id_is_checked_by_its_digits(kind: HolderKind, case: dict[str, Any]) -> None:
    asked = unit(kind, case["in"])
    if case["valid"] is True:
        asked.clean()
        return
    with pytest.raises(ValidationError) as refusal:
        asked.clean()
    assert set(refusal.value.message_dict) == {"holder_id"}


@pytest.mark.parametrize("guild", ["123456789", "12345678901", "12345abcde", "۰۴۹۹۹۹۹۹۱۳"])
def test_a_guild_id_has_ten_digits(guild: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        unit(HolderKind.NATURAL, "9990000018", guild).clean()
    assert refusal.value.message_dict == {"guild_id": ["شناسه صنفی باید ده رقم باشد."]}


def test_a_unit_may_wait_for_its_guild_id() -> None:
    unit(HolderKind.NATURAL, "9990000018").clean()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "holder", "guild"),
    [
        (HolderKind.NATURAL, "10380284790", ""),
        (HolderKind.LEGAL, "9990000018", ""),
        (HolderKind.NATURAL, "999000001x", ""),
        (HolderKind.NATURAL, "9990000018", "123"),
    ],
)
def test_the_database_takes_no_id_of_the_wrong_shape(
    kind: HolderKind, holder: str, guild: str
) -> None:
    with pytest.raises(IntegrityError):
        unit(kind, holder, guild).save()


def test_a_holder_has_one_unit_under_a_guild_id_and_several_without(world: World) -> None:
    taken = world.unit
    unit(HolderKind.NATURAL, taken.holder_id).save()
    unit(HolderKind.NATURAL, taken.holder_id).save()
    with pytest.raises(IntegrityError):
        unit(HolderKind.NATURAL, taken.holder_id, taken.guild_id).save()


@pytest.mark.parametrize(
    "change",
    [
        {"expires_on": from_parts(1396, 10, 30)},
        {"postal_code": "12345"},
    ],
)
def test_the_database_takes_no_impossible_licence(world: World, change: dict[str, Any]) -> None:
    for name, value in change.items():
        setattr(world.licence, name, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        world.licence.save()


def state(world: World, since: tuple[int, int], until: tuple[int, int] | None) -> LicenceState:
    return LicenceState(
        licence=world.licence,
        status=LicenceStatus.SUSPENDED,
        since=from_parts(1404, *since),
        until=from_parts(1404, *until) if until else None,
    )


@pytest.mark.parametrize(
    ("since", "until"),
    [((3, 1), (3, 9)), ((2, 1), (3, 1)), ((3, 9), None), ((2, 1), None), ((3, 5), (3, 5))],
)
def test_a_licence_has_one_state_on_a_day(
    world: World, since: tuple[int, int], until: tuple[int, int] | None
) -> None:
    state(world, (3, 1), (3, 9)).save()
    with pytest.raises(IntegrityError), transaction.atomic():
        state(world, since, until).save()


def test_states_may_follow_each_other_and_another_licence_has_its_own(world: World) -> None:
    state(world, (3, 1), (3, 9)).save()
    state(world, (3, 10), None).save()
    other = licence_for("0488888888", "9990000026", world.union, person("other"))
    LicenceState(licence=other, status="revoked", since=from_parts(1404, 3, 5)).save()
    assert [x.since for x in Licence.objects.with_states().get(pk=other.pk).interruptions] == [
        from_parts(1404, 3, 5)
    ]
    assert len(Licence.objects.with_states().get(pk=world.licence.pk).interruptions) == 2


def test_a_state_does_not_end_before_it_begins(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        state(world, (3, 9), (3, 8)).save()


def test_a_unit_has_one_owner_and_a_person_one_membership_at_a_time(world: World) -> None:
    for user, role in ((person("second"), MemberRole.OWNER), (world.owner, MemberRole.DELEGATE)):
        with pytest.raises(IntegrityError), transaction.atomic():
            UnitMember.objects.create(unit=world.unit, user=user, role=role)
    world.unit.members.update(ended_at=timezone.now())
    UnitMember.objects.create(unit=world.unit, user=world.owner, role=MemberRole.DELEGATE)
    assert world.unit.members.count() == 2


def test_one_finds_ones_own_units_while_one_acts_for_them(world: World) -> None:
    assert Unit.objects.of(world.owner).get() == world.unit
    assert not Unit.objects.of(world.union_officer).exists()
    world.unit.members.update(ended_at=timezone.now())
    assert not Unit.objects.of(world.owner).exists()


def test_the_header_names_licence_province_and_county(world: World) -> None:
    assert world.licence.place == "پروانه کسب (آذربایجان شرقی - ملکان)"
