"""The search of step 1: one's own licences, every miss alike."""

from itertools import groupby

import pytest
from django.utils import timezone

from config.jalali import from_parts
from tests.world import World, licence_for, person
from units.enums import MemberRole
from units.models import UnitMember
from units.queries import own_licences

HOLDER, GUILD = "9990000018", "0499999913"


@pytest.mark.parametrize(
    ("holder", "guild", "found"),
    [
        ("", "", True),
        (HOLDER, "", True),
        ("", GUILD, True),
        (HOLDER, GUILD, True),
        ("۹۹۹۰۰۰۰۰۱۸", " ٠٤٩٩٩٩٩٩١٣ ", True),
        (HOLDER, "0499999914", False),
        ("9990000019", GUILD, False),
        ("x", "", False),
    ],
)
def test_ones_own_licence_is_found_by_holder_and_guild_id(
    world: World, holder: str, guild: str, found: bool
) -> None:
    assert own_licences(world.owner, holder, guild).exists() is found


def test_nobody_elses_licence_is_found_even_by_its_ids(world: World) -> None:
    for user in (person("stranger"), world.union_officer, world.ministry_officer):
        assert not own_licences(user, HOLDER, GUILD).exists()


def test_a_delegate_finds_the_licence_until_the_delegation_ends(world: World) -> None:
    delegate = person("delegate")
    member = UnitMember.objects.create(unit=world.unit, user=delegate, role=MemberRole.DELEGATE)
    assert own_licences(delegate).get() == world.licence
    member.ended_at = timezone.now()
    member.save()
    assert not own_licences(delegate).exists()


def test_units_of_one_name_do_not_mix_and_the_latest_licence_stands_first(world: World) -> None:
    other = licence_for("0488888888", "9990000026", world.union, person("other"))
    other.unit.members.update(user=world.owner)
    for licence, number, day in ((world.licence, "1", 1), (other, "2", 2)):
        licence.pk, licence.number = None, number
        licence.issued_on = from_parts(1397, 1, day)
        licence.save()
    groups = [
        [licence.number for licence in found]
        for _, found in groupby(own_licences(world.owner), key=lambda licence: licence.unit_id)
    ]
    assert sorted(groups) == [["1", "0499999913"], ["2", "0488888888"]]
